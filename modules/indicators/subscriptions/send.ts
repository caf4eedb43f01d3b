import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { demand, readerOf } from '../../../kernel/forms/schema.ts'
import type { Job } from '../../../kernel/module.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { endSubscription } from '../acts/subscribe-board.ts'
import { BOARDS } from '../boards/addresses.ts'
import type { IndicatorsPorts, Mailer } from '../ports.ts'
import { openAddress, tokenFor } from './address.ts'
import { findSubscription, KEEPER, SEND_MAIL, t } from './store.ts'
import { letterOf } from './words.tsx'

/** An address that refuses so many mails in a row is nobody's any more. */
const MOST_REFUSALS = 3
const AFTER = { sent: 'sent', refused: 'failed', later: 'waiting', unclear: 'unclear' } as const

/** Sends one mail at most once: it is taken before it is handed over, and given back only where the server has certainly not taken it. One that is still on its way when its job comes again died with its sender. */
export async function sendMail(platform: Platform, { province }: Pick<IndicatorsPorts, 'province'>, mailer: Mailer, id: string): Promise<void> {
  const { config: { masterKey, publicUrl } } = platform
  const taken = await transact(platform.db, KEEPER, async tx => {
    const mail = await t(tx).updateTable('indicators.subscription_mail').set({ state: 'sending' }).where('id', '=', id).where('state', '=', 'waiting').returning(['subscription_id', 'digest', 'content']).executeTakeFirst()
    const row = mail && await findSubscription(tx, mail.subscription_id)
    if (!mail?.content || !row) return undefined
    if (row.ended_at !== null) { await t(tx).updateTable('indicators.subscription_mail').set({ state: 'failed', content: null, last_error: 'ended before it was sent' }).where('id', '=', id).execute(); return undefined }
    return { row, content: mail.content }
  })
  if (!taken) {
    await transact(platform.db, KEEPER, tx => t(tx).updateTable('indicators.subscription_mail').set({ state: 'unclear', content: null, last_error: 'whoever sent it died on the way' }).where('id', '=', id).where('state', '=', 'sending').execute())
    return
  }
  const { row, content } = taken
  const manage = `${publicUrl}${BOARDS}/theo-doi/${tokenFor(masterKey, 'manage', row.id)}`
  const letter = letterOf(content, row.lang, { site: province.name[row.lang], publicUrl, manage, confirm: `${publicUrl}${BOARDS}/theo-doi/${tokenFor(masterKey, 'confirm', row.id)}/xac-nhan` })
  const outcome = await mailer({ id, to: openAddress(masterKey, row.email_sealed), ...letter, ...content.kind === 'ask' ? {} : { unsubscribe: `${manage}/thoi` } })
  const refusals = outcome.done === 'refused' ? row.refusals + 1 : 0
  await transact(platform.db, KEEPER, async tx => {
    const at = platform.now()
    await t(tx).updateTable('indicators.subscription_mail').set({ state: AFTER[outcome.done], last_error: outcome.done === 'sent' ? null : outcome.error, ...outcome.done === 'sent' ? { sent_at: at } : {}, ...outcome.done === 'later' ? {} : { content: null } }).where('id', '=', id).$if(outcome.done === 'later', mail => mail.where('state', '=', 'sending')).execute()
    if (outcome.done === 'sent' || outcome.done === 'refused') await t(tx).updateTable('indicators.subscription').set({ refusals }).where('id', '=', row.id).execute()
  })
  if (refusals >= MOST_REFUSALS) await endSubscription({ platform, actor: KEEPER }, row.id, 'the address refuses mails')
  if (outcome.done === 'later') throw new Error(`mail ${id} was not taken: ${outcome.error}`)
}

const readPayload = readerOf<{ readonly mail: string }>(Type.Object({ mail: Type.String() }))
export const sendMailJob = (ports: Pick<IndicatorsPorts, 'province'>, mailer: Mailer | undefined): Job => ({
  name: SEND_MAIL,
  run: async (payload, platform) => {
    if (!mailer) throw new Error('no SMTP_URL is set')
    await sendMail(platform, ports, mailer, demand(SEND_MAIL, readPayload(payload)).mail)
  },
  failed: async (payload, { last, error }, platform) => {
    if (!last) return
    const { mail } = demand(SEND_MAIL, readPayload(payload))
    await transact(platform.db, KEEPER, tx => t(tx).updateTable('indicators.subscription_mail').set({ state: 'failed', content: null, last_error: String(error).slice(0, 300) }).where('id', '=', mail).where('state', '=', 'waiting').execute())
  },
})
