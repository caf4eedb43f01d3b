import type { Db } from '../../kernel/db/db.ts'
import { communesAt, listAgencies, staffedRoles } from '../organisations/index.ts'
import type { PackCheckContext } from './domain/pack-check.ts'
import type { ProcedurePorts } from './ports.ts'
import { localDate } from './domain/days.ts'

/** This province as it stands today, for judging a pack: its agencies, who holds which role, its communes, its law and calendar. */
export async function packContext(db: Db, ports: ProcedurePorts, now: Date): Promise<PackCheckContext> {
  const today = localDate(now)
  const [agencies, roles, dueAt] = await Promise.all([listAgencies(db, today), staffedRoles(db, today), ports.dueAt()])
  const province = agencies.find(({ kind }) => kind === 'province-committee')?.unitCode ?? null
  const communes = province === null ? [] : await communesAt(db, province, today)
  return {
    staffedRoles: roles, dueAt, agencyKinds: new Set(agencies.map(({ kind }) => kind)),
    ...(communes.length > 0 ? { communes: new Set(communes.map(({ code }) => code)) } : {}),
  }
}
