form-post-heading = Quay lại <b>{ $service }</b>
form-post-more = Nếu trang không tự chuyển, bấm nút dưới đây.
form-post-submit = Tiếp tục đến { $service }
