developer-error-for = Dành cho người lập trình dịch vụ
developer-error-cause = Vì sao
developer-error-fix = Cách sửa
developer-error-log = Khi hỏi nơi cấp định danh, gửi kèm mã trong dòng X-Request-Id. Đừng gửi token, mã 6 số hay số định danh.
developer-error-all = Các lỗi thuộc loại này
developer-error-parameters = Danh sách tham số không đọc được
developer-error-parameters-cause = Yêu cầu dài quá, có tham số lặp lại, hoặc không phải chữ UTF-8 mã hóa kiểu biểu mẫu.
developer-error-parameters-fix = Gửi mỗi tham số một lần, không để trống. Chỉ resource được lặp lại. Ở các địa chỉ dành cho máy, gửi biểu mẫu bằng lệnh post.
developer-error-addresses = Không biết trả lời cho ai, ở đâu
developer-error-addresses-cause = client_id chưa được đăng ký, hoặc redirect_uri không giống từng ký tự với địa chỉ đã đăng ký. Vì thế người dùng thấy một trang ở đây và không được đưa về dịch vụ.
developer-error-addresses-fix = Gửi redirect_uri đúng như đã đăng ký: chữ hoa, cổng, dấu gạch cuối và phần sau dấu hỏi. Xem đăng ký bằng danh clients show.
developer-error-request = Yêu cầu đăng nhập chưa đúng
developer-error-request-cause = Một tham số thiếu, sai dạng, hoặc dịch vụ không đăng ký cách gửi đó.
developer-error-request-fix = Dùng response_type=code, scope có openid, và code_challenge kiểu S256. Nếu đăng ký đòi đẩy yêu cầu, gửi đến /par trước, rồi mở request_uri một lần trong 60 giây. Những gì được hỗ trợ có trong /.well-known/openid-configuration.
developer-error-details = authorization_details không hiện ra được
developer-error-details-cause = Loại chưa được đăng ký, một phần thiếu, thừa hoặc dài quá, hay có ký tự không hiện ra. Không ai đồng ý được với điều mình không thấy.
developer-error-details-fix = Gửi danh sách 1 đến 5 đối tượng đúng dạng trong tài liệu. Loại phải có trong authorization_details_types của dịch vụ. Số tiền là số đồng viết bằng chữ số.
developer-error-person = Người dùng chưa làm, hoặc từ chối
developer-error-person-cause = Với prompt=none không trang nào được hiện, mà vẫn còn bước phải làm. Hoặc người dùng từ chối. Hoặc mức được đòi không đạt được.
developer-error-person-fix = Gửi lại yêu cầu không có prompt=none, để người dùng làm bước còn thiếu. Sau access_denied, cho họ cách khác. Sau unmet_authentication_requirements, hỏi mức thấp hơn hoặc chỉ cách nâng mức.
developer-error-authentication = Dịch vụ chưa chứng minh được mình là ai
developer-error-authentication-cause = Bí mật hoặc khóa không khớp, hay không dùng cách đã đăng ký. Hoặc bản khẳng định hết hạn, đã dùng rồi, hay dùng hai cách một lúc.
developer-error-authentication-fix = Dùng đúng một cách: token_endpoint_auth_method đã đăng ký. Với private_key_jwt, iss và sub là client_id, aud là issuer. Mỗi lần một jti mới, exp không quá 10 phút. Ký bằng khóa có kid trong jwks, với đồng hồ đúng giờ.
developer-error-grant = Mã hoặc refresh token không dùng được
developer-error-grant-cause = Mã chỉ dùng một lần trong 60 giây, với đúng dịch vụ, redirect_uri và code_verifier. Refresh token thì hết hạn hoặc bị thu hồi. Cũng có thể người dùng đã dừng chia sẻ hay đổi máy.
developer-error-grant-fix = Đổi mã ngay, một lần, không thử lại với cùng mã. Lần thứ hai thu hồi tất cả. Sau invalid_grant, cho người dùng đăng nhập lại. resource và scope không được vượt quá điều đã hỏi.
developer-error-sender = Thiếu bằng chứng giữ khóa
developer-error-sender-cause = Token của dịch vụ này gắn với một khóa hoặc chứng thư. Yêu cầu đến không kèm bằng chứng, hoặc kèm của khóa khác.
developer-error-sender-fix = Với dpop_bound_access_tokens, gửi một dòng DPoP mới mỗi yêu cầu, cùng khóa, đúng htm và htu. Kèm nonce nhận được trong DPoP-Nonce. Với chứng thư, gửi đến địa chỉ trong mtls_endpoint_aliases.
developer-error-token = Access token không được nhận
developer-error-token-cause = Token hết hạn sau 5 phút, bị thu hồi, dành cho nơi khác hoặc đặt sai chỗ. Hoặc chưa đủ quyền hay mức.
developer-error-token-fix = Đặt token trong dòng Authorization, không đặt trong địa chỉ. Lấy token mới bằng refresh token. Sau insufficient_user_authentication, mở lại trang đăng nhập với acr_values trong WWW-Authenticate.
developer-error-registration = Đăng ký dịch vụ chưa được nhận
developer-error-registration-cause = Token đăng ký đã dùng hết lượt hoặc hết hạn. Hoặc một phần sai dạng, hay nói điều chỉ người vận hành được nói.
developer-error-registration-fix = Đọc error_description: ở đó có tên phần sai và lý do. Sửa rồi gửi lại, token chỉ mất lượt khi đăng ký xong. Hỏi người vận hành để có token khác hoặc điều khoản khác.
developer-error-ours = Lỗi ở nơi cấp định danh
developer-error-ours-cause = Máy đang bận, một hệ thống bên ngoài chưa trả lời, hoặc phần mềm ở đây có lỗi.
developer-error-ours-fix = Với 503, thử lại sau số giây trong Retry-After. Với 500, thử lại một lần rồi báo lại.
