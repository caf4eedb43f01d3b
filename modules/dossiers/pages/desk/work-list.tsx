import type { OfficerActor } from '../../../../kernel/actor.ts'
import { BulkBar, Button, CsrfField, describeDue, DeskPage, DueBadge, EmptyState, FilterChips, formatDate, formatMoney, formatTime, MarkedCount, Pagination, renderPage, SearchBox, Table, Tag, TwoLines, type Column, type Lang } from '../../../../ui/index.ts'
import { axesOf } from '../../facts.ts'
import type { OfficerView } from '../../../organisations/index.ts'
import type { RowDetails } from '../../desk-queries.ts'
import type { DossierListRow } from '../../queries.ts'
import type { WorkFacets, WorkListName } from '../../work-queries.ts'
import { DESK, dossierHref, listHref, type DeskFrame } from './frame.tsx'
import { both, CHANNELS, LISTS, stateOf } from './texts.ts'

/** A row with what its second line says. */
export interface WorkRow { readonly row: DossierListRow; readonly details: RowDetails | undefined; readonly missing: readonly string[]; readonly assigneeName: string | undefined }

const isToday = (at: Date, now: Date): boolean => formatDate(at) === formatDate(now)
const when = (at: Date, now: Date, lang: Lang): string => isToday(at, now) ? formatTime(at) : formatDate(at, lang)

/** The quiet second line: when it came, what is there, what is missing, what changed. */
function about({ row, details, missing }: WorkRow, now: Date, lang: Lang): string {
  const files = details?.fileCount ?? 0
  const axes = axesOf(row)
  return [
    row.code ?? '', `${both('Nộp', 'Filed', lang)} ${when(row.submitted_at, now, lang)}`,
    axes.supplement === 'answered' ? both(`bổ sung lần ${row.supplement_count}, gửi lại ${details?.resentFiles ?? 0} tệp`, `supplement ${row.supplement_count}, ${details?.resentFiles ?? 0} files sent again`, lang) : files > 0 ? both(`${files} tệp`, `${files} files`, lang) : '',
    missing.length > 0 ? both(`thiếu: ${missing.join(', ')}`, `missing: ${missing.join(', ')}`, lang) : '',
    axes.money === 'due' ? both(`phí ${formatMoney(row.fee_amount, lang)} chưa nộp`, `fee ${formatMoney(row.fee_amount, lang)} unpaid`, lang) : '',
    (details?.consulting ?? 0) > 0 ? both(`chờ ý kiến ${details?.consulting} nơi`, `${details?.consulting} opinions awaited`, lang) : '',
    row.reappointed ? both('đã hẹn lại', 'reappointed', lang) : '',
  ].filter(Boolean).join(' · ')
}

function who({ row }: WorkRow, lang: Lang): string {
  if (row.submitter_name === row.subject_name) return ''
  return row.mandate_id ? both(`${row.submitter_name} nộp theo ủy quyền`, `filed by ${row.submitter_name} under a mandate`, lang) : both(`${row.submitter_name} giúp nộp`, `${row.submitter_name} helped`, lang)
}

function Due({ item: { row, details }, list, now, lang }: { readonly item: WorkRow; readonly list: WorkListName | 'found'; readonly now: Date; readonly lang: Lang }) {
  if (row.closed_at) return <>{formatDate(row.closed_at, lang)}</>
  if (!(row.due_at instanceof Date)) {
    const deadline = details?.supplementDeadline
    return deadline ? <DueBadge {...describeDue(deadline, now, lang)} note={both('hạn bổ sung', 'supplement deadline', lang)} /> : <span class="ts-quiet">{both('Không tính giờ', 'Clock stopped', lang)}</span>
  }
  // the result is there: the clock stands, the promise is only told
  if (row.processing === 'result-ready') return <>{row.promised_at ? formatDate(row.promised_at, lang) : ''}</>
  return <DueBadge {...describeDue(row.due_at, now, lang, 480)} note={list === 'overdue' || list === 'stalled' ? formatDate(row.due_at, lang) : undefined} />
}

function columnsOf(list: WorkListName | 'found', now: Date, lang: Lang): Column<WorkRow>[] {
  return [
    { id: 'what', header: both('Hồ sơ', 'Dossier', lang), main: true, cell: item => <TwoLines small={about(item, now, lang)}><a class="govuk-link" href={dossierHref(item.row.id)}>{item.row.procedure_name}</a></TwoLines> },
    { id: 'who', header: both('Người nộp', 'Applicant', lang), cell: item => <TwoLines small={who(item, lang)}>{item.row.subject_name}</TwoLines> },
    { id: 'channel', header: both('Kênh', 'Channel', lang), nowrap: true, cell: ({ row }) => both(CHANNELS[row.channel].vi, CHANNELS[row.channel].en, lang) },
    { id: 'state', header: both('Trạng thái', 'State', lang), cell: ({ row, assigneeName }) => { const { text, tone } = stateOf(axesOf(row)); return <TwoLines small={list === 'mine' ? '' : assigneeName ?? ''}><Tag tone={tone}>{both(text.vi, text.en, lang)}</Tag></TwoLines> } },
    { id: 'due', header: list === 'found' ? both('Hạn', 'Due', lang) : both(LISTS[list].due.vi, LISTS[list].due.en, lang), nowrap: true, cell: item => <Due item={item} list={list} now={now} lang={lang} /> },
  ]
}

export interface WorkListProps {
  readonly list: WorkListName
  readonly rows: readonly WorkRow[]
  /** none for what is closed: it is not counted */
  readonly facets: WorkFacets | undefined
  readonly chosen: { readonly channel?: string | undefined; readonly field?: string | undefined }
  readonly nextHref: string | undefined
  readonly first: boolean
  readonly roles: OfficerActor['roles']
  readonly assignable: readonly OfficerView[]
  readonly once: string
  readonly now: Date
}

/** Which acts can be done to many rows of a list at once. */
export function bulkActs(list: WorkListName, roles: OfficerActor['roles']): readonly ('receive' | 'take' | 'assign')[] {
  if (list === 'to-receive') return roles.includes('reception-officer') ? ['receive'] : []
  if (list !== 'to-assign' && list !== 'in-progress' && list !== 'overdue' && list !== 'due-soon') return []
  return [...(list === 'to-assign' && roles.includes('case-officer') ? ['take' as const] : []), ...(roles.includes('approver') || roles.includes('unit-administrator') ? ['assign' as const] : [])]
}

const counted = (count: number | undefined): { readonly count?: number } => count === undefined ? {} : { count }

export function workListPage(desk: DeskFrame, props: WorkListProps): string {
  const { lang } = desk.frame
  const { list, rows, facets, chosen, now } = props
  const title = both(LISTS[list].name.vi, LISTS[list].name.en, lang)
  const href = (changes: { channel?: string | undefined; field?: string | undefined }): string => {
    const query = { kenh: changes.channel, 'linh-vuc': changes.field }
    return listHref(list) + Object.entries(query).flatMap(([name, value]) => value === undefined ? [] : [`&${name}=${encodeURIComponent(value)}`]).join('')
  }
  const channels = Object.entries(CHANNELS).filter(([channel]) => facets === undefined || (facets.channels.get(channel) ?? 0) > 0 || chosen.channel === channel)
  const fields = [...facets?.fields ?? []].filter(([field]) => field !== '').slice(0, 5)
  const acts = bulkActs(list, props.roles)
  const chips = (
    <FilterChips label={both('Lọc', 'Filter', lang)} side={list === 'closed' ? both('Mới kết thúc trước', 'Latest first', lang) : list === 'stalled' ? both('Im lâu nhất trước', 'Longest silence first', lang) : both('Sắp theo hạn', 'By deadline', lang)} chips={[
      { text: both('Tất cả', 'All', lang), href: href({}), ...counted(facets?.total), current: chosen.channel === undefined && chosen.field === undefined },
      ...channels.map(([channel, name]) => ({ text: both(name.vi, name.en, lang), href: href({ channel: chosen.channel === channel ? undefined : channel, field: chosen.field }), ...counted(facets && (facets.channels.get(channel) ?? 0)), current: chosen.channel === channel })),
      ...(fields.length > 1 || chosen.field !== undefined ? fields.map(([field, count]) => ({ text: field, href: href({ channel: chosen.channel, field: chosen.field === field ? undefined : field }), count, current: chosen.field === field })) : []),
    ]} />
  )
  const filtered = chosen.channel !== undefined || chosen.field !== undefined
  const empty = filtered
    ? <EmptyState icon="search" title={both('Không có hồ sơ nào khớp bộ lọc', 'Nothing matches the filter', lang)}><Button tone="secondary" href={href({})}>{both('Bỏ lọc', 'Clear the filter', lang)}</Button></EmptyState>
    : <EmptyState icon="check" title={both(LISTS[list].empty.vi, LISTS[list].empty.en, lang)} text={both('Việc mới sẽ hiện ở đây ngay khi có.', 'New work appears here as it comes.', lang)}>{list !== 'overdue' && <Button tone="secondary" href={listHref('due-soon')}>{both('Xem hồ sơ sắp đến hạn', 'See what is due soon', lang)}</Button>}</EmptyState>
  const table = (
    <Table caption={title} captionHidden columns={columnsOf(list, now, lang)} rows={rows} keyOf={({ row }) => row.id} keys empty={empty}
      {...(acts.length > 0 ? { select: { name: 'chon', valueOf: ({ row }: WorkRow) => `${row.id}~${row.version}`, labelOf: ({ row }: WorkRow) => `${row.procedure_name}, ${row.subject_name}` } } : {})} />
  )
  const keys = both(`Phím: J K chọn · Enter mở${acts.length > 0 ? ' · X đánh dấu' : ''} · / tìm · N tiếp nhận tại quầy`, `Keys: J K choose · Enter opens${acts.length > 0 ? ' · X marks' : ''} · / search · N counter`, lang)
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} tools={<div class="ts-desk__search"><SearchBox small action={`${DESK}/tim`} label={both('Tìm theo mã hồ sơ hoặc họ tên', 'Find by code or name', lang)} placeholder={both('Mã hồ sơ, họ tên', 'Code or name', lang)} /></div>}>
      {chips}
      {rows.length === 0 || acts.length === 0 ? <>{table}{rows.length > 0 && <p class="ts-quiet ts-js-only">{keys}</p>}</> : (
        <form method="post" action={`${DESK}/hang-loat`}>
          <CsrfField token={desk.frame.csrf} /><input type="hidden" name="once" value={props.once} /><input type="hidden" name="ds" value={LISTS[list].slug} />
          {table}
          <BulkBar keys={keys}>
            {acts.includes('receive') && <Button name="viec" value="receive">{both('Tiếp nhận', 'Receive', lang)}<MarkedCount /></Button>}
            {acts.includes('take') && <Button name="viec" value="take">{both('Nhận xử lý', 'Take', lang)}<MarkedCount /></Button>}
            {acts.includes('assign') && props.assignable.length > 0 && <>
              <label class="govuk-visually-hidden" for="f-to">{both('Phân công cho', 'Assign to', lang)}</label>
              <select class="govuk-select" id="f-to" name="to"><option value="">{both('Phân công cho…', 'Assign to…', lang)}</option>{props.assignable.map(officer => <option key={officer.accountId} value={officer.accountId}>{officer.name}</option>)}</select>
              <Button tone={acts.includes('take') ? 'secondary' : 'primary'} name="viec" value="assign">{both('Phân công', 'Assign', lang)}<MarkedCount /></Button>
            </>}
          </BulkBar>
        </form>
      )}
      <Pagination nextHref={props.nextHref} previousHref={props.first ? undefined : href(chosen)} />
    </DeskPage>)
}

/** What a search of the whole desk found, open and closed. */
export function searchPage(desk: DeskFrame, props: { readonly q: string; readonly rows: readonly WorkRow[]; readonly nextHref: string | undefined; readonly now: Date }): string {
  const { lang } = desk.frame
  const title = both('Tìm hồ sơ', 'Find a dossier', lang)
  return renderPage(
    <DeskPage {...desk} title={props.q ? `${props.q} – ${title}` : title} heading={title}>
      <SearchBox action={`${DESK}/tim`} value={props.q} label={both('Mã hồ sơ, họ tên người nộp hoặc tên thủ tục', 'Code, name of the applicant or of the procedure', lang)} placeholder={both('Mã hồ sơ, họ tên, tên thủ tục', 'Code, name, procedure', lang)} />
      {props.q !== '' && <div class="govuk-!-margin-top-5"><Table caption={both('Hồ sơ tìm thấy', 'Dossiers found', lang)} captionHidden columns={columnsOf('found', props.now, lang)} rows={props.rows} keyOf={({ row }) => row.id} keys
        empty={<EmptyState icon="search" title={both(`Không tìm thấy “${props.q}”`, `Nothing found for “${props.q}”`, lang)} text={both('Gõ đủ mã hồ sơ, hoặc vài chữ trong họ tên (không dấu cũng được). Bạn chỉ thấy hồ sơ của cơ quan mình.', 'Type the whole code, or part of a name; diacritics are not needed. Only dossiers of your agency are shown.', lang)} />} /></div>}
      <Pagination nextHref={props.nextHref} />
    </DeskPage>)
}

export interface BulkOutcome { readonly id: string; readonly label: string; readonly ok: boolean; readonly text: string }

/** What became of each marked dossier. */
export function bulkPage(desk: DeskFrame, props: { readonly title: string; readonly backHref: string; readonly outcomes: readonly BulkOutcome[] }): string {
  const { lang } = desk.frame
  const done = props.outcomes.filter(({ ok }) => ok).length
  const heading = both(`${props.title}: xong ${done} trên ${props.outcomes.length} hồ sơ`, `${props.title}: ${done} of ${props.outcomes.length} done`, lang)
  return renderPage(
    <DeskPage {...desk} title={heading} heading={heading} back={{ href: props.backHref }}>
      <Table caption={heading} captionHidden rows={props.outcomes} keyOf={({ id }) => id} columns={[
        { id: 'what', header: both('Hồ sơ', 'Dossier', lang), main: true, cell: ({ id, label }) => <a class="govuk-link" href={dossierHref(id)}>{label}</a> },
        { id: 'ok', header: both('Kết quả', 'Outcome', lang), nowrap: true, cell: ({ ok }) => <Tag tone={ok ? 'green' : 'yellow'}>{ok ? both('Xong', 'Done', lang) : both('Chưa làm', 'Not done', lang)}</Tag> },
        { id: 'text', header: both('Chi tiết', 'Details', lang), cell: ({ text }) => text },
      ]} />
      <Button href={props.backHref}>{both('Về danh sách', 'Back to the list', lang)}</Button>
    </DeskPage>)
}
