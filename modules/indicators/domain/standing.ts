import type { SourceKind } from './definition.ts'
import type { Period } from './period.ts'

/** Where the readings of a figure come from: a published document, reports that somebody approved, or what a system counts by itself. */
export const BASES = ['published', 'approved', 'counted'] as const
export type Basis = (typeof BASES)[number]
/** Why a figure is not the last word: its period goes on, or not everybody has reported. */
export const PROVISIONAL = ['open', 'incomplete'] as const
export type Provisional = (typeof PROVISIONAL)[number]
/** What a figure is worth. A number of today is never told as one that somebody approved or published. */
export interface FigureStanding { readonly bases: readonly Basis[]; readonly provisional: readonly Provisional[] }

/** What was heard of one element. */
export interface Heard { readonly fromDossiers: boolean; readonly aggregated: { readonly reported: number; readonly expected: number } | null; readonly readings: readonly { readonly source: SourceKind }[] }
const BASIS_OF = { document: 'published', form: 'approved', platform: 'counted', dataset: 'counted', exchange: 'counted' } as const satisfies Readonly<Record<SourceKind, Basis>>

/** `today`: a period is over on the day after its last. */
export const isOpen = ({ end }: Pick<Period, 'end'>, today: string): boolean => end >= today
export function standingOf(heard: readonly Heard[], period: Pick<Period, 'end'>, today: string): FigureStanding {
  const found = new Set(heard.flatMap(({ fromDossiers, readings }): Basis[] => fromDossiers ? ['counted'] : readings.map(({ source }) => BASIS_OF[source])))
  const incomplete = heard.some(({ aggregated }) => aggregated !== null && aggregated.reported < aggregated.expected)
  // what was published is not written on, whatever the day
  const open = isOpen(period, today) && !(found.size === 1 && found.has('published'))
  return { bases: BASES.filter(basis => found.has(basis)), provisional: [...open ? ['open' as const] : [], ...incomplete ? ['incomplete' as const] : []] }
}
