# The catalogue of ux.md §3.4, word for word.
e-id-empty = Nhập số định danh cá nhân
e-id-len = Số định danh phải có 12 chữ số (CMND cũ: 9). Bạn đã nhập { $count } chữ số
e-id-char = Số định danh chỉ gồm chữ số
e-pw-empty = Nhập mật khẩu
e-login = Số định danh hoặc mật khẩu chưa đúng. Còn { $left } lần thử
e-otp-empty = Nhập mã 6 số
e-otp-fmt = Mã phải có đúng 6 chữ số
e-otp-wrong = Mã chưa đúng. Xem lại tin nhắn mới nhất
e-otp-left = Mã chưa đúng. Còn { $left } lần thử
e-otp-old = Mã đã hết hạn lúc { $time }. Bấm “Gửi mã mới”
e-otp-wait = Còn { $seconds } giây nữa mới gửi lại được
e-otp-send = Chưa gửi được tin nhắn đến số này. Thử lại sau ít phút hoặc chọn cách khác
e-choose = Chọn một cách để tiếp tục
e-noclaim = { $service } cần { $items } nhưng tài khoản của bạn chưa có. Thêm giấy tờ, hoặc dùng thẻ giấy
n-scam = Không ai được hỏi mã này, kể cả công an. Ai gọi đến hỏi mã là kẻ lừa đảo
