logged-out-heading = Bạn đã đăng xuất
logged-out-idle = Bạn không dùng trong 30 phút nên máy đã tự đăng xuất.
logged-out-told = Các dịch vụ đã được báo
logged-out-shared = Máy dùng chung? Đóng trình duyệt.
logged-out-continue = Quay lại { $service }
logged-out-again = Đăng nhập lại
