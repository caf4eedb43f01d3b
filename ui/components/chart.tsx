import type { ComponentChildren } from 'preact'
import { formatNumber } from '../texts/format.ts'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

/** Looks of a series; each also differs in lightness, and its name stands in the legend and in the table. */
export type SeriesTone = 'main' | 'soft' | 'warn' | 'late'
export interface Series { readonly name: string; readonly tone: SeriesTone }
export interface Bar { readonly label: string; readonly values: readonly number[] }
export interface StackedBarsProps {
  /** what the picture says, in a sentence: it is what a screen reader reads instead of it */
  readonly summary: string
  readonly title: ComponentChildren
  readonly series: readonly Series[]
  readonly bars: readonly Bar[]
  /** what a value counts: «lượt» */
  readonly unit: string
  readonly labelHeader: string
}

/** 1, 2 or 5 times a power of ten: the smallest that is not below `most`. */
export function niceTop(most: number): number {
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= most) ?? most
}

const WIDTH = 600
const HEIGHT = 160
const round = (value: number): number => Math.round(value * 100) / 100

/** Bars over time, drawn on the server: one rectangle a value, stretched to the room there is; words stand outside the picture so that they stay readable. */
export function StackedBars({ summary, title, series, bars, unit, labelHeader }: StackedBarsProps) {
  const lang = useLang()
  const top = niceTop(Math.max(1, ...bars.map(bar => bar.values.reduce((sum, value) => sum + value, 0))))
  const step = WIDTH / Math.max(1, bars.length)
  const gap = Math.min(2, step * 0.2)
  const marks = bars.length < 2 ? bars : [0, Math.floor((bars.length - 1) / 2), bars.length - 1].flatMap(at => bars[at] ?? [])
  return (
    <figure class="ts-chart">
      <figcaption class="ts-chart__head"><span class="ts-chart__title">{title}</span>
        <ul class="ts-chart__legend">{series.map(({ name, tone }) => <li key={name}><svg viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="3" class={`ts-fill--${tone}`} /></svg>{name}</li>)}</ul>
      </figcaption>
      <div class="ts-chart__plot">
        <div class="ts-chart__scale" aria-hidden="true"><span>{formatNumber(top, lang)}</span><span>{formatNumber(top / 2, lang)}</span><span>0</span></div>
        <svg class="ts-chart__picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
          {[0, 0.5, 1].map(at => <line key={at} class="ts-chart__line" x1="0" x2={WIDTH} y1={at * HEIGHT} y2={at * HEIGHT} vector-effect="non-scaling-stroke" />)}
          {bars.map((bar, at) => {
            let below = 0
            return bar.values.map((value, which) => {
              const height = value <= 0 ? 0 : Math.max(1.5, value / top * HEIGHT)
              const y = HEIGHT - below - height
              below += height
              return height === 0 ? null : <rect key={`${at}-${which}`} class={`ts-fill--${series[which]?.tone ?? 'main'}`} x={round(at * step + gap / 2)} y={round(y)} width={round(step - gap)} height={round(height)}><title>{`${bar.label}: ${formatNumber(value, lang)} ${series[which]?.name ?? ''}`}</title></rect>
            })
          })}
        </svg>
        <div class="ts-chart__marks" aria-hidden="true">{marks.map((bar, at) => <span key={at}>{bar.label}</span>)}</div>
      </div>
      <details class="ts-chart__table"><summary>{say(words.asTable, lang)}</summary>
        <div class="ts-scroll" tabindex={0} role="region" aria-label={summary}><table class="ts-figures"><caption class="govuk-visually-hidden">{summary}</caption>
          <thead><tr><th scope="col">{labelHeader}</th>{series.map(({ name }) => <th key={name} scope="col">{name} ({unit})</th>)}</tr></thead>
          <tbody>{bars.map((bar, at) => <tr key={at}><th scope="row">{bar.label}</th>{bar.values.map((value, which) => <td key={which}>{formatNumber(value, lang)}</td>)}</tr>)}</tbody>
        </table></div>
      </details>
    </figure>
  )
}

/** A share as a short bar beside its figure; the figure is what counts, the bar is for the eye. A share of nothing is an empty bar. */
export const ShareBar = ({ share, tone = 'main' }: { readonly share: number; readonly tone?: SeriesTone | undefined }) => (
  <svg class="ts-sharebar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="ts-fill--ground" width="100" height="6" /><rect class={`ts-fill--${tone}`} width={round(Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share)) * 100)} height="6" /></svg>
)
