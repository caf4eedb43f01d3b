import { readFileSync } from 'node:fs'
import type { Answers, AnswerFault, FormDefinition } from '../../kernel/forms/definition.ts'
import type { SideSection } from '../components/side-nav.tsx'
import { siteFrom, type Frame } from '../layout/frame.ts'
import type { Lang } from '../texts/lang.tsx'
import { parseTheme } from '../theme.ts'

/** Everything here is invented; names say so («Mẫu», «Thử»). One long name of the kind that breaks layouts. */
export const LONG_NAME = 'Công Tằng Tôn Nữ Hoàng Ngọc Mẫu Thử Thảo Nguyên'
export const LONG_PROCEDURE = 'Đăng ký biến động đối với trường hợp thay đổi quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất theo thỏa thuận của các thành viên hộ gia đình hoặc của vợ và chồng'
export const at = (iso: string): Date => new Date(`${iso}+07:00`)

const theme = parseTheme(readFileSync(new URL('../../provinces/thai-nguyen/theme.json', import.meta.url), 'utf8'))
const site = siteFrom(theme, {
  demo: true, phone: '0208 0000 000',
  nav: [
    { text: { vi: 'Thủ tục', en: 'Procedures' }, href: '/thu-tuc' }, { text: { vi: 'Tra cứu hồ sơ', en: 'Track a dossier' }, href: '/tra-cuu' },
    { text: { vi: 'Chỉ số', en: 'Indicators' }, href: '/bang-chi-so' }, { text: { vi: 'Dữ liệu mở', en: 'Open data' }, href: '/du-lieu' },
  ],
})
export const frame = (here: string, more: Partial<Frame> & { readonly lang?: Lang } = {}): Frame => ({ site, lang: 'vi', here, csrf: 'sample', ...more })
export const citizen = { name: LONG_NAME, accountHref: '/tai-khoan', signOutHref: '/dang-xuat' }
export const officer = { name: 'Đàm Thị Mẫu', role: 'Cán bộ tiếp nhận', accountHref: '/can-bo/tai-khoan', signOutHref: '/dang-xuat' }
export const AGENCY = 'UBND phường Mẫu Một · Bộ phận một cửa'

export const side: readonly SideSection[] = [
  { title: 'Việc của tôi', items: [
    { text: 'Chờ tiếp nhận', href: '/ban-lam-viec', count: 12, current: true }, { text: 'Chờ bổ sung', href: '/ban-lam-viec/bo-sung', count: 5 },
    { text: 'Đang xử lý', href: '/ban-lam-viec/xu-ly', count: 1038 }, { text: 'Chờ trả kết quả', href: '/ban-lam-viec/tra', count: 0 } ] },
  { title: 'Cả đơn vị', items: [
    { text: 'Sắp đến hạn', href: '/ban-lam-viec/sap-han', count: 7 }, { text: 'Quá hạn', href: '/ban-lam-viec/qua-han', count: 2, tone: 'late' },
    { text: 'Không có tiến triển', href: '/ban-lam-viec/ket', count: 3 } ] },
  { title: 'Sổ và báo cáo', items: [{ text: 'Sổ theo dõi', href: '/ban-lam-viec/so' }, { text: 'Báo cáo', href: '/ban-lam-viec/bao-cao' }] },
]

export const communes = [
  { code: '90001', name: 'Phường Mẫu Một' }, { code: '90002', name: 'Phường Mẫu Hai' }, { code: '90003', name: 'Xã Thử Nghiệm' }, { code: '90004', name: 'Xã Ví Dụ Thượng' },
]

export const form: FormDefinition = { sections: [
  { id: 'child', title: { vi: 'Về con của bạn', en: 'Your child' }, pages: [
    { id: 'child', title: { vi: 'Thông tin của con', en: 'About your child' }, intro: { vi: 'Viết đúng như trên giấy chứng sinh.', en: 'As written on the birth notice.' }, fields: [
      { name: 'childName', type: 'fullName', label: { vi: 'Họ, chữ đệm, tên', en: 'Full name' } },
      { name: 'childBirth', type: 'date', label: { vi: 'Ngày sinh', en: 'Date of birth' }, notAfter: 'today' },
      { name: 'childSex', type: 'radios', label: { vi: 'Giới tính', en: 'Sex' }, choices: [{ value: 'female', label: { vi: 'Nữ', en: 'Female' } }, { value: 'male', label: { vi: 'Nam', en: 'Male' } }] } ] },
    { id: 'place', title: { vi: 'Con sinh ở đâu?', en: 'Where was your child born?' }, fields: [
      { name: 'place', type: 'radios', label: { vi: 'Con sinh ở đâu?', en: 'Where was your child born?' }, choices: [
        { value: 'hospital', label: { vi: 'Bệnh viện, trạm y tế', en: 'Hospital or health station' }, hint: { vi: 'Giấy chứng sinh đã có trên hệ thống, bạn không phải nộp lại', en: 'The birth notice is already on file' } },
        { value: 'home', label: { vi: 'Ở nhà', en: 'At home' } }, { value: 'abroad', label: { vi: 'Ở nước ngoài', en: 'Abroad' } } ] } ] },
  ] },
  { id: 'you', title: { vi: 'Về bạn' }, pages: [
    { id: 'you', title: { vi: 'Thông tin của bạn' }, fields: [
      { name: 'fullName', type: 'fullName', label: { vi: 'Họ, chữ đệm, tên' }, prefill: 'identity.fullName', locked: true },
      { name: 'phone', type: 'phone', label: { vi: 'Số điện thoại' }, hint: { vi: 'Chúng tôi nhắn khi hồ sơ có tin mới' }, prefill: 'account.phone' },
      { name: 'home', type: 'address', label: { vi: 'Nơi ở hiện nay' }, prefill: 'account.address' } ] },
    { id: 'married', title: { vi: 'Tình trạng hôn nhân' }, fields: [
      { name: 'married', type: 'radios', label: { vi: 'Bạn đã đăng ký kết hôn chưa?' }, choices: [{ value: 'yes', label: { vi: 'Rồi' } }, { value: 'no', label: { vi: 'Chưa' } }] },
      { name: 'marriedOn', type: 'date', label: { vi: 'Ngày đăng ký kết hôn' }, showIf: { field: 'married', is: 'yes' } },
      { name: 'reason', type: 'textarea', label: { vi: 'Bạn muốn nói thêm điều gì?' }, required: false, maxLength: 500, rows: 3 } ] },
    { id: 'witnesses', title: { vi: 'Người làm chứng' }, repeat: { name: 'witnesses', min: 1, max: 3, itemLabel: { vi: 'Người làm chứng' } }, fields: [
      { name: 'fullName', type: 'fullName', label: { vi: 'Họ, chữ đệm, tên' } }, { name: 'personalId', type: 'personalId', label: { vi: 'Số căn cước' } } ] },
    { id: 'wishes', title: { vi: 'Nhận kết quả' }, fields: [
      { name: 'papers', type: 'checkboxes', label: { vi: 'Bạn nhận kết quả bằng cách nào?' }, choices: [{ value: 'digital', label: { vi: 'Bản điện tử có ký số' }, hint: { vi: 'Có giá trị như bản giấy' } }, { value: 'paper', label: { vi: 'Bản giấy, nhận tại bộ phận một cửa' } }] },
      { name: 'copies', type: 'number', label: { vi: 'Số bản sao' }, unit: { vi: 'bản' }, min: 0, max: 20, integer: true, required: false },
      { name: 'commune', type: 'commune', label: { vi: 'Nhận ở xã, phường nào?' } },
      { name: 'sure', type: 'confirm', label: { vi: 'Tôi cam đoan những lời khai trên là đúng sự thật' } } ] },
  ] },
] }

export const answers: Answers = {
  childName: 'Công Tằng Tôn Nữ Mẫu Thử An Nhiên', childBirth: '2026-11-02', childSex: 'female', place: 'hospital', fullName: LONG_NAME, phone: '0900 000 000',
  home: { communeCode: '90003', detail: 'Xóm Ví Dụ, tổ 3' }, married: 'yes', marriedOn: '2024-02-29', witnesses: [{ fullName: 'Vi Văn Thử', personalId: '019090000001' }, { fullName: 'Đàm Thị Mẫu' }],
  papers: ['digital'], copies: 2, commune: '90001',
}
export const childFaults: readonly AnswerFault[] = [
  { field: 'childName', code: 'required', message: { vi: 'Viết họ và tên của con', en: 'Enter your child’s name' } },
  { field: 'childBirth', code: 'future', message: { vi: 'Ngày sinh của con phải là hôm nay hoặc trước hôm nay', en: 'The date of birth must not be in the future' } },
  { field: 'childSex', code: 'choose-one', message: { vi: 'Chọn giới tính của con', en: 'Choose your child’s sex' } },
]
