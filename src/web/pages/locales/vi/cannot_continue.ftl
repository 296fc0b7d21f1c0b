cannot-continue-heading = Chưa thể tiếp tục
cannot-continue-card = Thẻ căn cước đã hết hạn ngày { $date } nên mức tài khoản đã giảm.
cannot-continue-proof = Dịch vụ này cần đăng nhập bằng USB ký số hoặc SIM ký số.
cannot-continue-raise = Muốn lên mức cao hơn, mang thẻ căn cước đến cơ quan công an gần nhất.
cannot-continue-change = Muốn lên lại mức cũ, mang thẻ cũ đến cơ quan công an gần nhất để đổi thẻ.
