import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { addressOf, AdminForm, Button, Checkboxes, choose, Details, EmptyState, faultOf, FilterChips, formatDate, formatNumber, History, Input, Select, SummaryList, Table, Tag, Textarea, type Lang, type Wording } from '../../../ui/index.ts'
import { isSteward, mayActFor } from '../acts/registry-row.ts'
import type { TopicRow } from '../queries/events.ts'
import type { SubsystemRow } from '../queries/registry.ts'
import type { RightRow } from '../queries/rights.ts'
import { CONSOLE, consolePage, type Desk } from './console-page.tsx'
import { fieldsIn } from './members.tsx'
import { RightState } from './rights.tsx'
import { State } from './words.tsx'

export const TOPICS = `${CONSOLE}/su-kien`
export type Reach = ReadonlyMap<number, { readonly first: number; readonly last: number }>
const announced = (reach: Reach, row: TopicRow, lang: Lang): string => formatNumber(reach.get(row.number)?.last ?? 0, lang)

export function topicsPage(desk: Desk, view: { readonly rows: readonly TopicRow[]; readonly reach: Reach; readonly q: string; readonly state: string }): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const chip = (state: string, text: string) => ({ text, href: addressOf(TOPICS, { 'tinh-trang': state, q: view.q }), current: view.state === state })
  return consolePage({ desk, title: t('Chủ đề sự kiện', 'Topics'), lead: t('Hệ thống báo việc vừa xảy ra lên chủ đề của mình; hệ thống có quyền thì nghe được, theo đúng thứ tự, không sót.', 'A subsystem announces on its topics; whoever has the right hears it, in order and completely.'), tools: isSteward(actor) ? <Button href={`${TOPICS}/moi`}>{t('Thêm chủ đề', 'Add a topic')}</Button> : undefined, children: <>
    <form method="get" action={TOPICS} class="ts-filters" role="search"><Input name="q" label={t('Tên, mã hoặc cơ quan', 'Name, code or agency')} value={view.q} /><input type="hidden" name="tinh-trang" value={view.state} /><Button tone="secondary">{t('Tìm', 'Search')}</Button></form>
    <FilterChips label={t('Tình trạng', 'State')} chips={[chip('', t('Tất cả', 'All')), chip('open', t('Đang mở', 'Open')), chip('closed', t('Đã đóng', 'Closed'))]} />
    <Table caption={t('Chủ đề sự kiện', 'Topics')} captionHidden keys rows={view.rows} keyOf={row => row.id} empty={view.q === '' && view.state === '' ? <EmptyState title={t('Chưa có chủ đề nào', 'No topics yet')} text={t('Thêm chủ đề khi một hệ thống cần báo cho nhiều hệ thống khác mà không phải gọi từng nơi.', 'Add one when a system has to tell many others without calling each.')} /> : <EmptyState title={t('Không có chủ đề nào khớp', 'No topic matches')}><Button tone="secondary" href={TOPICS}>{t('Bỏ bộ lọc', 'Drop the filters')}</Button></EmptyState>} columns={[
      { id: 'name', header: t('Chủ đề', 'Topic'), main: true, cell: row => <><a class="govuk-link" href={`${TOPICS}/${row.id}`}>{row.name}</a><small class="ts-code">{row.code}</small></> },
      { id: 'owner', header: t('Bên phát', 'Announced by'), cell: row => <>{row.memberName}<small>{row.subsystemName}</small></> },
      { id: 'events', header: t('Đã phát', 'Announced'), numeric: true, cell: row => announced(view.reach, row, frame.lang) },
      { id: 'hear', header: t('Bên nhận', 'Heard by'), numeric: true, cell: row => mayActFor(actor, row.agencyId) ? formatNumber(row.subscribers, frame.lang) : '–' },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><State set="topic" value={row.state} />{!row.listed && <small>{t('không đưa vào danh mục', 'not listed')}</small>}</> }]} />
  </> })
}

function TopicFields({ desk, fields }: { readonly desk: Desk; readonly fields: Fields }) {
  const t = choose(desk.frame.lang)
  const of = fieldsIn(desk, fields)
  return <>
    <Input {...of('name')} label={t('Tên chủ đề', 'Name')} hint={t('Ví dụ: Hồ sơ đã trả kết quả', 'For example: Result of a dossier handed over')} /><Textarea {...of('description')} label={t('Mô tả: khi nào phát, trong đó có gì', 'Description: when, and with what')} optional rows={3} />
    <Input {...of('legalBasis')} label={t('Căn cứ pháp lý', 'Legal ground')} />
    <Textarea {...of('schema')} label={t('Lược đồ dữ liệu (JSON Schema)', 'Schema of the data (JSON Schema)')} optional rows={6} hint={t('Sự kiện không đúng lược đồ bị cổng từ chối. Để trống là không kiểm tra.', 'Events that do not follow it are refused. Empty: not checked.')} />
    <Input {...of('retentionDays')} label={t('Giữ trong bao nhiêu ngày', 'Days kept')} width={5} inputMode="numeric" />
    <Checkboxes name="unlisted" label={t('Danh mục', 'Catalogue')} values={fieldOf(fields, 'unlisted') === '' ? [] : ['1']} options={[{ value: '1', label: t('Không đưa vào danh mục (phải có căn cứ)', 'Leave out of the catalogue (needs a legal ground)') }]} /><Input {...of('unlistedBecause')} label={t('Căn cứ để không đưa vào danh mục', 'Legal ground for leaving it out')} optional />
  </>
}
export const fieldsOfTopic = (row: TopicRow): Fields => ({ name: row.name, description: row.description, legalBasis: row.legalBasis, schema: row.schema === null ? '' : JSON.stringify(row.schema, null, 2), retentionDays: String(row.retentionDays), unlisted: row.listed ? '' : '1', unlistedBecause: row.unlistedBecause ?? '' })

export function newTopicPage(desk: Desk, view: { readonly subsystems: readonly SubsystemRow[]; readonly fields: Fields }): string {
  const t = choose(desk.frame.lang)
  const of = fieldsIn(desk, view.fields)
  return consolePage({ desk, title: t('Thêm chủ đề sự kiện', 'Add a topic'), back: { href: TOPICS, text: t('Chủ đề sự kiện', 'Topics') }, children:
    <AdminForm frame={desk.frame} action={`${TOPICS}/moi`}>
      <Select name="subsystem" label={t('Hệ thống phát', 'Announced by')} value={fieldOf(view.fields, 'subsystem')} error={faultOf(desk.faults ?? [], 'subsystem')} placeholder={t('Chọn hệ thống', 'Choose a subsystem')} options={view.subsystems.map(row => ({ value: row.id, label: `${row.name} (${row.memberName})` }))} />
      <Input {...of('code')} label={t('Mã chủ đề', 'Code')} hint={t('Ví dụ: ho-so.da-tra-ket-qua. Không sửa được về sau.', 'For example ho-so.da-tra-ket-qua. It cannot be changed later.')} /><TopicFields desk={desk} fields={view.fields} /><Button>{t('Thêm chủ đề', 'Add the topic')}</Button></AdminForm> })
}

export interface TopicView { readonly topic: TopicRow; readonly reach: Reach; readonly rights: readonly RightRow[]; readonly mayAsk: boolean; readonly wordings: readonly Wording[]; readonly gateway: string; readonly fields: Fields; readonly form: string; readonly now: Date }
export function topicPage(desk: Desk, view: TopicView): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { topic, form, fields } = view
  const steward = isSteward(actor)
  const path = `${TOPICS}/${topic.id}`
  const reach = view.reach.get(topic.number)
  const n = (value: number): string => formatNumber(value, frame.lang)
  const [hear, announce] = [view.rights.filter(row => row.kind === 'subscribe'), view.rights.filter(row => row.kind === 'publish')]
  const ask = (kind: 'subscribe' | 'publish'): string => addressOf(`${CONSOLE}/yeu-cau/moi`, { 'chu-de': topic.id, viec: kind })
  const grant = (kind: 'subscribe' | 'publish'): string => addressOf(`${CONSOLE}/quyen/moi`, { 'chu-de': topic.id, viec: kind })
  const parties = (title: string, rows: readonly RightRow[], none: string) => <Table caption={title} captionHidden rows={rows} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{none}</p>} columns={[
    { id: 'who', header: t('Hệ thống', 'Subsystem'), main: true, cell: row => <><a class="govuk-link" href={`${CONSOLE}/quyen/${row.id}`}>{row.consumer}</a><small>{row.consumerMember}</small></> }, { id: 'purpose', header: t('Mục đích', 'Purpose'), cell: row => row.purpose },
    { id: 'until', header: t('Đến', 'Until'), nowrap: true, cell: row => row.validTo === null ? t('không thời hạn', 'no end') : formatDate(row.validTo, frame.lang) }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><RightState row={row} now={view.now} lang={frame.lang} />{row.kind === 'subscribe' && mayActFor(actor, row.consumerAgency) && <small><a class="govuk-link" href={`${CONSOLE}/giao-su-kien/${row.id}`}>{t('Xem việc giao', 'See the delivery')}</a></small>}</> }]} />
  return consolePage({ desk, title: topic.name, back: { href: TOPICS, text: t('Chủ đề sự kiện', 'Topics') }, lead: topic.description === '' ? undefined : topic.description, tools: view.mayAsk && topic.state === 'open' ? <Button href={ask('subscribe')}>{t('Xin nhận sự kiện', 'Ask to hear it')}</Button> : undefined, children: <>
    <SummaryList rows={[{ key: t('Mã chủ đề', 'Code'), value: <span class="ts-code">{topic.code}</span> }, { key: t('Bên phát', 'Announced by'), value: <>{topic.subsystemName}, {topic.memberName} <span class="ts-code">{topic.ownerKey}</span></> }, { key: t('Tình trạng', 'State'), value: <><State set="topic" value={topic.state} />{!topic.listed && <> <Tag>{t('Không đưa vào danh mục', 'Not listed')}</Tag></>}</>, ...topic.unlistedBecause === null ? {} : { note: topic.unlistedBecause } },
      { key: t('Đã phát', 'Announced'), value: reach === undefined || reach.last === 0 ? t('Chưa có sự kiện nào', 'No events yet') : t(`${n(reach.last)} sự kiện; còn giữ từ vị trí ${n(reach.first)}`, `${n(reach.last)} events; kept from position ${n(reach.first)}`) }, { key: t('Giữ lại', 'Kept for'), value: t(`${n(topic.retentionDays)} ngày`, `${n(topic.retentionDays)} days`) }, { key: t('Căn cứ pháp lý', 'Legal ground'), value: topic.legalBasis },
      { key: t('Lược đồ dữ liệu', 'Schema'), value: topic.schema === null ? t('Không kiểm tra dữ liệu', 'Data are not checked') : <a class="govuk-link" href={`${path}/luoc-do.json`}>{t('Xem JSON Schema', 'See the JSON Schema')}</a> },
      { key: t('Địa chỉ', 'Address'), value: <span class="ts-code">{`${view.gateway}/events/v1/${topic.code}`}</span> }]} />
    <h2 class="govuk-heading-m">{t('Bên được nhận', 'Who may hear it')}</h2>
    {parties(t('Bên được nhận', 'Who may hear it'), hear, mayActFor(actor, topic.agencyId) ? t('Chưa hệ thống nào được nhận.', 'Nobody yet.') : t('Hệ thống của bạn chưa được nhận chủ đề này.', 'None of your subsystems hears it.'))}
    {steward && <Button tone="secondary" href={grant('subscribe')}>{t('Cho nhận trực tiếp', 'Let one hear it')}</Button>}
    <h2 class="govuk-heading-m">{t('Bên được phát, ngoài bên sở hữu', 'Who may announce, beside its owner')}</h2>
    {parties(t('Bên được phát', 'Who may announce'), announce, t('Chỉ bên sở hữu phát.', 'Only its owner announces.'))}
    {topic.state === 'open' && <p class="govuk-body">{view.mayAsk && <a class="govuk-link" href={ask('publish')}>{t('Xin phát lên chủ đề này', 'Ask to announce on it')}</a>}{steward && <> · <a class="govuk-link" href={grant('publish')}>{t('Cho phát trực tiếp', 'Let one announce')}</a></>}</p>}
    {steward && <>
      <Details summary={t('Sửa chủ đề', 'Change the topic')} open={form === 'topic'}><AdminForm frame={frame} action={`${path}/sua`} version={topic.version}><TopicFields desk={desk} fields={form === 'topic' ? fields : fieldsOfTopic(topic)} /><Button>{t('Lưu chủ đề', 'Save the topic')}</Button></AdminForm></Details>
      <Details summary={topic.state === 'open' ? t('Đóng chủ đề', 'Close the topic') : t('Mở lại chủ đề', 'Open the topic again')} open={form === 'state'}><AdminForm frame={frame} action={`${path}/tinh-trang`} version={topic.version}><input type="hidden" name="state" value={topic.state === 'open' ? 'closed' : 'open'} />
        <p class="govuk-body">{topic.state === 'open' ? t('Không ai phát thêm được nữa. Bên nhận vẫn đọc được những gì còn giữ.', 'Nobody announces any more; what is kept stays readable.') : t('Bên có quyền phát lại được ngay.', 'Those with the right may announce at once.')}</p>
        <Input name="reason-state" label={t('Lý do', 'Reason')} value={fieldOf(fields, 'reason-state')} error={faultOf(desk.faults ?? [], 'reason-state')} /><Button tone="warning">{topic.state === 'open' ? t('Đóng chủ đề', 'Close the topic') : t('Mở lại', 'Open again')}</Button></AdminForm></Details></>}
    {mayActFor(actor, topic.agencyId) && <History wordings={view.wordings} />}
  </> })
}
