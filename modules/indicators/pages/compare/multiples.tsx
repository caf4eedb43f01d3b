import { choose, formatNumber, niceTop, type Frame } from '../../../../ui/index.ts'
import { seriesHref } from '../../boards/compare-address.ts'
import type { CompareColumn } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { Period } from '../../domain/period.ts'
import type { UnitFigures } from '../../queries/compare.ts'
import { shortPeriod } from '../figure-words.tsx'
import { known, levelName } from './frame.tsx'

const [WIDTH, HEIGHT] = [110, 30]
const round = (value: number): number => Math.round(value * 10) / 10

/** One small line for every unit, all on the same scale, so that they can be compared at a glance; the figures stand in the table. */
export function SmallMultiples({ frame: { lang }, open, column, periods, figures }: { readonly frame: Frame; readonly open: OpenCompare; readonly column: CompareColumn; readonly periods: readonly Period[]; readonly figures: ReadonlyMap<string, readonly UnitFigures[]> }) {
  const t = choose(lang)
  const rows = open.units.map((unit, at) => ({ unit, values: periods.map(({ id }) => { const own = figures.get(id)?.[at]; return own === undefined ? null : column.of(own).value }) }))
  const all = rows.flatMap(({ values }) => values.flatMap(value => value ?? []))
  const [top, bottom] = [niceTop(Math.max(0, ...all)), Math.min(0, ...all) < 0 ? -niceTop(-Math.min(...all)) : 0]
  const x = (at: number): number => round(periods.length < 2 ? WIDTH / 2 : 2 + at / (periods.length - 1) * (WIDTH - 4))
  const y = (value: number): number => round(HEIGHT - 2 - (value - bottom) / (top - bottom) * (HEIGHT - 4))
  const number = (value: number | null): string => value === null ? t('chưa có dữ liệu', 'no data yet') : formatNumber(value, lang, column.decimals)
  const path = (values: readonly (number | null)[]): string => values.map((value, at) => value === null ? '' : `${values[at - 1] == null ? 'M' : 'L'}${x(at)} ${y(value)}${values[at - 1] == null && values[at + 1] == null ? 'h.1' : ''}`).join('')
  const reported = rows.filter(({ values }) => values.some(value => value !== null)).length
  const [first, last] = [periods[0]?.id ?? '', periods.at(-1)?.id ?? '']
  return <>
    <p class="govuk-body">{column.title[lang]}{column.unit[lang] === '' ? '' : ` (${column.unit[lang]})`}, {shortPeriod(first)} – {shortPeriod(last)}. {t(`Mọi ô cùng thang từ ${formatNumber(bottom, lang)} đến ${formatNumber(top, lang)}; có số liệu của ${known(reported, rows.length, lang)} ${levelName(open.address.level, lang)}. Chỗ chưa có dữ liệu thì đường bị ngắt.`, `All on one scale from ${formatNumber(bottom, lang)} to ${formatNumber(top, lang)}; data of ${known(reported, rows.length, lang)} ${levelName(open.address.level, lang)}. Where nothing is known the line breaks.`)}</p>
    <ul class="ts-multiples">{rows.map(({ unit, values }) => <li key={unit.code}>{open.address.level === 'commune' ? <a href={seriesHref(open.address, unit.code)}>{unit.name}</a> : <span>{unit.name}</span>}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true"><path d={path(values)} /></svg><b>{number(values.at(-1) ?? null)}</b></li>)}</ul>
    <details class="ts-chart__table"><summary>{t('Xem bằng bảng số', 'Show the figures')}</summary><div class="ts-scroll" tabindex={0} role="region" aria-label={t('Bảng số theo kỳ', 'Figures by period')}><table class="ts-figures"><caption class="govuk-visually-hidden">{column.title[lang]}</caption>
      <thead><tr><th scope="col">{t('Đơn vị', 'Unit')}</th>{periods.map(({ id }) => <th key={id} scope="col">{shortPeriod(id)}</th>)}</tr></thead>
      <tbody>{rows.map(({ unit, values }) => <tr key={unit.code}><th scope="row">{unit.name}</th>{values.map((value, at) => <td key={at}>{number(value)}</td>)}</tr>)}</tbody></table></div></details>
  </>
}
