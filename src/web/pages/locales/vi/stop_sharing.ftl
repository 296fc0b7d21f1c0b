stop-sharing-heading = Dừng chia sẻ với <b>{ $service }</b>?
stop-sharing-effect = { $service } sẽ không xem thêm được nữa.
stop-sharing-kept = Thông tin đã nhận vẫn ở { $service }.
stop-sharing-items = Dừng những thông tin này
stop-sharing-stop = Dừng chia sẻ
stop-sharing-back = Không dừng, quay lại
