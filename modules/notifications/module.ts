import { formatDateTime } from '../../ui/index.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Job, Module } from '../../kernel/module.ts'
import { enqueue, type Message, type Subscriber } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { postJson } from '../../kernel/http/outgoing.ts'
import { fill, isTemplateKey, noticeOf, TEMPLATES, type Place } from './domain/templates.ts'
import { sendMail } from './mail.ts'
import { notificationsRoutes } from './routes.ts'
import { notificationAdminRoutes } from './routes/admin.ts'
import { currentTemplate, findDispatch, insertDispatch, insertNotice, settleDispatch } from './store.ts'

/** What an event must bring so that somebody can be told of it; made by the module whose event it is. */
export interface Notifiable {
  readonly to: { readonly accountIds: readonly string[]; readonly name: string; readonly email?: string; readonly phone?: string; readonly lang?: 'vi' | 'en' }
  readonly path: string
  readonly code?: string
  readonly procedure: string
  readonly agency: string
  /** on whose desk it lies */
  readonly holder?: string
  readonly dueAt?: string
  readonly reason?: string
}

const isNotifiable = (payload: unknown): payload is Notifiable => typeof payload === 'object' && payload !== null && 'to' in payload && 'path' in payload && 'procedure' in payload

async function tell(platform: Platform, message: Message, tx: Tx): Promise<void> {
  if (!isTemplateKey(message.type) || !isNotifiable(message.payload)) return
  const { payload } = message
  const { to } = payload
  const lang = to.lang ?? 'vi'
  const template = await currentTemplate(tx, message.type)
  const factsIn = (tongue: 'vi' | 'en'): Partial<Record<Place, string>> => ({ name: to.name, procedure: payload.procedure, agency: payload.agency, link: `${platform.config.publicUrl}${payload.path}`,
    code: payload.code ?? '', holder: payload.holder ?? '', reason: payload.reason ?? '', due: payload.dueAt ? formatDateTime(new Date(payload.dueAt), tongue) : '' })
  const facts = factsIn(lang)
  // the page shows a notice in the reader's language, whatever language letters go out in
  const shown = (tongue: 'vi' | 'en'): readonly [string, string] => [fill(template.subject[tongue], factsIn(tongue)), fill(noticeOf(template.body[tongue]), factsIn(tongue))]
  const [title, body] = shown('vi')
  const [titleEn, bodyEn] = shown('en')
  for (const accountId of to.accountIds) {
    await insertNotice(tx, { id: newId(), account_id: accountId, template_key: message.type, template_version: template.version, title, body, title_en: titleEn, body_en: bodyEn, link: payload.path, at: platform.now() })
  }
  const send = async (channel: 'email' | 'sms', address: string, subject: string, body: string): Promise<void> => {
    const id = newId()
    await insertDispatch(tx, { id, messageId: message.id, channel, address, subject, body, at: platform.now() })
    await enqueue(tx, 'dispatch-notice', { id })
  }
  if (to.email) await send('email', to.email, fill(template.subject[lang], facts), fill(template.body[lang], facts))
  // no personal data in an SMS: only code, date and link are filled
  if (to.phone && template.sms) await send('sms', to.phone, '', fill(template.sms[lang], { code: facts.code ?? '', due: facts.due ?? '', link: facts.link ?? '' }))
}

const dispatchNotice: Job = {
  name: 'dispatch-notice',
  async run(payload, platform) {
    const id = typeof payload === 'object' && payload !== null && 'id' in payload && typeof payload.id === 'string' ? payload.id : ''
    const system = { kind: 'system', name: 'notifications' } as const
    const dispatch = await transact(platform.db, system, tx => findDispatch(tx, id))
    if (!dispatch || dispatch.state !== 'waiting') return
    const settle = (state: 'sent' | 'ambiguous' | 'failed' | 'waiting', error: string | null): Promise<void> => transact(platform.db, system, tx => settleDispatch(tx, id, state, platform.now(), error))
    try {
      if (dispatch.channel === 'email') {
        if (!platform.config.smtpUrl) return await settle('failed', 'no SMTP_URL is set')
        await sendMail(platform.config, { id: dispatch.id, to: dispatch.address, subject: dispatch.subject, text: dispatch.body })
      } else {
        if (!platform.config.smsUrl) return await settle('failed', 'no SMS_URL is set')
        const status = await postJson(platform.config.smsUrl, { to: dispatch.address, text: dispatch.body, trackingId: dispatch.id })
        // the provider may have sent it although its answer is an error: never resend blindly
        if (status >= 500) return await settle('ambiguous', `provider answered ${status}`)
        if (status >= 400) return await settle('failed', `provider answered ${status}`)
      }
      await settle('sent', null)
    } catch (error) {
      await settle('waiting', error instanceof Error ? error.message.slice(0, 300) : 'unknown')
      throw error
    }
  },
}

export const notificationsModule: Module = {
  name: 'notifications',
  routes: [...notificationsRoutes, ...notificationAdminRoutes],
  jobs: [dispatchNotice],
  subscribers: (platform): readonly Subscriber[] => Object.keys(TEMPLATES).map(type => ({ name: `notifications.${type}`, type, handle: (message, tx) => tell(platform, message, tx) })),
}
