import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { sinkPage } from '../sink-page.tsx'
import { readMail, type ReadableMail } from './message.ts'

export interface MailOptions { readonly smtpPort: number; readonly httpPort: number; /** where the mails are kept */ readonly dir: string; readonly host?: string }
export interface StoredMail extends ReadableMail { readonly id: string; readonly at: string; readonly recipients: readonly string[] }
export interface RunningMail { readonly smtpUrl: string; readonly url: string; close(): Promise<void> }

const portOf = (address: AddressInfo | string | null, otherwise: number): number => typeof address === 'object' && address ? address.port : otherwise

async function listMails(dir: string): Promise<StoredMail[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort().reverse()
  return Promise.all(names.map(async (name) => {
    const mail: StoredMail = JSON.parse(await readFile(join(dir, name), 'utf8'))
    return mail
  }))
}

/**
 * An SMTP server that delivers nowhere: each mail lies in `dir` as `.eml` beside a readable `.json`, is shown on `<url>/` and listed on
 * `<url>/api/mails?to=<address>`. Recipients at `@tu-choi.invalid` are refused (550) and at `@tam-dung.invalid` put off (450).
 */
export async function startMail(options: MailOptions): Promise<RunningMail> {
  const host = options.host ?? '127.0.0.1'
  await mkdir(options.dir, { recursive: true })
  let count = 0
  const smtp = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], size: 25 * 1024 * 1024,
    onRcptTo: (address, _session, done) => {
      const refused = address.address.endsWith('@tu-choi.invalid') ? 550 : address.address.endsWith('@tam-dung.invalid') ? 450 : undefined
      done(refused ? Object.assign(new Error('recipient not taken'), { responseCode: refused }) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        const at = new Date().toISOString()
        count += 1
        const id = `${at.replace(/[:.]/g, '-')}-${String(count).padStart(6, '0')}`
        const mail: StoredMail = { id, at, recipients: session.envelope.rcptTo.map((to) => to.address), ...readMail(raw) }
        Promise.all([writeFile(join(options.dir, `${id}.eml`), raw), writeFile(join(options.dir, `${id}.json`), JSON.stringify(mail, null, 2))])
          .then(() => done(null, `kept as ${id}`), (error: Error) => done(error))
      })
    },
  })
  smtp.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => { smtp.server.once('error', reject); smtp.listen(options.smtpPort, host, resolve) })

  const http = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    listMails(options.dir).then((mails) => {
      const to = url.searchParams.get('to')
      const shown = to ? mails.filter((mail) => mail.recipients.includes(to)) : mails
      if (url.pathname === '/api/mails') return response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(shown))
      return response.writeHead(url.pathname === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(sinkPage('Hộp thư mô phỏng',
        'Thư của hệ thống dừng ở đây; không thư nào ra ngoài.', shown.slice(0, 200).map((mail) => ({ title: mail.subject, line: `${mail.at} · ${mail.from} → ${mail.recipients.join(', ')}`, text: mail.text }))))
    }).catch(() => response.writeHead(500).end())
  })
  await new Promise<void>((resolve, reject) => http.once('error', reject).listen(options.httpPort, host, resolve))
  return {
    smtpUrl: `smtp://${host}:${portOf(smtp.server.address(), options.smtpPort)}`,
    url: `http://${host}:${portOf(http.address(), options.httpPort)}`,
    close: async () => {
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => { http.close(() => resolve()); http.closeAllConnections() }),
      ])
    },
  }
}
