leave-back = Quay lại { $service }
