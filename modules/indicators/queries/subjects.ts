import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { communesAt, listAgencies, type AgencyView } from '../../organisations/index.ts'
import type { Subject } from './results.ts'

/** Whom figures can be asked for: the province, a commune (both by the code of the unit), an agency (by its identifier code). */
export interface NamedSubject extends Subject { readonly code: string; readonly name: string; readonly kind: 'province' | 'commune' | 'agency' }

/** The province first, then its communes, then the agencies that have no unit of their own; as they stood on a day. */
export async function subjectsOf(tx: Tx, province: { readonly code: string; readonly name: string }, on: LocalDate): Promise<readonly NamedSubject[]> {
  const [communes, agencies] = await Promise.all([communesAt(tx, province.code, on), listAgencies(tx, on)])
  const byUnit = Map.groupBy(agencies, agency => agency.unitCode ?? '')
  const communeCodes = new Set(communes.map(({ code }) => code))
  const below = childrenOf(agencies)
  return [
    { code: province.code, name: province.name, kind: 'province', own: province.code, units: communes.map(({ code }) => code), agencies: agencies.map(({ id }) => id) },
    ...communes.map(({ code, name }): NamedSubject => ({ code, name, kind: 'commune', units: [code], agencies: (byUnit.get(code) ?? []).map(({ id }) => id) })),
    ...agencies.filter(({ unitCode }) => unitCode === null || !communeCodes.has(unitCode)).map((agency): NamedSubject => ({ code: agency.code, name: agency.name, kind: 'agency', units: [agency.code], agencies: below(agency.id) })),
  ]
}

/** An agency and all below it. */
function childrenOf(agencies: readonly AgencyView[]): (id: string) => readonly string[] {
  const children = Map.groupBy(agencies, agency => agency.parentId ?? '')
  const below = (id: string): readonly string[] => [id, ...(children.get(id) ?? []).flatMap(child => below(child.id))]
  return below
}
