import type { VNode } from 'preact'
import {
  AnswersSummary, Beside, BulkBar, Button, ButtonGroup, CardScanner, Conflict, CsrfField, DeskPage, DocumentViewer, DueBadge, EmptyState, FilterChips, MarkedCount, Pagination, Table, Tabs, Tag, Textarea, TwoLines,
  ShareBar, LineChart, StackedBars, type Column, type DueTone, type TagTone,
} from '../index.ts'
import { AGENCY, answers, at, communes, form, frame, LONG_NAME, LONG_PROCEDURE, officer, side } from './samples.ts'

export const SAMPLE_SCAN = 'sample-scan.svg'

interface Row { readonly id: string; readonly what: string; readonly about: string; readonly who: string; readonly whoNote: string; readonly channel: string; readonly state: readonly [string, TagTone]; readonly due: readonly [string, DueTone] }
const rows: readonly Row[] = [
  { id: '1', what: 'Đăng ký khai sinh', about: 'Nộp 08:12 · 4 tệp · dữ liệu khớp cơ sở dữ liệu dân cư', who: 'Vi Văn Thử', whoNote: 'nộp cho con', channel: 'Trực tuyến', state: ['Mới nộp', 'blue'], due: ['Quá 35 phút', 'late'] },
  { id: '2', what: LONG_PROCEDURE, about: 'Nộp 08:40 · 2 tệp · thiếu: hợp đồng', who: LONG_NAME, whoNote: 'tổ công nghệ số cộng đồng giúp nộp', channel: 'Người giúp', state: ['Cần xem', 'yellow'], due: ['Còn 1 giờ 20 phút', 'soon'] },
  { id: '3', what: 'Đăng ký thành lập hộ kinh doanh', about: 'Nộp 09:05 · 3 tệp · lệ phí đã nộp', who: 'Đàm Văn Mẫu', whoNote: 'cá nhân', channel: 'Cổng quốc gia', state: ['Mới nộp', 'blue'], due: ['Hôm nay 17:00', 'ok'] },
  { id: '4', what: 'Chứng thực bản sao từ bản chính', about: 'Tại quầy 3 · 12 bản · trả trong ngày', who: 'Ma Thị Thử', whoNote: 'cá nhân', channel: 'Tại quầy', state: ['Đủ giấy tờ', 'green'], due: ['Hôm nay 17:00', 'ok'] },
  { id: '5', what: 'Đăng ký thường trú', about: 'Bổ sung lần 1 · đã gửi lại 2 tệp · xem thay đổi', who: 'Dương Thị Mẫu', whoNote: 'cá nhân', channel: 'Trực tuyến', state: ['Đã bổ sung', 'yellow'], due: ['Mai 11:30', 'ok'] },
]
const columns: readonly Column<Row>[] = [
  { id: 'what', header: 'Hồ sơ', main: true, sortHref: '?s=what', cell: (row) => <TwoLines small={row.about}><a class="govuk-link" href={`/ban-lam-viec/${row.id}`}>{row.what}</a></TwoLines> },
  { id: 'who', header: 'Người nộp', cell: (row) => <TwoLines small={row.whoNote}>{row.who}</TwoLines> },
  { id: 'channel', header: 'Kênh', nowrap: true, cell: (row) => row.channel },
  { id: 'state', header: 'Trạng thái', cell: (row) => <Tag tone={row.state[1]}>{row.state[0]}</Tag> },
  { id: 'due', header: 'Hạn tiếp nhận', sortHref: '?s=due', sorted: 'ascending', cell: (row) => <DueBadge text={row.due[0]} tone={row.due[1]} /> },
]
const deskFrame = frame('/ban-lam-viec', { user: officer })
const table = (shown: readonly Row[]) => (
  <Table caption="Hồ sơ chờ tiếp nhận" captionHidden columns={columns} rows={shown} keyOf={(row) => row.id} keys select={{ name: 'id', valueOf: (row) => row.id, labelOf: (row) => row.what }}
    empty={<EmptyState icon="check" title="Không còn hồ sơ nào chờ tiếp nhận" text="Hồ sơ mới sẽ hiện ở đây. Bạn xem hồ sơ sắp đến hạn của đơn vị nhé."><Button tone="secondary" href="/ban-lam-viec/sap-han">Sắp đến hạn</Button></EmptyState>} />
)
const chips = <FilterChips label="Lọc" side={<a class="govuk-link" href="?luu">Lưu bộ lọc này</a>} chips={[{ text: 'Tất cả', href: '?', current: true, count: 12 }, { text: 'Trực tuyến', href: '?k=o', count: 7 }, { text: 'Tại quầy', href: '?k=q', count: 3 }, { text: 'Cổng quốc gia', href: '?k=c', count: 2 }]} />

const list = (
  <DeskPage frame={deskFrame} title="Chờ tiếp nhận" heading="Chờ tiếp nhận" agency={AGENCY} side={side}>
    {chips}
    <form method="post" action="/ban-lam-viec/tiep-nhan">
      <CsrfField token="sample" />
      {table(rows)}
      <BulkBar keys="Phím: J K chọn · Enter mở · X đánh dấu"><Button>Tiếp nhận<MarkedCount /></Button><Button tone="secondary">Yêu cầu bổ sung</Button><Button tone="secondary">Phân công</Button></BulkBar>
    </form>
    <Pagination nextHref="?sau=x" />
  </DeskPage>
)
const empty = <DeskPage frame={deskFrame} title="Chờ tiếp nhận" heading="Chờ tiếp nhận" agency={AGENCY} side={side}>{chips}{table([])}</DeskPage>

const dossier = (
  <DeskPage frame={deskFrame} title="Hồ sơ 000-261123-0001" agency={AGENCY} side={side} back={{ href: '/ban-lam-viec', text: 'Chờ tiếp nhận' }}
    heading="Đăng ký khai sinh" tools={<ButtonGroup><Button hotkey="T">Tiếp nhận</Button><Button tone="secondary" hotkey="B">Yêu cầu bổ sung</Button><Button tone="quiet">Từ chối</Button></ButtonGroup>}
    lead="Vi Văn Thử nộp cho con lúc 08:12. Hạn tiếp nhận 11:30 hôm nay.">
    <Tabs label="Hồ sơ" tabs={[{ text: 'Câu trả lời', href: '?a', current: true }, { text: 'Trao đổi', href: '?b', count: 1 }, { text: 'Lịch sử', href: '?c' }]} />
    <Beside document={<DocumentViewer name="Giấy chứng sinh.jpg" document={{ kind: 'image', src: SAMPLE_SCAN }} downloadHref="/f/1?tai" nextHref="?tep=2" />}>
      <AnswersSummary form={form} answers={answers} communes={communes} notes={{ childBirth: 'Khớp giấy chứng sinh điện tử', phone: 'Khác số trong tài khoản' }} />
      <Textarea name="note" label="Ghi chú cho người xử lý" optional rows={3} />
    </Beside>
  </DeskPage>
)
const conflict = (
  <DeskPage frame={deskFrame} title="Có người vừa làm việc này trước bạn" agency={AGENCY} side={side}>
    <Conflict subject="hồ sơ 000-261123-0001" changedBy="Đàm Văn Mẫu" changedAt={at('2026-11-23T14:03:00')} whatChanged="đã tiếp nhận hồ sơ này" reloadHref="/ban-lam-viec/1" />
  </DeskPage>
)
const counter = (
  <DeskPage frame={deskFrame} title="Tiếp nhận tại quầy" heading="Tiếp nhận tại quầy" agency={AGENCY} side={side} islands={['counter']}>
    <form method="post" action="/ban-lam-viec/quay"><CsrfField token="sample" /><CardScanner name="card" label="Quét mã trên thẻ căn cước" hint="Hoặc gõ 12 số căn cước" submitText="Tìm" /></form>
  </DeskPage>
)
const none = (
  <DeskPage frame={deskFrame} title="Xem tệp" heading="Xem tệp" agency={AGENCY} side={side}>
    <DocumentViewer name="ban-ve.dwg" document={{ kind: 'none' }} downloadHref="/f/2" previousHref="?tep=1" />
  </DeskPage>
)

const hours = Array.from({ length: 24 }, (_, hour) => ({ label: `${String(hour).padStart(2, '0')}:00`, values: [hour > 6 && hour < 19 ? 40 + (hour * 7) % 23 : 0, hour === 9 ? 6 : 0, hour === 14 ? 3 : 0] }))
const onTime = [84.2, 86.1, 85.9, undefined, 88.4, 90, 87.5, 91.2, 93.6, 95.4, 96.1]
const lastYear = [78, 79.1, 80.4, 80.2, 81.7, 82, 83.3, 83.1, 84.6, 84.9, 85.2]
const charts = (
  <DeskPage frame={deskFrame} title="Biểu đồ" heading="Biểu đồ" agency={AGENCY} side={side}>
    <StackedBars title="Lượt gọi từng giờ" unit="lượt" labelHeader="Giờ" summary="Lượt gọi từng giờ, nhiều nhất buổi chiều" series={[{ name: 'Thành công', tone: 'main' }, { name: 'Từ chối', tone: 'soft' }, { name: 'Lỗi', tone: 'late' }]} bars={hours} />
    <StackedBars title="Chưa có số liệu" unit="lượt" labelHeader="Giờ" summary="Chưa có lượt nào" series={[{ name: 'Thành công', tone: 'main' }]} bars={[]} />
    <LineChart title="Tỷ lệ giải quyết đúng hạn" name="2026" summary="Tỷ lệ giải quyết đúng hạn của phường Phan Đình Phùng năm 2026: từ 84,2 đến 96,1 phần trăm, từ tháng 10 vượt mục tiêu 95" target={{ value: 95, text: 'Mục tiêu: từ 95 %' }} earlier={{ text: 'Năm trước', values: lastYear }}
      breaks={[{ at: 6, text: '01/07/2026: phường nhận thêm hai xã. Số của các tháng trước là trung bình ba đơn vị cũ.' }]} table={{ labelHeader: 'Tháng', unit: '%' }} points={onTime.map((value, at) => ({ label: `${at + 1}/2026`, value, ...value === undefined ? { note: 'chưa nộp báo cáo tháng' } : {} }))} />
    <p class="govuk-body">Hạn mức đã dùng 93 trên 100 <ShareBar share={0.93} tone="late" /></p>
  </DeskPage>
)

export const deskPages: Readonly<Record<string, VNode>> = { 'desk-list': list, 'desk-empty': empty, 'desk-dossier': dossier, 'desk-conflict': conflict, 'desk-counter': counter, 'desk-no-preview': none, 'desk-charts': charts }
