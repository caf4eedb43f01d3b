import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import type { ConnectorCode } from '../connectors/settings.ts'

/** Where a connector goes, and how the looks through it went in the last 30 days. Without `client` nobody has set it up. */
export interface ConnectorRow {
  readonly code: ConnectorCode; readonly client: string | null; readonly service: string | null; readonly account: string; readonly settings: Readonly<Record<string, string>>; readonly hasSecret: boolean; readonly version: number; readonly changedAt: Date | null
  readonly serviceId: string | null; readonly serviceName: string | null; readonly serviceState: string | null; readonly hasRight: boolean; readonly testedOk: boolean | null; readonly testedAt: Date | null
  readonly looks: number; readonly troubled: number; readonly lastAt: Date | null; readonly lastOutcome: string | null
}
const AS_CLIENT = sql`m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code`
export async function listConnectors(tx: Tx, codes: readonly ConnectorCode[], now: Date): Promise<readonly ConnectorRow[]> {
  return (await sql<ConnectorRow>`select x.code, c.client, c.service, coalesce(c.account, '') as account, coalesce(c.settings, '{}') as settings, c.secret_sealed is not null as "hasSecret", coalesce(c.version, 0) as version, c.changed_at as "changedAt",
    d.id as "serviceId", d.name as "serviceName", d.state as "serviceState", t.ok as "testedOk", t.at as "testedAt",
    exists (select from exchange.access_right r join exchange.subsystem s on s.id = r.subsystem_id join exchange.member m on m.id = s.member_id where r.service_id = d.id and ${AS_CLIENT} = c.client and r.ended_at is null and (r.valid_to is null or r.valid_to > ${now})) as "hasRight",
    (select count(*) from exchange.lookup l where l.connector = x.code and l.at > ${now}::timestamptz - interval '30 days') as looks, (select count(*) from exchange.lookup l where l.connector = x.code and l.at > ${now}::timestamptz - interval '30 days' and l.outcome in ('no-answer', 'refused', 'unreadable')) as troubled, o.at as "lastAt", o.outcome as "lastOutcome"
    from unnest(${[...codes]}::text[]) with ordinality as x (code, place) left join exchange.connector c on c.code = x.code
      left join lateral (select d.id, d.name, d.state from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where ${AS_CLIENT} || '/' || d.code = c.service limit 1) d on true
      left join lateral (select ok, at from exchange.connection_test where service_id = d.id order by at desc limit 1) t on true
      left join lateral (select at, outcome from exchange.lookup l where l.connector = x.code order by at desc limit 1) o on true order by x.place`.execute(tx)).rows
}

export interface PurposeRow { readonly purpose: string; readonly legalBasis: string; readonly looks: number; readonly found: number; readonly troubled: number; readonly withConsent: number; readonly lastAt: Date }
/** For what a register was asked in the last 30 days: purposes that begin alike differ only in the dossier that they name. */
export async function purposesOf(tx: Tx, code: ConnectorCode, now: Date): Promise<readonly PurposeRow[]> {
  return (await sql<PurposeRow>`select purpose, legal_basis as "legalBasis", count(*) as looks, count(*) filter (where outcome = 'found') as found, count(*) filter (where outcome in ('no-answer', 'refused', 'unreadable')) as troubled, count(*) filter (where consent_at is not null) as "withConsent", max(at) as "lastAt"
    from exchange.lookup where connector = ${code} and at > ${now}::timestamptz - interval '30 days' group by 1, 2 order by 3 desc, 1 limit 100`.execute(tx)).rows
}
export interface LookRow { readonly id: string; readonly at: Date; readonly operation: string; readonly purpose: string; readonly byKind: string; readonly byName: string; readonly byTitle: string; readonly outcome: string; readonly requestId: string | null; readonly inLog: boolean }
/** The newest looks; whom they were about is nobody's to see here. */
export async function looksOf(tx: Tx, code: ConnectorCode, most: number): Promise<readonly LookRow[]> {
  return (await sql<LookRow>`select l.id, l.at, l.operation, l.purpose, l.by_kind as "byKind", l.by_name as "byName", l.by_title as "byTitle", l.outcome, l.request_id as "requestId",
    exists (select from exchange.transaction t where t.id = case when l.request_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then l.request_id::uuid end and t.at between l.at - interval '1 hour' and l.at + interval '1 hour') as "inLog" from exchange.lookup l where l.connector = ${code} order by l.at desc limit ${most}`.execute(tx)).rows
}
