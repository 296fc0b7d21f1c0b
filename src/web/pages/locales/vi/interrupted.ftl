interrupted-expired = Trang này đã để quá lâu
interrupted-continue = Tiếp tục
interrupted-over = Yêu cầu này đã hết hạn
interrupted-over-more = Quay lại trang web bạn đang dùng và bắt đầu lại.
interrupted-done = Bước này đã xong rồi
interrupted-done-more = Đi tiếp từ đây.
interrupted-next = Đi tiếp
