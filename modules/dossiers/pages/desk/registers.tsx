import { axesOf } from '../../facts.ts'
import { Button, DeskPage, EmptyState, FilterChips, formatDate, formatDateTime, formatTime, formatNumber, Pagination, renderPage, SearchBox, Stats, Table, Tag, TwoLines } from '../../../../ui/index.ts'
import { REGISTER_FILTERS, type RegisterFilter, type RegisterRow } from '../../desk-queries.ts'
import type { ResultRow } from '../../queries.ts'
import type { WorkListName } from '../../work-queries.ts'
import { DESK, dossierHref, listHref, type DeskFrame } from './frame.tsx'
import { both, CHANNELS, LISTS, REGISTER_TEXTS, RETURN_METHODS, stateOf } from './texts.ts'

export interface Period { readonly from: string; readonly to: string }
export const registerHref = (period: Period, filter: RegisterFilter, rest = '', end = ''): string => `${DESK}/so${end}?tu=${period.from}&den=${period.to}&loc=${REGISTER_TEXTS[filter].slug}${rest}`

const PeriodForm = ({ action, period, lang, hidden, q }: { readonly action: string; readonly period: Period; readonly lang: 'vi' | 'en'; readonly hidden?: Readonly<Record<string, string>>; readonly q?: string }) => (
  <form method="get" action={action} class="ts-filter">
    {Object.entries(hidden ?? {}).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
    <div class="govuk-form-group"><label class="govuk-label" for="f-tu">{both('Từ ngày', 'From', lang)}</label><input class="govuk-input" type="date" id="f-tu" name="tu" value={period.from} /></div>
    <div class="govuk-form-group"><label class="govuk-label" for="f-den">{both('Đến ngày', 'To', lang)}</label><input class="govuk-input" type="date" id="f-den" name="den" value={period.to} /></div>
    {q !== undefined && <div class="govuk-form-group"><label class="govuk-label" for="f-q">{both('Mã hoặc họ tên', 'Code or name', lang)}</label><input class="govuk-input" type="search" id="f-q" name="q" value={q} /></div>}
    <Button tone="secondary">{both('Xem', 'Show', lang)}</Button>
  </form>
)

/** Sổ theo dõi hồ sơ: what the agency received in a period. */
export function registerPage(desk: DeskFrame, props: { readonly period: Period; readonly filter: RegisterFilter; readonly q: string; readonly rows: readonly RegisterRow[]; readonly counts: Readonly<Record<RegisterFilter, number>>; readonly agencyNames: ReadonlyMap<string, string>; readonly nextHref: string | undefined }): string {
  const { lang } = desk.frame
  const { period, filter, rows, counts } = props
  const title = both('Sổ theo dõi hồ sơ', 'Register of dossiers', lang)
  const kept = props.q ? `&q=${encodeURIComponent(props.q)}` : ''
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} tools={<div class="ts-next__acts"><Button tone="secondary" size="small" href={registerHref(period, filter, kept, '.csv')}>{both('Tải CSV', 'Download CSV', lang)}</Button><Button tone="secondary" size="small" href={registerHref(period, filter, kept, '.pdf')}>{both('In sổ (PDF)', 'Print (PDF)', lang)}</Button></div>}>
      <PeriodForm action={`${DESK}/so`} period={period} lang={lang} hidden={{ loc: REGISTER_TEXTS[filter].slug }} q={props.q} />
      <FilterChips label={both('Lọc', 'Filter', lang)} chips={REGISTER_FILTERS.map(each => ({ text: both(REGISTER_TEXTS[each].name.vi, REGISTER_TEXTS[each].name.en, lang), href: registerHref(period, each, kept), current: each === filter, count: counts[each] }))} />
      <Table caption={title} captionHidden rows={rows} keyOf={({ id }) => id} keys empty={<EmptyState icon="inbox" title={both('Không có hồ sơ nào trong kỳ này', 'No dossiers in this period', lang)} text={both('Hãy chọn khoảng ngày khác hoặc bỏ lọc.', 'Choose other dates or another filter.', lang)} />} columns={[
        { id: 'code', header: both('Mã hồ sơ', 'Code', lang), nowrap: true, cell: row => <TwoLines small={both(CHANNELS[row.channel].vi, CHANNELS[row.channel].en, lang)}>{row.code ?? '–'}</TwoLines> },
        { id: 'what', header: both('Thủ tục', 'Procedure', lang), main: true, cell: row => <TwoLines small={props.agencyNames.get(row.competent_agency_id) ?? ''}><a class="govuk-link" href={dossierHref(row.id)}>{row.procedure_name}</a></TwoLines> },
        { id: 'who', header: both('Chủ hồ sơ', 'Applicant', lang), cell: row => row.subject_name },
        { id: 'received', header: both('Tiếp nhận', 'Received', lang), nowrap: true, cell: row => row.received_at ? <TwoLines small={formatTime(row.received_at)}>{formatDate(row.received_at, lang)}</TwoLines> : '–' },
        { id: 'promised', header: both('Hẹn trả', 'Due', lang), nowrap: true, cell: row => row.promised_at ? formatDate(row.promised_at, lang) : '–' },
        { id: 'finished', header: both('Có kết quả', 'Finished', lang), nowrap: true, cell: row => row.finished_at ? <TwoLines small={row.promised_at && row.finished_at > row.promised_at ? both('trễ hẹn', 'late', lang) : row.returned_at ? both(`trả ${formatDate(row.returned_at, lang)}`, `returned ${formatDate(row.returned_at, lang)}`, lang) : ''}>{formatDate(row.finished_at, lang)}</TwoLines> : '–' },
        { id: 'state', header: both('Trạng thái', 'State', lang), cell: row => { const { text, tone } = stateOf(axesOf(row)); return <Tag tone={tone}>{both(text.vi, text.en, lang)}</Tag> } },
      ]} />
      <Pagination nextHref={props.nextHref} />
    </DeskPage>)
}

export const REGISTER_COLUMNS = ['Mã hồ sơ', 'Mã thủ tục', 'Tên thủ tục', 'Chủ hồ sơ', 'Kênh', 'Ngày giờ nộp', 'Ngày giờ tiếp nhận', 'Hẹn trả', 'Ngày có kết quả', 'Ngày trả', 'Người nhận', 'Cách nhận', 'Cơ quan giải quyết', 'Trạng thái', 'Lần bổ sung', 'Hẹn lại', 'Phí, lệ phí (đồng)'] as const
const stamp = (at: Date | null): string => at ? `${formatDate(at)} ${formatTime(at)}` : ''
/** One dossier as a line of the exported register. */
export const registerLine = (row: RegisterRow, agencyName: string): (string | number)[] => [row.code ?? '', row.procedure_code, row.procedure_name, row.subject_name, CHANNELS[row.channel].vi, stamp(row.submitted_at), stamp(row.received_at), stamp(row.promised_at), stamp(row.finished_at), stamp(row.returned_at), row.recipient ?? '',
  row.return_method === 'online' || row.return_method === 'post' || row.return_method === 'counter' ? RETURN_METHODS[row.return_method].vi : '', agencyName, stateOf(axesOf(row)).text.vi, row.supplement_count, row.reappointed ? 'có' : '', row.fee_amount]

/** Sổ kết quả: what was signed, in force or revoked. */
export function resultsPage(desk: DeskFrame, props: { readonly q: string; readonly state: 'in-force' | 'revoked' | undefined; readonly rows: readonly ResultRow[]; readonly mayRevoke: boolean; readonly nextHref: string | undefined }): string {
  const { lang } = desk.frame
  const title = both('Sổ kết quả', 'Register of results', lang)
  const href = (state?: string): string => `${DESK}/ket-qua?${new URLSearchParams({ ...(props.q ? { q: props.q } : {}), ...(state ? { tt: state } : {}) }).toString()}`
  return renderPage(
    <DeskPage {...desk} title={title} heading={title}>
      <SearchBox action={`${DESK}/ket-qua`} value={props.q} label={both('Tìm theo mã xác thực, số văn bản, họ tên hoặc tên văn bản', 'Find by code, number, name or title', lang)} placeholder={both('Mã xác thực, số văn bản, họ tên', 'Code, number, name', lang)} keep={props.state ? { tt: props.state } : {}} />
      <div class="govuk-!-margin-top-4"><FilterChips label={both('Lọc', 'Filter', lang)} chips={[{ text: both('Tất cả', 'All', lang), href: href(), current: props.state === undefined }, { text: both('Còn giá trị', 'In force', lang), href: href('in-force'), current: props.state === 'in-force' }, { text: both('Đã thu hồi', 'Revoked', lang), href: href('revoked'), current: props.state === 'revoked' }]} /></div>
      <Table caption={title} captionHidden rows={props.rows} keyOf={({ id }) => id} keys empty={<EmptyState icon="stamp" title={props.q ? both(`Không tìm thấy “${props.q}”`, `Nothing found for “${props.q}”`, lang) : both('Chưa có kết quả nào', 'No results yet', lang)} />} columns={[
        { id: 'title', header: both('Văn bản', 'Document', lang), main: true, cell: row => <TwoLines small={row.code}><a class="govuk-link" href={dossierHref(row.dossier_id, '?xem=van-ban')}>{row.title}</a></TwoLines> },
        { id: 'symbol', header: both('Số', 'Number', lang), nowrap: true, cell: row => row.symbol },
        { id: 'owner', header: both('Cấp cho', 'For', lang), cell: row => row.owner_name },
        { id: 'signed', header: both('Ký', 'Signed', lang), cell: row => <TwoLines small={row.signer_name}>{formatDateTime(row.signed_at, lang)}</TwoLines> },
        { id: 'state', header: both('Tình trạng', 'State', lang), cell: row => <TwoLines small={row.revoke_reason ?? ''}><Tag tone={row.state === 'in-force' ? 'green' : 'red'}>{row.state === 'in-force' ? both('Còn giá trị', 'In force', lang) : both('Đã thu hồi', 'Revoked', lang)}</Tag></TwoLines> },
        { id: 'do', header: both('Việc', 'Act', lang), nowrap: true, cell: row => <><a class="govuk-link" href={dossierHref(row.dossier_id, `/tep/${row.file_id}`)} target="_blank" rel="noopener">{both('Mở PDF', 'Open PDF', lang)}</a>{props.mayRevoke && row.state === 'in-force' && <> · <a class="govuk-link" href={dossierHref(row.dossier_id, '/thu-hoi')}>{both('Thu hồi', 'Revoke', lang)}</a></>}</> },
      ]} />
      <Pagination nextHref={props.nextHref} />
    </DeskPage>)
}

/** What the unit has done and has to do; every number opens the list behind it. */
export function overviewPage(desk: DeskFrame, props: { readonly period: Period; readonly counts: Readonly<Record<RegisterFilter, number>>; readonly work: Readonly<Record<WorkListName, number>>; readonly now: Date }): string {
  const { lang } = desk.frame
  const { counts, period, work } = props
  const title = both('Tổng quan đơn vị', 'Overview', lang)
  const onTime = counts.finished === 0 ? undefined : counts['finished-on-time'] / counts.finished
  const link = (filter: RegisterFilter) => <a class="govuk-link" href={registerHref(period, filter)}>{both(REGISTER_TEXTS[filter].name.vi, REGISTER_TEXTS[filter].name.en, lang)}</a>
  const waiting = (['to-receive', 'waiting-supplement', 'to-transfer', 'to-assign', 'in-progress', 'to-approve', 'to-sign', 'to-return', 'to-replace', 'due-soon', 'overdue', 'stalled', 'to-urge'] as const)
  return renderPage(
    <DeskPage {...desk} title={title} heading={title}>
      <PeriodForm action={`${DESK}/tong-quan`} period={period} lang={lang} />
      <p class="govuk-body-l">{onTime === undefined ? both('Chưa có hồ sơ nào giải quyết xong trong kỳ này.', 'Nothing was finished in this period.', lang)
        : both(`${formatNumber(counts['finished-on-time'], lang)} trên ${formatNumber(counts.finished, lang)} hồ sơ đã giải quyết là trước hoặc đúng hạn (${formatNumber(onTime * 100, lang, 1)} %).`, `${formatNumber(counts['finished-on-time'], lang)} of ${formatNumber(counts.finished, lang)} finished dossiers were in time (${formatNumber(onTime * 100, lang, 1)} %).`, lang)}</p>
      <Stats stats={(['received', 'open', 'open-late', 'finished', 'finished-late', 'refused', 'withdrawn'] as const).map(filter => ({ value: formatNumber(counts[filter], lang), label: link(filter), ...(filter === 'open-late' || filter === 'finished-late' ? counts[filter] > 0 ? { tone: 'late' as const } : {} : {}) }))} />
      <h2 class="govuk-heading-m">{both('Việc đang chờ', 'Waiting now', lang)}</h2>
      <Table caption={both('Việc đang chờ', 'Waiting now', lang)} captionHidden rows={waiting} keyOf={list => list} columns={[{ id: 'list', header: both('Danh sách', 'List', lang), main: true, cell: list => <a class="govuk-link" href={listHref(list)}>{both(LISTS[list].name.vi, LISTS[list].name.en, lang)}</a> }, { id: 'n', header: both('Số hồ sơ', 'Dossiers', lang), numeric: true, cell: list => formatNumber(work[list], lang) }]} />
      <p class="ts-quiet">{both(`Tính lúc ${formatDateTime(props.now, lang)}, theo ngày tiếp nhận (không tiếp nhận: theo ngày nộp). Trễ hạn: có kết quả sau giờ hẹn trên giấy hẹn cuối cùng; thời gian chờ bổ sung không tính.`, `As of ${formatDateTime(props.now, lang)}, by day of reception. Late: finished after the last promise; waiting for a supplement does not count.`, lang)}</p>
    </DeskPage>)
}
