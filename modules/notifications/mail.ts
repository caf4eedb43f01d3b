import { createTransport } from 'nodemailer'
import type { Config } from '../../kernel/config.ts'

export interface Mail {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** where a press of the mail program's own button unsubscribes, by POST and without a question (RFC 8058) */
  readonly unsubscribe?: string
}

/** Hands one mail to the server of the settings; throws what went wrong, without the address. */
export async function sendMail(config: MailConfig, mail: Mail): Promise<void> {
  const transport = transportOf(config)
  // eslint-disable-next-line preserve-caught-error -- the cause names the address
  try { await transport.sendMail(messageOf(config, mail)) } catch (error) { throw new Error(said(error)) } finally { transport.close() }
}

/** `refused`: this mail is refused for good (5yz). `later`: the server has not taken it. `unclear`: the answer was lost, so it may have arrived (RFC 5321 §4.5.3.2.6). */
export type MailOutcome = { readonly done: 'sent' } | { readonly done: 'refused' | 'later' | 'unclear'; readonly error: string }

/** The same for what must never arrive twice: says what became of it. */
export async function tryMail(config: MailConfig, mail: Mail): Promise<MailOutcome> {
  const transport = transportOf(config)
  try {
    // whatever is wrong with the server itself is known before a mail is handed over: nodemailer calls every broken connection alike
    try { await transport.verify() } catch (error) { return { done: 'later', error: said(error) } }
    await transport.sendMail(messageOf(config, mail))
    return { done: 'sent' }
  } catch (error) {
    const code = error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined
    if (code === undefined) return { done: 'unclear', error: said(error) }
    // a server that does not let us send says nothing of the box
    const refusesUs = error instanceof Error && 'command' in error && error.command === 'MAIL FROM'
    return { done: code >= 500 && !refusesUs ? 'refused' : 'later', error: said(error) }
  } finally { transport.close() }
}

type MailConfig = Pick<Config, 'smtpUrl' | 'publicUrl'>
function transportOf({ smtpUrl }: MailConfig) {
  if (!smtpUrl) throw new Error('no SMTP_URL is set')
  return createTransport(smtpUrl)
}
const messageOf = ({ publicUrl }: MailConfig, { id, to, subject, text, html, unsubscribe }: Mail) => ({
  from: `"Tỉnh Số" <khong-tra-loi@${new URL(publicUrl).hostname}>`, to: { name: '', address: to }, subject, text, ...html === undefined ? {} : { html }, messageId: `<${id}@tinhso>`,
  // no absence notice comes back (RFC 3834 §5)
  headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } },
})
/** Servers name the address that they refuse, and what is said here is kept and logged. */
const said = (error: unknown): string => (error instanceof Error ? error.message : 'unknown').replace(/[^\s<>"',;:()]+@[^\s<>"',;:()]+/g, '…').slice(0, 300)
