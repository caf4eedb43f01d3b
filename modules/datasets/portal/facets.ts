import { freshnessOf } from '../domain/freshness.ts'
import { readableFields } from '../domain/reader.ts'
import { formatsFor } from '../downloads/formats.ts'
import { isForeign, type ForeignDataset, type Listed } from '../queries/foreign.ts'

/** The values by which the portal's list may be narrowed. Pure: a province has hundreds of datasets, so they are counted in memory. */
export const FACETS = ['access', 'source', 'theme', 'agency', 'format', 'licence', 'freshness'] as const
export type Facet = (typeof FACETS)[number]
export type Chosen = Readonly<Partial<Record<Facet, string>>>
export interface FacetValue { readonly value: string; readonly count: number }
export interface Narrowed { readonly items: readonly Listed[]; readonly facets: Readonly<Record<Facet, readonly FacetValue[]>> }

const FRESHNESS = { fresh: 'kept', soon: 'kept', late: 'late', unpromised: 'unpromised', empty: 'empty' } as const

/** The province's own catalogue among those of others. */
export const OWN_SOURCE = 'tinh'
export function valuesOf(entry: Listed, facet: Facet, now: Date): readonly string[] {
  if (isForeign(entry)) return valuesOfForeign(entry, facet)
  switch (facet) {
    case 'source': return [OWN_SOURCE]
    case 'access': return [entry.access]
    case 'theme': return entry.theme === '' ? [] : [entry.theme]
    case 'agency': return [entry.agencyCode]
    case 'format': return entry.access === 'open' ? formatsFor(readableFields(entry.schema, entry.access, { kind: 'public' })) : []
    case 'licence': return entry.licence === '' ? [] : [entry.licence]
    case 'freshness': return [FRESHNESS[freshnessOf(entry, now).state]]
  }
}

function valuesOfForeign(entry: ForeignDataset, facet: Facet): readonly string[] {
  switch (facet) {
    // nobody here answers for what may be done with it, or for how fresh it is
    case 'access': return ['elsewhere']
    case 'source': return [entry.source.code]
    case 'theme': return entry.theme === '' ? [] : [entry.theme]
    case 'format': return [...new Set(entry.distributions.map(each => each.format.toLowerCase()))].filter(format => format !== '')
    case 'licence': return entry.licence === '' ? [] : [entry.licence]
    case 'agency': case 'freshness': return []
  }
}

/** What is left, and how many each value would leave beside the other choices: a number beside a link is what the link shows. */
export function narrow(entries: readonly Listed[], chosen: Chosen, now: Date): Narrowed {
  const keeps = (entry: Listed, but?: Facet): boolean => FACETS.every(facet => facet === but || chosen[facet] === undefined || valuesOf(entry, facet, now).includes(chosen[facet]))
  const count = (facet: Facet): readonly FacetValue[] => {
    const counts = new Map<string, number>()
    for (const entry of entries) if (keeps(entry, facet)) for (const value of valuesOf(entry, facet, now)) counts.set(value, (counts.get(value) ?? 0) + 1)
    return [...counts].map(([value, n]) => ({ value, count: n })).toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value))
  }
  return { items: entries.filter(entry => keeps(entry)), facets: { access: count('access'), source: count('source'), theme: count('theme'), agency: count('agency'), format: count('format'), licence: count('licence'), freshness: count('freshness') } }
}
