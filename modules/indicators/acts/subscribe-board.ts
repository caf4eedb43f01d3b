import { sql } from 'kysely'
import type { Actor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact, type Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'
import type { IndicatorsAct } from '../act-names.ts'
import { addressHash, sealAddress } from '../subscriptions/address.ts'
import type { Frequency, Snapshot } from '../subscriptions/snapshot.ts'
import { findSubscription, KEEPER, queueMail, t, type Subscription } from '../subscriptions/store.ts'
import type { FollowedView } from '../subscriptions/view.ts'

export interface SubscriberCall { readonly platform: Platform; readonly actor: Actor }
/** Whoever knows an address could fill its box: so many questions a day, so many boards at once. */
const ASKED_A_DAY = 3
const MOST_BOARDS = 20
const DAY_MS = 86_400_000
/** Whoever presses twice has asked once: nobody at this form has a session, by which the page would be known. */
const SAME_PRESS_MS = 120_000

/** Asks the owner of an address. What becomes of it only the mail says: whoever asks hears the same whether the address is known, new or asked too often. */
export async function askSubscription({ platform, actor }: SubscriberCall, { address, view, names, frequency, lang }: { readonly address: string; readonly view: FollowedView; readonly names: { readonly board: string; readonly unit: string }; readonly frequency: Frequency; readonly lang: 'vi' | 'en' }): Promise<void> {
  const { config: { masterKey } } = platform
  const [hash, at] = [addressHash(masterKey, address), platform.now()]
  await transact(platform.db, KEEPER, async tx => {
    // two forms for one address wait for each other, so that neither is counted without the other
    await sql`select pg_advisory_xact_lock(hashtextextended(${`indicators.subscription ${hash.toString('hex')}`}, 0))`.execute(tx)
    const own = await t(tx).selectFrom('indicators.subscription').selectAll().where('email_hash', '=', hash).execute()
    const asked = await t(tx).selectFrom('indicators.subscription_mail as m').innerJoin('indicators.subscription as s', 's.id', 'm.subscription_id').select('m.id').where('s.email_hash', '=', hash).where('m.digest', 'like', 'ask:%').where('m.made_at', '>', new Date(at.getTime() - DAY_MS)).execute()
    const known = own.find(each => each.ended_at === null && each.framework === view.framework && each.edition === view.edition && each.subject === view.subject)
    if (asked.length >= ASKED_A_DAY || known === undefined && own.length >= MOST_BOARDS) return
    const kind = known?.confirmed_at ? 'known' : 'ask'
    const digest = `ask:${kind}:${at.toISOString()}`
    if (known && (kind === 'known' || known.frequency === frequency)) {
      const pressed = await t(tx).selectFrom('indicators.subscription_mail').select('id').where('subscription_id', '=', known.id).where('digest', 'like', `ask:${kind}:%`).where('made_at', '>', new Date(at.getTime() - SAME_PRESS_MS)).executeTakeFirst()
      if (pressed) return
    }
    if (known?.confirmed_at) { await queueMail(tx, known.id, digest, { kind: 'known', ...names, frequency: known.frequency }, at); return }
    const id = known?.id ?? newId(at.getTime())
    if (known) await t(tx).updateTable('indicators.subscription').set({ frequency, lang, asked_at: at }).where('id', '=', id).execute()
    else await t(tx).insertInto('indicators.subscription').values({ id, email_sealed: sealAddress(masterKey, address), email_hash: hash, ...view, frequency, lang, asked_at: at, confirmed_at: null, ended_at: null, seen: null, told_on: null, looked_at: null }).execute()
    await queueMail(tx, id, digest, { kind: 'ask', ...names, frequency }, at)
    await note(tx, actor, 'ask-subscription', id, at, { ...view, frequency })
  })
}

/** The owner of the address says yes; `seen` is what the board says now, from which on changes are told. Once more is no error. */
export const confirmSubscription = (call: SubscriberCall, id: string, seen: Snapshot): Promise<Subscription | undefined> => change(call, id, 'confirm-subscription', ({ confirmed_at, ended_at }) => confirmed_at === null && ended_at === null, at => ({ confirmed_at: at, seen: JSON.stringify(seen), told_on: localDateOf(at) }))
export const changeFrequency = (call: SubscriberCall, id: string, frequency: Frequency): Promise<Subscription | undefined> => change(call, id, 'change-subscription', row => row.ended_at === null && row.frequency !== frequency, () => ({ frequency }), { frequency })
export const endSubscription = (call: SubscriberCall, id: string, reason?: string): Promise<Subscription | undefined> => change(call, id, 'end-subscription', row => row.ended_at === null, at => ({ ended_at: at }), undefined, reason)

/** Takes an end back, unless another subscription to the same view has taken its place. */
export async function resumeSubscription(call: SubscriberCall, id: string): Promise<void> {
  try { await resume(call, id) } catch (error) {
    // it took the place at this moment
    if (!isUniqueViolation(error, 'subscription_once')) throw error
  }
}
const resume = (call: SubscriberCall, id: string): Promise<Subscription | undefined> => change(call, id, 'resume-subscription', row => row.ended_at !== null, async (_at, row, tx) => {
  const other = await t(tx).selectFrom('indicators.subscription').select('id').where('email_hash', '=', row.email_hash).where('framework', '=', row.framework).where('edition', '=', row.edition).where('subject', '=', row.subject).where('ended_at', 'is', null).executeTakeFirst()
  return other ? undefined : { ended_at: null, refusals: 0 }
})

type Values = Partial<{ confirmed_at: Date; ended_at: Date | null; seen: string; told_on: string; frequency: Frequency; refusals: number }>
/** Answers the row as it stood before; undefined where there is none (any more). */
async function change({ platform, actor }: SubscriberCall, id: string, act: IndicatorsAct, applies: (row: Subscription) => boolean, values: (at: Date, row: Subscription, tx: Tx) => Values | undefined | Promise<Values | undefined>, payload?: JsonValue, reason?: string): Promise<Subscription | undefined> {
  const at = platform.now()
  return transact(platform.db, KEEPER, async tx => {
    await t(tx).selectFrom('indicators.subscription').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
    const row = await findSubscription(tx, id)
    if (row === undefined || !applies(row)) return row
    const set = await values(at, row, tx)
    if (set === undefined) return row
    await t(tx).updateTable('indicators.subscription').set(set).where('id', '=', id).execute()
    await note(tx, actor, act, id, at, payload, reason)
    return row
  })
}
/** Neither the address nor a citizen's account stands in the ledger: that somebody follows a board is nobody's business. Officers act in the open. */
async function note(tx: Tx, actor: Actor, act: IndicatorsAct, id: string, at: Date, payload?: JsonValue, reason?: string): Promise<void> {
  await appendLedger(tx, { actor: actor.kind === 'citizen' ? { kind: 'anonymous' } : actor, ...actor.kind === 'officer' ? { role: actor.roles[0] ?? '', agency: actor.agencyId } : {}, act: `indicators.${act}`, object: { type: 'subscription', id }, ...payload === undefined ? {} : { payload }, ...reason === undefined ? {} : { reason }, at })
}
