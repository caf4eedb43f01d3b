import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { addressOf, AdminForm, Button, choose, describeDue, Details, DueBadge, EmptyState, faultOf, FilterChips, formatDate, formatDateTime, formatIsoDate, formatNumber, History, Input, InsetText, Pagination, Radios, Select, ShareBar, SummaryList, Table, Tag, Textarea, type Lang, type Wording } from '../../../ui/index.ts'
import { OWN } from '../acts/access-request.ts'
import { writeRowRule, type RowRule } from '../domain/row-rule.ts'
import { mayActFor } from '../acts/registry-row.ts'
import type { GroupRow, ServiceRow, SubsystemRow } from '../queries/registry.ts'
import type { RequestRow, RightFilter, RightRow } from '../queries/rights.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { State, wordOf } from './words.tsx'

const RIGHTS = `${CONSOLE}/quyen`
const REQUESTS = `${CONSOLE}/yeu-cau`
const quotaText = (row: { perMinute: number | null; perDay: number | null }, lang: Lang): string => { const t = choose(lang); return [row.perMinute === null ? '' : t(`${formatNumber(row.perMinute, lang)} lượt một phút`, `${formatNumber(row.perMinute, lang)} a minute`), row.perDay === null ? '' : t(`${formatNumber(row.perDay, lang)} lượt một ngày`, `${formatNumber(row.perDay, lang)} a day`)].filter(Boolean).join(', ') || t('Không hạn chế', 'No limit') }
const endpointsText = (row: { kind: string; endpoints: readonly { method: string; path: string }[] }, lang: Lang): string => row.kind !== 'call' ? wordOf('kind', row.kind, lang) : row.endpoints.length === 0 ? choose(lang)('Cả dịch vụ', 'The whole service') : row.endpoints.map(each => `${each.method} ${each.path}`).join(', ')
/** Which rows a contract opens, in the words that the form takes. */
const ruleText = (row: { rowRule: RowRule }, lang: Lang): string => row.rowRule.length === 0 ? choose(lang)('Mọi dòng', 'Every row') : writeRowRule(row.rowRule, choose(lang)('thuộc', 'within')).join('; ')
/** Where the thing that a contract is about has its page. */
const aboutHref = (row: { serviceId: string | null; topicId: string | null }): string => row.serviceId === null ? `${CONSOLE}/su-kien/${row.topicId ?? ''}` : `${CONSOLE}/danh-muc/${row.serviceId}`
const aboutQuery = (row: { kind: string; serviceId: string | null; topicId: string | null }) => row.serviceId === null ? { 'chu-de': row.topicId ?? '', viec: row.kind } : { 'dich-vu': row.serviceId }
export function RightState({ row, now, lang }: { readonly row: RightRow; readonly now: Date; readonly lang: Lang }) {
  const t = choose(lang)
  if (row.endedAt) return <Tag>{t('Đã chấm dứt', 'Ended')}</Tag>
  if (row.validTo === null || row.validTo.getTime() - now.getTime() > 30 * 86_400_000) return <Tag tone="green">{t('Hiệu lực', 'In force')}</Tag>
  return row.validTo <= now ? <Tag tone="red">{t('Hết hạn', 'Expired')}</Tag> : <Tag tone="yellow">{t('Sắp hết hạn', 'Ends soon')}</Tag>
}

export function rightsPage(desk: Desk, view: { readonly rows: readonly RightRow[]; readonly filter: RightFilter; readonly next: string | undefined; readonly now: Date }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const { filter } = view
  const chip = (state: string, text: string) => ({ text, href: addressOf(RIGHTS, { 'tinh-trang': state, q: filter.q }), current: filter.state === state })
  return consolePage({ desk, title: t('Quyền truy cập', 'Access rights'), lead: t('Mỗi quyền là một hợp đồng: ai gọi dịch vụ nào, nhận hay phát sự kiện nào, để làm gì, theo căn cứ nào, đến bao giờ, bao nhiêu lượt.', 'Each right is a contract: who calls, hears or announces what, for which purpose, on which ground, until when, how often.'), children: <>
    <form method="get" action={RIGHTS} class="ts-filters" role="search"><Input name="q" label={t('Hệ thống, cơ quan, dịch vụ hoặc chủ đề', 'Subsystem, agency, service or topic')} value={filter.q} /><input type="hidden" name="tinh-trang" value={filter.state} /><Button tone="secondary">{t('Tìm', 'Search')}</Button></form>
    <FilterChips label={t('Tình trạng', 'State')} chips={[chip('live', t('Hiệu lực', 'In force')), chip('ending', t('Hết hạn trong 30 ngày', 'End within 30 days')), chip('ended', t('Đã hết', 'Ended')), chip('all', t('Tất cả', 'All'))]} />
    <Table caption={t('Quyền truy cập', 'Access rights')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={<EmptyState title={t('Không có quyền nào', 'No rights')} text={t('Quyền được cấp khi một yêu cầu truy cập được chấp thuận.', 'A right comes with a granted request.')} />} columns={[
      { id: 'who', header: t('Ai dùng', 'Who'), main: true, cell: row => <><a class="govuk-link" href={`${RIGHTS}/${row.id}`}>{row.consumer}</a><small>{row.consumerMember}</small></> }, { id: 'what', header: t('Dịch vụ, chủ đề', 'Service, topic'), cell: row => <>{row.service}<small>{row.kind === 'call' ? '' : `${wordOf('kind', row.kind, frame.lang)} · `}{row.provider}</small></> },
      { id: 'quota', header: t('Hạn mức', 'Quota'), cell: row => <>{quotaText(row, frame.lang)}{row.perDay !== null && <small>{t('hôm nay', 'today')} {formatNumber(row.usedToday, frame.lang)}<ShareBar share={row.usedToday / row.perDay} tone={row.usedToday / row.perDay >= 0.9 ? 'late' : 'main'} /></small>}</> },
      { id: 'until', header: t('Đến', 'Until'), nowrap: true, cell: row => row.validTo === null ? t('không thời hạn', 'no end') : formatDate(row.validTo, frame.lang) }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <RightState row={row} now={view.now} lang={frame.lang} /> }]} />
    <Pagination nextHref={view.next} /></> })
}

export interface RightView { readonly right: RightRow; readonly wordings: readonly Wording[]; readonly fields: Fields; readonly form: string; readonly now: Date }
export function rightPage(desk: Desk, view: RightView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { right, form, fields } = view
  const of = fieldsIn(desk, fields)
  const owner = mayActFor(actor, right.providerAgency)
  const quota = (name: 'perMinute' | 'perDay') => form === 'quota' ? of(name) : { name, value: right[name] === null ? '' : String(right[name]), error: undefined }
  return consolePage({ desk, title: t(`Quyền số ${right.number}`, `Right no. ${right.number}`), back: { href: RIGHTS, text: t('Quyền truy cập', 'Access rights') }, children: <>
    <SummaryList rows={[{ key: t('Ai dùng', 'Who'), value: <>{right.consumer}, {right.consumerMember} <span class="ts-code">{right.consumerKey}</span></> }, { key: right.kind === 'call' ? t('Dịch vụ', 'Service') : t('Chủ đề', 'Topic'), value: <><a class="govuk-link" href={aboutHref(right)}>{right.service}</a>, {right.provider}</> }, { key: t('Được làm', 'Scope'), value: <>{endpointsText(right, frame.lang)}{right.kind === 'subscribe' && mayActFor(actor, right.consumerAgency) && <> · <a class="govuk-link" href={`${CONSOLE}/giao-su-kien/${right.id}`}>{t('Xem việc giao', 'See the delivery')}</a></>}</> }, { key: t('Mục đích', 'Purpose'), value: right.purpose }, { key: t('Căn cứ', 'Legal ground'), value: right.legalBasis },
      ...right.kind === 'call' ? [{ key: t('Trường dữ liệu', 'Fields'), value: right.fields.length === 0 ? t('Không giới hạn riêng', 'Not narrowed') : right.fields.join(', ') }, { key: t('Dòng dữ liệu', 'Rows'), value: ruleText(right, frame.lang) }] : [], { key: t('Hạn mức', 'Quota'), value: `${quotaText(right, frame.lang)}. ${t('Hôm nay đã dùng', 'Used today:')} ${formatNumber(right.usedToday, frame.lang)}.` },
      { key: t('Hiệu lực', 'Valid'), value: <>{formatDate(right.validFrom, frame.lang)} – {right.validTo === null ? t('không thời hạn', 'no end') : formatDate(right.validTo, frame.lang)} <RightState row={right} now={view.now} lang={frame.lang} /></> }, ...right.endedBecause === null ? [] : [{ key: t('Chấm dứt vì', 'Ended because'), value: right.endedBecause }], ...right.requestId === null ? [] : [{ key: t('Theo yêu cầu', 'Request'), value: <a class="govuk-link" href={`${REQUESTS}/${right.requestId}`}>{t('Xem yêu cầu', 'See it')}</a> }]]} />
    {!right.endedAt && mayActFor(actor, right.consumerAgency) && right.subsystemId !== null && <Button tone="secondary" href={addressOf(`${REQUESTS}/moi`, { ...aboutQuery(right), 'gia-han': right.id })}>{t('Xin gia hạn', 'Ask to renew')}</Button>}
    {!right.endedAt && owner && <>
      <Details summary={t('Đổi hạn mức', 'Change the quota')} open={form === 'quota'}><AdminForm frame={frame} action={`${RIGHTS}/${right.id}/han-muc`} version={right.version}><Input {...quota('perMinute')} label={t('Lượt một phút', 'Calls a minute')} optional width={10} inputMode="numeric" /><Input {...quota('perDay')} label={t('Lượt một ngày', 'Calls a day')} optional width={10} inputMode="numeric" /><Input name="reason" label={t('Lý do', 'Reason')} value={form === 'quota' ? fieldOf(fields, 'reason') : ''} error={form === 'quota' ? faultOf(desk.faults ?? [], 'reason') : undefined} /><Button>{t('Lưu hạn mức', 'Save the quota')}</Button></AdminForm></Details>
      <Details summary={t('Chấm dứt quyền', 'End the right')} open={form === 'end'}><AdminForm frame={frame} action={`${RIGHTS}/${right.id}/cham-dut`} version={right.version}><p class="govuk-body">{right.kind === 'subscribe' ? t('Không đọc được và không được gửi gì nữa. Quyền đã chấm dứt không mở lại được.', 'Nothing is read or sent any more. A right that ended cannot be opened again.') : t('Lượt gọi kế tiếp sẽ bị từ chối. Quyền đã chấm dứt không mở lại được.', 'The next call is refused. A right that ended cannot be opened again.')}</p><Input name="endReason" label={t('Lý do', 'Reason')} value={fieldOf(fields, 'endReason')} error={form === 'end' ? faultOf(desk.faults ?? [], 'reason') : undefined} /><Button tone="warning">{t('Chấm dứt quyền', 'End the right')}</Button></AdminForm></Details>
    </>}
    <History wordings={view.wordings} /></> })
}

/** The terms of a contract: what an asking agency and a granting steward fill in. */
export function TermsFields({ desk, fields, kind, renews }: { readonly desk: Desk; readonly fields: Fields; readonly kind: RightRow['kind']; readonly renews?: RightRow | undefined }) {
  const t = choose(desk.frame.lang)
  const of = fieldsIn(desk, fields)
  return <>
    {!renews && <Textarea {...of('purpose')} label={t('Mục đích sử dụng', 'Purpose')} hint={t('Ví dụ: giải quyết hồ sơ đăng ký khai sinh, không bắt người dân nộp bản sao.', 'For example: to decide birth registrations without asking for copies.')} rows={3} />}
    <Input {...of('legalBasis')} label={t('Căn cứ pháp lý', 'Legal ground')} hint={t('Ví dụ: Nghị định 87/2020/NĐ-CP Điều 9', 'For example: Decree 87/2020, article 9')} />
    {kind === 'call' && !renews && <><Textarea {...of('endpoints')} label={t('Điểm gọi, mỗi dòng một điểm', 'Endpoints, one a line')} optional hint={t('Để trống là cả dịch vụ. Ví dụ: GET /trich-luc/*', 'Empty: the whole service. For example GET /extracts/*')} rows={3} />
    <Textarea {...of('fields')} label={t('Trường dữ liệu cần dùng', 'Fields needed')} optional rows={2} hint={t('Chỉ những trường thật cần (Luật Bảo vệ dữ liệu cá nhân).', 'Only those really needed.')} />
    <Textarea {...of('rowRule')} label={t('Chỉ các dòng, mỗi dòng một điều kiện', 'Only rows, one condition a line')} optional rows={2} hint={t('Dịch vụ của kho dữ liệu dùng chung. Để trống là mọi dòng. Ví dụ: ma_xa thuộc 05443 (đơn vị đó và cấp dưới); loai = A, B. Mọi điều kiện cùng đúng.', 'Services of the shared data store. Empty: every row. For example: ma_xa within 05443 (that unit and below); loai = A, B. All of them hold.')} /></>}
    <Input {...of('perMinute')} label={kind === 'publish' ? t('Sự kiện một phút', 'Events a minute') : kind === 'subscribe' ? t('Lượt tự đọc một phút', 'Reads a minute') : t('Lượt một phút', 'Calls a minute')} optional width={10} inputMode="numeric" /><Input {...of('perDay')} label={kind === 'publish' ? t('Sự kiện một ngày', 'Events a day') : kind === 'subscribe' ? t('Lượt tự đọc một ngày', 'Reads a day') : t('Lượt một ngày', 'Calls a day')} optional width={10} inputMode="numeric" />
    <Input {...of('validTo')} label={t('Dùng đến ngày', 'Until')} optional width={10} hint={t('ngày/tháng/năm', 'day/month/year')} />
  </>
}

export function requestsPage(desk: Desk, view: { readonly rows: readonly RequestRow[]; readonly state: string; readonly next: string | undefined; readonly now: Date }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const chip = (state: string, text: string) => ({ text, href: addressOf(REQUESTS, { 'tinh-trang': state }), current: view.state === state })
  return consolePage({ desk, title: t('Yêu cầu truy cập', 'Access requests'), lead: t('Bên cung cấp cấp kết nối trong 2 ngày làm việc, hoặc từ chối bằng văn bản nêu lý do và căn cứ (Nghị định 194/2025/NĐ-CP).', 'The provider connects within two working days, or refuses in writing with reason and legal ground (Decree 194/2025).'), tools: <Button href={`${CONSOLE}/danh-muc`}>{t('Xin quyền mới', 'Ask for access')}</Button>, children: <>
    <FilterChips label={t('Tình trạng', 'State')} chips={[chip('waiting', t('Chờ trả lời', 'Waiting')), chip('granted', t('Đã cấp', 'Granted')), chip('refused', t('Từ chối', 'Refused')), chip('withdrawn', t('Đã rút', 'Withdrawn')), chip('all', t('Tất cả', 'All'))]} />
    <Table caption={t('Yêu cầu truy cập', 'Access requests')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={<EmptyState icon="check" title={t('Không có yêu cầu nào', 'No requests')} />} columns={[
      { id: 'who', header: t('Ai xin', 'Who asks'), main: true, cell: row => <><a class="govuk-link" href={`${REQUESTS}/${row.id}`}>{row.consumer}</a><small>{row.consumerMember}</small></> }, { id: 'what', header: t('Xin gì', 'For what'), cell: row => <>{row.service}<small>{row.kind === 'call' ? '' : `${wordOf('kind', row.kind, frame.lang)} · `}{row.provider}</small></> }, { id: 'purpose', header: t('Mục đích', 'Purpose'), cell: row => row.purpose.slice(0, 120) },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="request" value={row.state} /> }, { id: 'due', header: t('Hạn trả lời', 'Due'), cell: row => { if (row.state !== 'waiting') return row.decidedAt ? formatDateTime(row.decidedAt, frame.lang) : ''; const due = describeDue(row.dueAt, view.now, frame.lang); return <DueBadge {...due} /> } }]} />
    <Pagination nextHref={view.next} /></> })
}

/** What is asked for or granted: a service to call, a topic to hear or to announce on. */
export interface About { readonly kind: RightRow['kind']; readonly id: string; readonly name: string; readonly memberName: string; readonly href: string }
export const aboutService = (row: ServiceRow, href: string): About => ({ kind: 'call', id: row.id, name: row.name, memberName: row.memberName, href })
const AboutFields = ({ about }: { readonly about: About }) => <><input type="hidden" name="kind" value={about.kind} /><input type="hidden" name={about.kind === 'call' ? 'service' : 'topic'} value={about.id} /></>
const ASK = { call: ['Xin quyền truy cập', 'Ask for access'], subscribe: ['Xin nhận sự kiện', 'Ask to hear a topic'], publish: ['Xin phát sự kiện', 'Ask to announce on a topic'] } as const
const GRANT = { call: ['Cấp quyền trực tiếp', 'Grant a right'], subscribe: ['Cho nhận sự kiện', 'Let a system hear a topic'], publish: ['Cho phát sự kiện', 'Let a system announce'] } as const

/** What a renewal leaves as it is. */
function scopeRows(right: RightRow, lang: Lang) {
  const t = choose(lang)
  return [{ key: t('Được làm', 'Scope'), value: endpointsText(right, lang) }, { key: t('Mục đích', 'Purpose'), value: right.purpose }, ...right.kind === 'call' ? [{ key: t('Trường dữ liệu', 'Fields'), value: right.fields.length === 0 ? t('Không giới hạn riêng', 'Not narrowed') : right.fields.join(', ') }, { key: t('Dòng dữ liệu', 'Rows'), value: ruleText(right, lang) }] : []]
}

export interface NewRequestView { readonly about: About; readonly subsystems: readonly SubsystemRow[]; readonly fields: Fields; readonly renews: RightRow | undefined }
export function newRequestPage(desk: Desk, view: NewRequestView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return consolePage({ desk, title: view.renews ? t('Xin gia hạn quyền truy cập', 'Ask to renew a right') : t(ASK[view.about.kind][0], ASK[view.about.kind][1]), lead: `${view.about.name} – ${view.about.memberName}`, back: { href: view.about.href, text: view.about.name }, children: view.subsystems.length === 0 ? <EmptyState title={t('Cơ quan bạn chưa có hệ thống nào trên nền tảng', 'Your agency has no subsystem yet')} text={t('Đề nghị quản trị tỉnh đăng ký hệ thống trước, rồi quay lại xin quyền.', 'Ask an administrator of the province to register one first.')} /> : <>
    <InsetText>{t('Bên cung cấp phải trả lời trong 2 ngày làm việc. Bạn thấy hạn trả lời ngay sau khi gửi.', 'The provider must answer within two working days. You will see the due time at once.')}</InsetText>
    <AdminForm frame={frame} action={`${REQUESTS}/moi`}><AboutFields about={view.about} />{view.renews && <><input type="hidden" name="renews" value={view.renews.id} /><p class="govuk-body">{t('Gia hạn giữ nguyên những điều dưới đây. Muốn đổi, xin một quyền mới.', 'A renewal keeps what follows. To change it, ask for a new right.')}</p><SummaryList rows={scopeRows(view.renews, frame.lang)} /></>}
      <Select name="subsystem" label={view.about.kind === 'call' ? t('Hệ thống sẽ gọi', 'Which subsystem will call') : view.about.kind === 'subscribe' ? t('Hệ thống sẽ nhận', 'Which subsystem will hear it') : t('Hệ thống sẽ phát', 'Which subsystem will announce')} value={fieldOf(view.fields, 'subsystem') || (view.subsystems.length === 1 ? view.subsystems[0]?.id : undefined)} error={faultOf(desk.faults ?? [], 'subsystem')} options={view.subsystems.map(row => ({ value: row.id, label: `${row.name} (${row.memberName})` }))} /><TermsFields desk={desk} fields={view.fields} kind={view.about.kind} renews={view.renews} /><Button>{t('Gửi yêu cầu', 'Send the request')}</Button></AdminForm></> })
}

export interface RequestView { readonly request: RequestRow; readonly names: ReadonlyMap<string, string>; readonly fields: Fields; readonly form: string; readonly now: Date }
export function requestPage(desk: Desk, view: RequestView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { request, form, fields } = view
  const of = fieldsIn(desk, fields)
  const open = request.state === 'waiting'
  const due = describeDue(request.dueAt, view.now, frame.lang)
  const why: Record<string, string> = { asked: t('ngày gửi, chưa tính', 'day of asking, not counted'), 'working-day': t('ngày làm việc', 'working day'), weekend: t('nghỉ cuối tuần, không tính', 'weekend, not counted') }
  let counted = 0
  return consolePage({ desk, title: t('Yêu cầu truy cập', 'Access request'), back: { href: REQUESTS, text: t('Yêu cầu truy cập', 'Access requests') }, children: <>
    <p class="ts-sentence">{open ? <>{t('Đang chờ', 'Waiting for')} <strong>{request.provider}</strong> {t('trả lời, chậm nhất', 'to answer, at the latest')} <strong>{formatDateTime(request.dueAt, frame.lang)}</strong>. <DueBadge {...due} /></> : <><State set="request" value={request.state} /> {request.decidedAt && formatDateTime(request.decidedAt, frame.lang)}{request.rightId !== null && <> · <a class="govuk-link" href={`${RIGHTS}/${request.rightId}`}>{t('Xem quyền đã cấp', 'See the right')}</a></>}</>}</p>
    <Details summary={t('Vì sao hạn là ngày này?', 'Why this date?')}><ul class="govuk-list">{request.steps.map(step => { if (step.counts) counted++; return <li key={step.date}>{formatIsoDate(step.date, frame.lang)}: {step.counts ? `${why['working-day'] ?? ''} ${t('thứ', 'no.')} ${counted}` : why[step.why] ?? `${t('nghỉ', 'off:')} ${step.why}, ${t('không tính', 'not counted')}`}</li> })}</ul><p class="govuk-body-s">{t('Nghị định 47/2020/NĐ-CP Điều 35 khoản 3, sửa bởi Nghị định 194/2025/NĐ-CP: 2 ngày làm việc, tính theo lịch làm việc của bên cung cấp, đến hết giờ làm việc ngày thứ hai.', 'Decree 47/2020 art. 35.3 as amended by Decree 194/2025: two working days by the calendar of the provider, until the end of work of the second.')}</p></Details>
    <SummaryList rows={[{ key: t('Hệ thống xin', 'Subsystem'), value: <>{request.consumer}, {request.consumerMember} <span class="ts-code">{request.consumerKey}</span></> }, { key: request.kind === 'call' ? t('Dịch vụ', 'Service') : t('Chủ đề', 'Topic'), value: <><a class="govuk-link" href={aboutHref(request)}>{request.service}</a>, {request.provider}</> }, { key: t('Loại yêu cầu', 'Kind'), value: request.renewsRightId === null ? t('Cấp mới', 'New') : <a class="govuk-link" href={`${RIGHTS}/${request.renewsRightId}`}>{t('Gia hạn quyền đang có', 'Renewal')}</a> }, { key: t('Xin được', 'Scope'), value: endpointsText(request, frame.lang) }, { key: t('Mục đích', 'Purpose'), value: request.purpose }, { key: t('Căn cứ', 'Legal ground'), value: request.legalBasis },
      ...request.kind === 'call' ? [{ key: t('Trường dữ liệu', 'Fields'), value: request.fields.length === 0 ? t('Không giới hạn riêng', 'Not narrowed') : request.fields.join(', ') }, { key: t('Dòng dữ liệu', 'Rows'), value: ruleText(request, frame.lang) }] : [], { key: t('Hạn mức xin', 'Quota wanted'), value: quotaText(request, frame.lang) }, { key: t('Dùng đến', 'Until'), value: request.wantedUntil === null ? t('không thời hạn', 'no end') : formatDate(request.wantedUntil, frame.lang) }, { key: t('Gửi lúc', 'Asked at'), value: `${formatDateTime(request.askedAt, frame.lang)}${view.names.get(request.askedBy) === undefined ? '' : `, ${view.names.get(request.askedBy) ?? ''}`}` },
      ...request.reason === null || request.reason === '' ? [] : [{ key: t('Lý do', 'Reason'), value: request.reason }], ...request.ground === null ? [] : [{ key: t('Căn cứ từ chối', 'Ground of refusal'), value: request.ground }]]} />
    {open && mayActFor(actor, request.providerAgency) && request.askedBy === actor.accountId && <InsetText>{t(OWN.vi, OWN.en)}</InsetText>}
    {open && mayActFor(actor, request.providerAgency) && request.askedBy !== actor.accountId && <section class="ts-pane"><h2 class="govuk-heading-m">{t('Trả lời yêu cầu', 'Answer')}</h2><AdminForm frame={frame} action={`${REQUESTS}/${request.id}/tra-loi`} version={request.version}>
      <Radios name="decision" label={t('Quyết định', 'Decision')} value={fieldOf(fields, 'decision')} error={faultOf(desk.faults ?? [], 'decision')} options={[{ value: 'grant', label: t('Cấp quyền theo nội dung đã xin', 'Grant as asked'), hint: t('Có hiệu lực ở cổng ngay sau khi bấm.', 'In force at the gateway at once.') }, { value: 'refuse', label: t('Từ chối', 'Refuse'), hint: t('Phải nêu lý do và căn cứ pháp lý.', 'Needs a reason and a legal ground.') }]} />
      <Textarea {...of('reason')} label={t('Lý do, ghi chú', 'Reason, note')} optional rows={2} /><Input {...of('ground')} label={t('Căn cứ pháp lý khi từ chối', 'Legal ground of a refusal')} optional /><Button>{t('Gửi trả lời', 'Send the answer')}</Button></AdminForm></section>}
    {open && mayActFor(actor, request.consumerAgency) && <Details summary={t('Rút yêu cầu', 'Withdraw the request')} open={form === 'withdraw'}><AdminForm frame={frame} action={`${REQUESTS}/${request.id}/rut`} version={request.version}><Input name="withdrawReason" label={t('Lý do', 'Reason')} optional /><Button tone="warning">{t('Rút yêu cầu', 'Withdraw')}</Button></AdminForm></Details>}
  </> })
}

export function grantPage(desk: Desk, view: { readonly about: About; readonly subsystems: readonly SubsystemRow[]; readonly groups: readonly GroupRow[]; readonly fields: Fields }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return consolePage({ desk, title: t(GRANT[view.about.kind][0], GRANT[view.about.kind][1]), lead: view.about.name, back: { href: view.about.href, text: view.about.name }, children: <AdminForm frame={frame} action={`${RIGHTS}/moi`}><AboutFields about={view.about} />
    <Select name="to" label={t('Cấp cho', 'To')} value={fieldOf(view.fields, 'to')} error={faultOf(desk.faults ?? [], 'to')} options={[...view.subsystems.map(row => ({ value: `s:${row.id}`, label: `${row.name} (${row.memberName})` })), ...(view.about.kind === 'call' ? view.groups : []).map(row => ({ value: `g:${row.id}`, label: `${t('Nhóm', 'Group')} ${row.name}` }))]} /><TermsFields desk={desk} fields={view.fields} kind={view.about.kind} /><Button>{t('Cấp quyền', 'Grant')}</Button></AdminForm> })
}
