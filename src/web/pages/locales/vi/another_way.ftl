another-way-heading = Chọn cách khác để nhận mã
another-way-choose = Gửi mã đến số nào?
another-way-phone = Số kết thúc bằng { $tail }
another-way-current = Số vừa gửi
another-way-submit = Gửi mã đến số này
another-way-none = Tài khoản của bạn không có số nào khác.
another-way-counter = Mất số này? Mang thẻ căn cước đến cơ quan công an gần nhất, hoặc gọi { $hotline }.
