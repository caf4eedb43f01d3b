import { createHash, createPublicKey } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import { transact, type Db } from '../../../kernel/db/db.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'

/** The key of one gateway, past or present. A gateway keeps its key for as long as it has its name; a new key is a new gateway. */
export interface PublishedKey {
  readonly gateway: string
  /** SHA-256 of the key (SPKI, DER), hexadecimal */
  readonly sha256: string
  readonly publicKey: string
  /** day of the first and the newest batch that it signed; null: none yet */
  readonly from: string | null
  readonly last: string | null
  /** entry of the ledger that named it first: its place in the ledger, and so its time, is proved there */
  readonly ledgerEntry: string | null
}

const system = { kind: 'system', name: 'exchange' } as const
const ACT = 'exchange.publish-gateway-key'
const OBJECT = 'exchange-gateway'

const fingerprint = (pem: string): string => createHash('sha256').update(createPublicKey(pem).export({ type: 'spki', format: 'der' })).digest('hex')

/** Enters a gateway's key into the ledger, whose witnesses are outside the database, once. */
export async function publishKey(db: Db, gateway: string, publicKey: string, now: Date): Promise<void> {
  await transact(db, system, async tx => {
    const { rows } = await sql`select 1 from kernel.ledger_entry where act = ${ACT} and object_type = ${OBJECT} and object_id = ${gateway} limit 1`.execute(tx)
    if (rows.length === 0) await appendLedger(tx, { actor: system, act: ACT, object: { type: OBJECT, id: gateway }, payload: { gateway, sha256: fingerprint(publicKey), publicKey }, at: now })
  })
}

/** The keys of all gateways that ever were, by the time of their first batch. */
export async function gatewayKeys(pool: pg.Pool): Promise<readonly PublishedKey[]> {
  const { rows } = await pool.query<Omit<PublishedKey, 'sha256'>>(`select g.name as gateway, g.public_key as "publicKey", to_char(f.at at time zone 'UTC', 'YYYY-MM-DD') as "from", to_char(l.at at time zone 'UTC', 'YYYY-MM-DD') as last, e.id as "ledgerEntry"
    from exchange.gateway g left join exchange.batch f on f.gateway_id = g.id and f.seq = 1
      left join lateral (select at from exchange.batch where gateway_id = g.id order by seq desc limit 1) l on true
      left join lateral (select id from kernel.ledger_entry where act = $1 and object_type = $2 and object_id = g.name order by id limit 1) e on true order by f.at nulls last, g.name`, [ACT, OBJECT])
  return rows.map(row => ({ gateway: row.gateway, sha256: fingerprint(row.publicKey), publicKey: row.publicKey, from: row.from, last: row.last, ledgerEntry: row.ledgerEntry }))
}

/** One text for people, `openssl` and `evidence/check.sh`: before each key stand whose it is and from when. */
export const keysAsPem = (instance: string, keys: readonly PublishedKey[]): string => `Keys with which the gateways of ${instance} sign the batches of their transaction logs (Ed25519)\n${keys.map(key =>
  `\ngateway: ${key.gateway}\nfrom: ${key.from ?? '-'}\nlast: ${key.last ?? '-'}\nsha256: ${key.sha256}\nledger-entry: ${key.ledgerEntry ?? '-'}\n${key.publicKey}`).join('')}`
export const keysAsJson = (instance: string, keys: readonly PublishedKey[]): string => `${JSON.stringify({ instance, keys }, null, 1)}\n`
