import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { publish } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../calendar/index.ts'
import { agenciesById, officersAbove, officersEverywhere, officersOf } from '../organisations/index.ts'
import { daysLeft, stepReached, STEPS } from './domain/ending.ts'
import { CONSOLE } from './pages/console-page.tsx'
import type { ExchangePorts } from './ports.ts'

const SYSTEM = { kind: 'system', name: 'exchange-watch' } as const
const FIRST_STEP = `${STEPS[0]} days`

/** Something that somebody has to hear of once. */
interface Matter { /** the same for the same step of the same thing */ readonly key: string; readonly type: 'exchange.right-ending' | 'exchange.request-due' | 'exchange.credential-ending'; readonly agencies: readonly (string | null)[]; readonly stewardsToo: boolean; readonly path: string; readonly what: string; readonly party: string; readonly dueAt: Date; readonly reason: string }

interface EndingRow { readonly id: string; readonly validTo: Date; readonly what: string; readonly party: string; readonly agencyId: string | null }
async function endingRights(tx: Tx, now: Date): Promise<readonly Matter[]> {
  const { rows } = await sql<EndingRow>`select r.id, r.valid_to as "validTo", coalesce(s.name, 'Nhóm ' || g.name) || ' – ' || coalesce(d.name, e.name) as what, pm.name as party, m.agency_id as "agencyId"
    from exchange.access_right r left join exchange.subsystem s on s.id = r.subsystem_id left join exchange.member m on m.id = s.member_id left join exchange.subject_group g on g.id = r.group_id left join exchange.data_service d on d.id = r.service_id left join exchange.event_topic e on e.id = r.topic_id
    join exchange.subsystem ps on ps.id = coalesce(d.subsystem_id, e.subsystem_id) join exchange.member pm on pm.id = ps.member_id
    where r.ended_at is null and r.valid_to > ${now} and r.valid_to <= ${now}::timestamptz + ${FIRST_STEP}::interval order by r.valid_to`.execute(tx)
  return rows.map(row => ({ key: `right ${row.id} ${row.validTo.toISOString()} ${stepReached(row.validTo, now) ?? 0}`, type: 'exchange.right-ending', agencies: [row.agencyId], stewardsToo: false, path: `${CONSOLE}/quyen/${row.id}`, what: row.what, party: row.party, dueAt: row.validTo, reason: `Còn ${daysLeft(row.validTo, now)} ngày. Muốn dùng tiếp, xin gia hạn ngay: bên cung cấp có 2 ngày làm việc để trả lời.` }))
}
async function endingCredentials(tx: Tx, now: Date): Promise<readonly Matter[]> {
  const { rows } = await sql<EndingRow & { readonly subsystemId: string; readonly certificate: boolean }>`select c.id, c.valid_to as "validTo", coalesce(nullif(c.label, ''), c.kind) as what, s.name as party, m.agency_id as "agencyId", s.id as "subsystemId", c.kind = 'certificate' as certificate
    from exchange.credential c join exchange.subsystem s on s.id = c.subsystem_id join exchange.member m on m.id = s.member_id where c.revoked_at is null and c.valid_to > ${now} and c.valid_to <= ${now}::timestamptz + ${FIRST_STEP}::interval order by c.valid_to`.execute(tx)
  return rows.map(row => ({ key: `credential ${row.id} ${stepReached(row.validTo, now) ?? 0}`, type: 'exchange.credential-ending', agencies: [row.agencyId], stewardsToo: true, path: `${CONSOLE}/he-thong/${row.subsystemId}`, what: row.what, party: row.party, dueAt: row.validTo,
    reason: `Còn ${daysLeft(row.validTo, now)} ngày. ${row.certificate ? 'Xin chứng thư mới rồi nộp vào trước ngày đó; hai chứng thư dùng song song được.' : 'Quản trị tỉnh cấp khóa mới trước ngày đó.'}` }))
}
/** Requests of which this is the last day, and those past their time (NĐ 194/2025/NĐ-CP). */
async function dueRequests(tx: Tx, now: Date): Promise<readonly Matter[]> {
  const { rows } = await sql<{ id: string; dueAt: Date; what: string; provider: string; agencyId: string | null }>`select x.id, x.due_at as "dueAt", s.name || ' – ' || coalesce(d.name, e.name) as what, pm.name as provider, pm.agency_id as "agencyId"
    from exchange.access_request x join exchange.subsystem s on s.id = x.subsystem_id left join exchange.data_service d on d.id = x.service_id left join exchange.event_topic e on e.id = x.topic_id join exchange.subsystem ps on ps.id = coalesce(d.subsystem_id, e.subsystem_id) join exchange.member pm on pm.id = ps.member_id
    where x.state = 'waiting' and x.due_at < (date_trunc('day', ${now}::timestamptz, 'Asia/Ho_Chi_Minh') + interval '1 day') order by x.due_at`.execute(tx)
  return rows.map(row => { const late = row.dueAt <= now; return { key: `request ${row.id} ${late ? 'late' : 'due'}`, type: 'exchange.request-due', agencies: [row.agencyId], stewardsToo: true, path: `${CONSOLE}/yeu-cau/${row.id}`, what: row.what, party: row.provider, dueAt: row.dueAt,
    reason: late ? 'Đã quá hạn 2 ngày làm việc: cấp kết nối, hoặc từ chối nêu lý do và căn cứ.' : 'Hôm nay là ngày cuối: cấp kết nối, hoặc từ chối nêu lý do và căn cứ.' } })
}

/** Those who administer an agency's systems: its own unit administrators, else the nearest above it; nobody where there is no agency. */
async function unitAdministrators(tx: Tx, agencyId: string, day: string): Promise<readonly string[]> {
  const own = await officersOf(tx, agencyId, day, ['unit-administrator'])
  return (own.length > 0 ? own : await officersAbove(tx, agencyId, day, ['unit-administrator'])).map(each => each.accountId)
}

/** Tells of one matter, unless that was done; false when it was, or when there is nobody to tell. */
async function tell({ db, now }: Pick<Platform, 'db' | 'now'>, ports: Pick<ExchangePorts, 'emailsOf'>, matter: Matter): Promise<boolean> {
  return transact(db, SYSTEM, async tx => {
    const at = now()
    const { rows } = await sql`insert into exchange.told (matter, at) values (${matter.key}, ${at}) on conflict do nothing returning matter`.execute(tx)
    if (rows.length === 0) return false
    const day = localDateOf(at)
    const agencyIds = matter.agencies.filter(each => each !== null)
    const units = (await Promise.all(agencyIds.map(each => unitAdministrators(tx, each, day)))).flat()
    const stewards = matter.stewardsToo || units.length === 0 ? (await officersEverywhere(tx, day, ['administrator'])).map(each => each.accountId) : []
    const accountIds = [...new Set([...units, ...stewards])]
    const emails = [...new Set([...[...(await agenciesById(tx, agencyIds)).values()].flatMap(agency => agency.email === '' ? [] : [agency.email]), ...await ports.emailsOf(tx, accountIds)])]
    if (accountIds.length === 0 && emails.length === 0) {
      // somebody may be appointed yet
      await sql`delete from exchange.told where matter = ${matter.key}`.execute(tx)
      return false
    }
    const said = { path: matter.path, procedure: matter.what, agency: matter.party, dueAt: matter.dueAt.toISOString(), reason: matter.reason }
    await publish(tx, matter.type, { ...said, to: { accountIds, name: '' } })
    for (const email of emails) await publish(tx, matter.type, { ...said, to: { accountIds: [], name: '', email } })
    return true
  })
}

/** Looks at everything that ends or is due, each hour; each matter is told of in its own transaction, so that the watch may be killed and run again. Answers how many were told. */
export async function watchExchange(platform: Pick<Platform, 'db' | 'now' | 'log'>, ports: Pick<ExchangePorts, 'emailsOf'>): Promise<number> {
  const now = platform.now()
  const matters = await transact(platform.db, SYSTEM, async tx => [...await dueRequests(tx, now), ...await endingRights(tx, now), ...await endingCredentials(tx, now)])
  let told = 0
  for (const matter of matters) if (await tell(platform, ports, matter)) told++
  if (told > 0) platform.log.info({ told }, 'watch over rights, requests and keys of the exchange')
  return told
}
