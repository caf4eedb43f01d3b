import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { rowRuleOf, type RowRule } from './domain/row-rule.ts'

/** What the data store says of a service that it offers. */
export interface StoreService { readonly code: string; readonly agencyId: string; readonly name: string; readonly description: string; readonly legalBasis: string; readonly terms: string; readonly openapi: object; readonly endpoints: readonly { readonly path: string; readonly summary: string }[] }

/** Opens or renews the service of a dataset under its owner's member, in the transaction of its publication; it joins the catalogue and the list of shared databases. Answers the service's id. */
export async function openStoreService(tx: Tx, service: StoreService, at: Date): Promise<string> {
  const id = (): string => newId(at.getTime())
  const told = { id: id(), member: id(), subsystem: id(), database: id(), code: service.code, name: service.name.normalize('NFC'), description: service.description, legalBasis: service.legalBasis, terms: service.terms, openapi: JSON.stringify(service.openapi), endpoints: service.endpoints.map(each => ({ id: id(), ...each })) }
  const { rows: [row] } = await sql<{ id: string }>`select exchange.open_store_service(${service.agencyId}, ${JSON.stringify(told)}::jsonb, ${at}) as id`.execute(tx)
  if (!row) throw new Error('no service came of it')
  return row.id
}
/** Closes it: who calls is told why, rights stay for the day when it opens again. */
export async function closeStoreService(tx: Tx, agencyId: string, code: string, notice: string): Promise<void> {
  await sql`select exchange.close_store_service(${agencyId}, ${code}, ${notice})`.execute(tx)
}

/** What a contract allows, as the data store must know it. */
export interface Contract { readonly purpose: string; readonly legalBasis: string; readonly fields: readonly string[]; /** undefined: what stands there is not understood, and opens nothing */ readonly rowRule: RowRule | undefined }
/** The contract behind a right that is still in force. Read as the platform. */
export async function contractOf(tx: Tx, right: number): Promise<Contract | undefined> {
  const { rows: [row] } = await sql<Omit<Contract, 'rowRule'> & { rowRule: unknown }>`select purpose, legal_basis as "legalBasis", fields, row_rule as "rowRule" from exchange.access_right where number = ${right} and ended_at is null`.execute(tx)
  return row && { ...row, rowRule: rowRuleOf(row.rowRule) }
}

/** How the services of the data store stand. Read as the platform. */
export interface StoreServiceFacts { readonly id: string; readonly code: string; readonly enabled: boolean; readonly testedAt: Date | null; readonly testedOk: boolean | null; readonly testMessage: string | null; readonly rights: number; /** members other than the provider whose calls were answered since */ readonly users: number }
export async function storeServiceFacts(tx: Tx, now: Date, since: Date): Promise<readonly StoreServiceFacts[]> {
  return (await sql<StoreServiceFacts>`select d.id, d.code, d.state = 'enabled' and s.state = 'active' and m.state = 'active' as enabled, c.at as "testedAt", c.ok as "testedOk", c.message as "testMessage",
    (select count(*) from exchange.access_right r where r.service_id = d.id and r.ended_at is null and r.valid_from <= ${now} and (r.valid_to is null or r.valid_to > ${now})) as rights,
    (select count(distinct cs.member_id) from exchange.usage_minute u join exchange.subsystem cs on cs.number = u.client where u.service = d.number and u.minute > ${since} and u.passed > u.declined and cs.member_id <> m.id) as users
    from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id
    left join lateral (select ok, at, message from exchange.connection_test t where t.service_id = d.id order by at desc limit 1) c on true where d.within`.execute(tx)).rows
}

/** Calls of the store's services that were answered and not declined, by day of Vietnam. Read as the platform. */
export async function storeServiceUse(tx: Tx, since: Date): Promise<readonly { readonly code: string; readonly day: string; readonly calls: number }[]> {
  return (await sql<{ code: string; day: string; calls: number }>`select d.code, to_char((u.minute at time zone 'Asia/Ho_Chi_Minh')::date, 'YYYY-MM-DD') as day, sum(u.passed - u.declined)::float8 as calls from exchange.usage_minute u join exchange.data_service d on d.number = u.service
    where d.within and u.minute >= date_trunc('day', ${since}::timestamptz, 'Asia/Ho_Chi_Minh') group by 1, 2`.execute(tx)).rows
}

/** Keeps the outcome of a look whether a service answers. */
export async function recordServiceTest(tx: Tx, serviceId: string, outcome: { readonly ok: boolean; readonly milliseconds: number; readonly message: string }, at: Date): Promise<void> {
  await sql`insert into exchange.connection_test (id, service_id, at, ok, milliseconds, status, message, by_account) values (${newId(at.getTime())}, ${serviceId}, ${at}, ${outcome.ok}, ${outcome.milliseconds}, ${outcome.ok ? 200 : null}, ${outcome.message}, null)`.execute(tx)
}
