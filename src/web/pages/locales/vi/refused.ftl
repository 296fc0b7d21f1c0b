refused-heading = Bạn chưa chia sẻ gì
refused-alternative = { $alternative }.
refused-change = Đổi ý? Quay lại trang đó và bắt đầu lại.
