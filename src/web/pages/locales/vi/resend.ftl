resend-heading = Gửi mã mới
resend-where = Mã mới sẽ gửi đến số kết thúc bằng <b>{ $tail }</b>.
resend-left = Bạn còn { $count } lần gửi trong 2 giờ.
resend-old = Mã cũ vẫn dùng được đến khi hết hạn.
resend-submit = Gửi mã mới
resend-back = Quay lại nhập mã
