import { sql } from 'kysely'
import type { Actor } from '../../../kernel/actor.ts'
import { read, transact, type Db, type Tx } from '../../../kernel/db/db.ts'
import { adminRole } from '../../../kernel/history.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { deriveKey, seal, unseal } from '../../../kernel/secrets.ts'

export const CONNECTORS = ['population', 'civil-status', 'business-registry', 'social-insurance', 'categories'] as const
export type ConnectorCode = (typeof CONNECTORS)[number]
export const isConnector = (text: string): text is ConnectorCode => CONNECTORS.some(each => each === text)

/** Where a connector goes and what it shows there. */
export interface ConnectorSettings {
  /** our subsystem: `VN/GOV/000.00.00.H55/mot-cua` */
  readonly client: string
  /** the service in the registry: `…/tra-cuu-037` */
  readonly service: string
  readonly account: string
  readonly secret: string
  readonly apiKey: string
  /** by name: `maDVC`, `maTichHop`, `maCanBo`, `signedAddress`, `clerkName`, `clerkId`… */
  readonly settings: Readonly<Record<string, string>>
}

const system = { kind: 'system', name: 'exchange-connectors' } as const
const keyOf = (masterKey: Buffer): Buffer => deriveKey(masterKey, 'exchange-connector')
const texts = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(typeof value === 'object' && value !== null ? value : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

export async function findConnector(db: Db, masterKey: Buffer, code: ConnectorCode): Promise<ConnectorSettings | undefined> {
  const row = await read(db, system, async tx => (await sql<{ client: string; service: string; account: string; secret_sealed: Buffer | null; settings: unknown }>`select client, service, account, secret_sealed, settings from exchange.connector where code = ${code}`.execute(tx)).rows[0])
  if (!row) return undefined
  const { secret = '', apiKey = '' } = row.secret_sealed ? texts(JSON.parse(unseal(keyOf(masterKey), row.secret_sealed).toString('utf8'))) : {}
  return { client: row.client, service: row.service, account: row.account, secret, apiKey, settings: texts(row.settings) }
}

/** Writes what a connector says, with its ledger entry; secrets go sealed into the row and nowhere else. */
export async function writeConnector(tx: Tx, masterKey: Buffer, actor: Actor, code: ConnectorCode, wanted: ConnectorSettings, at: Date, reason: string | null = null): Promise<void> {
  await sql`insert into exchange.connector (code, client, service, account, secret_sealed, settings, changed_at) values (${code}, ${wanted.client}, ${wanted.service}, ${wanted.account}, ${seal(keyOf(masterKey), JSON.stringify({ secret: wanted.secret, apiKey: wanted.apiKey }))}, ${JSON.stringify(wanted.settings)}, ${at})
    on conflict (code) do update set client = excluded.client, service = excluded.service, account = excluded.account, secret_sealed = excluded.secret_sealed, settings = excluded.settings, changed_at = excluded.changed_at, version = exchange.connector.version + 1`.execute(tx)
  const officer = actor.kind === 'officer' ? actor : undefined
  await appendLedger(tx, { actor, ...officer ? { role: adminRole(officer), agency: officer.agencyId } : {}, act: 'exchange.put-connector', object: { type: 'connector', id: code }, payload: { client: wanted.client, service: wanted.service, account: wanted.account, settings: { ...wanted.settings } }, reason, at })
}

/** Points a connector at a service; the secret is sealed and neither shown nor logged again. Said again, it changes nothing. */
export async function putConnector(platform: Pick<Platform, 'db' | 'now' | 'config'>, actor: Actor, code: ConnectorCode, wanted: ConnectorSettings): Promise<boolean> {
  const { masterKey } = platform.config
  const same = (known: ConnectorSettings): boolean => JSON.stringify([known.client, known.service, known.account, known.secret, known.apiKey, Object.entries(known.settings).toSorted()]) === JSON.stringify([wanted.client, wanted.service, wanted.account, wanted.secret, wanted.apiKey, Object.entries(wanted.settings).toSorted()])
  const known = await findConnector(platform.db, masterKey, code)
  if (known && same(known)) return false
  await transact(platform.db, actor, tx => writeConnector(tx, masterKey, actor, code, wanted, platform.now()))
  return true
}
