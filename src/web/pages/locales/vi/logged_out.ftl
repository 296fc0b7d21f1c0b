logged-out-heading = Bạn đã đăng xuất
logged-out-idle = Bạn không dùng trong { $minutes } phút nên máy đã tự đăng xuất.
logged-out-left = Bạn đã đăng xuất khỏi { $service }
logged-out-left-more = Bạn vẫn đang đăng nhập ở trang này.
logged-out-used = Các dịch vụ bạn đã vào
logged-out-used-more = Dịch vụ nào còn mở thì đăng xuất ở đó nữa.
logged-out-shared = Máy dùng chung? Đóng trình duyệt.
logged-out-again = Đăng nhập lại
