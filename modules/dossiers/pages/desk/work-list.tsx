import type { OfficerActor } from '../../../../kernel/actor.ts'
import { BulkBar, Button, CsrfField, DeskPage, EmptyState, FilterChips, formatDate, formatMoney, formatTime, Icon, MarkedCount, Pagination, renderPage, SearchBox, Table, Tag, TwoLines, type Column, type Lang } from '../../../../ui/index.ts'
import { axesOf } from '../../facts.ts'
import type { OfficerView } from '../../../organisations/index.ts'
import type { RowDetails } from '../../desk-queries.ts'
import type { DossierListRow } from '../../queries.ts'
import type { SavedFilter } from '../../work-filters.ts'
import { MIXED_LISTS, MOST_SPLIT, type WorkFacets, type WorkListName } from '../../work-queries.ts'
import { BULK_ACTS, bulkActs } from './bulk-acts.ts'
import { DueIn } from './due.tsx'
import { DESK, dossierHref, listHref, queryOf, type Chosen, type DeskFrame } from './frame.tsx'
import { both, CHANNELS, LISTS, PROCESSING_TEXTS, stateOf } from './texts.ts'

/** A row with what its second line says. */
export interface WorkRow { readonly row: DossierListRow; readonly details: RowDetails | undefined; readonly missing: readonly string[]; readonly assigneeName: string | undefined; /** where it lies, when that is elsewhere */ readonly holderName: string | undefined }

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
    return deadline ? <DueIn at={deadline} now={now} lang={lang} note={both('hạn bổ sung', 'supplement deadline', lang)} /> : <span class="ts-quiet">{both('Không tính giờ', 'Clock stopped', lang)}</span>
  }
  // the result is there: the clock stands, the promise is only told
  if (row.processing === 'result-ready') return <>{row.promised_at ? formatDate(row.promised_at, lang) : ''}</>
  return <DueIn at={row.due_at} now={now} lang={lang} note={list === 'overdue' || list === 'stalled' || list === 'to-urge' ? formatDate(row.due_at, lang) : undefined} />
}

function columnsOf(list: WorkListName | 'found', now: Date, lang: Lang, sorting?: { readonly sort: 'due' | 'name'; readonly hrefOf: (sort: 'due' | 'name') => string }): Column<WorkRow>[] {
  const sorts = (sort: 'due' | 'name') => sorting && list !== 'closed' ? { sortHref: sorting.hrefOf(sort), ...(sorting.sort === sort ? { sorted: 'ascending' as const } : {}) } : {}
  return [
    { id: 'what', header: both('Hồ sơ', 'Dossier', lang), main: true, cell: item => <TwoLines small={about(item, now, lang)}><a class="govuk-link" href={dossierHref(item.row.id)}>{item.row.procedure_name}</a></TwoLines> },
    { id: 'who', header: both('Người nộp', 'Applicant', lang), ...sorts('name'), cell: item => <TwoLines small={who(item, lang)}>{item.row.subject_name}</TwoLines> },
    { id: 'channel', header: both('Kênh', 'Channel', lang), nowrap: true, cell: ({ row }) => both(CHANNELS[row.channel].vi, CHANNELS[row.channel].en, lang) },
    { id: 'state', header: both('Trạng thái', 'State', lang), cell: ({ row, assigneeName, holderName }) => { const { text, tone } = stateOf(axesOf(row)); return <TwoLines small={[list === 'mine' ? '' : assigneeName, holderName].filter(Boolean).join(' · ')}><Tag tone={tone}>{both(text.vi, text.en, lang)}</Tag></TwoLines> } },
    { id: 'due', header: list === 'found' ? both('Hạn', 'Due', lang) : both(LISTS[list].due.vi, LISTS[list].due.en, lang), nowrap: true, ...sorts('due'), cell: item => <Due item={item} list={list} now={now} lang={lang} /> },
  ]
}

export interface WorkListProps {
  readonly list: WorkListName
  readonly rows: readonly WorkRow[]
  readonly facets: WorkFacets
  readonly chosen: Chosen
  readonly saved: readonly SavedFilter[]
  readonly nextHref: string | undefined
  readonly first: boolean
  readonly roles: OfficerActor['roles']
  readonly assignable: readonly OfficerView[]
  /** names behind the facet of who handles them */
  readonly names: ReadonlyMap<string, string>
  readonly once: string
  readonly now: Date
}

export function workListPage(desk: DeskFrame, props: WorkListProps): string {
  const { lang } = desk.frame
  const { list, rows, chosen, now } = props
  const title = both(LISTS[list].name.vi, LISTS[list].name.en, lang)
  const href = (changes: Chosen): string => `${DESK}?${queryOf(list, { ...chosen, ...changes })}`
  const acts = bulkActs(list, props.roles)
  const filtered = chosen.channel !== undefined || chosen.field !== undefined || chosen.processing !== undefined || chosen.assignee !== undefined
  const empty = filtered
    ? <EmptyState icon="search" title={both('Không có hồ sơ nào khớp bộ lọc', 'Nothing matches the filter', lang)}><Button tone="secondary" href={listHref(list)}>{both('Bỏ lọc', 'Clear the filter', lang)}</Button></EmptyState>
    : <EmptyState icon="check" title={both(LISTS[list].empty.vi, LISTS[list].empty.en, lang)} text={both('Việc mới sẽ hiện ở đây ngay khi có.', 'New work appears here as it comes.', lang)}>{list !== 'overdue' && <Button tone="secondary" href={listHref('due-soon')}>{both('Xem hồ sơ sắp đến hạn', 'See what is due soon', lang)}</Button>}</EmptyState>
  const table = (
    <Table caption={title} captionHidden columns={columnsOf(list, now, lang, { sort: chosen.sort ?? 'due', hrefOf: sort => href({ sort }) })} rows={rows} keyOf={({ row }) => row.id} keys empty={empty}
      {...(acts.length > 0 ? { select: { name: 'chon', valueOf: ({ row }: WorkRow) => `${row.id}~${row.version}`, labelOf: ({ row }: WorkRow) => `${row.procedure_name}, ${row.subject_name}` } } : {})} />
  )
  const keys = both(`Phím: J K chọn · Enter mở${acts.length > 0 ? ' · X đánh dấu' : ''} · ? mọi phím`, `Keys: J K choose · Enter opens${acts.length > 0 ? ' · X marks' : ''} · ? all keys`, lang)
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} tools={<div class="ts-desk__search"><SearchBox small action={`${DESK}/tim`} label={both('Tìm theo mã hồ sơ hoặc họ tên', 'Find by code or name', lang)} placeholder={both('Mã hồ sơ, họ tên', 'Code or name', lang)} /></div>}>
      <Narrow desk={desk} {...props} href={href} filtered={filtered} />
      {rows.length === 0 || acts.length === 0 ? <>{table}{rows.length > 0 && <p class="ts-quiet ts-js-only">{keys}</p>}</> : (
        <form method="post" action={`${DESK}/hang-loat`}>
          <CsrfField token={desk.frame.csrf} /><input type="hidden" name="once" value={props.once} /><input type="hidden" name="ds" value={LISTS[list].slug} />
          {table}
          <BulkBar keys={keys}>
            {acts.filter(act => act !== 'assign').map((act, index) => <Button key={act} tone={index === 0 ? 'primary' : 'secondary'} name="viec" value={act}>{both(BULK_ACTS[act].name.vi, BULK_ACTS[act].name.en, lang)}<MarkedCount /></Button>)}
            {acts.includes('assign') && props.assignable.length > 0 && <>
              <label class="govuk-visually-hidden" for="f-to">{both('Phân công cho', 'Assign to', lang)}</label>
              <select class="govuk-select" id="f-to" name="to"><option value="">{both('Phân công cho…', 'Assign to…', lang)}</option>{props.assignable.map(officer => <option key={officer.accountId} value={officer.accountId}>{officer.name}</option>)}</select>
              <Button tone={acts[0] === 'assign' ? 'primary' : 'secondary'} name="viec" value="assign">{both('Phân công', 'Assign', lang)}<MarkedCount /></Button>
            </>}
          </BulkBar>
        </form>
      )}
      <Pagination nextHref={props.nextHref} previousHref={props.first ? undefined : href({})} />
    </DeskPage>)
}

/** What narrows the list: own filters, chips with counts, who handles it; and the ways out of the screen. */
function Narrow({ desk: { frame }, list, facets, chosen, saved, names, href, filtered }: WorkListProps & { readonly desk: DeskFrame; readonly href: (changes: Chosen) => string; readonly filtered: boolean }) {
  const { lang } = frame
  const mixed = MIXED_LISTS.includes(list)
  const toggle = (key: 'channel' | 'field' | 'processing' | 'assignee', value: string): Chosen => ({ [key]: chosen[key] === value ? undefined : value })
  const chip = (key: 'channel' | 'field' | 'processing' | 'assignee', value: string, text: string, count: number) => ({ text, href: href(toggle(key, value)), ...(facets.total === undefined ? {} : { count }), current: chosen[key] === value })
  const channels = Object.entries(CHANNELS).filter(([channel]) => facets.total === undefined || (facets.channels.get(channel) ?? 0) > 0 || chosen.channel === channel)
  const fields = [...facets.fields].filter(([field]) => field !== '').slice(0, 5)
  const states = mixed ? Object.entries(PROCESSING_TEXTS).filter(([state]) => (facets.states.get(state) ?? 0) > 0 || chosen.processing === state) : []
  const people = [...facets.assignees].filter(([id]) => id !== 'nobody' || facets.assignees.size > 1).slice(0, 6)
  const here = queryOf(list, chosen)
  return (
    <>
      <FilterChips label={both('Lọc', 'Filter', lang)} chips={[
        { text: both('Tất cả', 'All', lang), href: `${DESK}?${queryOf(list, chosen.sort ? { sort: chosen.sort } : {})}`, ...(facets.total === undefined ? {} : { count: facets.total }), ...(facets.more ? { count: MOST_SPLIT, more: true } : {}), current: !filtered },
        ...channels.map(([channel, name]) => chip('channel', channel, both(name.vi, name.en, lang), facets.channels.get(channel) ?? 0)),
        ...(states.length > 1 || chosen.processing ? states.map(([state, { text }]) => chip('processing', state, both(text.vi, text.en, lang), facets.states.get(state) ?? 0)) : []),
        ...(!mixed && (fields.length > 1 || chosen.field !== undefined) ? fields.map(([field, count]) => chip('field', field, field, count)) : []),
      ]} side={<span class="ts-out">
        <a href={`${DESK}/danh-sach.xlsx?${here}`} download>Excel</a><a href={`${DESK}/danh-sach.csv?${here}`} download>CSV</a><button type="button" class="ts-js-only" data-print data-key="P">{both('In', 'Print', lang)}</button>
      </span>} />
      <details class="ts-more" open={chosen.assignee !== undefined}>
        <summary><Icon name="filter" size={16} /> {both('Lọc thêm và bộ lọc đã lưu', 'More filters, and saved ones', lang)}{saved.length > 0 && <span class="ts-n">{saved.length}</span>}</summary>
        <div class="ts-more__body">
          {(people.length > 1 || chosen.assignee !== undefined) && list !== 'mine' && <FilterChips label={both('Người thụ lý', 'Held by', lang)} chips={people.map(([id, count]) => chip('assignee', id, id === 'nobody' ? both('Chưa ai thụ lý', 'Nobody', lang) : names.get(id) ?? '…', count))} />}
          {mixed && fields.length > 1 && <FilterChips label={both('Lĩnh vực', 'Field', lang)} chips={fields.map(([field, count]) => chip('field', field, field, count))} />}
          {saved.length > 0 && <ul class="ts-saved-filters">{saved.map(each => (
            <li key={each.id}><a class="govuk-link" href={`${DESK}?${each.query}`} aria-current={each.query === here ? 'true' : undefined}>{each.name}</a>
              <form method="post" action={`${DESK}/bo-loc/${each.id}/bo`}><CsrfField token={frame.csrf} /><input type="hidden" name="den" value={here} /><button class="ts-link-button" type="submit" aria-label={both(`Bỏ bộ lọc ${each.name}`, `Remove the filter ${each.name}`, lang)}>{both('Bỏ', 'Remove', lang)}</button></form></li>
          ))}</ul>}
          <form method="post" action={`${DESK}/bo-loc`} class="ts-filter">
            <CsrfField token={frame.csrf} /><input type="hidden" name="den" value={here} />
            <div class="govuk-form-group"><label class="govuk-label" for="f-ten">{both('Lưu danh sách đang xem với tên', 'Keep this list under the name', lang)}</label><input class="govuk-input" id="f-ten" name="ten" maxLength={60} /></div>
            <Button tone="secondary">{both('Lưu', 'Keep', lang)}</Button>
          </form>
        </div>
      </details>
    </>
  )
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
