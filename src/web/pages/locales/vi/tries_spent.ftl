tries-spent-heading = Bạn đã hết lượt nhập mã
tries-spent-how = Các mã đã gửi không dùng được nữa. Bấm “Bắt đầu lại” để nhận mã mới.
tries-spent-again = Bắt đầu lại
