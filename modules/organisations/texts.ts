import type { OfficerRole } from '../../kernel/actor.ts'
import type { Text } from '../../kernel/forms/definition.ts'
import type { SeatReason } from './domain/seats.ts'

/** What each role lets somebody do, in plain words. */
export const ROLE_TEXTS = {
  'reception-officer': { name: { vi: 'Tiếp nhận', en: 'Reception' }, about: { vi: 'Kiểm tra, tiếp nhận, yêu cầu bổ sung, trả kết quả tại quầy.', en: 'Checks and accepts dossiers, asks for what is missing, hands out results.' } },
  'case-officer': { name: { vi: 'Xử lý', en: 'Case work' }, about: { vi: 'Thẩm tra hồ sơ, lấy ý kiến, đề xuất kết quả.', en: 'Examines dossiers, consults, proposes the outcome.' } },
  approver: { name: { vi: 'Duyệt', en: 'Approval' }, about: { vi: 'Duyệt hoặc trả lại đề xuất.', en: 'Approves proposals or sends them back.' } },
  signer: { name: { vi: 'Ký số', en: 'Signature' }, about: { vi: 'Ký số kết quả. Cần có chứng thư số.', en: 'Signs results digitally. Needs a certificate.' } },
  'unit-administrator': { name: { vi: 'Quản trị đơn vị', en: 'Unit administrator' }, about: { vi: 'Quản lý người và vị trí của cơ quan mình và cấp dưới.', en: 'Manages people and positions of the own agency and those below.' } },
  administrator: { name: { vi: 'Quản trị hệ thống', en: 'Administrator' }, about: { vi: 'Quản trị toàn tỉnh. Chỉ giao cho rất ít người.', en: 'Administers the whole province. Give it to very few.' } },
  'data-steward': { name: { vi: 'Quản trị dữ liệu', en: 'Data steward' }, about: { vi: 'Nạp, kiểm tra và công bố các bộ dữ liệu của cơ quan mình và cấp dưới.', en: 'Loads, checks and publishes the datasets of the own agency and those below.' } },
  supervisor: { name: { vi: 'Theo dõi', en: 'Supervision' }, about: { vi: 'Xem tình hình giải quyết hồ sơ, không xử lý.', en: 'Sees how dossiers go, without handling them.' } },
} as const satisfies Record<OfficerRole, { name: Text; about: Text }>

/** Why an administrator may not give or end a seat, and what to do instead (decision 10). */
export const SEAT_REASON_TEXTS = {
  'own-seat': { vi: 'Không ai tự giao, tự sửa quyền hoặc tự thôi vị trí của chính mình. Nhờ một người quản trị khác làm việc này.', en: 'Nobody seats oneself, changes the rights of the own seat or ends it. Ask another administrator.' },
  'outside-reach': { vi: 'Người này giữ vị trí ở cơ quan ngoài phạm vi của bạn, là quản trị tỉnh, hoặc tài khoản do cơ quan khác mở. Nhờ quản trị tỉnh làm việc này.', en: 'This person sits in an agency outside your reach, is an administrator of the province, or has an account that another agency opened. Ask the province’s administrator.' },
  'dated-back': { vi: 'Không được ghi lùi ngày. Chọn từ hôm nay trở đi (cho thôi giữ: từ hôm qua); nếu cần sửa ngày đã qua, nhờ quản trị tỉnh.', en: 'Days may not lie in the past. Choose today or later (to end a seat: yesterday or later); for a correction ask the province’s administrator.' },
  'reason-needed': { vi: 'Ghi lùi ngày phải có lý do, ví dụ số quyết định bổ nhiệm. Điền ô Lý do rồi lưu lại.', en: 'Dating back needs a reason, for example the number of the appointment. Fill in the reason and save again.' },
  combines: { vi: 'Người quản trị không được đồng thời duyệt hoặc ký trong cùng phạm vi: ai trao quyền thì không quyết định. Bỏ một trong hai vai trò, hoặc giao cho người khác.', en: 'An administrator may not also approve or sign in the same reach: who hands out rights does not decide. Drop one of the two, or choose another person.' },
} as const satisfies Record<SeatReason, Text>

/** Without these nobody can bring a dossier to its end. */
export const NEEDED_ROLES = ['reception-officer', 'case-officer', 'approver', 'signer'] as const

export const LEVEL_TEXTS = { province: { vi: 'Cấp tỉnh', en: 'Province' }, district: { vi: 'Cấp huyện', en: 'District' }, commune: { vi: 'Cấp xã', en: 'Commune' } } as const

const KINDS: Readonly<Record<string, Text>> = {
  'province-committee': { vi: 'UBND tỉnh', en: 'Provincial committee' }, 'committee-office': { vi: 'Văn phòng UBND tỉnh', en: 'Office of the committee' }, 'commune-committee': { vi: 'UBND xã, phường', en: 'Commune committee' },
  'provincial-police': { vi: 'Công an tỉnh', en: 'Provincial police' }, 'commune-police': { vi: 'Công an xã, phường', en: 'Commune police' }, 'one-stop-centre': { vi: 'Trung tâm phục vụ hành chính công', en: 'One-stop centre' },
  'land-registration-office': { vi: 'Văn phòng đăng ký đất đai', en: 'Land registration office' }, 'social-insurance': { vi: 'Bảo hiểm xã hội', en: 'Social insurance' }, 'tax-office': { vi: 'Thuế', en: 'Tax office' }, court: { vi: 'Tòa án', en: 'Court' },
  'military-command': { vi: 'Bộ chỉ huy quân sự', en: 'Military command' }, 'industrial-zones-board': { vi: 'Ban quản lý khu công nghiệp', en: 'Industrial zones board' }, inspectorate: { vi: 'Thanh tra', en: 'Inspectorate' },
  'finance-department': { vi: 'Sở Tài chính', en: 'Finance' }, 'construction-department': { vi: 'Sở Xây dựng', en: 'Construction' }, 'justice-department': { vi: 'Sở Tư pháp', en: 'Justice' }, 'industry-trade-department': { vi: 'Sở Công Thương', en: 'Industry and trade' },
  'ethnic-religious-department': { vi: 'Sở Dân tộc và Tôn giáo', en: 'Ethnic and religious affairs' }, 'home-affairs-department': { vi: 'Sở Nội vụ', en: 'Home affairs' }, 'agriculture-environment-department': { vi: 'Sở Nông nghiệp và Môi trường', en: 'Agriculture and environment' },
  'culture-department': { vi: 'Sở Văn hóa', en: 'Culture' }, 'education-department': { vi: 'Sở Giáo dục và Đào tạo', en: 'Education' }, 'science-technology-department': { vi: 'Sở Khoa học và Công nghệ', en: 'Science and technology' },
  'foreign-affairs-department': { vi: 'Sở Ngoại vụ', en: 'Foreign affairs' }, 'health-department': { vi: 'Sở Y tế', en: 'Health' },
}
export const kindText = (kind: string): Text => KINDS[kind] ?? { vi: kind, en: kind }
