logout-heading = Đăng xuất?
logout-client = { $service } muốn đăng xuất cho bạn.
logout-account = Bạn đang dùng tài khoản <b>{ $name }</b>
logout-this = Đăng xuất khỏi { $service }
logout-all = Đăng xuất khỏi tất cả
logout-stay = Ở lại, không đăng xuất
logout-all-more = “Tất cả” là trang này trên máy này. Dịch vụ bạn đã vào không xem thêm được gì qua lần đăng nhập này.
