leave-back = Quay lại { $service }
leave-not-you = Không phải bạn? Đăng nhập tài khoản khác
