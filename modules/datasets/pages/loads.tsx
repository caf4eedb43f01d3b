import { addressOf, Button, choose, EmptyState, formatDateTime, formatNumber, Pagination, Table, Tag } from '../../../ui/index.ts'
import { KINDS, STATES } from '../loads/words.ts'
import type { LoadLine } from '../queries/loads.ts'
import { loadFrame, LOADS, STORE, type LoadDesk } from './load-frame.tsx'

export function loadsPage(desk: LoadDesk, view: { readonly rows: readonly LoadLine[]; readonly more: boolean; readonly page: number; readonly code: string | undefined; readonly title: string | undefined; readonly names: ReadonlyMap<string, string> }): string {
  const { lang } = desk.frame
  const t = choose(lang)
  const { rows, more, page, code, title } = view
  const href = (n: number): string => addressOf(LOADS, { ma: code, page: n })
  const number = (value: number): string => formatNumber(value, lang)
  return loadFrame({ desk, title: t('Các lần nạp dữ liệu', 'Loads'), lead: title, ...code === undefined ? {} : { back: { href: `${STORE}/${code}`, text: title ?? code }, tools: <Button href={`${STORE}/${code}/nap`} size="small">{t('Nạp dữ liệu', 'Load rows')}</Button> }, children: <>
    <Table caption={t('Các lần nạp', 'Loads')} captionHidden rows={rows} keyOf={row => row.id} keys empty={<EmptyState title={t('Chưa có lần nạp nào', 'No load yet')} text={t('Gửi một tệp từ trang của bộ dữ liệu.', 'Send a file from the page of a dataset.')} />} columns={[
      { id: 'what', header: t('Lần nạp', 'Load'), main: true, cell: row => <><a class="govuk-link" href={`${LOADS}/${row.id}`}>{row.file_name || KINDS[row.kind][lang]}</a>{code === undefined && <small>{row.title}</small>}</> },
      { id: 'state', header: t('Trạng thái', 'State'), cell: row => <><Tag tone={STATES[row.state].tone}>{STATES[row.state][lang]}</Tag>{row.number !== null && <small>{t('Vị trí', 'Position')} {row.number}</small>}</> },
      { id: 'rows', header: t('Dòng', 'Rows'), numeric: true, cell: row => number(row.rows_read) },
      { id: 'invalid', header: t('Lỗi', 'Errors'), numeric: true, cell: row => row.rows_invalid === 0 ? <span class="ts-quiet">0</span> : <strong>{number(row.rows_invalid)}</strong> },
      { id: 'change', header: t('Thêm · đổi · hết', 'Added · changed · ended'), numeric: true, cell: row => row.state === 'accepted' ? `${number(row.rows_added)} · ${number(row.rows_changed)} · ${number(row.rows_ended)}` : <span class="ts-quiet">–</span> },
      { id: 'at', header: t('Gửi lúc', 'Sent'), cell: row => <>{formatDateTime(row.begun_at, lang)}<small>{row.by_account === null ? KINDS[row.kind][lang] : view.names.get(row.by_account) ?? ''}</small></> },
    ]} />
    <Pagination pages={[]} previousHref={page > 1 ? href(page - 1) : undefined} nextHref={more ? href(page + 1) : undefined} />
  </> })
}
