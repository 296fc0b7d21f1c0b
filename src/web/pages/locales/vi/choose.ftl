choose-heading = Tiếp tục với <b>{ $name }</b>
choose-signed-in = Bạn đã đăng nhập trên máy này.
choose-for = Để dùng { $service }.
choose-number = Số định danh { $number }
choose-continue = Tiếp tục với { $name }
choose-other = Dùng tài khoản khác
choose-other-more = Không phải bạn? Chọn “Dùng tài khoản khác”. Tài khoản đang đăng nhập sẽ đăng xuất khỏi máy này.
