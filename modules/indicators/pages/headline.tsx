import { choose, formatNumber, type Frame } from '../../../ui/index.ts'
import type { Framework } from '../domain/framework.ts'
import { sum } from '../domain/aggregate.ts'
import { nothingJudged, type FrameworkFigures } from '../queries/results.ts'
import { shownPoints } from './figure-words.tsx'

interface Props { readonly lang: Frame['lang']; readonly framework: Framework; readonly figures: FrameworkFigures }

/** Points of what has a value, of so many that have one, of so many in all. */
export function pointsOf({ indicators }: Framework, { groups }: FrameworkFigures): { readonly points: number | null; readonly known: number; readonly all: number } {
  const scored = groups.filter(({ group }) => group.scored)
  const own = scored.filter(({ points }) => points !== null)
  const stated = scored.filter(({ group }) => group.parent === null).map(({ group }) => group.points)
  return { points: own.length === 0 ? null : sum(own.map(({ points }) => points ?? 0)), known: sum(own.map(({ known }) => known)), all: stated.includes(null) ? sum(indicators.map(({ max }) => max ?? 0)) : sum(stated.map(points => points ?? 0)) }
}
/** How many of the numbers are known. */
export const knownOf = ({ indicators }: FrameworkFigures): number => indicators.filter(({ result }) => result.value !== null).length

/** The sentence that the framework comes to. */
export function headlineText({ lang, framework, figures }: Props): { readonly main: string; readonly rest: string } {
  const t = choose(lang)
  const n = (value: number): string => formatNumber(value, lang, 0)
  const { kind } = framework.definition
  if (kind === 'targets') {
    const { met, notMet, unknown, unverified } = figures.tally
    const judged = met + notMet + unknown
    return { main: t(`${n(met)} trên ${n(judged)} tiêu chí đạt`, `${n(met)} of ${n(judged)} criteria met`),
      rest: [...notMet > 0 ? [t(`${n(notMet)} chưa đạt`, `${n(notMet)} not met`)] : [], ...unknown > 0 ? [t(`${n(unknown)} chưa có dữ liệu`, `${n(unknown)} without data`)] : [], ...unverified > 0 ? [t(`${n(unverified)} chưa kiểm chứng nên không tính`, `${n(unverified)} not verified and not counted`)] : []].join('; ') }
  }
  if (kind === 'scored') {
    const { points, known, all } = pointsOf(framework, figures)
    if (nothingJudged(figures.indicators)) return { main: t('Không phát sinh trong kỳ', 'Nothing to judge in this period'), rest: t('nên chưa có điểm', 'so there are no points') }
    if (points === null) return { main: t('Chưa có điểm', 'No points yet'), rest: all === 0 ? '' : t(`khung ${n(all)} điểm`, `${n(all)} points in all`) }
    return { main: t(`${shownPoints(points, lang)} trên ${shownPoints(known, lang)} điểm đã biết`, `${shownPoints(points, lang)} of ${shownPoints(known, lang)} points known`), rest: known < all ? t(`${shownPoints(all - known, lang)} điểm còn lại của khung ${n(all)} chưa có dữ liệu`, `the other ${shownPoints(all - known, lang)} of ${n(all)} have no data yet`) : '' }
  }
  const known = knownOf(figures)
  return { main: t(`${n(known)} trên ${n(figures.indicators.length)} con số đã có`, `${n(known)} of ${n(figures.indicators.length)} numbers known`), rest: '' }
}
export function Headline(props: Props & { readonly large?: boolean }) {
  const { main, rest } = headlineText(props)
  return <p class={props.large === true ? 'ts-headline ts-headline--large' : 'ts-headline'}><strong>{main}</strong>{rest !== '' && <span>{rest}</span>}</p>
}

/** The same sentence as one bar: what is reached, what is not, what nobody knows. */
export function TallyBar({ framework, figures, lang }: Props) {
  const parts = partsOf(framework, figures)
  const all = sum(parts.map(([, size]) => size))
  if (all <= 0) return null
  let from = 0
  const { main, rest } = headlineText({ lang, framework, figures })
  return <svg class="ts-tally" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label={`${main}${rest === '' ? '' : `; ${rest}`}`}>
    {parts.map(([look, size]) => { const x = from; const width = size / all * 1000; from += width; return size === 0 ? null : <rect key={look} class={`ts-tally--${look}`} x={Math.round(x * 10) / 10} width={Math.round(Math.max(0, width - 3) * 10) / 10} height="12" /> })}
  </svg>
}
function partsOf(framework: Framework, figures: FrameworkFigures): readonly (readonly [look: 'met' | 'not-met' | 'lost' | 'unknown' | 'unverified', size: number])[] {
  const { kind } = framework.definition
  if (kind === 'targets') { const { met, notMet, unknown, unverified } = figures.tally; return [['met', met], ['not-met', notMet], ['unknown', unknown], ['unverified', unverified]] }
  if (kind === 'figures') { const known = knownOf(figures); return [['met', known], ['unknown', figures.indicators.length - known]] }
  const { points, known, all } = pointsOf(framework, figures)
  return [['met', Math.max(0, points ?? 0)], ['lost', Math.max(0, known - (points ?? 0))], ['unknown', Math.max(0, all - known)]]
}
