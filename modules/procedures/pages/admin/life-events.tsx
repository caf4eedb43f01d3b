import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { ActButton, AdminForm, adminPage, Button, choose, Confirm, EmptyState, faultOf, formatDateTime, Input, say, Table, Tag, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import type { LifeEventRow } from '../../admin-queries.ts'

export const EVENTS = '/quan-tri/su-kien'

/** Events of life in the order of the home page; `shown`: those that have a published procedure. */
export function lifeEventsPage(frame: Frame, actor: OfficerActor, rows: readonly LifeEventRow[], shown: ReadonlySet<string>, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const move = (row: LifeEventRow, direction: 'up' | 'down', text: string) => (
    <ActButton frame={frame} action={`${EVENTS}/${row.slug}/chuyen`} values={{ version: String(row.version), direction }}>{text}<span class="govuk-visually-hidden"> {say(row.title, frame.lang)}</span></ActButton>)
  return adminPage({
    frame, title: t('Sự kiện cuộc đời', 'Events of life'), agency: actor.agencyName, faults, tools: <Button href={`${EVENTS}/moi`}>{t('Thêm việc', 'Add an event')}</Button>,
    lead: t('Những việc lớn trong đời ở trang đầu, theo thứ tự này. Việc không còn thủ tục nào đang công bố thì tự ẩn.', 'They stand on the home page in this order. One without any published procedure hides by itself.'),
    children: <Table caption={t('Việc', 'Events')} captionHidden keys rows={rows} keyOf={(row) => row.slug} empty={<EmptyState title={t('Chưa có việc nào', 'None yet')} />}
      columns={[
        { id: 'title', header: t('Việc', 'Event'), main: true, cell: (row) => <><a class="govuk-link" href={`${EVENTS}/${row.slug}`}>{say(row.title, frame.lang)}</a><small>{say(row.summary, frame.lang)}</small></> },
        { id: 'codes', header: t('Thủ tục', 'Procedures'), numeric: true, cell: (row) => row.codes.length },
        { id: 'state', header: t('Trang đầu', 'Home page'), nowrap: true, cell: (row) => row.active ? shown.has(row.slug) ? <Tag tone="green">{t('Hiện', 'Shown')}</Tag> : <Tag tone="yellow">{t('Tự ẩn', 'Hides by itself')}</Tag> : <Tag>{t('Ẩn', 'Hidden')}</Tag> },
        { id: 'move', header: t('Thứ tự', 'Order'), cell: (row) => <>{row !== rows[0] && move(row, 'up', t('Lên', 'Up'))}{row !== rows.at(-1) && move(row, 'down', t('Xuống', 'Down'))}</> },
      ]} />,
  })
}

export interface EarlierEvent { readonly version: number; readonly text: string; readonly codes: readonly string[]; readonly changedAt: Date; readonly by: string }
export interface LifeEventView { /** absent: a new one */ readonly event: LifeEventRow | undefined; readonly fields: Fields; readonly names: ReadonlyMap<string, string>; readonly history: readonly EarlierEvent[] }

export const eventFields = ({ title, summary, codes, active }: Pick<LifeEventRow, 'title' | 'summary' | 'codes' | 'active'>): Fields => ({ titleVi: title.vi, titleEn: title.en ?? '', summaryVi: summary.vi, summaryEn: summary.en ?? '', codes: codes.join('\n'), hidden: active ? '' : 'yes' })

/** One event: its words in two languages and its procedures in order. */
export function lifeEventAdminPage(frame: Frame, actor: OfficerActor, view: LifeEventView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { event, fields } = view
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const base = `${EVENTS}/${event?.slug ?? 'moi'}`
  return adminPage({
    frame, title: event ? say(event.title, frame.lang) : t('Thêm việc', 'Add an event'), agency: actor.agencyName, faults, back: { href: EVENTS, text: t('Sự kiện cuộc đời', 'Events of life') },
    ...(event ? { tools: <Button tone="secondary" href={`/su-kien/${event.slug}`}>{t('Xem như người dân', 'See it as people do')}</Button> } : {}),
    children: <>
      <AdminForm frame={frame} action={base} version={event?.version}>
        <Input {...of('titleVi')} label={t('Tên việc, tiếng Việt', 'Title, Vietnamese')} hint={t('Như người dân nói: Sinh con, Kết hôn.', 'As people say it.')} />
        <Input {...of('titleEn')} label={t('Tên việc, tiếng Anh', 'Title, English')} optional />
        <Input {...of('summaryVi')} label={t('Giới thiệu, tiếng Việt', 'Summary, Vietnamese')} hint={t('Một dòng: làm được những gì ở đây.', 'One line: what can be done here.')} />
        <Input {...of('summaryEn')} label={t('Giới thiệu, tiếng Anh', 'Summary, English')} optional />
        <Textarea {...of('codes')} rows={7} label={t('Mã thủ tục', 'Procedure codes')} hint={t('Mỗi dòng một mã, theo thứ tự hiện ra. Ví dụ: 1.001193', 'One a line, in the order shown. For example 1.001193')} />
        {event && <ol class="govuk-list govuk-list--number">{event.codes.map((code) => <li key={code}>{view.names.has(code) ? <><a class="govuk-link" href={`/quan-tri/thu-tuc/${code}`}>{view.names.get(code)}</a> <span class="ts-quiet">{code}</span></> : <>{code} <Tag tone="yellow">{t('Chưa có trong danh mục', 'Not in the catalogue')}</Tag></>}</li>)}</ol>}
        <Confirm name="hidden" label={t('Ẩn khỏi trang đầu', 'Hide from the home page')} checked={fieldOf(fields, 'hidden') === 'yes'} />
        <Button>{t('Lưu', 'Save')}</Button>
      </AdminForm>
      {event && <>
        <h2 class="govuk-heading-m">{t('Các bản trước', 'Earlier wordings')}</h2>
        <Table caption={t('Các bản trước', 'Earlier wordings')} captionHidden rows={view.history} keyOf={(row) => String(row.version)} empty={<p class="govuk-body ts-quiet">{t('Chưa sửa lần nào.', 'Never changed.')}</p>}
          columns={[
            { id: 'n', header: t('Bản', 'Version'), main: true, cell: (row) => row.version },
            { id: 'text', header: t('Nội dung khi đó', 'What it said'), cell: (row) => <>{row.text}<small>{row.codes.join(', ')}</small></> },
            { id: 'who', header: t('Sửa lúc', 'Changed at'), cell: (row) => <>{formatDateTime(row.changedAt, frame.lang)}<small>{row.by}</small></> },
            { id: 'do', header: '', cell: (row) => <ActButton frame={frame} action={`${base}/dung-lai`} values={{ version: String(event.version), restore: String(row.version) }}>{t('Dùng lại', 'Restore')}<span class="govuk-visually-hidden"> {t('bản', 'version')} {row.version}</span></ActButton> },
          ]} />
      </>}
    </>,
  })
}
