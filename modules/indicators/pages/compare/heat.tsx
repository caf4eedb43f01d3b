import { choose, EmptyState, formatNumber, type Frame } from '../../../../ui/index.ts'
import { compareHref, seriesHref } from '../../boards/compare-address.ts'
import { columnsOf, knownIn, shades, sorted, type CompareCell, type CompareColumn } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { UnitFigures } from '../../queries/compare.ts'
import { capital, indicatorWord, missingText } from '../figure-words.tsx'
import { levelName, namesIn, whyMissing } from './frame.tsx'

/** Criteria × units: the number stands in every cell, the shade only helps the eye. What nobody has a number for stands below the table with its reason. */
export function HeatMap({ frame: { lang }, open, units }: { readonly frame: Frame; readonly open: OpenCompare; readonly units: readonly UnitFigures[] }) {
  const t = choose(lang)
  const { address } = open
  const { many } = indicatorWord(open.framework.definition, lang)
  const all = columnsOf(open.framework)
  const columns = all.filter(column => knownIn(column, units) > 0)
  const names = namesIn(open)
  if (columns.length === 0) return <><EmptyState title={t('Chưa có dữ liệu của đơn vị nào trong kỳ này', 'No unit has data in this period')} /><Unknown lang={lang} many={many} columns={all} units={units} why={reasons => missingText(reasons, names, lang)} /></>
  const notes = new Map<string, string>()
  // a footnote for each reason: the cell stays short, the reason stays whole
  const noteOf = (cell: CompareCell, total: boolean): string => { const text = whyMissing(cell, total, open, lang); const mark = notes.get(text) ?? letter(notes.size); notes.set(text, mark); return mark }
  const shadeIn = columns.map(column => shades(units.flatMap(unit => column.of(unit).value ?? [])))
  const rows = sorted(units, columns, address.sort).map(unit => ({ unit, cells: columns.map(column => column.of(unit)) }))
  const chosen = Math.max(0, columns.findIndex(({ code }) => code === address.criterion))
  const nothing = rows.some(({ cells }) => cells.some(cell => cell.nothing))
  const body = rows.map(({ unit: { subject }, cells }) => <tr key={subject.code}><th scope="row">{address.level === 'commune' ? <a href={seriesHref(address, subject.code)}>{subject.name}</a> : subject.name}</th>
    {cells.map((cell, at) => cell.value !== null ? <td key={at} class={`h${shadeIn[at]?.(cell.value) ?? 2}`}>{formatNumber(cell.value, lang, columns[at]?.decimals ?? 0)}</td> : cell.nothing ? <td key={at} class="hn">{t('không phát sinh', 'nothing arose')}</td> : <td key={at} class="hn">{t('chưa có dữ liệu', 'no data yet')}<sup>{noteOf(cell, columns[at]?.code === '')}</sup></td>)}</tr>)
  return <>
    <p class="ts-heat__key"><span>{t('Trong từng cột', 'Within each column')}: {t('thấp', 'low')}</span>{[0, 1, 2, 3, 4].map(step => <svg key={step} viewBox="0 0 20 12" aria-hidden="true"><rect width="20" height="12" class={`ts-heat__shade${step}`} /></svg>)}<span>{t('cao; số nằm trong từng ô', 'high; the number is in every cell')}</span></p>
    <div class="ts-heat" tabindex={0} role="region" aria-label={t('Bảng nhiệt, cuộn được', 'Heat map, scrolls')}><table class={`ts-heat__table ts-heat__only${chosen + 2}`}>
      <caption class="govuk-visually-hidden">{capital(t(`${many} theo ${levelName(address.level, lang)}`, `${many} by ${levelName(address.level, lang)}`))}</caption>
      <thead><tr><th scope="col" aria-sort={address.sort === '' ? 'ascending' : undefined}><a href={compareHref(address, { sort: '' })}>{capital(levelName(address.level, lang))}</a></th>{columns.map(column => <Head key={column.code} column={column} open={open} lang={lang} />)}</tr></thead>
      <tbody>{body}</tbody>
      <tfoot><tr><th scope="row">{t('Có số liệu', 'With data')}</th>{columns.map(column => <td key={column.code}>{knownIn(column, units)}/{units.length}</td>)}</tr></tfoot>
    </table></div>
    {notes.size > 0 && <ul class="ts-heat__notes">{[...notes].map(([text, mark]) => <li key={mark}><sup>{mark}</sup> {text}</li>)}</ul>}
    {nothing && <p class="ts-heat__notes">{t('Không phát sinh: trong kỳ không có việc nào để tính; khung cho đủ điểm, ô không tô màu.', 'Nothing arose: there was nothing to judge in the period; the framework gives full points, the cell has no shade.')}</p>}
    <Unknown lang={lang} many={many} columns={all.filter(column => !columns.includes(column))} units={units} why={reasons => missingText(reasons, names, lang)} />
  </>
}

/** a … z, aa, ab … */
const letter = (at: number): string => `${at < 26 ? '' : letter(Math.floor(at / 26) - 1)}${String.fromCharCode(97 + at % 26)}`

function Head({ column: { code, title, unit, verified }, open: { address }, lang }: { readonly column: CompareColumn; readonly open: OpenCompare; readonly lang: Frame['lang'] }) {
  const key = code === '' ? 'tong' : code
  const order = address.sort === key ? 'descending' : address.sort === `-${key}` ? 'ascending' : undefined
  return <th scope="col" aria-sort={order}><a href={compareHref(address, { sort: order === 'descending' ? `-${key}` : key, criterion: code })}>{title[lang]}{order !== undefined && <span aria-hidden="true"> {order === 'descending' ? '↓' : '↑'}</span>}</a>{unit[lang] !== '' && <small>{unit[lang]}</small>}{!verified && <small>{choose(lang)('chưa kiểm chứng', 'not verified')}</small>}</th>
}

/** Criteria that no unit has a number for, grouped by why. */
function Unknown({ lang, many, columns, units, why }: { readonly lang: Frame['lang']; readonly many: string; readonly columns: readonly CompareColumn[]; readonly units: readonly UnitFigures[]; readonly why: (reasons: CompareCell['reasons']) => string }) {
  const t = choose(lang)
  if (columns.length === 0 || units.length === 0) return null
  const byReason = Map.groupBy(columns, column => why(units.flatMap(unit => column.of(unit).reasons)))
  return <details class="ts-heat__unknown"><summary>{t(`${columns.length} ${many} chưa đơn vị nào có số`, `${columns.length} ${many} without a number of any unit`)}</summary>
    <dl>{[...byReason].map(([reason, own]) => <div key={reason}><dt>{own.map(({ title }) => title[lang]).join('; ')}</dt><dd>{reason}</dd></div>)}</dl></details>
}
