requester-state = Cơ quan nhà nước đã xác minh
requester-health = Cơ sở y tế đã xác minh
requester-finance = Tổ chức tài chính đã xác minh
requester-private = Doanh nghiệp đã xác minh
