import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { read, transact } from '../../kernel/db/db.ts'
import { askOutside } from '../../kernel/http/outgoing.ts'
import { newId } from '../../kernel/ids.ts'
import { enqueue } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { lookAtServices } from '../../modules/datasets/index.ts'
import { localDateOf } from '../../modules/calendar/index.ts'
import { grantRight, issueCredential, jsonOf, textAt, type IssuedCredential } from '../../modules/exchange/index.ts'
import { officerActorFor, officersEverywhere } from '../../modules/organisations/index.ts'

const SYSTEM = { kind: 'system', name: 'demo-scene' } as const
/** Who reads the shared datasets of others: the operations centre of the office and the provincial one-stop centre (exchange.json). */
const CONSUMERS = [['H55.01', 'dieu-hanh'], ['H55.02', 'mot-cua']] as const
const CALLS_EACH = 4
/** A key reaches the gateway within a second of being issued. */
const TOKEN_TRIES = 20
const TOKEN_AGAIN_MS = 200
/** Usage is counted from sealed batches within a minute; then the figures of the platform may be. */
const COUNTED_AFTER_MS = 90_000

interface StoreServiceRow { readonly id: string; readonly code: string; readonly member: string; readonly memberClass: string }
const storeServices = (platform: Platform): Promise<readonly StoreServiceRow[]> => read(platform.db, SYSTEM, async tx => (await sql<StoreServiceRow>`
  select d.id, d.code, m.code as member, m.member_class as "memberClass"
  from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where d.within and d.state = 'enabled' order by d.code`.execute(tx)).rows)

interface Consumer { readonly id: string; readonly code: string; readonly member: string; readonly memberClass: string }
const consumers = async (platform: Platform): Promise<readonly Consumer[]> => (await read(platform.db, SYSTEM, async tx => (await sql<Consumer>`select s.id, s.code, m.code as member, m.member_class as "memberClass" from exchange.subsystem s join exchange.member m on m.id = s.member_id`.execute(tx)).rows))
  .filter(row => CONSUMERS.some(([member, code]) => row.member === member && row.code === code))

/** Contracts for the datasets of others, as the administrator of the province would grant them: every field that is not personal. */
async function grantRights(platform: Platform, steward: OfficerActor, services: readonly StoreServiceRow[], to: readonly Consumer[]): Promise<void> {
  for (const service of services) for (const consumer of to.filter(({ member }) => member !== service.member)) {
    await grantRight({ platform, actor: steward }, { subsystemId: consumer.id }, { kind: 'call', serviceId: service.id },
      { endpoints: 'GET /*', purpose: 'Điều hành và giải quyết thủ tục hành chính', legalBasis: 'Nghị định 194/2025/NĐ-CP', fields: ['*'], perMinute: 600, perDay: 20_000, validTo: null })
  }
}

/** What a consumer fetches with the key that its agency was given; undefined where nobody answers, or the key is never known. */
export async function tokenFor(gatewayUrl: string, { publicId, secret = '' }: Pick<IssuedCredential, 'publicId' | 'secret'>): Promise<string | undefined> {
  for (let tries = 0; tries < TOKEN_TRIES; tries++) {
    const answer = await askOutside({ url: `${gatewayUrl}/token`, method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${publicId}:${secret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials', timeoutMs: 10_000, most: 64 * 1024 })
    if (!answer.ok) return undefined
    const token = textAt(jsonOf(answer.body), 'access_token')
    if (token !== '') return token
    await new Promise(done => { setTimeout(done, TOKEN_AGAIN_MS) })
  }
  return undefined
}

/** Two agencies read every shared dataset of others through the gateway, as they would every day: the console and the figure of connected databases show what really passed. Answers how many calls got rows. */
export async function callDatasets(platform: Platform, gatewayUrl: string): Promise<number> {
  const { db, config, now } = platform
  const [head] = await officersEverywhere(db, localDateOf(now()), ['administrator'])
  const steward = head && await officerActorFor(db, head.accountId, head.positionId, localDateOf(now()))
  if (steward === undefined) return 0
  const [services, to] = [await storeServices(platform), await consumers(platform)]
  const keyed = []
  for (const consumer of to) keyed.push({ consumer, key: await issueCredential({ platform, actor: steward }, consumer.id, { kind: 'oauth-client', label: 'Môi trường thử', validTo: null, certificate: '' }) })
  await grantRights(platform, steward, services, to)
  let passed = 0
  for (const { consumer, key } of keyed) {
    const token = await tokenFor(gatewayUrl, key)
    if (token === undefined) continue
    for (const service of services.filter(({ member }) => member !== consumer.member)) for (let call = 0; call < CALLS_EACH; call++) {
      const [path, client] = [[config.exchange.instance, service.memberClass, service.member, 'kho-du-lieu', service.code].join('/'), [config.exchange.instance, consumer.memberClass, consumer.member, consumer.code].join('/')]
      const answer = await askOutside({ url: `${gatewayUrl}/r1/${path}/rows?limit=20`, method: 'GET', headers: { 'x-road-client': client, 'x-road-id': newId(), authorization: `Bearer ${token}` }, timeoutMs: 10_000, most: 2 * 1024 * 1024 })
      if (answer.ok && answer.status === 200) passed++
    }
  }
  await lookAtServices(platform)
  await transact(db, SYSTEM, tx => enqueue(tx, 'indicators-count-platform', {}, { runAt: new Date(now().getTime() + COUNTED_AFTER_MS) }))
  return passed
}
