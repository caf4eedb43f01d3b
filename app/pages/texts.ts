import type { Text } from '../../kernel/forms/definition.ts'

export interface Block { readonly heading?: Required<Text>; readonly paragraphs?: readonly Required<Text>[]; readonly bullets?: readonly Required<Text>[] }
export interface StaticText { readonly path: string; readonly stem: string; readonly title: Required<Text>; readonly lead: Required<Text>; readonly blocks: readonly Block[] }

/** The pages that every footer leads to: short, and no promise that is not kept. */
export const STATIC_TEXTS: readonly StaticText[] = [
  {
    path: '/tro-nang', stem: 'accessibility', title: { vi: 'Trợ năng', en: 'Accessibility' },
    lead: { vi: 'Ai cũng phải dùng được trang này: người khiếm thị, người lớn tuổi, người dùng điện thoại cũ hay mạng chậm.', en: 'Everybody must be able to use this site: people who do not see well, old people, people with an old phone or a slow line.' },
    blocks: [
      { heading: { vi: 'Trang này làm được gì', en: 'What works' }, bullets: [
        { vi: 'Mọi việc làm được bằng bàn phím và trình đọc màn hình.', en: 'Everything can be done by keyboard and screen reader.' },
        { vi: 'Chữ phóng to gấp bốn lần vẫn đọc được, không phải kéo ngang.', en: 'Text can be enlarged four times without scrolling sideways.' },
        { vi: 'Trình duyệt tắt JavaScript vẫn nộp được hồ sơ.', en: 'Dossiers can be filed with JavaScript switched off.' },
        { vi: 'Màu sắc luôn đi kèm chữ.', en: 'Colour never stands without words.' },
      ] },
      { heading: { vi: 'Chỗ chưa được', en: 'What does not work yet' }, bullets: [
        { vi: 'Chưa có bản đọc bằng tiếng Tày, tiếng Nùng.', en: 'There are no recordings in Tày or Nùng yet.' },
        { vi: 'Tệp PDF do cơ quan khác gửi có thể chưa đọc được bằng trình đọc màn hình.', en: 'PDF files from other offices may not be readable by screen readers.' },
      ] },
      { heading: { vi: 'Bạn gặp khó?', en: 'Something in your way?' }, paragraphs: [{ vi: 'Hãy đến bộ phận một cửa gần nhất, cán bộ làm cùng bạn. Bạn cũng có thể báo cho chúng tôi ở trang Liên hệ. Mục tiêu của chúng tôi là WCAG 2.2 mức AA.', en: 'Go to the nearest one-stop desk; staff will do it with you. Or tell us on the contact page. Our goal is WCAG 2.2 level AA.' }] },
    ],
  },
  {
    path: '/lien-he', stem: 'contact', title: { vi: 'Liên hệ, hỏi đáp', en: 'Contact and help' },
    lead: { vi: 'Hỏi đúng chỗ thì được trả lời nhanh.', en: 'Ask in the right place and the answer comes soon.' },
    blocks: [
      { heading: { vi: 'Hỏi về một hồ sơ đã nộp', en: 'About a dossier you filed' }, paragraphs: [{ vi: 'Mở hồ sơ trong Hồ sơ của tôi rồi viết ở phần Trao đổi với cơ quan. Lời nhắn đến thẳng người đang giữ hồ sơ.', en: 'Open it in My dossiers and write under Messages; it goes straight to who holds it.' }] },
      { heading: { vi: 'Chưa biết làm thủ tục nào', en: 'You do not know which procedure' }, paragraphs: [{ vi: 'Gõ việc bạn cần vào ô tìm ở trang đầu, bằng lời thường. Hoặc đến bộ phận một cửa của xã, phường.', en: 'Type what you need into the search on the home page, in plain words, or go to the one-stop desk of your commune.' }] },
      { heading: { vi: 'Hồ sơ quá hẹn, cán bộ gây khó', en: 'A late dossier, trouble with staff' }, paragraphs: [{ vi: 'Bạn có quyền phản ánh, khiếu nại với lãnh đạo cơ quan giải quyết. Tên cơ quan và ngày hẹn ghi trong trang hồ sơ của bạn.', en: 'You may complain to the head of the deciding agency. Its name and the promised date stand on your dossier’s page.' }] },
    ],
  },
  {
    path: '/du-lieu-ca-nhan', stem: 'personal-data', title: { vi: 'Dữ liệu cá nhân', en: 'Personal data' },
    lead: { vi: 'Trang này chỉ lấy những gì cần để giải quyết việc của bạn, và cho bạn biết ai đã xem.', en: 'We take only what your matter needs, and show you who looked at it.' },
    blocks: [
      { heading: { vi: 'Chúng tôi giữ gì', en: 'What we keep' }, bullets: [
        { vi: 'Họ tên, số định danh, ngày sinh do VNeID báo khi bạn đăng nhập. Số định danh và ngày sinh được mã hóa.', en: 'Name, ID number and date of birth as VNeID tells them when you sign in; number and date are encrypted.' },
        { vi: 'Câu trả lời và giấy tờ bạn gửi trong hồ sơ.', en: 'The answers and papers of your dossiers.' },
        { vi: 'Nhật ký việc đã làm với hồ sơ. Nhật ký không xóa được, để không ai sửa lén.', en: 'A ledger of what was done with a dossier. It cannot be erased, so that nobody changes it in secret.' },
      ] },
      { heading: { vi: 'Ai được xem', en: 'Who may see it' }, paragraphs: [{ vi: 'Bạn, người bạn ủy quyền, và cán bộ của cơ quan đang giữ hồ sơ. Mỗi lần cán bộ mở hồ sơ đều được ghi lại; bạn xem ở mục Ai đã xem dữ liệu của tôi.', en: 'You, whom you gave a mandate, and staff of the offices that hold the dossier. Each look by staff is written down; see Who looked at my data.' }] },
      { heading: { vi: 'Quyền của bạn', en: 'Your rights' }, bullets: [
        { vi: 'Bản nháp: bạn xóa lúc nào cũng được.', en: 'Drafts: delete them whenever you like.' },
        { vi: 'Hồ sơ đã nộp: bạn rút được khi chưa có kết quả. Hồ sơ được lưu theo quy định về lưu trữ.', en: 'Submitted dossiers: withdraw them before the result; they are kept as the law on archives says.' },
        { vi: 'Thông tin VNeID sai: sửa tại công an xã, phường.', en: 'Wrong VNeID data: have it corrected at the commune police.' },
      ] },
      { heading: { vi: 'Cookie', en: 'Cookies' }, paragraphs: [{ vi: 'Chỉ có cookie cho việc đăng nhập và để giữ lại những gì bạn vừa gõ. Không có quảng cáo và không có công cụ theo dõi.', en: 'Only cookies for signing in and for keeping what you just typed. No advertising and no tracking tools.' }] },
    ],
  },
  {
    path: '/ma-nguon', stem: 'source-code', title: { vi: 'Mã nguồn mở', en: 'Open source' },
    lead: { vi: 'Tỉnh Số là phần mềm nguồn mở. Ai cũng đọc được, kiểm tra được và dùng lại được.', en: 'Tỉnh Số is open-source software: everybody may read, check and reuse it.' },
    blocks: [
      { paragraphs: [{ vi: 'Mã nguồn đi cùng bản cài đặt của mỗi tỉnh. Muốn nhận một bản, bạn hỏi cơ quan vận hành ghi ở cuối trang.', en: 'The source comes with each province’s installation. To get a copy, ask the operator named at the foot of this page.' },
        { vi: 'Giao diện lập trình được mô tả theo OpenAPI 3.1 tại /api/openapi.json.', en: 'The programming interface is described in OpenAPI 3.1 at /api/openapi.json.' }] },
      { heading: { vi: 'Phần mềm của người khác', en: 'Work of others' }, paragraphs: [{ vi: 'Trang dùng GOV.UK Frontend và MOJ Frontend (giấy phép MIT), chữ Be Vietnam Pro (giấy phép OFL) và nhiều thư viện mở khác.', en: 'The pages use GOV.UK Frontend and MOJ Frontend (MIT licence), the typeface Be Vietnam Pro (OFL) and many other open libraries.' }] },
    ],
  },
]
