import { sql, type RawBuilder } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { isSteward } from '../acts/registry-row.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import type { DictionaryEntry } from '../acts/map-dictionary.ts'
import type { EndpointLine } from '../domain/codes.ts'

/** What an officer administers: everything, or the parties of the agencies in their scope. The wall in the database holds what is confidential; this keeps lists to what is one's own. */
export const mine = (actor: OfficerActor, agencyColumn: string): RawBuilder<boolean> => isSteward(actor) ? sql<boolean>`true` : sql<boolean>`${sql.ref(agencyColumn)} = any (${[...actor.scopeAgencyIds]}::uuid[])`
const first = <T>(rows: readonly T[]): T => { const [row] = rows; if (row === undefined) throw notFound(); return row }
export const PAGE = 50

export interface MemberRow { readonly id: string; readonly memberClass: string; readonly code: string; readonly instance: string; readonly name: string; readonly state: string; readonly agencyId: string | null; readonly inOpenLog: boolean; readonly version: number; readonly subsystems: number; readonly services: number }
const MEMBER = sql`select m.id, m.instance, m.member_class as "memberClass", m.code, m.name, m.state, m.agency_id as "agencyId", m.in_open_log as "inOpenLog", m.version,
  (select count(*) from exchange.subsystem s where s.member_id = m.id) as subsystems, (select count(*) from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id where s.member_id = m.id) as services from exchange.member m`
export async function listMembers(tx: Tx, actor: OfficerActor, filter: { q: string; state: string }): Promise<readonly MemberRow[]> {
  return (await sql<MemberRow>`${MEMBER} where ${mine(actor, 'm.agency_id')} and (${filter.q} = '' or kernel.vi_fold(m.name || ' ' || m.code) like '%' || kernel.vi_fold(${filter.q}) || '%') and (${filter.state} = '' or m.state = ${filter.state}) order by m.member_class desc, m.name collate "vi-x-icu" limit 500`.execute(tx)).rows
}
export async function memberDetail(tx: Tx, actor: OfficerActor, id: string): Promise<MemberRow> { return first((await sql<MemberRow>`${MEMBER} where m.id = ${id} and ${mine(actor, 'm.agency_id')}`.execute(tx)).rows) }

export interface SubsystemRow { readonly id: string; readonly number: number; readonly code: string; readonly name: string; readonly connection: string; readonly state: string; readonly version: number; readonly memberId: string; readonly memberName: string; readonly memberCode: string; readonly key: string; readonly agencyId: string | null; readonly credentials: number; readonly services: number; readonly rights: number }
const SUBSYSTEM = sql`select s.id, s.number, s.code, s.name, s.connection, s.state, s.version, m.id as "memberId", m.name as "memberName", m.code as "memberCode", m.agency_id as "agencyId", m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code as key,
  (select count(*) from exchange.credential c where c.subsystem_id = s.id and c.revoked_at is null) as credentials, (select count(*) from exchange.data_service d where d.subsystem_id = s.id) as services, (select count(*) from exchange.access_right r where r.subsystem_id = s.id and r.ended_at is null) as rights
  from exchange.subsystem s join exchange.member m on m.id = s.member_id`
export async function listSubsystems(tx: Tx, actor: OfficerActor, memberId?: string): Promise<readonly SubsystemRow[]> {
  return (await sql<SubsystemRow>`${SUBSYSTEM} where ${mine(actor, 'm.agency_id')} and ${memberId === undefined ? sql`true` : sql`m.id = ${memberId}`} order by m.name collate "vi-x-icu", s.name collate "vi-x-icu" limit 1000`.execute(tx)).rows
}
export async function subsystemDetail(tx: Tx, actor: OfficerActor, id: string): Promise<SubsystemRow> { return first((await sql<SubsystemRow>`${SUBSYSTEM} where s.id = ${id} and ${mine(actor, 'm.agency_id')}`.execute(tx)).rows) }

export interface ServerRow { readonly id: string; readonly code: string; readonly address: string; readonly certificate: string | null; readonly version: number }
export async function serversOf(tx: Tx, memberId: string): Promise<readonly ServerRow[]> {
  return (await sql<ServerRow>`select id, code, address, encode(certificate_sha256, 'hex') as certificate, version from exchange.security_server where member_id = ${memberId} order by code`.execute(tx)).rows
}

export interface CredentialRow { readonly id: string; readonly kind: string; readonly publicId: string; readonly label: string; readonly validFrom: Date; readonly validTo: Date | null; readonly revokedAt: Date | null; readonly revokedBecause: string | null; readonly version: number; readonly subsystemId: string; readonly subsystemName: string; readonly memberName: string }
const CREDENTIAL = sql`select c.id, c.kind, c.public_id as "publicId", c.label, c.valid_from as "validFrom", c.valid_to as "validTo", c.revoked_at as "revokedAt", c.revoked_because as "revokedBecause", c.version, s.id as "subsystemId", s.name as "subsystemName", m.name as "memberName"
  from exchange.credential c join exchange.subsystem s on s.id = c.subsystem_id join exchange.member m on m.id = s.member_id`
export async function credentialsOf(tx: Tx, subsystemId: string): Promise<readonly CredentialRow[]> { return (await sql<CredentialRow>`${CREDENTIAL} where c.subsystem_id = ${subsystemId} order by c.revoked_at nulls first, c.valid_from desc limit 100`.execute(tx)).rows }
export async function credentialsEnding(tx: Tx, actor: OfficerActor, before: Date): Promise<readonly CredentialRow[]> { return (await sql<CredentialRow>`${CREDENTIAL} where ${mine(actor, 'm.agency_id')} and c.revoked_at is null and c.valid_to <= ${before} order by c.valid_to limit 50`.execute(tx)).rows }

export interface ServiceRow {
  readonly id: string; readonly number: number; readonly code: string; readonly versionLabel: string; readonly kind: string; readonly baseUrl: string; readonly name: string; readonly description: string; readonly legalBasis: string; readonly contact: string; readonly terms: string; readonly context: string | null; readonly hasOpenapi: boolean
  readonly listed: boolean; readonly unlistedBecause: string | null; readonly evidence: string; readonly whenLogFails: string; readonly idempotent: boolean; readonly errorEnvelope: string; readonly timeoutMs: number; readonly maxBodyBytes: number; readonly state: string; readonly disabledNotice: string; readonly checkPath: string; readonly dictionary: readonly DictionaryEntry[]
  readonly version: number; readonly subsystemId: string; readonly subsystemName: string; readonly memberName: string; readonly memberId: string; readonly agencyId: string | null; readonly key: string; readonly tested: { readonly at: string; readonly ok: boolean; readonly message: string } | null; readonly consumers: number
}
const SERVICE = sql`select d.id, d.number, d.code, d.version_label as "versionLabel", d.kind, d.base_url as "baseUrl", d.name, d.description, d.legal_basis as "legalBasis", d.contact, d.terms, d.context, d.openapi is not null as "hasOpenapi", d.listed, d.unlisted_because as "unlistedBecause", d.evidence, d.when_log_fails as "whenLogFails", d.idempotent,
  d.error_envelope as "errorEnvelope", d.timeout_ms as "timeoutMs", d.max_body_bytes as "maxBodyBytes", d.state, d.disabled_notice as "disabledNotice", d.check_path as "checkPath", d.dictionary, d.version, s.id as "subsystemId", s.name as "subsystemName", m.name as "memberName", m.id as "memberId", m.agency_id as "agencyId",
  m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code || '/' || d.code as key,
  (select json_build_object('at', c.at, 'ok', c.ok, 'message', c.message) from exchange.connection_test c where c.service_id = d.id order by c.at desc limit 1) as tested,
  (select count(*) from exchange.access_right r where r.service_id = d.id and r.ended_at is null) as consumers
  from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id`
export interface ServiceFilter { readonly q: string; readonly kind: string; readonly member: string; readonly state: string }
const matches = (filter: ServiceFilter): RawBuilder<boolean> => sql<boolean>`(${filter.q} = '' or kernel.vi_fold(d.name || ' ' || d.code || ' ' || d.description || ' ' || m.name || ' ' || s.name || ' ' || d.dictionary::text) like '%' || kernel.vi_fold(${filter.q}) || '%')
  and (${filter.kind} = '' or d.kind = ${filter.kind}) and (${filter.member} = '' or m.code = ${filter.member}) and (${filter.state} = '' or d.state = ${filter.state})`
export async function listServices(tx: Tx, actor: OfficerActor, filter: ServiceFilter): Promise<readonly ServiceRow[]> {
  return (await sql<ServiceRow>`${SERVICE} where ${mine(actor, 'm.agency_id')} and ${matches(filter)} order by m.name collate "vi-x-icu", d.name collate "vi-x-icu" limit 500`.execute(tx)).rows
}
export async function servicesOfSubsystem(tx: Tx, id: string): Promise<readonly ServiceRow[]> { return (await sql<ServiceRow>`${SERVICE} where s.id = ${id} order by d.name collate "vi-x-icu"`.execute(tx)).rows }
export async function serviceDetail(tx: Tx, actor: OfficerActor, id: string): Promise<ServiceRow> { return first((await sql<ServiceRow>`${SERVICE} where d.id = ${id} and ${mine(actor, 'm.agency_id')}`.execute(tx)).rows) }
/** The catalogue: every service that its owner lists, to every officer (NĐ 47/2020 Đ16 as amended: open to the units of the level by default). */
export async function catalogue(tx: Tx, filter: ServiceFilter): Promise<readonly ServiceRow[]> { return (await sql<ServiceRow>`${SERVICE} where d.listed and m.state = 'active' and ${matches(filter)} order by d.name collate "vi-x-icu" limit 500`.execute(tx)).rows }
export async function catalogueEntry(tx: Tx, id: string): Promise<ServiceRow> { return first((await sql<ServiceRow>`${SERVICE} where d.id = ${id}`.execute(tx)).rows) }
export async function endpointRows(tx: Tx, serviceId: string): Promise<readonly EndpointLine[]> { return (await sql<EndpointLine>`select method, path, summary from exchange.endpoint where service_id = ${serviceId} and not ended order by path, method limit 1000`.execute(tx)).rows }
export interface TestRow { readonly at: Date; readonly ok: boolean; readonly status: number | null; readonly milliseconds: number; readonly message: string }
export async function testsOf(tx: Tx, serviceId: string): Promise<readonly TestRow[]> { return (await sql<TestRow>`select at, ok, status, milliseconds, message from exchange.connection_test where service_id = ${serviceId} order by at desc limit 20`.execute(tx)).rows }

export interface GroupRow { readonly id: string; readonly code: string; readonly name: string; readonly version: number; readonly members: readonly string[]; readonly rights: number }
export async function listGroups(tx: Tx): Promise<readonly GroupRow[]> {
  return (await sql<GroupRow>`select g.id, g.code, g.name, g.version, (select count(*) from exchange.access_right r where r.group_id = g.id and r.ended_at is null) as rights,
    array(select m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code from exchange.group_subsystem x join exchange.subsystem s on s.id = x.subsystem_id join exchange.member m on m.id = s.member_id where x.group_id = g.id and x.until is null order by 1) as members
    from exchange.subject_group g order by g.name collate "vi-x-icu" limit 500`.execute(tx)).rows
}

export interface SharedDatabaseRow { readonly id: string; readonly code: string; readonly name: string; readonly ownerName: string; readonly scope: string; readonly source: string; readonly version: number; readonly serviceId: string | null; readonly serviceName: string | null; readonly serviceState: string | null; readonly testedOk: boolean | null; readonly testedAt: Date | null; readonly answeredAt: Date | null; /** datasets of the store: what it still lacks; empty: connected */ readonly misses?: readonly Text[] }
/** The databases that the province has to connect, and how each stands. `answeredAt`: the last minute in which its service answered, within 30 days of `now`. */
export async function sharedDatabases(tx: Tx, now: Date): Promise<readonly SharedDatabaseRow[]> {
  return (await sql<SharedDatabaseRow>`select b.id, b.code, b.name, b.owner_name as "ownerName", b.scope, b.source, b.version, d.id as "serviceId", d.name as "serviceName", d.state as "serviceState", c.ok as "testedOk", c.at as "testedAt",
    (select max(u.minute) from exchange.usage_minute u where u.service = d.number and u.minute > ${now}::timestamptz - interval '30 days' and u.passed > 0) as "answeredAt"
    from exchange.shared_database b left join exchange.data_service d on d.id = b.service_id left join lateral (select ok, at from exchange.connection_test t where t.service_id = d.id order by at desc limit 1) c on true order by b.scope, b.place, b.code`.execute(tx)).rows
}

export interface PastWording { readonly version: number; readonly changedAt: Date; readonly by: string | null; readonly content: Readonly<Record<string, unknown>> }
export async function wordingsOf(tx: Tx, type: string, id: string): Promise<readonly PastWording[]> {
  return (await sql<PastWording>`select version, changed_at as "changedAt", changed_by_account_id as by, content from exchange.history where object_type = ${type} and object_id = ${id} order by version desc limit 50`.execute(tx)).rows
}
