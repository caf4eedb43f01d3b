import { formatNumber } from '../texts/format.ts'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { niceTop } from './chart.tsx'

export interface LinePoint { readonly label: string; /** undefined: nothing is known, the line breaks */ readonly value: number | undefined; /** why nothing is known, or what to know about the value; it stands in the table */ readonly note?: string }
/** What the series stands on changes between the point before `at` and the point `at` (a merger, another method): the line is not drawn across. */
export interface LineBreak { readonly at: number; readonly text: string }
export interface LineChartProps {
  /** what a screen reader reads instead of the picture */
  readonly summary: string
  readonly title: string
  readonly points: readonly LinePoint[]
  /** the name of the line, where others stand beside it */
  readonly name?: string
  readonly target?: { readonly value: number; readonly text: string }
  /** another line over the same places, as last year's */
  readonly earlier?: { readonly text: string; readonly values: readonly (number | undefined)[] }
  readonly breaks?: readonly LineBreak[]
  /** figures under the picture; absent: the page has its own table */
  readonly table?: { readonly labelHeader: string; readonly unit: string }
}
const WIDTH = 600
const HEIGHT = 200
const round = (value: number): number => Math.round(value * 100) / 100

/** A series over time, drawn on the server: with its target, an earlier line to compare with, and the places where the series breaks. */
export function LineChart({ summary, title, points, name, target, earlier, breaks = [], table }: LineChartProps) {
  const lang = useLang()
  const values = [...points.flatMap(point => point.value ?? []), ...earlier?.values.flatMap(value => value ?? []) ?? [], ...target ? [target.value] : []]
  const top = niceTop(Math.max(0, ...values))
  const bottom = Math.min(...values, 0) < 0 ? -niceTop(-Math.min(...values)) : 0
  const x = (at: number): number => round(points.length < 2 ? WIDTH / 2 : at / (points.length - 1) * WIDTH)
  const y = (value: number): number => round(HEIGHT - (value - bottom) / (top - bottom) * HEIGHT)
  const path = (line: readonly (number | undefined)[], broken: readonly LineBreak[] = []): string => line.map((value, at) => value === undefined ? '' : `${at === 0 || line[at - 1] === undefined || broken.some(each => each.at === at) ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')
  const own = points.map(({ value }) => value)
  const marks = points.length < 4 ? points : [0, Math.floor((points.length - 1) / 2), points.length - 1].flatMap(at => points[at] ?? [])
  const legend: readonly (readonly [kind: string, text: string])[] = [...name === undefined ? [] : [['series', name] as const], ...earlier ? [['earlier', earlier.text] as const] : [], ...target ? [['target', target.text] as const] : []]
  return (
    <figure class="ts-chart">
      <figcaption class="ts-chart__head"><span class="ts-chart__title">{title}</span>
        {legend.length > 0 && <ul class="ts-chart__legend">{legend.map(([kind, text]) => <li key={kind}><svg class="ts-chart__key" viewBox="0 0 22 12" aria-hidden="true"><path class={`ts-chart__${kind}`} d="M1 6H21" /></svg>{text}</li>)}</ul>}
      </figcaption>
      <div class="ts-chart__plot">
        {/* not stretched: places in per cent, so that the numbers stay readable */}
        {breaks.length > 0 && <svg class="ts-chart__notes" aria-hidden="true">{breaks.map((each, at) => <text key={at} x={`${round((x(each.at - 1) + x(each.at)) / 2 / WIDTH * 100)}%`} y="12">{at + 1}</text>)}</svg>}
        <div class="ts-chart__scale" aria-hidden="true"><span>{formatNumber(top, lang)}</span><span>{formatNumber((top + bottom) / 2, lang)}</span><span>{formatNumber(bottom, lang)}</span></div>
        <svg class="ts-chart__picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
          {[0, 0.5, 1].map(at => <line key={at} class="ts-chart__line" x1="0" x2={WIDTH} y1={at * HEIGHT} y2={at * HEIGHT} vector-effect="non-scaling-stroke" />)}
          {breaks.map((each, at) => { const middle = round((x(each.at - 1) + x(each.at)) / 2); return <path key={`b${at}`} class="ts-chart__break" d={`M${middle} 0V${HEIGHT}`} vector-effect="non-scaling-stroke"><title>{each.text}</title></path> })}
          {target && <path class="ts-chart__target" d={`M0 ${y(target.value)}H${WIDTH}`} vector-effect="non-scaling-stroke"><title>{target.text}</title></path>}
          {earlier && <path class="ts-chart__earlier" d={path(earlier.values)} vector-effect="non-scaling-stroke" />}
          <path class="ts-chart__series" d={path(own, breaks)} vector-effect="non-scaling-stroke" />
          {/* round dots in a stretched picture: lines of no length with round ends */}
          {points.length <= 60 && points.map(({ label, value }, at) => value === undefined ? null : <path key={at} class="ts-chart__dot" d={`M${x(at)} ${y(value)}h0`} vector-effect="non-scaling-stroke"><title>{`${label}: ${formatNumber(value, lang)}`}</title></path>)}
        </svg>
        <div class="ts-chart__marks" aria-hidden="true">{marks.map((point, at) => <span key={at}>{point.label}</span>)}</div>
      </div>
      {breaks.length > 0 && <ol class="ts-chart__breaks">{breaks.map((each, at) => <li key={at}>{each.text}</li>)}</ol>}
      {table && <LineTable summary={summary} points={points} earlier={earlier} table={table} name={name ?? title} />}
    </figure>
  )
}

function LineTable({ summary, points, earlier, table: { labelHeader, unit }, name }: { readonly summary: string; readonly points: readonly LinePoint[]; readonly earlier: LineChartProps['earlier']; readonly table: NonNullable<LineChartProps['table']>; readonly name: string }) {
  const lang = useLang()
  const noted = points.some(point => point.note !== undefined)
  const figure = (value: number | undefined): string => value === undefined ? say(words.noData, lang) : formatNumber(value, lang)
  return (
    <details class="ts-chart__table"><summary>{say(words.asTable, lang)}</summary>
      <div class="ts-scroll" tabindex={0} role="region" aria-label={summary}><table class="ts-figures"><caption class="govuk-visually-hidden">{summary}</caption>
        <thead><tr><th scope="col">{labelHeader}</th><th scope="col">{name} ({unit})</th>{earlier && <th scope="col">{earlier.text}</th>}{noted && <th scope="col" class="ts-figures__note">{say(words.note, lang)}</th>}</tr></thead>
        <tbody>{points.map((point, at) => <tr key={at}><th scope="row">{point.label}</th><td>{figure(point.value)}</td>{earlier && <td>{figure(earlier.values[at])}</td>}{noted && <td class="ts-figures__note">{point.note ?? ''}</td>}</tr>)}</tbody>
      </table></div>
    </details>
  )
}
