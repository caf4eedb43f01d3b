import { composite, type Composite, type Part } from './composite.ts'
import { roundTo } from './decimal.ts'
import type { FrameworkDefinition, PillarDefinition } from './definition.ts'

/** A total as the authority prints it, with its digits: what ranks are made of, so that who reads the table can check them. */
export function printedTotal({ printed, decimals }: Pick<FrameworkDefinition, 'printed' | 'decimals'>, { value, of }: Pick<Composite, 'value' | 'of'>): number | null {
  if (value === null || printed === 'share' && of === 0) return null
  return roundTo(printed === 'share' ? value / of : value, decimals)
}

export interface PillarFigure { readonly pillar: PillarDefinition; readonly value: number | null; /** indicators that other pillars count as well */ readonly shared: readonly string[] }
/** Each pillar by itself; what two of them share counts in both (DTI: the common indicators stand in all three). */
export function pillarsOf({ pillars = [], decimals, missing }: Pick<FrameworkDefinition, 'pillars' | 'decimals' | 'missing'>, parts: readonly Part[]): readonly PillarFigure[] {
  return pillars.map(pillar => {
    const { value } = composite(parts.filter(({ code }) => pillar.indicators.includes(code)), 'arithmetic', missing)
    return { pillar, value: value === null ? null : roundTo(value, decimals), shared: pillar.indicators.filter(code => pillars.some(other => other !== pillar && other.indicators.includes(code))) }
  })
}
