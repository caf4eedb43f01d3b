import { randomInt } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from '../../../kernel/db/db.ts'
import { createRelay } from '../../../kernel/http/relay.ts'
import { isUuid, newId } from '../../../kernel/ids.ts'
import type { Log } from '../../../kernel/platform.ts'
import { deriveKey } from '../../../kernel/secrets.ts'
import type { Signer, TimeStamper, TrustAnchors } from '../../../kernel/signing/index.ts'
import type { FaultDialect } from '../domain/faults.ts'
import { createBudget } from '../documents/body.ts'
import { createSignatureCheck, type SignaturePolicy } from '../documents/signature/verifier.ts'
import { createDocumentStore } from '../documents/store.ts'
import { startDeliveries } from '../events/deliver.ts'
import { openNatsBus } from '../events/nats-bus.ts'
import type { EventMutant } from '../events/parts.ts'
import { openPostgresBus } from '../events/postgres-bus.ts'
import { keepReach } from '../events/reach.ts'
import { originOf } from '../events/webhook-target.ts'
import { openClaims } from '../evidence/claims.ts'
import { makeContainer } from '../evidence/container.ts'
import { publishKey } from '../evidence/gateway-keys.ts'
import { openGatewayKey } from '../evidence/key.ts'
import { openSpool } from '../evidence/spool.ts'
import { boundStrangers } from '../evidence/strangers.ts'
import { openTransactionLog } from '../evidence/transaction-log.ts'
import { credentialKey } from '../registry/credential-secret.ts'
import type { WithinProvider } from '../within.ts'
import { watchRegistry } from '../registry/watch.ts'
import { createBreakers } from './breakers.ts'
import { callerAddress } from './caller.ts'
import { handle, takes } from './front.ts'
import type { GatewayParts } from './parts.ts'
import { createPublishedKeys } from './published-keys.ts'
import { createQuotas } from './quotas.ts'
import { createRefusals } from './refusals.ts'
import { tokenReader } from './token.ts'

export interface GatewaySettings {
  /** X-Road instance of this province's exchange: VN in production */
  readonly instance: string
  /** name of this process among the gateways, kept from start to start: its chain of batches goes on under it */
  readonly name: string
  readonly databaseUrl: string
  /** steps down to the application's role when the URL is the owner's */
  readonly databaseRole?: string
  readonly varDir: string
  readonly masterKey: Buffer
  readonly faultDialect: FaultDialect
  /** how many proxies stand in front and add to X-Forwarded-For; absent: none is believed */
  readonly proxies?: number
  /** networks from which subsystems without credentials may call: CIDR */
  readonly trustedNetworks: readonly string[]
  readonly allowLoopback: boolean
  readonly ownAddress: string
  /** the province's seal and time-stamp authority, for containers that are asked for and the list of keys; undefined: it has none */
  readonly seal?: () => Promise<Signer | undefined>
  readonly timeStamp?: TimeStamper
  /** whom to believe: signers of documents, and for verifiers of containers in `/verificationconf` */
  readonly anchors?: TrustAnchors
  /** of the authorities that issue to signers; never fails */
  readonly revocationLists?: () => Promise<readonly Uint8Array[]>
  /** NATS servers that carry the events, with commas between; absent: PostgreSQL does */
  readonly eventsUrl?: string
  /** what answers the services of the data store */
  readonly within?: WithinProvider
  /** what becomes of documents by their signature; SHA-1 is taken from old systems where it must be */
  readonly documentSignatures?: { readonly policy: SignaturePolicy; readonly allowSha1: boolean }
  /** how long the database may take to answer what a call waits for, in milliseconds; then it counts as away */
  readonly databaseAnswerMs?: number
  /** how old the registry may be, in milliseconds: a gateway that could not ask the database for so long lets nobody through, whatever was allowed before */
  readonly registryMaxAgeMs?: number
  /** trials only */
  readonly answerEarly?: boolean
  readonly eventMutant?: EventMutant
}

export interface Gateway {
  readonly name: string
  /** whether this request is for the exchange */
  takes(request: IncomingMessage): boolean
  handle(request: IncomingMessage, response: ServerResponse): void
  /** looks at the webhooks now, and waits until nothing is left to send */
  deliver(): Promise<void>
  readonly state: { readonly registryVersion: number; readonly seq: number; readonly waiting: number; readonly spooled: number; readonly logDown: boolean; readonly breakersOpen: number; readonly events: 'postgresql' | 'nats-jetstream' }
  /** reads the registry now, instead of when the database says so */
  reload(): Promise<void>
  stop(): Promise<void>
}

/** Everything a gateway does in the database it does as the platform itself. */
const SETTINGS = { 'tinhso.actor_kind': 'system' }
/** Four such waits and a provider's time are less than the half minute after which clients hang up. */
const ANSWER_MS = 8_000
/** Statements of documents and of counting, which end by the server's own limit (30 s) as long as it hears us. */
const PATIENT_MS = 40_000
/** As X-Road's global configuration, which is valid for ten minutes. */
const REGISTRY_MAX_AGE_MS = 600_000
const COUNT_MS = 1000
const COUNT_AT_MOST = 50_000

/** Starts one gateway; `now` is its clock in milliseconds. */
export async function startGateway(settings: GatewaySettings, logger: Log, now: () => number): Promise<Gateway> {
  const answerWithinMs = settings.databaseAnswerMs ?? ANSWER_MS
  const shared = { url: settings.databaseUrl, settings: SETTINGS, ...(settings.databaseRole ? { role: settings.databaseRole } : {}) }
  const db = connect({ ...shared, max: 8, applicationName: `tinhso-exchange-${settings.name}`, answerWithinMs })
  const patient = connect({ ...shared, max: 4, applicationName: `tinhso-exchange-documents-${settings.name}`, answerWithinMs: Math.max(PATIENT_MS, answerWithinMs) })
  // the log has a connection of its own: nothing else may stand before it
  const logDb = connect({ ...shared, max: 1, applicationName: `tinhso-exchange-log-${settings.name}`, answerWithinMs })
  const key = await openGatewayKey(join(settings.varDir, 'keys', 'exchange'), settings.name)
  const log = boundStrangers(await openTransactionLog({ pool: logDb.pool, key, gateway: settings.name, origin: `tinhso-exchange.${settings.instance}`, spool: await openSpool(join(settings.varDir, 'exchange', `${settings.name}.spool`)), now, log: logger, ...(settings.answerEarly ? { answerEarly: true } : {}) }), { now, logger, newId: () => newId(now()), instance: settings.instance, ownAddress: settings.ownAddress })
  const registry = await watchRegistry(db.pool, settings.databaseUrl, logger)
  const relay = createRelay({ allowLoopback: settings.allowLoopback })
  const trusted = new BlockList()
  for (const network of settings.trustedNetworks) {
    const [address = '', prefix] = network.split('/')
    const family = address.includes(':') ? 'ipv6' : 'ipv4'
    trusted.addSubnet(address, prefix === undefined ? family === 'ipv6' ? 128 : 32 : Number(prefix), family)
  }
  const tokenKey = deriveKey(settings.masterKey, 'exchange-token')
  const quotas = createQuotas(db.pool)
  const breakers = createBreakers()
  const sealingKey = deriveKey(settings.masterKey, 'exchange-message')
  const { rows: [self] } = await db.pool.query<{ id: number }>('select id from exchange.gateway where name = $1', [settings.name])
  const gatewayId = self?.id ?? 0
  await publishKey(db, settings.name, key.publicPem, new Date(now()))
  const webhookKey = deriveKey(settings.masterKey, 'exchange-webhook')
  const eventKey = deriveKey(settings.masterKey, 'exchange-event')
  const bus = settings.eventsUrl === undefined ? await openPostgresBus(db.pool, settings.databaseUrl, now, logger) : await openNatsBus(settings.eventsUrl, logger)
  const common = { relay, log, now, instance: settings.instance, ownAddress: settings.ownAddress, newId: () => newId(now()) }
  const deliveries = startDeliveries({ ...common, pool: db.pool, bus, gateway: settings.name, webhookKey, eventKey, logger, snapshot: () => registry.current, random: () => randomInt(1_000_000) / 1_000_000, mutant: settings.eventMutant })
  const signatures = createSignatureCheck({ policy: settings.documentSignatures?.policy ?? 'show', allowSha1: settings.documentSignatures?.allowSha1 ?? false, anchors: settings.anchors ?? { certificates: [] }, ...(settings.revocationLists ? { revocationLists: settings.revocationLists } : {}), now })
  const proxies = settings.proxies ?? 0
  const parts: GatewayParts = {
    instance: settings.instance, faultDialect: settings.faultDialect, ownAddress: settings.ownAddress, registry, registryMaxAgeMs: settings.registryMaxAgeMs ?? REGISTRY_MAX_AGE_MS, log, claims: await openClaims(db.pool, sealingKey, gatewayId, now), quotas, breakers, refusals: createRefusals(logger), relay, within: settings.within,
    tokens: { key: tokenKey, read: tokenReader(tokenKey) }, sealingKey, callerOf: request => callerAddress(request, proxies) || request.socket.remoteAddress,
    isTrusted: request => { const plain = callerAddress(request, proxies).replace(/^::ffff:/, ''); return isIP(plain) !== 0 && trusted.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4') },
    documents: { pool: patient.pool, store: createDocumentStore(patient.pool, deriveKey(settings.masterKey, 'exchange-document')), credentialKey: credentialKey(settings.masterKey), budget: createBudget(), signatures },
    events: { bus, pool: db.pool, origin: originOf(settings.instance), eventKey, webhookKey, allowLoopback: settings.allowLoopback, deliveries, mutant: settings.eventMutant },
    now, logger, newId: () => newId(now()),
    publishedKeys: createPublishedKeys({ pool: db.pool, instance: settings.instance, now, logger, ...(settings.seal ? { seal: settings.seal } : {}), ...(settings.timeStamp ? { timeStamp: settings.timeStamp } : {}) }), anchors: settings.anchors,
    containersOf: async (messageId, subsystem, only) => {
      const { rows } = await db.pool.query<{ id: string }>(`select t.id from exchange.transaction t left join exchange.data_service d on d.number = t.service left join exchange.subsystem s on s.id = d.subsystem_id
        where (t.message_id = $1 or t.message_id is null and t.id = $3) and (t.message_id is not null or t.record::jsonb->>22 = $1) and (t.client = $2 or s.number = $2) order by t.at limit 50`, [messageId, subsystem, isUuid(messageId.slice(-36)) ? messageId.slice(-36) : null])
      const seal = await settings.seal?.()
      const made = await Promise.all(rows.map(async ({ id }) => ({ id, bytes: await makeContainer({ pool: db.pool, sealingKey, ...(seal ? { seal } : {}), ...(settings.timeStamp ? { timeStamp: settings.timeStamp } : {}) }, id, only) })))
      return made.flatMap(({ id, bytes }) => bytes === undefined ? [] : [{ id, bytes }])
    },
    openapiOf: async number => (await db.pool.query<{ openapi: string | null }>('select openapi from exchange.data_service where number = $1', [number])).rows[0]?.openapi ?? undefined,
  }
  const reach = bus.engine === 'nats-jetstream' ? keepReach(db.pool, bus) : undefined
  let stopped = false
  const tick = async (): Promise<void> => {
    await parts.claims.pay()
    await log.summarise()
    await patient.pool.query({ name: 'exchange-count', text: 'select exchange.count_batches($1)', values: [COUNT_AT_MOST] })
    await db.pool.query({ name: 'exchange-seen', text: 'update exchange.gateway set seen_at = $2 where id = $1', values: [gatewayId, new Date(now())] })
    await quotas.learn(gatewayId, now())
    await reach?.write([...registry.current.topics.values()], new Date(now()))
  }
  await quotas.learn(gatewayId, now())
  let ticking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => { ticking = ticking.then(() => stopped ? undefined : tick()).catch((error: unknown) => { logger.warn({ error: String(error) }, 'usage could not be counted') }) }, COUNT_MS)
  return {
    name: settings.name,
    takes: request => takes(parts, request),
    handle: (request, response) => { handle(parts, request, response) },
    get state() { return { registryVersion: registry.current.version, seq: log.state.seq, waiting: log.state.waiting, spooled: log.state.spooled, logDown: log.state.down, breakersOpen: breakers.open, events: bus.engine } },
    deliver: () => deliveries.look(),
    reload: () => registry.reload(),
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await ticking
      await deliveries.stop()
      reach?.stop()
      await bus.close()
      await log.stop()
      await registry.stop()
      await relay.close()
      await signatures.close()
      await Promise.all([db.kysely.destroy(), patient.kysely.destroy(), logDb.kysely.destroy()])
    },
  }
}
