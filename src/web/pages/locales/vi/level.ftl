level-3 = mức 2
level-2 = mức 1
level-below = mức thấp hơn
level-is-3 = Định danh mức 2
level-is-2 = Định danh mức 1
level-is-1 = Đã đối chiếu với dữ liệu dân cư
level-is-0 = Chưa được định danh điện tử
