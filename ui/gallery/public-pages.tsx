import type { VNode } from 'preact'
import { Fault, notAllowed, notFound } from '../../kernel/errors.ts'
import {
  AnswersSummary, Button, ButtonGroup, CardGrid, Conflict, CsrfField, Details, EmptyState, ErrorSummary, faultOf, FaultPage, FileSlot, HeroText, InsetText, Input, Loading, NotificationBanner, Pagination, pageLinks,
  Panel, PrintButton, PublicPage, QrImage, QuestionForm, Radios, ResultList, SearchBox, Select, Stats, SummaryCard, SummaryList, Tabs, Tag, TaskList, Textarea, Thread, Timeline, Trace, WarningText, Checkboxes, DateInput, DueBadge, FilterChips,
} from '../index.ts'
import type { FormPage } from '../../kernel/forms/definition.ts'
import { answers, at, childFaults, citizen, communes, form, frame, LONG_NAME, LONG_PROCEDURE } from './samples.ts'

const lifeEvents = [
  { title: 'Có con nhỏ', href: '/su-kien/con', text: 'Khai sinh, thường trú, thẻ bảo hiểm y tế trong một lần', icon: 'child' },
  { title: 'Kết hôn, gia đình', href: '/su-kien/gia-dinh', text: 'Kết hôn, tình trạng hôn nhân, nuôi con nuôi', icon: 'heart' },
  { title: 'Nhà và đất', href: '/su-kien/dat', text: 'Đăng ký, biến động, chuyển mục đích, xây nhà', icon: 'home' },
  { title: 'Mở cửa hàng, doanh nghiệp', href: '/su-kien/doanh-nghiep', text: 'Hộ kinh doanh, hợp tác xã, công ty', icon: 'shop' },
  { title: 'Cư trú, căn cước', href: '/su-kien/cu-tru', text: 'Thường trú, tạm trú, căn cước, hộ chiếu', icon: 'card' },
  { title: 'Chứng thực', href: '/su-kien/chung-thuc', text: 'Bản sao, chữ ký, hợp đồng', icon: 'stamp' },
  { title: 'Khi người thân mất', href: '/su-kien/mat', text: 'Khai tử, mai táng phí, thừa kế', icon: 'flower' },
  { title: 'Hỗ trợ xã hội', href: '/su-kien/ho-tro', text: 'Người khuyết tật, người có công, hộ nghèo', icon: 'hand' },
] as const

const home = (
  <PublicPage frame={frame('/')} title="Bạn cần làm việc gì?" hero={<>
    <HeroText title="Bạn cần làm việc gì với cơ quan nhà nước?" lead="Gõ như bạn nói hằng ngày. Không cần dấu, không cần nhớ tên thủ tục." />
    <SearchBox action="/thu-tuc" label="Tìm thủ tục" value="lam giay khai sinh cho con" suggestionsLabel="Hay tìm:" suggestions={[{ text: 'giấy độc thân', href: '/thu-tuc?q=a' }, { text: 'sang tên sổ đỏ', href: '/thu-tuc?q=b' }, { text: 'mở quán bán hàng', href: '/thu-tuc?q=c' }, { text: 'sao y', href: '/thu-tuc?q=d' }]} />
  </>}>
    <h2 class="govuk-heading-m">Theo việc trong đời</h2>
    <CardGrid cards={lifeEvents} />
    <Stats stats={[{ value: '00,0 %', label: <>hồ sơ đúng hạn tháng này · <a class="govuk-link" href="/bang-chi-so">xem cách tính</a></> }, { value: '0,0 ngày', label: 'thời gian giải quyết trung vị' }, { value: '00 / 00', label: 'xã, phường tiếp nhận trực tuyến' }, { value: '0.000.000', label: 'giao dịch dữ liệu từ đầu năm' }]} />
  </PublicPage>
)

const results = (
  <PublicPage frame={frame('/thu-tuc?q=con', { user: citizen })} title="Kết quả tìm «con»" crumbs={[{ text: 'Trang đầu', href: '/' }, { text: 'Thủ tục' }]}>
    <h1 class="govuk-heading-l">3 thủ tục có «con»</h1>
    <SearchBox action="/thu-tuc" label="Tìm thủ tục" value="con" small keep={{ level: 'commune' }} />
    <p />
    <FilterChips label="Lọc theo cấp" chips={[{ text: 'Tất cả', href: '/thu-tuc', current: true, count: 3 }, { text: 'Xã, phường', href: '/thu-tuc?c=x', count: 2 }, { text: 'Tỉnh', href: '/thu-tuc?c=t', count: 1 }]} />
    <ResultList results={[{ title: 'Đăng ký khai sinh', href: '/thu-tuc/1', text: 'Làm giấy khai sinh cho con trong 60 ngày sau khi sinh.', facts: 'Ủy ban nhân dân xã, phường · Trong ngày · Không thu phí · Nộp trực tuyến' }, { title: LONG_PROCEDURE, href: '/thu-tuc/2', facts: 'Chi nhánh văn phòng đăng ký đất đai · 10 ngày làm việc' }, { title: 'Nhận nuôi con nuôi', href: '/thu-tuc/3', facts: 'Ủy ban nhân dân xã, phường · 20 ngày làm việc' }]} />
    <Pagination previousHref="/a" nextHref="/b" pages={pageLinks(5, 20, (n) => `/thu-tuc?trang=${n}`)} />
    <EmptyState icon="search" title="Không thấy thủ tục nào có «xyz»" text="Thử từ ngắn hơn, hoặc nói theo việc bạn cần làm."><Button href="/su-kien" tone="secondary">Xem theo việc trong đời</Button></EmptyState>
  </PublicPage>
)

const faults = [{ field: 'name', text: 'Viết họ và tên của bạn' }, { field: 'sex', text: 'Chọn một câu trả lời' }, { field: 'birth', text: 'Ngày sinh phải có ngày, tháng và năm' }, { text: 'Hệ thống thanh toán đang bận, hãy thử lại sau ít phút' }]
const controls = (
  <PublicPage frame={frame('/controls')} title="Ô nhập và nút" width="form" back={{ href: '/' }} faults={faults} islands={['upload']}>
    <ErrorSummary faults={faults} />
    <h1 class="govuk-heading-l">Ô nhập và nút</h1>
    <form method="post" action="/controls" noValidate>
      <CsrfField token="sample" />
      <Input name="name" label="Họ và tên" error={faultOf(faults, 'name')} hint="Viết đúng như trên căn cước" />
      <Input name="phone" label="Số điện thoại" value="0900 000 000" type="tel" width={20} source="Lấy từ tài khoản VNeID" />
      <Input name="fee" label="Số tiền" value="1.500.000" suffix="đồng" width={10} inputMode="numeric" optional />
      <DateInput name="birth" label="Ngày sinh" hint="Ví dụ: 27 3 1990" error={faultOf(faults, 'birth')} value={{ day: '31', month: '', year: '1990' }} />
      <Radios name="sex" label="Bạn làm thay ai?" error={faultOf(faults, 'sex')} options={[{ value: 'me', label: 'Không, cho chính tôi' }, { value: 'child', label: 'Con tôi, hoặc người tôi giám hộ' }, { value: 'other', label: 'Người khác', hint: 'Bạn cần giấy ủy quyền, hoặc người đó xác nhận qua điện thoại' }]} value="child" />
      <Radios name="inline" label="Có nhận bản giấy không?" inline options={[{ value: 'yes', label: 'Có' }, { value: 'no', label: 'Không' }]} />
      <Checkboxes name="how" label="Nhắn cho bạn bằng cách nào?" options={[{ value: 'sms', label: 'Tin nhắn' }, { value: 'mail', label: 'Thư điện tử' }, { value: 'zalo', label: 'Zalo' }]} values={['sms']} />
      <Select name="commune" label="Xã, phường" options={communes.map(({ code, name }) => ({ value: code, label: name }))} value="90002" />
      <Textarea name="more" label="Bạn muốn nói thêm điều gì?" optional maxLength={500} rows={3} value={`Tôi là ${LONG_NAME}.`} />
      <ButtonGroup><Button busyText="Đang gửi…">Tiếp tục</Button><Button tone="secondary">Lưu và để sau</Button><Button tone="quiet">Bỏ</Button></ButtonGroup>
      <ButtonGroup><Button tone="warning">Rút hồ sơ</Button><Button disabled>Chưa dùng được</Button><Button size="small" tone="secondary" icon="upload">Nhỏ</Button><PrintButton>In trang này</PrintButton></ButtonGroup>
    </form>
    <h2 class="govuk-heading-m">Giấy tờ</h2>
    <FileSlot name="slot-a" title="Giấy chứng sinh" required files={[]} uploadAction="/up" csrf="x" maxBytes={20 * 1024 * 1024} maxFiles={20} hint="Chụp cả trang, đủ bốn góc." />
    <FileSlot name="slot-b" title="Giấy tờ chứng minh nơi ở, nếu địa chỉ chưa có trong cơ sở dữ liệu quốc gia về dân cư" required={false} uploadAction="/up" csrf="x" maxBytes={20 * 1024 * 1024} maxFiles={20}
      files={[{ id: '1', name: 'anh-chup-so-ho-khau-trang-rat-dai-khong-co-dau-cach-nao-ca-20261123.jpg', size: 1_258_291, pageCount: 1, note: 'ảnh hơi mờ', removeAction: '/rm', href: '/f' }, { id: '2', name: 'Hợp đồng thuê nhà.pdf', size: 88_000, pageCount: 4, reused: true }]} />
    <FileSlot name="slot-c" title="Tờ khai" required error="Thêm tệp cho «Tờ khai»" files={[]} uploadAction="/up" csrf="x" maxBytes={20 * 1024 * 1024} maxFiles={20} />
  </PublicPage>
)

const content = (
  <PublicPage frame={frame('/content', { flash: [{ tone: 'success', text: 'Đã lưu địa chỉ mới.' }, { tone: 'warning', text: 'Chưa gửi được tin nhắn, chúng tôi sẽ thử lại.' }] })} title="Thành phần nội dung" back={{ href: '/' }}>
    <h1 class="govuk-heading-l">Thành phần nội dung</h1>
    <NotificationBanner id="news" heading="Từ 01/12/2026 bạn không phải nộp bản sao giấy chứng sinh nữa." />
    <NotificationBanner id="bad" tone="error" heading="Chưa thanh toán được."><p class="govuk-body govuk-!-margin-0">Tiền chưa bị trừ. Bạn thử lại hoặc nộp tại quầy.</p></NotificationBanner>
    <Tabs label="Hồ sơ" tabs={[{ text: 'Câu trả lời', href: '/a', current: true }, { text: 'Giấy tờ', href: '/b', count: 4 }, { text: 'Trao đổi', href: '/c', count: 1 }, { text: 'Lịch sử', href: '/d' }]} />
    <p class="govuk-body">Trạng thái: <Tag tone="blue">Mới nộp</Tag> <Tag tone="yellow">Chờ bạn bổ sung</Tag> <Tag tone="green">Đã có kết quả</Tag> <Tag tone="red">Từ chối</Tag> <Tag tone="purple">Liên thông</Tag> <Tag>Đã rút</Tag></p>
    <p class="govuk-body">Hạn: <DueBadge text="Quá 35 phút" tone="late" />, <DueBadge text="Còn 1 giờ 20 phút" tone="soon" />, <DueBadge text="Mai 11:30" tone="ok" /></p>
    <InsetText>Bạn có 30 ngày để bổ sung. Sau đó hồ sơ tự đóng, bạn nộp lại lúc nào cũng được.</InsetText>
    <WarningText>Khai sai sự thật có thể bị phạt.</WarningText>
    <Details summary="Vì sao cần số căn cước?">Để lấy sẵn thông tin, bạn khỏi phải gõ lại.</Details>
    <TaskList tasks={[{ id: 't1', title: 'Về con của bạn', href: '/1', status: 'Xong' }, { id: 't2', title: 'Về bạn', href: '/2', status: 'Làm tiếp', tone: 'blue', hint: 'Còn 2 câu' }, { id: 't3', title: LONG_PROCEDURE, status: 'Chưa làm được' }]} />
    <p />
    <SummaryCard title="Hồ sơ của bạn"><SummaryList rows={[{ key: 'Mã hồ sơ', value: '000.00.00-261123-0001' }, { key: 'Người nộp', value: LONG_NAME, note: 'Lấy từ tài khoản VNeID', action: { href: '/x' } }, { key: 'Ghi chú', value: '' }]} /></SummaryCard>
    <h2 class="govuk-heading-m">Hồ sơ đang ở đâu?</h2>
    <Timeline items={[{ title: 'Bạn đã nộp hồ sơ', at: at('2026-11-23T08:12:00') }, { title: 'Đã tiếp nhận', by: 'Đàm Thị Mẫu, cán bộ tiếp nhận', at: at('2026-11-23T09:40:00'), text: 'Đủ giấy tờ. Hẹn trả 17:00 hôm nay.' }, { title: 'Đang giải quyết', state: 'now', when: 'Đang ở: Vi Văn Thử, công chức hộ tịch' }, { title: 'Trả kết quả', state: 'todo', when: 'Dự kiến trước 17:00, thứ Hai 23/11/2026' }]} />
    <h2 class="govuk-heading-m">Vì sao hẹn ngày này?</h2>
    <Trace steps={[{ title: 'Nhận đủ giấy tờ', value: '15:20, thứ Hai 23/11/2026', note: 'Sau 15:00 nên trả vào ngày làm việc sau', basis: 'Căn cứ: quy định của thủ tục' }, { title: 'Cộng 1 ngày làm việc', value: 'thứ Ba 24/11/2026' }, { title: 'Hẹn trả', value: '17:00, thứ Ba 24/11/2026' }]} />
    <h2 class="govuk-heading-m">Trao đổi</h2>
    <Thread label="Trao đổi về hồ sơ" messages={[{ id: 'm1', text: 'Ảnh giấy chứng sinh bị mờ ở góc phải.\nBạn chụp lại giúp nhé.', at: at('2026-11-23T09:00:00'), from: 'Đàm Thị Mẫu', mine: false, about: 'Giấy chứng sinh' }, { id: 'm2', text: 'Tôi đã chụp lại, cảm ơn chị.', at: at('2026-11-23T09:30:00'), mine: true }]} />
    <QrImage text="https://example.invalid/tra-cuu/000-261123-0001" label="Mã QR tra cứu hồ sơ" caption="Quét để xem hồ sơ đang ở đâu" />
    <EmptyState title="Bạn chưa có hồ sơ nào" text="Khi bạn nộp, hồ sơ sẽ hiện ở đây cùng ngày hẹn."><Button href="/thu-tuc">Tìm thủ tục</Button></EmptyState>
    <Loading />
  </PublicPage>
)

const page = (id: string): FormPage => {
  const found = form.sections.flatMap((section) => section.pages).find((one) => one.id === id)
  if (found === undefined) throw new Error(id)
  return found
}
const question = (id: string, more: { faulty?: boolean; caption?: string; lang?: 'vi' | 'en' } = {}) => (
  <PublicPage frame={frame(`/nop/${id}`, { user: citizen, lang: more.lang ?? 'vi' })} title={page(id).title.vi} width="form" back={{ href: '/nop' }} faults={more.faulty === true ? [{ text: 'x' }] : []}>
    <QuestionForm page={page(id)} answers={more.faulty === true ? { childBirth: '31/2/2027' } : answers} faults={more.faulty === true ? childFaults : []} communes={communes} caption={more.caption}
      prefillSources={{ fullName: 'identity.fullName', phone: 'account.phone' }} action={`/nop/${id}`} csrf="x" autosaveHref={`/nop/${id}/nhap`} buttons={<Button tone="secondary" name="_later" value="1" formNoValidate>Lưu và để sau</Button>} />
  </PublicPage>
)

const check = (
  <PublicPage frame={frame('/nop/xem-lai', { user: citizen })} title="Xem lại trước khi gửi" width="form" back={{ href: '/nop' }}>
    <h1 class="govuk-heading-l">Xem lại trước khi gửi</h1>
    <AnswersSummary form={form} answers={answers} communes={communes} changeHref={(id) => `/nop/${id}?ve=xem-lai`} prefillSources={{ fullName: 'identity.fullName', phone: 'account.phone' }} />
    <Button busyText="Đang gửi hồ sơ…">Gửi hồ sơ</Button>
  </PublicPage>
)

const confirmation = (
  <PublicPage frame={frame('/nop/xong', { user: citizen })} title="Hồ sơ đã gửi" width="form">
    <Panel title="Hồ sơ của bạn đã tới phường Mẫu Một" code="000.00.00-261123-0001">Mã để tra cứu:</Panel>
    <h2 class="govuk-heading-m">Tiếp theo là gì?</h2>
    <p class="govuk-body">Cán bộ xem hồ sơ trước <strong>11:30, thứ Ba 24/11/2026</strong>. Nếu thiếu gì, chúng tôi nhắn một lần, nói rõ thiếu tờ nào.</p>
    <ButtonGroup><Button href="/ho-so/1">Xem hồ sơ</Button><PrintButton>In giấy này</PrintButton></ButtonGroup>
  </PublicPage>
)

const conflict = (
  <PublicPage frame={frame('/ho-so/1', { user: citizen })} title="Có người vừa làm việc này trước bạn" width="form">
    <Conflict subject="hồ sơ 000-261123-0001" changedBy="Đàm Thị Mẫu" changedAt={at('2026-11-23T14:03:00')} whatChanged="đã tiếp nhận hồ sơ này" reloadHref="/ho-so/1" yours={<InsetText>Tôi muốn rút hồ sơ vì khai nhầm ngày sinh.</InsetText>} />
  </PublicPage>
)
const unavailable = new Fault('unavailable', { status: 503, title: { vi: 'Hệ thống đang tạm gián đoạn' }, detail: { vi: 'Hệ thống đang tự khôi phục. Hãy thử lại sau ít phút. Nếu bạn vừa bấm gửi, hãy mở lại trang trước để xem đã được ghi nhận chưa rồi mới gửi lại; bản nháp đã lưu của bạn vẫn còn.' } })
const internal = new Fault('internal', { status: 500, title: { vi: 'Có lỗi ở phía hệ thống' }, detail: { vi: 'Không phải lỗi của bạn. Hãy thử lại.' } })
const faultPage = (fault: Fault) => <FaultPage frame={frame('/x')} fault={fault} requestId="00000000-0000-7000-8000-000000000000" />

export const publicPages: Readonly<Record<string, VNode>> = {
  'home': home, 'results': results, 'controls': controls, 'content': content,
  'question-many': question('child', { caption: 'Về con của bạn' }), 'question-faults': question('child', { faulty: true }), 'question-one': question('place'), 'question-locked': question('you'),
  'question-conditional': question('married'), 'question-repeat': question('witnesses'), 'question-wishes': question('wishes'), 'question-english': question('child', { lang: 'en' }),
  'check-answers': check, 'confirmation': confirmation, 'conflict': conflict,
  'fault-404': faultPage(notFound()), 'fault-403': faultPage(notAllowed()), 'fault-500': faultPage(internal), 'fault-503': faultPage(unavailable),
}
