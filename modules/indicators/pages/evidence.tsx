import { choose, formatDate, formatNumber, Table, TwoLines, type Column, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { ReadingView } from '../queries/readings.ts'
import type { Evidence, IndicatorFigure } from '../queries/results.ts'
import { bucketOf } from '../boards/drill.ts'
import { namesOf } from './board-names.ts'
import { HOME } from './desk-page.tsx'
import { capital, nameOf, periodText, sourceKindText } from './figure-words.tsx'

/** Who recorded and approved, and what stood in a value's place before: for officers. */
export interface Approvals { readonly names: ReadonlyMap<string, string>; readonly before: ReadonlyMap<string, readonly ReadingView[]> }
const MOST_ROWS = 100

/** Element by element: the readings, or the count of the platform with the way to the very dossiers. */
export function EvidenceTables({ frame, board, figure, approvals }: { readonly frame: Frame; readonly board: BoardFigures; readonly figure: IndicatorFigure; readonly approvals: Approvals }) {
  const { lang } = frame
  const t = choose(lang)
  return <>
    {figure.evidence.length === 0 && <p class="govuk-body ts-quiet">{t('Chưa có số liệu nào đứng sau con số này.', 'Nothing stands behind this number yet.')}</p>}
    <CountedTable lang={lang} board={board} figure={figure} />
    {figure.evidence.filter(each => !each.fromDossiers).map(each => <OneElement key={`${each.item} ${each.periods.map(({ id }) => id).join()}`} frame={frame} board={board} evidence={each} approvals={approvals} />)}
  </>
}

/** What the platform counts of dossiers; the very dossiers are for those to whom they are open. */
function CountedTable({ lang, board, figure }: { readonly lang: Frame['lang']; readonly board: BoardFigures; readonly figure: IndicatorFigure }) {
  const t = choose(lang)
  const names = namesOf(board)
  const href = ({ element }: Evidence): string | undefined => { const bucket = bucketOf(element); return board.inside && bucket !== undefined ? `${boardHref(board.address, `${figure.definition.code}/ho-so`)}&nhom=${bucket}` : undefined }
  const rows = figure.evidence.filter(each => each.fromDossiers)
  if (rows.length === 0) return null
  return <Table caption={t(`Hệ thống đếm từ hồ sơ của ${board.subject.name}`, `Counted from the dossiers of ${board.subject.name}`)} rows={rows} keyOf={each => `${each.item} ${each.periods.map(({ id }) => id).join()}`} columns={[
    { id: 'what', header: t('Đếm gì', 'What'), main: true, cell: each => nameOf(each.item, names, lang) },
    { id: 'period', header: t('Kỳ', 'Period'), cell: each => each.periods.map(({ id }) => capital(periodText(id, lang))).join(', ') },
    { id: 'count', header: t('Số lượng', 'Count'), numeric: true, cell: each => each.counted === null ? <span class="ts-missing">{t('chưa có', 'none yet')}</span> : formatNumber(each.counted, lang) },
    ...board.inside ? [{ id: 'open', header: t('Hồ sơ', 'Dossiers'), cell: (each: Evidence) => { const to = href(each); return to === undefined ? '' : <a class="govuk-link" href={to}>{t('Xem hồ sơ bạn được xem', 'Those open to you')}</a> } }] : [],
  ]} />
}

function OneElement({ frame: { lang }, board, evidence, approvals }: { readonly frame: Frame; readonly board: BoardFigures; readonly evidence: Evidence; readonly approvals: Approvals }) {
  const t = choose(lang)
  const names = namesOf(board)
  const name = nameOf(evidence.item, names, lang)
  const { aggregated } = evidence
  const of = aggregated !== null && aggregated.expected > 1 ? t(` (${formatNumber(aggregated.reported, lang)} trên ${formatNumber(aggregated.expected, lang)} đã báo cáo)`, ` (${formatNumber(aggregated.reported, lang)} of ${formatNumber(aggregated.expected, lang)} reported)`) : ''
  if (evidence.readings.length === 0) return <p class="govuk-body">{name}{of}: <span class="ts-missing">{t('chưa có số liệu', 'no reading yet')}</span></p>
  const columns: readonly Column<ReadingView>[] = [
    { id: 'unit', header: t('Đơn vị', 'Unit'), main: true, cell: reading => names.units.get(reading.unitCode) ?? reading.unitCode },
    { id: 'period', header: t('Kỳ', 'Period'), cell: reading => capital(periodText(reading.period, lang)) },
    { id: 'value', header: t('Giá trị', 'Value'), numeric: true, cell: reading => <TwoLines small={(approvals.before.get(reading.id) ?? []).map(old => `${t('trước đính chính', 'before the correction')}: ${old.value === null ? t('không có', 'none') : formatNumber(old.value, lang, 4)}`).join('; ')}>{reading.value === null ? <span class="ts-missing">{t('không có', 'none')}</span> : formatNumber(reading.value, lang, 4)}</TwoLines> },
    { id: 'source', header: t('Nguồn', 'Source'), cell: reading => <TwoLines small={reading.comment}><Source reading={reading} board={board} lang={lang} /></TwoLines> },
    ...board.inside ? [{ id: 'by', header: t('Ghi, duyệt', 'Recorded, approved'), cell: (reading: ReadingView) => <TwoLines small={reading.approvedAt && reading.approvedBy ? `${t('duyệt', 'approved')}: ${approvals.names.get(reading.approvedBy) ?? ''} ${formatDate(reading.approvedAt, lang)}` : ''}><a class="govuk-link" href={`${HOME}/so-lieu/${reading.id}`}>{reading.recordedBy === null ? t('hệ thống', 'the platform') : approvals.names.get(reading.recordedBy) ?? ''} {formatDate(reading.recordedAt, lang)}</a></TwoLines> }] : [],
  ]
  return <>
    <Table caption={`${name}${of}`} rows={evidence.readings.slice(0, MOST_ROWS)} keyOf={reading => reading.id} columns={columns} />
    {evidence.readings.length > MOST_ROWS && <p class="govuk-body ts-quiet">{t(`Còn ${formatNumber(evidence.readings.length - MOST_ROWS, lang)} dòng nữa; tệp CSV của trang có đủ.`, `${formatNumber(evidence.readings.length - MOST_ROWS, lang)} more; the CSV file has all.`)}</p>}
  </>
}

/** Where monitoring of the platform shows the same, for those who may open it (its routes decide). */
const WATCHED: Readonly<Record<string, string>> = { 'exchange.usage': '/lien-thong/giao-dich', 'datasets.connected': '/lien-thong/co-so-du-lieu' }
function Source({ reading, board, lang }: { readonly reading: ReadingView; readonly board: BoardFigures; readonly lang: Frame['lang'] }) {
  const href = board.inside ? WATCHED[reading.sourceRef] : undefined
  const kind = capital(sourceKindText(reading.source, lang))
  if (href !== undefined) return <a class="govuk-link" href={href}>{kind}</a>
  return <>{reading.source === 'document' || reading.source === 'dataset' ? reading.sourceRef : kind}</>
}
