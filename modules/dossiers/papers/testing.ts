import type { BirthExtractView, HouseholdBusinessView, MaritalStatusView, RejectionView } from './certificates.ts'
import type { CertifiedCopyView } from './certified-copy.ts'
import type { ResultView } from './result.ts'
import type { FilingReceiptView } from './filing-receipt.ts'
import type { DeskPaper, Issuer } from './parts.ts'
import type { ProcessControlView, RegisterView } from './process.ts'
import type { ReappointmentView, RefusalView, StopNoticeView, SupplementRequestView } from './slips.ts'
import type { ReceiptView, ReceivedComponent } from './receipt.ts'

// Invented people, agencies and codes: only the shape is real.
export const commune: Issuer = { parent: 'Ủy ban nhân dân xã Suối Chè', agency: 'Trung tâm Phục vụ hành chính công', desk: 'Bộ phận Tiếp nhận và Trả kết quả', place: 'Suối Chè', address: 'Xóm Trung Tâm, xã Suối Chè, tỉnh Thái Nguyên', phone: '0208 000 0000' }

export const aDeskPaper = (number: string, title: string, paper: string): DeskPaper => ({
  issuer: commune, form: { number, title, basis: 'TT 01/2018/TT-VPCP' }, number: '15/TNHS', issuedAt: new Date('2026-03-02T01:30:00Z'),
  code: { url: 'https://tinhso.example/tra-cuu/H55.330-260302-0007', dossierCode: 'H55.330-260302-0007', procedureCode: '1.000894', paper },
  dossier: {
    code: 'H55.330-260302-0007', procedureName: 'Đăng ký kết hôn', procedureCode: '1.000894',
    applicant: { name: 'Nguyễn Hoàng Thị Phương Thảo Ngọc Huyền', idNumber: '0191•••••456', address: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên', phone: '0912 000 000', email: 'phuongthao@example.invalid' },
  },
})

const names = ['Tờ khai đăng ký kết hôn theo mẫu', 'Giấy xác nhận tình trạng hôn nhân do Ủy ban nhân dân cấp xã nơi thường trú cấp, còn trong thời hạn sử dụng', 'Căn cước công dân của hai bên nam, nữ', 'Trích lục ghi chú ly hôn (nếu có)'] as const
export const components = (count: number): ReceivedComponent[] => Array.from({ length: count }, (_, i) => ({
  name: names[i % names.length] ?? '', originals: i % 4 === 2 ? 0 : 1, certifiedCopies: i % 3 === 1 ? 1 : 0, plainCopies: 0, electronic: i % 4 === 3, shownOnly: i % 4 === 2,
})).map((component) => (component.electronic ? { ...component, originals: 0, certifiedCopies: 0 } : component))

export const aReceipt = (count = 4): ReceiptView => ({
  ...aDeskPaper('01', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'giay-tiep-nhan'), components: components(count), sets: 1, timeLimit: '03 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ',
  receivedAt: new Date('2026-03-02T01:30:00Z'), promisedAt: new Date('2026-03-05T10:00:00Z'), collectAt: 'Bộ phận Tiếp nhận và Trả kết quả xã Suối Chè, hoặc bản điện tử trong kho dữ liệu của bạn',
  fee: 'miễn lệ phí', submitterName: 'Trần Nguyễn Đăng Khôi', receiverName: 'Hoàng Thị Bích', proof: 'https://tinhso.example/bang-chung/0198f3c2-7c1b-7b4e-9c1d-2f6a1b0c9d8e',
})

export const aSupplementRequest = (): SupplementRequestView => ({
  ...aDeskPaper('02', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ', 'phieu-bo-sung'),
  items: [
    { component: 'Giấy xác nhận tình trạng hôn nhân', reason: 'Hết hạn', guidance: 'Xin cấp lại tại Ủy ban nhân dân xã nơi thường trú; giấy có giá trị 6 tháng kể từ ngày cấp.' },
    { component: 'Tờ khai đăng ký kết hôn, mục “Nơi cư trú” của bên nữ', reason: 'Chưa đúng', guidance: 'Ghi lại theo địa chỉ hiện nay trong Cơ sở dữ liệu quốc gia về dân cư.' },
    { component: 'Trích lục ghi chú ly hôn', reason: 'Thiếu', guidance: 'Nộp bản chính hoặc bản sao có chứng thực. Nếu đã ghi chú tại tỉnh Thái Nguyên, chỉ cần cho biết số và ngày ghi chú.' },
  ],
  deadline: new Date('2026-03-12T10:00:00Z'), contactName: 'bà Hoàng Thị Bích', contactPhone: '0208 000 0000', officerName: 'Hoàng Thị Bích',
})
export const aRefusal = (): RefusalView => ({ ...aDeskPaper('03', 'Phiếu từ chối tiếp nhận giải quyết hồ sơ', 'phieu-tu-choi'), reasons: ['Hồ sơ không thuộc thẩm quyền giải quyết của Ủy ban nhân dân xã Suối Chè vì hai bên đều thường trú tại xã khác.', 'Bên nam chưa đủ 20 tuổi vào ngày nộp hồ sơ (Luật Hôn nhân và gia đình Điều 8).'], advice: 'Bạn có thể nộp hồ sơ tại Ủy ban nhân dân nơi thường trú của một trong hai bên khi đủ điều kiện.', submitterName: 'Trần Nguyễn Đăng Khôi', officerName: 'Hoàng Thị Bích' })
export const aReappointment = (): ReappointmentView => ({ ...aDeskPaper('04', 'Phiếu xin lỗi và hẹn lại ngày trả kết quả', 'phieu-xin-loi'), receivedAt: new Date('2026-03-02T01:30:00Z'), promisedAt: new Date('2026-03-05T10:00:00Z'), newPromisedAt: new Date('2026-03-09T10:00:00Z'), reason: 'cần xác minh thông tin hộ tịch tại nơi cư trú cũ của bên nam và chưa nhận được văn bản trả lời.', signerTitle: 'Giám đốc', signerName: 'Lường Văn Thắng' })
export const aStopNotice = (): StopNoticeView => ({ ...aDeskPaper('05', 'Thông báo dừng giải quyết hồ sơ', 'thong-bao-dung'), receivedAt: new Date('2026-03-02T01:30:00Z'), reason: 'quá 30 ngày kể từ ngày yêu cầu bổ sung mà chưa nhận được giấy tờ bổ sung.', advice: 'Ông/bà có thể nộp hồ sơ mới bất cứ lúc nào; giấy tờ đã nộp được giữ trong kho dữ liệu của ông/bà và không phải nộp lại.', signerTitle: 'Giám đốc', signerName: 'Lường Văn Thắng' })
export const aFilingReceipt = (count = 5): FilingReceiptView => {
  const base = aDeskPaper('', 'Xác nhận nộp hồ sơ trực tuyến', 'xac-nhan-nop')
  return { ...base, dossier: { ...base.dossier, code: '' }, number: '', filingNumber: 'N-0198F3C2', submittedAt: new Date('2026-03-01T14:05:00Z'), answersSha256: 'c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2', next: 'bộ phận một cửa kiểm tra hồ sơ trong 8 giờ làm việc và nhắn tin cho bạn.', proof: 'https://tinhso.example/bang-chung/0198f3c2-7c1b-7b4e-9c1d-2f6a1b0c9d8e',
    files: Array.from({ length: count }, (_, i) => ({ component: names[i % names.length] ?? '', name: i % 3 ? `IMG_20260301_2105${i}_HDR_chup_bang_dien_thoai_ban_cuoi_cung_khong_sua_nua(1).jpeg` : `to-khai-${i}.pdf`, bytes: 81_200 * (i + 1) ** 2, ...(i % 3 ? {} : { pages: i + 1 }), sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })) }
}
export const aProcessControl = (): ProcessControlView => ({
  ...aDeskPaper('05', 'Phiếu kiểm soát quá trình giải quyết hồ sơ', 'phieu-kiem-soat'), agency: 'Công chức Tư pháp – Hộ tịch', cooperating: 'Công an xã Suối Chè',
  handovers: [
    { from: 'Bộ phận Tiếp nhận và Trả kết quả', to: 'Công chức Tư pháp – Hộ tịch', at: new Date('2026-03-02T03:00:00Z'), giver: 'Hoàng Thị Bích', taker: 'Ma Văn Tài', timeliness: 'early' },
    { from: 'Công chức Tư pháp – Hộ tịch', to: 'Chủ tịch Ủy ban nhân dân xã', at: new Date('2026-03-04T09:20:00Z'), giver: 'Ma Văn Tài', taker: 'Nguyễn Thị Hằng', timeliness: 'on-time' },
    { from: 'Chủ tịch Ủy ban nhân dân xã', to: 'Bộ phận Tiếp nhận và Trả kết quả', at: new Date('2026-03-06T02:00:00Z'), giver: 'Nguyễn Thị Hằng', taker: 'Hoàng Thị Bích', timeliness: 'late', note: 'đã xin lỗi và hẹn lại 09/3' },
  ],
})
export const aRegister = (count = 20): RegisterView => ({
  issuer: commune, form: { number: '06', title: 'Sổ theo dõi hồ sơ', basis: 'TT 01/2018/TT-VPCP' }, code: { url: 'https://tinhso.example/so-theo-doi/H55.330/2026', paper: 'so-theo-doi' }, year: 2026, period: 'Từ ngày 01/01/2026 đến ngày 31/03/2026', madeAt: new Date('2026-04-01T01:30:00Z'), keeperName: 'Hoàng Thị Bích', headTitle: 'Giám đốc', headName: 'Lường Văn Thắng',
  entries: Array.from({ length: count }, (_, i) => ({
    number: i + 1, dossierCode: `H55.330-260302-${String(i + 1).padStart(4, '0')}`, procedureName: i % 2 ? 'Đăng ký kết hôn' : 'Cấp Giấy chứng nhận đăng ký thành lập hộ kinh doanh', sets: 1, applicant: i % 3 ? 'Trần Nguyễn Đăng Khôi' : 'Nguyễn Hoàng Thị Phương Thảo Ngọc Huyền', contact: 'Xóm Đồng Chè, xã Suối Chè; 0912 000 000', agency: 'Ủy ban nhân dân xã Suối Chè',
    receivedAt: new Date('2026-03-02T01:30:00Z'), promisedAt: new Date('2026-03-05T10:00:00Z'), ...(i % 4 ? { returnedAt: new Date('2026-03-05T03:00:00Z'), recipient: 'nhận bản điện tử' } : {}), returnMethod: i % 2 ? 'Trực tuyến' : 'Tại bộ phận một cửa',
  })),
})

const office: Issuer = { parent: '', agency: 'Ủy ban nhân dân xã Suối Chè', desk: '', place: 'Suối Chè' }
const frame = (symbol: string, paper: string): Pick<ResultView, 'issuer' | 'symbol' | 'issuedAt' | 'code' | 'signerLines' | 'signerName'> => ({
  issuer: office, symbol, issuedAt: new Date('2026-03-05T03:00:00Z'), code: { url: 'https://tinhso.example/xac-minh/KQ-H55.330-2026-000012', dossierCode: 'H55.330-260302-0007', procedureCode: '1.004873', paper },
  signerLines: ['TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch'], signerName: 'Nguyễn Thị Hằng',
})
export const aMaritalStatus = (): MaritalStatusView => ({ ...frame('12/UBND-XNTTHN', 'giay-xac-nhan-tinh-trang-hon-nhan'), requesterName: 'Nguyễn Hoàng Thị Phương Thảo Ngọc Huyền', name: 'NGUYỄN HOÀNG THỊ PHƯƠNG THẢO NGỌC HUYỀN', birthDate: '1998-04-05', sex: 'Nữ', ethnicity: 'Sán Dìu', nationality: 'Việt Nam', identity: 'Căn cước công dân số 019198000456, Cục Cảnh sát quản lý hành chính về trật tự xã hội cấp ngày 12/05/2021', residence: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên', residencePeriod: 'tại xóm Đồng Chè, từ ngày 05/04/2018 đến nay', status: 'Chưa đăng ký kết hôn với ai', purpose: 'làm thủ tục đăng ký kết hôn với anh Trần Nguyễn Đăng Khôi, sinh năm 1996, tại Ủy ban nhân dân xã Suối Chè' })
export const aBirthExtract = (): BirthExtractView => ({ ...frame('7/TLKS-BS', 'trich-luc-khai-sinh'), name: 'TRẦN NGUYỄN GIA BẢO', birthDate: '2026-01-05', sex: 'Nam', ethnicity: 'Kinh', nationality: 'Việt Nam', birthPlace: 'Bệnh viện Trung ương Thái Nguyên, phường Phan Đình Phùng, tỉnh Thái Nguyên', hometown: 'Xã Suối Chè, tỉnh Thái Nguyên', personalId: '019226000001', mother: { name: 'NGUYỄN HOÀNG THỊ PHƯƠNG THẢO', birthYear: '1998', ethnicity: 'Sán Dìu', nationality: 'Việt Nam', residence: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên' }, father: { name: 'TRẦN NGUYỄN ĐĂNG KHÔI', birthYear: '1996', ethnicity: 'Kinh', nationality: 'Việt Nam', residence: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên' }, registeredAt: 'Ủy ban nhân dân xã Suối Chè, tỉnh Thái Nguyên', registrationNumber: '07/2026', registrationDate: '2026-01-20' })
export const aHouseholdBusiness = (): HouseholdBusinessView => ({ ...frame('', 'giay-chung-nhan-ho-kinh-doanh'), signerLines: ['Trưởng phòng'], issuer: { parent: 'Ủy ban nhân dân xã Suối Chè', agency: 'Phòng Kinh tế', desk: '', place: 'Suối Chè' }, businessNumber: '019198000456', firstRegistered: new Date('2026-03-05T03:00:00Z'), changes: 0, name: 'Hộ kinh doanh Chè Đồng Chè', address: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên, Việt Nam', phone: '0912 000 000', email: 'che@example.invalid', activities: [{ code: '1076', name: 'Sản xuất chè', main: true }, { code: '4632', name: 'Bán buôn thực phẩm' }, { code: '4791', name: 'Bán lẻ theo yêu cầu đặt hàng qua bưu điện hoặc internet' }], capital: 205_000_000, owner: { name: 'Nguyễn Hoàng Thị Phương Thảo', sex: 'Nữ', birthDate: '1998-04-05', ethnicity: 'Sán Dìu', nationality: 'Việt Nam', identity: '019198000456', residence: 'Xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên' }, members: [{ name: 'Trần Nguyễn Đăng Khôi', identity: '019096000123' }] })
export const aRejection = (): RejectionView => ({ ...frame('05/TB-UBND', 'tu-choi-giai-quyet'), dossierCode: 'H55.330-260302-0007', procedureName: 'Đăng ký kết hôn', applicantName: 'Nguyễn Hoàng Thị Phương Thảo Ngọc Huyền', applicantAddress: 'xóm Đồng Chè, xã Suối Chè, tỉnh Thái Nguyên', receivedAt: new Date('2026-03-02T01:30:00Z'), reasons: ['Bên nam chưa đủ 20 tuổi vào ngày đăng ký.', 'Giấy xác nhận tình trạng hôn nhân của bên nữ đã hết thời hạn sử dụng.'], legalBasis: ['Điều 8 Luật Hôn nhân và gia đình năm 2014', 'Điều 18 Luật Hộ tịch năm 2014'], appeal: 'Nếu không đồng ý, ông/bà có quyền khiếu nại đến Chủ tịch Ủy ban nhân dân xã Suối Chè hoặc khởi kiện tại Tòa án theo quy định của pháp luật.' })
export const aResult = (paragraphs = 6): ResultView => ({ ...frame('05/QĐ-UBND', 'quyet-dinh'), issuer: { parent: 'Ủy ban nhân dân tỉnh Thái Nguyên', agency: 'Sở Nông nghiệp và Môi trường', desk: '', place: 'Thái Nguyên' }, signerLines: ['KT. Giám đốc', 'Phó Giám đốc'], title: 'Quyết định', abstract: 'Về việc cấp giấy phép khai thác nước dưới đất cho cơ sở chế biến chè', blocks: Array.from({ length: paragraphs }, (_, i) => ({ kind: 'paragraph' as const, text: `Điều ${i + 1}. Cho phép cơ sở được khai thác nước dưới đất phục vụ chế biến chè với lưu lượng không quá 150 m³/ngày đêm, theo các nội dung quy định tại giấy phép kèm theo; chịu sự kiểm tra, giám sát của cơ quan quản lý nhà nước về tài nguyên nước tại địa phương.` })), recipients: ['Như Điều 3;', 'Ủy ban nhân dân tỉnh (để báo cáo);', 'Lưu: VT, TNN.'] })
export const aCertifiedCopy = (pages: readonly Uint8Array[]): CertifiedCopyView => ({ issuer: office, code: { url: 'https://tinhso.example/xac-minh/KQ-H55.330-2026-000013', dossierCode: 'H55.330-260302-0008', paper: 'ban-sao-chung-thuc' }, issuedAt: new Date('2026-03-05T03:00:00Z'), originalName: 'Bằng tốt nghiệp đại học số B-000123', pages, originalSha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', certificationNumber: '125', book: '01/2026-SCT/BS', signerLines: ['KT. Chủ tịch', 'Phó Chủ tịch'], signerName: 'Nguyễn Thị Hằng' })
