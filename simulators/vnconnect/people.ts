/**
 * Invented accounts. Their identity numbers begin with 999, a province code that does not exist (TT 59/2021/TT-BCA gives 001–096), so
 * none can belong to anybody. Names are typical of the province's peoples: Kinh, Tày, Nùng, Dao, Mông, Sán Dìu, Sán Chay.
 */
export interface DemoAccount {
  readonly sub: string
  readonly techId: string
  readonly kind: 'person' | 'organisation'
  readonly name: string
  /** 12 digits of a person, 10 of an organisation. */
  readonly idNumber: string
  /** yyyyMMdd; organisations have none. */
  readonly birthDate?: string
  /** Level of the account (NĐ 69/2024 Đ7: 1 basic, 2 full). */
  readonly level: 1 | 2
  /** How this account signs in first: `otp` gives LoA1 even to an account of level 2, `app` gives the level of the account. */
  readonly firstMethod: 'app' | 'otp'
  /** One line for the person who tries the demonstration. */
  readonly note: string
  /** Claims that this account's identity provider fails to send. */
  readonly missingClaims?: readonly string[]
}

interface Row { readonly name: string; readonly born: string; readonly woman: boolean; readonly note: string; readonly level?: 1 | 2; readonly firstMethod?: 'app' | 'otp'; readonly missingClaims?: readonly string[] }

const PEOPLE: readonly Row[] = [
  { name: 'Nông Thị Hòa', born: '19880312', woman: true, note: 'Người Tày, làm chè ở xã; tài khoản mức 2' },
  { name: 'Ma Văn Thắng', born: '19790825', woman: false, note: 'Người Tày, trưởng xóm; tài khoản mức 2' },
  { name: 'Hoàng Thị Nguyệt', born: '19950607', woman: true, note: 'Người Tày, mới sinh con; tài khoản mức 2' },
  { name: 'Lương Văn Sình', born: '19660115', woman: false, note: 'Người Nùng; tài khoản mức 1, chưa nâng mức' , level: 1 },
  { name: 'Vi Thị Thơm', born: '20010920', woman: true, note: 'Người Nùng, sinh viên; đăng nhập bằng mã OTP, nâng được lên mức 2', firstMethod: 'otp' },
  { name: 'Triệu Mùi Phẩy', born: '19910214', woman: true, note: 'Người Dao, nấu thuốc nam; tài khoản mức 2' },
  { name: 'Bàn Tiến Vượng', born: '19840730', woman: false, note: 'Người Dao; tài khoản mức 2' },
  { name: 'Giàng A Páo', born: '19970418', woman: false, note: 'Người Mông; tài khoản mức 1, chưa nâng mức', level: 1 },
  { name: 'Sùng Thị Mỷ', born: '20031105', woman: true, note: 'Người Mông; tài khoản mức 2' },
  { name: 'Trương Văn Lục', born: '19580302', woman: false, note: 'Người Sán Dìu, cao tuổi; tài khoản mức 2' },
  { name: 'Trần Thị Sáu', born: '19720509', woman: true, note: 'Người Sán Chay; tài khoản mức 2' },
  { name: 'Nguyễn Thị Thu Hà', born: '19900101', woman: true, note: 'Người Kinh, kế toán; tài khoản mức 2' },
  { name: 'Phạm Đức Minh', born: '19870623', woman: false, note: 'Người Kinh, người đại diện; tài khoản mức 2' },
  { name: 'Nguyễn Thụy Hoài Thương Huyền Trân', born: '19991231', woman: true, note: 'Tên dài; tài khoản mức 2' },
  { name: 'Đặng Quỳnh Uyển'.normalize('NFD'), born: '19930817', woman: true, note: 'Tên gửi ở dạng tổ hợp rời (NFD); tài khoản mức 2' },
  { name: 'Dương Thiếu Tin', born: '19820404', woman: false, note: 'Nơi cấp quên gửi số định danh', missingClaims: ['SoDinhDanh'] },
]

const ORGANISATIONS: readonly { readonly name: string; readonly note: string }[] = [
  { name: 'Hợp tác xã chè Suối Mẫu', note: 'Tổ chức; tài khoản mức 2' },
  { name: 'Công ty TNHH Cơ khí Ví Dụ', note: 'Tổ chức; tài khoản mức 2' },
  { name: 'Trường Mầm non Minh Họa', note: 'Tổ chức; tài khoản mức 2' },
]

/** A UUID that stays the same from one start to the next, so that accounts survive a restart of the simulator. */
function stableUuid(group: number, index: number): string {
  return `99900000-0000-4000-8${String(group).padStart(3, '0')}-${String(index).padStart(12, '0')}`
}

/** Digits 4–6 of a citizen number hold century + sex and the year of birth (TT 59/2021/TT-BCA Đ6). */
function citizenNumber(row: Row, index: number): string {
  const century = Number(row.born.slice(0, 2)) - 19
  return `999${century * 2 + (row.woman ? 1 : 0)}${row.born.slice(2, 4)}${String(index + 1).padStart(6, '0')}`
}

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  ...PEOPLE.map((row, index): DemoAccount => ({
    sub: stableUuid(1, index + 1), techId: stableUuid(2, index + 1), kind: 'person', name: row.name, idNumber: citizenNumber(row, index),
    birthDate: row.born, level: row.level ?? 2, firstMethod: row.firstMethod ?? 'app', note: row.note,
    ...(row.missingClaims ? { missingClaims: row.missingClaims } : {}),
  })),
  ...ORGANISATIONS.map((row, index): DemoAccount => ({
    sub: stableUuid(3, index + 1), techId: stableUuid(4, index + 1), kind: 'organisation', name: row.name,
    idNumber: `999900000${index + 1}`, level: 2, firstMethod: 'app', note: row.note,
  })),
]
