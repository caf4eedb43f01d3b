import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, listOf, type Fields } from '../../../../kernel/http/fields.ts'
import { addressOf, adminPage, ADMIN_PAGE_SIZE, Button, choose, CsrfField, EmptyState, faultOf, FilterChips, formatDateTime, Input, ListPages, MarkedCount, Table, Tag, type Column, type Fault, type Frame } from '../../../../ui/index.ts'
import type { MissRow } from '../../admin-queries.ts'
import { MISSES, SYNONYMS } from './synonyms.tsx'

/** value in the address, days */
export const MISS_PERIODS = [['7', 'Tuần qua', 'Last week', 7], ['30', 'Tháng qua', 'Last month', 30], ['', 'Mọi lúc', 'Any time', null]] as const
export interface MissesView { readonly state: string; readonly period: string; readonly page: number; readonly rows: readonly MissRow[]; readonly total: number; readonly fields: Fields }

const ANY = 'moi-luc'
/** What a checkbox posts: the version that was read and the search. */
const markOf = (row: MissRow): string => `${row.version}:${row.folded}`

/** The weekly work list: each search gets a synonym, or is set aside with the reason. */
export function missesPage(frame: Frame, actor: OfficerActor, view: MissesView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { state, period, fields } = view
  const chip = (value: string, vi: string, en: string) => ({ text: t(vi, en), href: addressOf(MISSES, { state: value, ky: period || ANY }), current: state === value })
  const columns: Column<MissRow>[] = [
    { id: 'query', header: t('Người dân gõ', 'People typed'), main: true, cell: (row) => <><a class="govuk-link" href={addressOf('/thu-tuc', { q: row.query })}>{row.query}</a>
      {state === '' && row.settled === 'synonym' && <small>{t(`Đã thêm “${row.reason}” nhưng vẫn chưa thấy`, `“${row.reason}” was added, but it missed again`)}</small>}</> },
    { id: 'times', header: t('Số lượt', 'Times'), numeric: true, cell: (row) => row.times },
    { id: 'last', header: t('Gần nhất', 'Last'), cell: (row) => formatDateTime(row.lastAt, frame.lang) },
    state === '' ? { id: 'do', header: t('Xử lý', 'What to do'), cell: (row) => <a class="govuk-link" href={addressOf(`${SYNONYMS}/moi`, { 'cum-tu': row.query, 'luot-tim': row.folded })}>{t('Tạo từ đồng nghĩa', 'Make a synonym')}<span class="govuk-visually-hidden"> {row.query}</span></a> }
      : { id: 'done', header: t('Đã xử lý', 'Settled'), cell: (row) => <>{state === 'synonym' ? <Tag tone="green">{t('Từ đồng nghĩa', 'Synonym')}</Tag> : <Tag>{t('Gác lại', 'Set aside')}</Tag>}<small>{row.reason}</small></> },
  ]
  const table = <Table caption={t('Lượt tìm', 'Searches')} captionHidden keys rows={view.rows} keyOf={(row) => row.folded} columns={columns}
    select={state === '' ? { name: 'marked', valueOf: markOf, labelOf: (row) => row.query } : undefined}
    empty={<EmptyState icon="check" title={t('Không có lượt tìm nào', 'No searches')} text={t('Không còn gì trong thời gian này.', 'Nothing in this period.')} />} />
  return adminPage({
    frame, title: t('Tìm chưa thấy', 'Searches that missed'), agency: actor.agencyName, faults,
    lead: t('Những gì người dân tìm mà chưa có câu trả lời chắc chắn. Số điện thoại, số giấy tờ đã bị cắt trước khi ghi.', 'What people looked for without a sure answer. Numbers of telephones and cards were cut out before it was noted.'),
    children: <>
      <FilterChips label={t('Tình trạng', 'State')} chips={[chip('', 'Chờ xử lý', 'Waiting'), chip('synonym', 'Đã có từ đồng nghĩa', 'With a synonym'), chip('set-aside', 'Đã gác lại', 'Set aside')]} />
      <FilterChips label={t('Thời gian', 'Period')} chips={MISS_PERIODS.map(([value, vi, en]) => ({ text: t(vi, en), href: addressOf(MISSES, { state, ky: value === '' ? ANY : value }), current: period === value }))} />
      {state !== '' || view.rows.length === 0 ? table : (
        <form method="post" action={`${MISSES}/gac-lai`} noValidate>
          <CsrfField token={frame.csrf} /><input type="hidden" name="ky" value={period || ANY} />
          {table}
          <Input name="reason" label={t('Gác lại các dòng đã chọn vì', 'Set the marked rows aside because')} hint={t('Ví dụ: không phải thủ tục hành chính; gõ nhầm; thủ tục chưa có ở tỉnh.', 'For example: no procedure is meant; a slip; not offered here.')} value={fieldOf(fields, 'reason')} error={faultOf(faults, 'reason') ?? faultOf(faults, 'query')} />
          <Button tone="secondary">{t('Gác lại', 'Set aside')}<MarkedCount /></Button>
        </form>
      )}
      <ListPages path={MISSES} parameters={{ state, ky: period || ANY }} page={view.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}

/** Rows that a form marked; what was tampered with equals no row. */
export const marksIn = (fields: Fields): readonly { query: string; version: number }[] => listOf(fields, 'marked').map((mark) => { const [version = '', ...query] = mark.split(':'); return { query: query.join(':'), version: Number(version || 'NaN') } })
