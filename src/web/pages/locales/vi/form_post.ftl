form-post-heading = Quay lại { $service }
form-post-more = Nếu trang không tự chuyển, bấm nút dưới đây.
form-post-submit = Tiếp tục đến { $service }
