import type pg from 'pg'
import { newId } from '../../../kernel/ids.ts'

/** How long a lease holds after the last word of its holder (the database's clock). */
export const LEASE_SECONDS = 40
export interface Lease { readonly subscription: string; readonly url: string; readonly secret: Buffer; /** the key before it, while it still signs too */ readonly former: Buffer | null; readonly position: number; readonly attempts: number; readonly refusedInARow: number }
interface LeaseRow { url: string; secret_sealed: Buffer; former: Buffer | null; position: number; attempts: number; refused_in_a_row: number }

const MINE = 'subscription_id = $1 and leased_by = $2 and leased_until > clock_timestamp()'
const HOLD = `leased_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`

/** Which subscriptions have a webhook that may be sent to and that no other gateway holds. */
export async function freeDeliveries(pool: pg.Pool, gateway: string, at: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ subscription_id: string }>('select subscription_id from exchange.event_delivery where paused_at is null and next_at <= $2 and (leased_until is null or leased_until < clock_timestamp() or leased_by = $1)', [gateway, new Date(at)])
  return rows.map(row => row.subscription_id)
}
/** Takes the lease unless somebody else holds it, the subscription is paused, or it is not time yet. */
export async function takeLease(pool: pg.Pool, gateway: string, subscription: string, at: number): Promise<Lease | undefined> {
  const { rows: [row] } = await pool.query<LeaseRow>({ name: 'event-lease', text: `update exchange.event_delivery set leased_by = $2, ${HOLD} where subscription_id = $1 and paused_at is null and next_at <= $3
    and (leased_until is null or leased_until < clock_timestamp() or leased_by = $2) returning url, secret_sealed, case when former_until > $3 then former_sealed end as former, position, attempts, refused_in_a_row`, values: [subscription, gateway, new Date(at)] })
  return row && { subscription, url: row.url, secret: row.secret_sealed, former: row.former, position: row.position, attempts: row.attempts, refusedInARow: row.refused_in_a_row }
}
const changed = async (pool: pg.Pool, name: string, text: string, values: unknown[]): Promise<boolean> => ((await pool.query({ name, text, values })).rowCount ?? 0) > 0

/** All of these answer false when the lease was lost meanwhile: nothing was changed, and the holder must stop. */
export const renewLease = (pool: pg.Pool, gateway: string, subscription: string): Promise<boolean> => changed(pool, 'event-renew', `update exchange.event_delivery set ${HOLD} where ${MINE} and paused_at is null`, [subscription, gateway])
export const releaseLease = (pool: pg.Pool, gateway: string, subscription: string): Promise<boolean> => changed(pool, 'event-release', `update exchange.event_delivery set leased_by = null, leased_until = null where ${MINE}`, [subscription, gateway])
export const moveOn = (pool: pg.Pool, gateway: string, subscription: string, from: number, to: number, status: number, at: number): Promise<boolean> =>
  // paused meanwhile: what was taken counts, and nothing follows it
  pool.query<{ going: boolean }>({ name: 'event-move-on', text: `update exchange.event_delivery set position = $4, attempts = 0, refused_in_a_row = 0, last_status = $5, last_error = null, delivered_at = $6 where ${MINE} and position = $3 returning paused_at is null as going`, values: [subscription, gateway, from, to, status, new Date(at)] }).then(({ rows: [row] }) => row?.going === true)
export const sendAgain = (pool: pg.Pool, gateway: string, subscription: string, next: number, status: number | null, error: string): Promise<boolean> =>
  changed(pool, 'event-again', `update exchange.event_delivery set attempts = attempts + 1, next_at = $3, last_status = $4, last_error = $5, leased_by = null, leased_until = null where ${MINE}`, [subscription, gateway, new Date(next), status, error])
export const pauseDelivery = (pool: pg.Pool, gateway: string, subscription: string, at: number, because: string, status: number | null, error: string): Promise<boolean> =>
  changed(pool, 'event-pause', `update exchange.event_delivery set attempts = attempts + 1, paused_at = $3, paused_because = $4, last_status = $5, last_error = $6, leased_by = null, leased_until = null where ${MINE}`, [subscription, gateway, new Date(at), because, status, error])

/** Lays an event aside and goes on behind it, in one statement. */
export const layAside = (pool: pg.Pool, gateway: string, subscription: string, from: number, dead: { readonly position: number; readonly id: string; readonly at: number; readonly status: number | null; readonly error: string }): Promise<boolean> =>
  changed(pool, 'event-aside', `with moved as (update exchange.event_delivery set position = $4, attempts = 0, refused_in_a_row = refused_in_a_row + 1, last_status = $8, last_error = $9 where ${MINE} and position = $3 returning attempts)
    insert into exchange.event_dead_letter (id, subscription_id, position, event_id, at, attempts, last_status, last_error) select $5, $1, $4, $6, $7, (select d.attempts + 1 from exchange.event_delivery d where d.subscription_id = $1), $8, $9 from moved
    on conflict (subscription_id, position) do update set state = 'waiting', at = excluded.at, last_status = excluded.last_status, last_error = excluded.last_error, version = exchange.event_dead_letter.version + 1`,
  [subscription, gateway, from, dead.position, newId(dead.at), dead.id, new Date(dead.at), dead.status, dead.error])

/** Where a subscription's events go from now on: subscription, address, sealed key, now, position to go on behind (null: where it stood), position of a new one. Whoever sends just now loses the lease, and with it the former address. */
export const REGISTER = `insert into exchange.event_delivery as d (subscription_id, url, secret_sealed, registered_at, position, next_at) values ($1, $2, $3, $4, coalesce($5::bigint, $6), $4)
  on conflict (subscription_id) do update set url = excluded.url, secret_sealed = excluded.secret_sealed, former_sealed = null, former_until = null, registered_at = excluded.registered_at, position = coalesce($5::bigint, d.position), attempts = 0, refused_in_a_row = 0, next_at = excluded.next_at, paused_at = null, paused_because = null, leased_by = null, leased_until = null returning position`

export interface DeadLetter { readonly id: string; readonly position: number }
export async function toReplay(pool: pg.Pool, subscription: string): Promise<readonly DeadLetter[]> {
  return (await pool.query<DeadLetter>("select id, position from exchange.event_dead_letter where subscription_id = $1 and state = 'replaying' order by position", [subscription])).rows
}
export async function endReplay(pool: pg.Pool, id: string, taken: boolean, status: number | null, error: string): Promise<void> {
  await pool.query("update exchange.event_dead_letter set state = case when $2 then 'replayed' else 'waiting' end, attempts = attempts + 1, last_status = $3, last_error = case when $2 then last_error else $4 end, version = version + 1 where id = $1 and state = 'replaying'", [id, taken, status, error])
}
