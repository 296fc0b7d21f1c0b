leave-back = Go back to { $service }
