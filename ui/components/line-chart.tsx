import { formatNumber } from '../texts/format.ts'
import { useLang } from '../texts/lang.tsx'
import { niceTop } from './chart.tsx'

export interface LinePoint { readonly label: string; /** undefined: nothing is known, the line breaks */ readonly value: number | undefined }
const WIDTH = 600
const HEIGHT = 200
const round = (value: number): number => Math.round(value * 100) / 100

/** One series over time, drawn on the server; figures stand in the table beside it. `summary` is what a screen reader reads instead of the picture. */
export function LineChart({ summary, title, points }: { readonly summary: string; readonly title: string; readonly points: readonly LinePoint[] }) {
  const lang = useLang()
  const values = points.flatMap(point => point.value ?? [])
  const top = niceTop(Math.max(0, ...values))
  const bottom = Math.min(...values, 0) < 0 ? -niceTop(-Math.min(...values)) : 0
  const x = (at: number): number => round(points.length < 2 ? WIDTH / 2 : at / (points.length - 1) * WIDTH)
  const y = (value: number): number => round(HEIGHT - (value - bottom) / (top - bottom) * HEIGHT)
  const path = points.map(({ value }, at) => value === undefined ? '' : `${at === 0 || points[at - 1]?.value === undefined ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')
  const marks = points.length < 4 ? points : [0, Math.floor((points.length - 1) / 2), points.length - 1].flatMap(at => points[at] ?? [])
  return (
    <figure class="ts-chart">
      <figcaption class="ts-chart__head"><span class="ts-chart__title">{title}</span></figcaption>
      <div class="ts-chart__plot">
        <div class="ts-chart__scale" aria-hidden="true"><span>{formatNumber(top, lang)}</span><span>{formatNumber((top + bottom) / 2, lang)}</span><span>{formatNumber(bottom, lang)}</span></div>
        <svg class="ts-chart__picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
          {[0, 0.5, 1].map(at => <line key={at} class="ts-chart__line" x1="0" x2={WIDTH} y1={at * HEIGHT} y2={at * HEIGHT} vector-effect="non-scaling-stroke" />)}
          <path class="ts-chart__series" d={path} vector-effect="non-scaling-stroke" />
          {/* round dots in a stretched picture: lines of no length with round ends */}
          {points.length <= 60 && points.map(({ label, value }, at) => value === undefined ? null : <path key={at} class="ts-chart__dot" d={`M${x(at)} ${y(value)}h0`} vector-effect="non-scaling-stroke"><title>{`${label}: ${formatNumber(value, lang)}`}</title></path>)}
        </svg>
        <div class="ts-chart__marks" aria-hidden="true">{marks.map((point, at) => <span key={at}>{point.label}</span>)}</div>
      </div>
    </figure>
  )
}
