import type { OfficerActor, OfficerRole, SystemActor } from '../../kernel/actor.ts'
import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { TestDb } from '../../kernel/testing/db.ts'
import { putForm, type FormInput } from './acts/put-form.ts'
import { loadFrameworks } from './acts/put-framework.ts'
import type { ElementDefinition } from './domain/definition.ts'

export const SYSTEM: SystemActor = { kind: 'system', name: 'test' }
export const NOW = new Date('2026-12-01T02:00:00Z')
let seconds = 0
/** A second later with every call: what follows is newer. */
const ticking = (): Date => new Date(NOW.getTime() + 1000 * (seconds += 1))
export async function anAgency(db: TestDb, code: string, unitCode = '05443', parent: string | null = null): Promise<string> {
  const id = newId()
  await sql`insert into organisations.agency (id, code, name, kind, level, parent_id, path, unit_code, valid_from) values (${id}, ${code}, ${`Cơ quan ${code}`}, 'commune-committee', 'commune', ${parent}, array_remove(array[${parent}, ${id}]::uuid[], null), ${unitCode}, '2018-01-01')`.execute(db.owner.kysely)
  return id
}
export const anOfficer = (scope: readonly string[], ...roles: OfficerRole[]): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId: scope[0] ?? '', roles, scopeAgencyIds: scope, displayName: 'Nguyễn Thị Thử', positionTitle: 'Chuyên viên', agencyName: 'Cơ quan thử' })
export const callOf = <A extends OfficerActor | SystemActor>(db: TestDb, actor: A, at: Date = ticking()): { readonly platform: { readonly db: TestDb['db']; readonly now: () => Date }; readonly actor: A } => ({ platform: { db: db.db, now: () => at }, actor })

export const anElement = (code: string, more: Partial<ElementDefinition> = {}): ElementDefinition => ({ code, text: { vi: code, en: code }, unit: { vi: '', en: '' }, aggregation: { time: 'sum', space: 'sum' }, source: 'form', public: true, ...more })
export async function aForm(db: TestDb, code: string, elements: readonly ElementDefinition[], more: Partial<FormInput> = {}): Promise<string> {
  await loadFrameworks(callOf(db, SYSTEM), { elements, frameworks: [] })
  return putForm(callOf(db, SYSTEM), { code, title: `Biểu ${code}`, titleEn: '', periodType: 'month', dueDays: 10, elements: elements.map(element => element.code), agencyKinds: ['commune-committee'], validFrom: '2026-01-01', validTo: null, ...more }, null)
}
