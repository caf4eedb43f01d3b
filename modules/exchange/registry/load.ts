import type pg from 'pg'
import { writeClientId, writeServiceId } from '../domain/identifiers.ts'
import type { Endpoint } from '../domain/path-glob.ts'
import { RightsKeeper, type RightRecord, type RightsIndex } from './rights.ts'
import { buildSnapshot, clientKey, serviceKey, type Consumer, type Credential, type CredentialKind, type ErrorEnvelope, type EvidenceMode, type Member, type EventContract, type Service, type Snapshot, type Topic } from './snapshot.ts'

interface MemberRow { id: string; instance: string; member_class: string; code: string; name: string; state: string; agency_id: string | null }
interface SubsystemRow { id: string; number: number; member_id: string; code: string; name: string; connection: Consumer['connection']; state: string }
interface ServiceRow { id: string; number: number; subsystem_id: string; code: string; version_label: string; kind: Service['kind']; base_url: string; name: string; context: string | null; within: boolean; has_openapi: boolean; listed: boolean; evidence: EvidenceMode; when_log_fails: Service['whenLogFails']; idempotent: boolean; error_envelope: ErrorEnvelope; timeout_ms: number; max_body_bytes: number; state: string; disabled_notice: string; endpoints: Endpoint[] | null }
interface RightRow { number: number; subsystem: number | null; group_id: string | null; service: number; endpoints: Endpoint[]; per_minute: number | null; per_day: number | null; valid_from: Date; valid_to: Date | null; ended: boolean }
interface CredentialRow { kind: CredentialKind; public_id: string; subsystem: number; secret_hash: Buffer | null; secret_sealed: Buffer | null; valid_from: Date; valid_to: Date | null }

interface TopicRow { id: string; number: number; subsystem_id: string; code: string; name: string; retention_days: number; listed: boolean; state: string; payload_schema: object | null }
interface ContractRow { id: string; number: number; kind: EventContract['kind']; subsystem_id: string; topic_id: string; per_minute: number | null; per_day: number | null; valid_from: Date; valid_to: Date | null }

const MEMBERS = 'select id, instance, member_class, code, name, state, agency_id from exchange.member'
const SUBSYSTEMS = 'select id, number, member_id, code, name, connection, state from exchange.subsystem'
const SERVERS = 'select member_id, code, address from exchange.security_server'
const SERVICES = `select d.id, d.number, d.subsystem_id, d.code, d.version_label, d.kind, d.base_url, d.name, d.context, d.within, d.openapi is not null as has_openapi, d.listed, d.evidence, d.when_log_fails, d.idempotent, d.error_envelope, d.timeout_ms, d.max_body_bytes, d.state, d.disabled_notice,
  (select json_agg(json_build_object('method', e.method, 'path', e.path) order by e.path, e.method) from exchange.endpoint e where e.service_id = d.id and not e.ended) as endpoints from exchange.data_service d`
const RIGHTS = `select r.number, s.number as subsystem, r.group_id, d.number as service, r.endpoints, r.per_minute, r.per_day, r.valid_from, r.valid_to, r.ended_at is not null as ended
  from exchange.access_right r left join exchange.subsystem s on s.id = r.subsystem_id join exchange.data_service d on d.id = r.service_id where r.registry_version > $1`
const GROUPS = 'select g.group_id, array_agg(s.number order by s.number) as subsystems from exchange.group_subsystem g join exchange.subsystem s on s.id = g.subsystem_id where g.until is null group by g.group_id'
const CREDENTIALS = 'select c.kind, c.public_id, s.number as subsystem, c.secret_hash, c.secret_sealed, c.valid_from, c.valid_to from exchange.credential c join exchange.subsystem s on s.id = c.subsystem_id where c.revoked_at is null'
const TOPICS = 'select id, number, subsystem_id, code, name, retention_days, listed, state, payload_schema from exchange.event_topic'
const CONTRACTS = 'select id, number, kind, subsystem_id, topic_id, per_minute, per_day, valid_from, valid_to from exchange.access_right where topic_id is not null and ended_at is null'

/** Reads the registry in one state of the database; of the rights only those that `keeper` does not know yet. */
export async function loadSnapshot(pool: pg.Pool, keeper = new RightsKeeper()): Promise<Snapshot> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const rowsOf = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> => (await client.query<T>(text, values)).rows
    const [registry] = await rowsOf<{ version: number }>('select version from exchange.registry')
    const members = await rowsOf<MemberRow>(MEMBERS)
    const subsystems = await rowsOf<SubsystemRow>(SUBSYSTEMS)
    const servers = await rowsOf<{ member_id: string; code: string; address: string }>(SERVERS)
    const services = await rowsOf<ServiceRow>(SERVICES)
    const rights = await rowsOf<RightRow>(RIGHTS, [keeper.version])
    const groups = await rowsOf<{ group_id: string; subsystems: number[] }>(GROUPS)
    const credentials = await rowsOf<CredentialRow>(CREDENTIALS)
    const topics = await rowsOf<TopicRow>(TOPICS)
    const contracts = await rowsOf<ContractRow>(CONTRACTS)
    await client.query('commit')
    client.release()
    const version = registry?.version ?? 0
    const index = keeper.take(version, rights.map(recordOf), new Map(groups.map(row => [row.group_id, row.subsystems])))
    return assemble(version, { members, subsystems, servers, services, credentials, topics, contracts }, index)
  } catch (error) { client.release(true); throw error }
}

interface Rows { members: MemberRow[]; subsystems: SubsystemRow[]; servers: { member_id: string; code: string; address: string }[]; services: ServiceRow[]; credentials: CredentialRow[]; topics: TopicRow[]; contracts: ContractRow[] }

const recordOf = (row: RightRow): RightRecord => ({ number: row.number, subsystem: row.subsystem, group: row.group_id, service: row.service, endpoints: row.endpoints, perMinute: row.per_minute, perDay: row.per_day, validFrom: row.valid_from.getTime(), validTo: row.valid_to?.getTime() ?? null, ended: row.ended })

function assemble(version: number, rows: Rows, rights: RightsIndex): Snapshot {
  const memberById = new Map(rows.members.map(member => [member.id, member]))
  const consumers = new Map<string, Consumer>()
  for (const row of rows.subsystems) {
    const member = memberById.get(row.member_id)
    if (!member) continue
    const id = { instance: member.instance, memberClass: member.member_class, memberCode: member.code, subsystem: row.code }
    consumers.set(row.id, { number: row.number, key: clientKey(id), written: writeClientId(id), id, name: row.name, memberName: member.name, connection: row.connection, active: row.state === 'active' && member.state === 'active', agencyId: member.agency_id })
  }
  const byNumber = new Map([...consumers.values()].map(each => [each.number, each]))
  const ofMember = Map.groupBy(rows.subsystems, row => row.member_id)
  const serversOf = Map.groupBy(rows.servers, row => row.member_id)
  const members: Member[] = rows.members.map(row => ({ id: { instance: row.instance, memberClass: row.member_class, memberCode: row.code }, name: row.name,
    subsystems: (ofMember.get(row.id) ?? []).flatMap(each => consumers.get(each.id) ?? []), servers: (serversOf.get(row.id) ?? []).map(({ code, address }) => ({ code, address })) }))
  const services = rows.services.flatMap(row => {
    const provider = consumers.get(row.subsystem_id)
    if (!provider || !URL.canParse(row.base_url)) return []
    const base = new URL(row.base_url)
    const id = { ...provider.id, service: row.code }
    return [{ number: row.number, key: serviceKey(id), written: writeServiceId(id), id, version: row.version_label || null, kind: row.kind, origin: base.origin, basePath: base.pathname.replace(/\/+$/, ''), name: row.name, within: row.within, openapi: row.has_openapi, evidence: row.evidence,
      whenLogFails: row.when_log_fails, idempotent: row.idempotent, envelope: row.error_envelope, timeoutMs: row.timeout_ms, maxBodyBytes: row.max_body_bytes, disabled: row.state === 'disabled' || !provider.active ? row.disabled_notice : undefined, listed: row.listed, endpoints: row.endpoints ?? [], context: row.context }]
  })
  const credentials: Credential[] = rows.credentials.flatMap(row => {
    const consumer = byNumber.get(row.subsystem)
    return consumer ? [{ kind: row.kind, publicId: row.public_id, consumer, secretHash: row.secret_hash, secretSealed: row.secret_sealed, validFrom: row.valid_from.getTime(), validTo: row.valid_to?.getTime() ?? Infinity }] : []
  })
  const topics = new Map(rows.topics.flatMap(row => {
    const owner = consumers.get(row.subsystem_id)
    const topic: Topic | undefined = owner && { id: row.id, number: row.number, code: row.code, name: row.name, owner, retentionDays: row.retention_days, listed: row.listed, open: row.state === 'open' && owner.active, schema: row.payload_schema ?? undefined }
    return topic ? [[row.id, topic] as const] : []
  }))
  const contracts: EventContract[] = rows.contracts.flatMap(row => {
    const [consumer, topic] = [consumers.get(row.subsystem_id), topics.get(row.topic_id)]
    return consumer && topic ? [{ id: row.id, number: row.number, kind: row.kind, consumer, topic, perMinute: row.per_minute, perDay: row.per_day, validFrom: row.valid_from.getTime(), validTo: row.valid_to?.getTime() ?? Infinity }] : []
  })
  return buildSnapshot({ version, members, services, rights, credentials, topics: [...topics.values()], contracts })
}
