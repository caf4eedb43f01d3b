import { CompiledQuery, sql } from 'kysely'
import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { createRelay } from '../../../kernel/http/relay.ts'
import { deriveKey, seal } from '../../../kernel/secrets.ts'
import { REGISTER } from '../events/delivery-store.ts'
import { newWebhookSecret } from '../events/signature.ts'
import { disagreement, originOf, webhookUrlFault, type Disagreement, type UrlFault } from '../events/webhook-target.ts'
import { reachOf, subscriptionFor, writeDelivery } from './event-delivery.ts'
import { demand, fault, inRegistry, type Call } from './registry-row.ts'

const URL_FAULTS: Record<UrlFault, readonly [string, string]> = {
  local: ['Địa chỉ này dẫn về chính cổng. Ghi địa chỉ https của hệ thống nhận.', 'This address leads to the gateway itself.'], credentials: ['Không ghi tên và mật khẩu trong địa chỉ.', 'No name and password in the address.'],
  'not-https': ['Ghi một địa chỉ https, ví dụ https://he-thong.xa.gov.vn/su-kien.', 'Give an https address.'], 'too-long': ['Địa chỉ quá dài, hoặc có dấu #.', 'The address is too long, or has a #.'],
}
const saidNo = (no: Disagreement, origin: string) => no.kind === 'silent' ? fault('url', `Địa chỉ này không trả lời (${no.reason}).`, `It does not answer (${no.reason}).`, 'disagrees')
  : no.kind === 'status' ? fault('url', `Địa chỉ này trả lời ${no.status} cho lượt hỏi OPTIONS, chưa đồng ý nhận.`, `It answers ${no.status} to OPTIONS.`, 'disagrees')
    : fault('url', `Địa chỉ này chưa cho phép ${origin} gửi tới (đầu mục WebHook-Allowed-Origin).`, `It does not allow ${origin} (WebHook-Allowed-Origin).`, 'disagrees')
/** What the ledger keeps of an address: parameters often carry keys of the subscriber's own. */
const placeOf = (url: string): string => { const { origin, pathname } = new URL(url); return `${origin}${pathname}` }
const keyOf = (call: Call): Buffer => deriveKey(call.platform.config.masterKey, 'exchange-webhook')
/** How long the key before still signs beside the new one. */
const OVERLAP_MS = 86_400_000

/**
 * Where events of a subscription are sent to, once the address has agreed to hear from us (CloudEvents webhooks §4). Answers the key that signs them, once; a
 * known subscription goes on where it stood, a new one hears what comes from now on.
 */
export async function registerWebhook(call: Call, subscriptionId: string, url: string): Promise<{ readonly secret: string }> {
  const { platform } = call
  const known = await transact(platform.db, call.actor, tx => subscriptionFor(tx, call, subscriptionId))
  const wrong = webhookUrlFault(url, platform.config.simulators)
  demand([known.ended && fault('url', 'Quyền nhận sự kiện này đã chấm dứt.', 'This right has ended.', 'ended'), wrong !== undefined && fault('url', ...URL_FAULTS[wrong])])
  const origin = originOf(platform.config.exchange.instance)
  const relay = createRelay({ allowLoopback: platform.config.simulators, connections: 1, connectTimeoutMs: 5000 })
  try {
    const no = await disagreement(relay, origin, url)
    demand([no !== undefined && saidNo(no, origin)])
  } finally { await relay.close() }
  const secret = newWebhookSecret()
  const last = (await reachOf(platform, [known.topic])).get(known.topic)?.last ?? 0
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    await work.tx.executeQuery(CompiledQuery.raw(REGISTER, [subscriptionId, url, seal(keyOf(call), secret), work.at, null, last]))
    await writeDelivery(work, 'register-webhook', subscriptionId, { place: placeOf(url) })
  })
  return { secret }
}

/** Another key, told once; for a day both sign. */
export async function renewWebhookKey(call: Call, subscriptionId: string): Promise<{ readonly secret: string }> {
  const secret = newWebhookSecret()
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    const { numAffectedRows } = await sql`update exchange.event_delivery set former_sealed = secret_sealed, former_until = ${new Date(work.at.getTime() + OVERLAP_MS)}, secret_sealed = ${seal(keyOf(call), secret)} where subscription_id = ${subscriptionId}`.execute(work.tx)
    if (numAffectedRows === 0n) throw notFound()
    await writeDelivery(work, 'renew-webhook-key', subscriptionId)
  })
  return { secret }
}

/** Nothing is sent any more; the contract stays, and its system may still read by itself. */
export async function removeWebhook(call: Call, subscriptionId: string, reason: string): Promise<void> {
  demand([reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, async work => {
    await subscriptionFor(work.tx, call, subscriptionId)
    const { numAffectedRows } = await sql`delete from exchange.event_delivery where subscription_id = ${subscriptionId}`.execute(work.tx)
    if (numAffectedRows === 0n) throw notFound()
    await writeDelivery(work, 'remove-webhook', subscriptionId, {}, reason)
  })
}
