import type { Db } from '../../kernel/db/db.ts'
import { startAdminSite, type AdminSite } from '../../ui/testing-site.ts'
import { proceduresModule, type ProcedurePorts } from './index.ts'

const DAY = 86_400_000
const isWeekday = (at: number): boolean => ![0, 6].includes(new Date(at).getUTCDay())
/** A province without holidays, whose examples are due after three days, as those of the builder's pack. */
const ports: ProcedurePorts = {
  namesOf: async (ids) => new Map(ids.map((id) => [id, 'Người Sửa'])),
  dueAt: async () => (_, at) => new Date(at.getTime() + 3 * DAY),
  workingDays: async (from, to) => Array.from({ length: Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY) }, (_, k) => Date.parse(from) + (k + 1) * DAY).filter(isWeekday).length,
}

/** The pages of administration of procedures behind the real server, on a real database, at one fixed moment. */
export const startProcedureAdmin = async (db: Db, now: Date): Promise<AdminSite> => startAdminSite(db, now, () => proceduresModule(ports).routes)
