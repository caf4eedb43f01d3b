/** Parts of invented names; composed forms. */
export const SURNAMES = ['Nguyễn', 'Trần', 'Hoàng', 'Nông', 'Ma', 'Lý', 'Triệu', 'Bàn', 'Dương', 'Lường', 'Hà', 'Vi', 'Đặng', 'Phạm', 'Giàng', 'Chu', 'Lương', 'Đinh', 'Lê', 'Vũ', 'Đỗ', 'Ngô', 'Lộc', 'Hứa'] as const
export const MIDDLES = ['Văn', 'Thị', 'Minh', 'Thu', 'Đức', 'Ngọc', 'Thanh', 'Quốc', 'Hồng', 'Thị Kim', 'Xuân', 'Hữu', 'Thị Thu', 'Anh'] as const
export const GIVEN = ['An', 'Bình', 'Chiến', 'Dung', 'Giang', 'Hiền', 'Khoa', 'Lan', 'Mai', 'Nam', 'Oanh', 'Phúc', 'Quyên', 'Sơn', 'Thảo', 'Uyên', 'Vinh', 'Xuân', 'Yến', 'Đào', 'Hạnh', 'Tuấn', 'Huyền', 'Kiên', 'Thủy', 'Lực'] as const
