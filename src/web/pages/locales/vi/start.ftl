start-heading = Một tài khoản để vào nhiều dịch vụ
start-what = Đây là nơi bạn đăng nhập bằng số định danh cá nhân. Ngân hàng, bệnh viện và cổng dịch vụ công đưa bạn đến đây khi cần biết bạn là ai.
start-sign-in = Đăng nhập bằng số định danh, mật khẩu và mã gửi đến điện thoại.
start-decide = Xem dịch vụ muốn biết gì, rồi bạn quyết định.
start-stop = Xem ai đã xem gì, và dừng lúc nào cũng được.
start-home = Vào trang của tôi
start-beware = Không ai được hỏi mã của bạn, kể cả công an.
