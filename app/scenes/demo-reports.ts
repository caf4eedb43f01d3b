import type { OfficerActor } from '../../kernel/actor.ts'
import { Fault } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../../modules/calendar/index.ts'
import { addDays, decideReport, offsetPeriod, periodOf, saveReport, type Period } from '../../modules/indicators/index.ts'
import type { AgencyView } from '../../modules/organisations/index.ts'
import { seeded } from './random.ts'

interface Cell { readonly element: string; readonly category?: string; readonly value: number | null; readonly comment?: string }
type Random = ReturnType<typeof seeded>

/** What a commune of a certain size reports; the same every time the scene is played. */
const FORMS: readonly { readonly code: string; readonly type: Period['type']; readonly values: (random: Random, size: number) => readonly Cell[] }[] = [
  { code: 'to-cong-nghe-so', type: 'month', values: (random, size) => {
    const [hamlets, guided] = [size, random.whole(size * 5, size * 7)]
    return [{ element: 'hamlets', value: hamlets }, { element: 'hamlets_with_active_group', value: hamlets - random.whole(0, 3) }, { element: 'people_guided', value: guided }, { element: 'people_guided', category: 'nu', value: Math.round(guided * (0.45 + random.next() / 5)) }, { element: 'people_guided', category: 'ho-ngheo', value: Math.round(guided * random.next() / 5) }]
  } },
  { code: 'phan-anh-kien-nghi', type: 'month', values: (random, size) => {
    const received = random.whole(size, size * 2)
    const [inTime, rated] = [received - random.whole(0, 3), Math.round(received * 0.6)]
    return [{ element: 'petitions', value: received }, { element: 'petitions_in_time', value: inTime }, { element: 'petitions_rated', value: rated }, { element: 'petitions_satisfied', value: rated - random.whole(0, 2) }]
  } },
  { code: 'ha-tang-so', type: 'quarter', values: (random, size) => { const households = size * 140; return [{ element: 'households', value: households }, { element: 'households_with_fibre', value: Math.round(households * (0.65 + random.next() / 5)) }] } },
]

/** How the last report of a staffed commune stands, by form; the others approve theirs. */
const STANDS: Readonly<Record<string, Readonly<Record<string, 'none' | 'draft' | 'submitted' | 'returned'>>>> = {
  'to-cong-nghe-so': { 'H55.138': 'returned', 'H55.144': 'submitted', 'H55.108': 'draft' }, 'phan-anh-kien-nghi': { 'H55.138': 'none', 'H55.101': 'submitted' }, 'ha-tang-so': { 'H55.151': 'submitted' },
}
/** So many of the others sent nothing for the last period, and so many sent late. */
const SILENT = 4
const LATE = 7
const HISTORY = 6

export interface ReportCast { readonly platform: Pick<Platform, 'db' | 'now'>; readonly communes: readonly AgencyView[]; readonly officers: readonly OfficerActor[] }

/** The communes' reports: half a year where people can sign in, the last period everywhere else; some late, some missing, some still on their way. Answers how many. */
export async function playReports({ platform, communes, officers }: ReportCast): Promise<number> {
  const today = localDateOf(platform.now())
  let count = 0
  for (const { code, type, values } of FORMS) {
    const last = offsetPeriod(periodOf(type, today), -1)
    let quiet = 0
    for (const [at, agency] of communes.entries()) {
      const clerk = officers.find(officer => officer.agencyId === agency.id && officer.roles.includes('case-officer'))
      const approver = officers.find(officer => officer.agencyId === agency.id && officer.roles.includes('approver'))
      const staffed = clerk !== undefined && approver !== undefined
      const random = seeded(at * 31 + code.length)
      const size = 14 + (at * 7) % 23
      const stand = staffed ? STANDS[code]?.[agency.code] ?? 'approved' : at % 19 === 3 && quiet < SILENT ? 'none' : 'approved'
      if (stand === 'none' && !staffed) quiet += 1
      for (let back = staffed ? (type === 'month' ? HISTORY : 3) : 0; back >= 0; back -= 1) {
        const period = offsetPeriod(last, -back)
        const state = back === 0 ? stand : 'approved'
        if (state === 'none' || period.start < '2026-01-01') continue
        const day = addDays(period.end, back === 0 && !staffed && at % 13 < 1 && at / 13 < LATE ? 12 : 3)
        const hour = new Date(`${day < today ? day : today}T03:00:00Z`)
        const late = hour > platform.now() ? platform.now() : hour
        // typed, looked through and sent, decided the next day
        let hours = 0
        const call = (actor: OfficerActor) => { const at = new Date(Math.min(late.getTime() + hours * 3_600_000, platform.now().getTime())); hours += 4; return { platform: { db: platform.db, now: () => at }, actor } }
        const [writes, decides] = [clerk ?? stranger(agency, 'case-officer'), approver ?? stranger(agency, 'approver')]
        const key = { form: code, agencyId: agency.id, period: period.id }
        const cells = values(random, size)
        const { id, version } = await saveReport(call(writes), key, null, cells)
        count += 1
        if (state === 'draft') continue
        const sent = await decideReport(call(writes), 'submit', id, version).catch(async (error: unknown) => {
          // far from what the commune reported before: it says why, as people do
          const odd = error instanceof Fault ? error.details.fields ?? [] : []
          if (odd.length === 0) throw error
          const said = await saveReport(call(writes), key, version, cells.filter(cell => odd.some(({ field }) => field === [cell.element, cell.category].filter(Boolean).join('.'))).map(cell => ({ ...cell, comment: 'Tháng có nhiều buổi ra quân; đã đối chiếu với nhật ký.' })))
          return decideReport(call(writes), 'submit', id, said.version)
        })
        if (state === 'returned') await decideReport(call(decides), 'return', id, sent, 'Số lượt hướng dẫn chưa khớp với nhật ký của tổ; kiểm tra lại và đính kèm danh sách buổi hoạt động.')
        if (state === 'approved') await decideReport(call(decides), 'approve', id, sent)
      }
    }
  }
  return count
}

/** Communes where nobody of the demonstration works: their people have no accounts here. */
const stranger = (agency: AgencyView, role: 'case-officer' | 'approver'): OfficerActor => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId: agency.id, roles: [role], scopeAgencyIds: [agency.id], displayName: 'Cán bộ của xã', positionTitle: 'Cán bộ', agencyName: agency.name })
