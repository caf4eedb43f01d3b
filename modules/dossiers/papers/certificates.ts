// Results with a form of their own, told in the blocks of a NĐ 30/2020 document. Wordings follow the national forms as known; a province's
// lawyers compare them with the form in force before use.
import { capital, dateInWords, dayOf, grouped, inWords, longDate } from './dates.ts'
import type { Fact, ResultView } from './result.ts'

type Frame = Pick<ResultView, 'issuer' | 'symbol' | 'issuedAt' | 'code' | 'signerLines' | 'signerName'>
const half = (label: string, value: string): Fact => ({ label, value, half: true })
const full = (label: string, value: string): Fact => ({ label, value })

/** Phiếu từ chối giải quyết: a result like any other (NĐ 61/2018 Đ19.8). */
export interface RejectionView extends Frame {
  readonly dossierCode: string
  readonly procedureName: string
  readonly applicantName: string
  readonly applicantAddress: string
  readonly receivedAt: Date
  readonly reasons: readonly string[]
  readonly legalBasis: readonly string[]
  /** how and until when to object (Luật Khiếu nại) */
  readonly appeal: string
}
export const rejectionResult = (view: RejectionView): ResultView => ({
  ...view, title: 'Thông báo', abstract: 'Về việc từ chối giải quyết hồ sơ', recipients: [view.applicantName, 'Bộ phận Tiếp nhận và Trả kết quả', 'Lưu: hồ sơ'],
  blocks: [
    { kind: 'paragraph', text: `Kính gửi: ${view.applicantName}`, centred: true, bold: true },
    { kind: 'paragraph', text: `${view.issuer.agency} đã tiếp nhận hồ sơ mã số ${view.dossierCode} của ông/bà (địa chỉ: ${view.applicantAddress}) ${longDate(view.receivedAt)}, đề nghị giải quyết thủ tục: ${view.procedureName}.` },
    { kind: 'paragraph', text: `Qua thẩm định, ${view.issuer.agency} thông báo hồ sơ không đủ điều kiện giải quyết. Lý do:` },
    ...view.reasons.map((text, i) => ({ kind: 'paragraph' as const, text: view.reasons.length > 1 ? `${i + 1}. ${text}` : text })),
    ...(view.legalBasis.length ? [{ kind: 'paragraph' as const, text: `Căn cứ: ${view.legalBasis.join('; ')}.` }] : []),
    { kind: 'paragraph', text: view.appeal },
    { kind: 'paragraph', text: `${view.issuer.agency} thông báo để ông/bà được biết./.` },
  ],
})

/** Giấy xác nhận tình trạng hôn nhân. */
export interface MaritalStatusView extends Frame {
  readonly requesterName: string
  readonly name: string
  /** yyyy-mm-dd */
  readonly birthDate: string
  readonly sex: string
  readonly ethnicity: string
  readonly nationality: string
  readonly identity: string
  readonly residence: string
  readonly residencePeriod?: string
  readonly status: string
  readonly purpose: string
}
export const maritalStatusResult = (view: MaritalStatusView): ResultView => ({
  ...view, title: 'Giấy xác nhận tình trạng hôn nhân', recipients: [],
  blocks: [
    { kind: 'paragraph', text: `Xét đề nghị của ông/bà ${view.requesterName} về việc cấp Giấy xác nhận tình trạng hôn nhân,` },
    { kind: 'paragraph', text: 'XÁC NHẬN:', centred: true, bold: true },
    { kind: 'facts', facts: [
      full('Họ, chữ đệm, tên', view.name), half('Ngày, tháng, năm sinh', dayOf(view.birthDate)), half('Giới tính', view.sex), half('Dân tộc', view.ethnicity), half('Quốc tịch', view.nationality),
      full('Giấy tờ tùy thân', view.identity), full('Nơi cư trú', view.residence), full('Trong thời gian cư trú', view.residencePeriod ?? ''), full('Tình trạng hôn nhân', view.status), full('Giấy này được cấp để', view.purpose),
    ] },
  ],
  notes: ['Giấy này có giá trị sử dụng trong thời hạn 6 tháng kể từ ngày cấp, hoặc đến khi tình trạng hôn nhân thay đổi, tùy thời điểm nào đến trước.'],
})

export interface Parent { readonly name: string; readonly birthYear: string; readonly ethnicity: string; readonly nationality: string; readonly residence: string }
/** Trích lục khai sinh (bản sao). */
export interface BirthExtractView extends Frame {
  readonly name: string
  /** yyyy-mm-dd */
  readonly birthDate: string
  readonly sex: string
  readonly ethnicity: string
  readonly nationality: string
  readonly birthPlace: string
  readonly hometown: string
  readonly personalId: string
  readonly mother?: Parent
  readonly father?: Parent
  readonly registeredAt: string
  readonly registrationNumber: string
  /** yyyy-mm-dd */
  readonly registrationDate: string
  readonly remark?: string
}
const parentFacts = (label: string, parent: Parent | undefined): Fact[] => (parent
  ? [full(`Họ, chữ đệm, tên ${label}`, parent.name), half('Năm sinh', parent.birthYear), half('Dân tộc', parent.ethnicity), half('Quốc tịch', parent.nationality), full('Nơi cư trú', parent.residence)]
  : [full(`Họ, chữ đệm, tên ${label}`, '–')])
export const birthExtractResult = (view: BirthExtractView): ResultView => ({
  ...view, title: 'Trích lục khai sinh', subtitle: '(BẢN SAO)',
  blocks: [{ kind: 'facts', facts: [
    full('Họ, chữ đệm, tên', view.name), full('Ngày, tháng, năm sinh', `${dayOf(view.birthDate)} (${dateInWords(view.birthDate)})`), half('Giới tính', view.sex), half('Dân tộc', view.ethnicity),
    half('Quốc tịch', view.nationality), half('Số định danh cá nhân', view.personalId), full('Nơi sinh', view.birthPlace), full('Quê quán', view.hometown),
    ...parentFacts('người mẹ', view.mother), ...parentFacts('người cha', view.father),
    full('Đăng ký khai sinh tại', view.registeredAt), half('Số', view.registrationNumber), half('Ngày đăng ký', dayOf(view.registrationDate)), full('Ghi chú', view.remark ?? ''),
  ] }],
})

/** Giấy chứng nhận đăng ký hộ kinh doanh. */
export interface HouseholdBusinessView extends Frame {
  /** the tax number, since it became the business number */
  readonly businessNumber: string
  readonly firstRegistered: Date
  /** 0 for none */
  readonly changes: number
  readonly name: string
  readonly address: string
  readonly phone?: string
  readonly email?: string
  readonly activities: readonly { readonly code: string; readonly name: string; readonly main?: boolean }[]
  /** whole VND */
  readonly capital: number
  readonly owner: { readonly name: string; readonly sex: string; readonly birthDate: string; readonly ethnicity: string; readonly nationality: string; readonly identity: string; readonly residence: string }
  readonly members?: readonly { readonly name: string; readonly identity: string }[]
}
export const householdBusinessResult = (view: HouseholdBusinessView): ResultView => ({
  ...view, title: 'Giấy chứng nhận đăng ký hộ kinh doanh', subtitle: `Số: ${view.businessNumber}`,
  blocks: [
    { kind: 'paragraph', text: `Đăng ký lần đầu, ${longDate(view.firstRegistered)}${view.changes > 0 ? `. Đăng ký thay đổi lần thứ ${view.changes}, ${longDate(view.issuedAt)}` : ''}`, centred: true },
    { kind: 'heading', text: `1. Tên hộ kinh doanh: ${view.name.toLocaleUpperCase('vi')}` },
    { kind: 'heading', text: '2. Địa chỉ trụ sở' },
    { kind: 'facts', facts: [full('Địa chỉ', view.address), half('Điện thoại', view.phone ?? ''), half('Email', view.email ?? '')] },
    { kind: 'heading', text: '3. Ngành, nghề kinh doanh' },
    { kind: 'table', table: { columns: ['TT', 'Tên ngành', 'Mã ngành'], widths: [0.1, 0.7, 0.2], rows: view.activities.map(({ code, name, main }, i) => [String(i + 1), main ? `${name} (chính)` : name, code]) } },
    { kind: 'heading', text: `4. Vốn kinh doanh: ${grouped(view.capital)} đồng (${capital(inWords(view.capital))} đồng)` },
    { kind: 'heading', text: '5. Chủ hộ kinh doanh' },
    { kind: 'facts', facts: [
      full('Họ và tên', view.owner.name), half('Giới tính', view.owner.sex), half('Sinh ngày', dayOf(view.owner.birthDate)), half('Dân tộc', view.owner.ethnicity), half('Quốc tịch', view.owner.nationality), full('Số định danh', view.owner.identity), full('Nơi cư trú', view.owner.residence),
    ] },
    ...(view.members?.length ? [
      { kind: 'heading' as const, text: '6. Thành viên hộ gia đình cùng đăng ký' },
      { kind: 'table' as const, table: { columns: ['TT', 'Họ và tên', 'Số định danh'], widths: [0.1, 0.6, 0.3], rows: view.members.map(({ name, identity }, i) => [String(i + 1), name, identity]) } },
    ] : []),
  ],
})
