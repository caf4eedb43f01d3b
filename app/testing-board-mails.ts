import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { connect, PUBLIC_SETTINGS, type Db } from '../kernel/db/db.ts'
import type { Platform } from '../kernel/platform.ts'
import { useDb } from '../kernel/testing/db.ts'
import { serveFaces, type Faces } from '../kernel/testing/http.ts'
import { recordReadings } from '../modules/indicators/acts/record-readings.ts'
import type { Mailer } from '../modules/indicators/ports.ts'
import { boardRoutes } from '../modules/indicators/routes/boards.ts'
import { subscriptionRoutes } from '../modules/indicators/routes/subscriptions.ts'
import { tokenFor } from '../modules/indicators/subscriptions/address.ts'
import { sendMail } from '../modules/indicators/subscriptions/send.ts'
import { forgetSubscriptions, tellSubscribers } from '../modules/indicators/subscriptions/tell.ts'
import { callOf, NOW, SYSTEM } from '../modules/indicators/testing.ts'
import { someBoards } from '../modules/indicators/testing-boards.ts'
import { tryMail } from '../modules/notifications/index.ts'
import { startMail, type RunningMail } from '../simulators/mail/server.ts'

export const KEY = randomBytes(32)
export const FORM = '/bang-chi-so/resolution-01/theo-doi?ky=2023&don-vi=19'
export const MANAGE = /theo-doi\/[\w-]{54}$/
export const CONFIRM = /theo-doi\/[\w-]{54}\/xac-nhan$/
export const ports = { province: { code: '19', name: { vi: 'Tỉnh Thử', en: 'Test province' } }, counters: [], namesOf: () => Promise.resolve(new Map<string, string>()) }
export const linkIn = (text: string, end: RegExp): string => new URL(text.split('\n').find(line => line.startsWith('https://') && end.test(line)) ?? expect.fail(text)).pathname

interface Received { readonly subject: string; readonly text: string; readonly recipients: readonly string[]; readonly raw: string }

/** A site with boards that can be followed, over a mail server with a box for everybody; before each test nobody follows, and its clock says NOW. */
export function useBoardMails() {
  const t = useDb()
  const dir = mkdtempSync(join(tmpdir(), 'board-mails-'))
  let faces: Faces
  let mail: RunningMail
  let publicDb: Db
  let platform: Platform
  let now = NOW
  const mailer: Mailer = each => tryMail({ smtpUrl: mail.smtpUrl, publicUrl: platform.config.publicUrl }, each)
  const owner = () => t().owner.kysely
  const fibre = (value: number) => recordReadings(callOf(t(), SYSTEM), [{ element: 'households_fibre', unitCode: '19', period: '2023', value, source: 'document', ref: 'phép thử' }])
  beforeAll(async () => {
    await someBoards(t())
    mail = await startMail({ smtpPort: 0, httpPort: 0, dir })
    publicDb = connect({ url: t().urls.app, max: 4, settings: PUBLIC_SETTINGS })
    faces = await serveFaces(t().db, [...boardRoutes({ ...ports, mailer }), ...subscriptionRoutes({ ...ports, mailer })], NOW, publicDb, KEY)
    // every look at the clock a moment later, so that what came first is first
    platform = Object.assign(faces.platform, { now: () => { now = new Date(now.getTime() + 1); return now } })
  })
  afterAll(async () => { await faces.close(); await mail.close(); await publicDb.kysely.destroy(); rmSync(dir, { recursive: true }) })
  beforeEach(async () => {
    now = NOW
    await sql`truncate indicators.subscription cascade`.execute(owner())
    await sql`delete from graphile_worker._private_jobs`.execute(owner())
    await fibre(75)
    for (const name of readdirSync(dir)) rmSync(join(dir, name))
  })

  const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) => faces.server.inject({ method: 'POST', url, headers: { 'accept': 'text/html', 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: new URLSearchParams(fields).toString() })
  const get = (url: string) => faces.server.inject({ url, headers: { accept: 'text/html' } })
  const ask = (email: string, lich = 'change') => post(FORM, { email, lich })
  const rows = async () => (await sql<{ id: string; state: string; frequency: string }>`select id, frequency, case when ended_at is not null then 'ended' when confirmed_at is not null then 'on' else 'asked' end as state from indicators.subscription order by id`.execute(owner())).rows
  const mails = async () => (await sql<{ id: string; digest: string; state: string; content: unknown }>`select id, digest, state, content from indicators.subscription_mail order by made_at, id`.execute(owner())).rows
  const send = (id: string | undefined, by = mailer) => sendMail(platform, ports, by, id ?? '')
  const sendAll = async (): Promise<void> => { for (const { id, state } of await mails()) if (state === 'waiting') await send(id) }
  const received = (): Received[] => readdirSync(dir).filter(name => name.endsWith('.json')).sort().map(name => ({ ...JSON.parse(readFileSync(join(dir, name), 'utf8')), raw: readFileSync(join(dir, name.replace('.json', '.eml')), 'utf8') }))
  const last = (): Received => received().at(-1) ?? expect.fail('no mail came')
  return {
    t, owner, fibre, post, get, ask, rows, mails, send, sendAll, received, last,
    faces: () => faces, platform: () => platform, publicDb: () => publicDb, boxes: () => mail.smtpUrl,
    /** What the hourly job does, for at most this many. */
    tell: (most?: number) => tellSubscribers(platform, ports, most),
    forget: () => forgetSubscriptions(platform),
    later: (days: number): void => { now = new Date(NOW.getTime() + days * 86_400_000) },
    /** Somebody who has said yes; the token of their links. */
    follower: async (email: string, lich = 'change'): Promise<string> => {
      await ask(email, lich)
      await sendAll()
      await post(linkIn(last().text, CONFIRM), {})
      return tokenFor(KEY, 'manage', (await rows()).at(-1)?.id ?? '')
    },
    acts: async () => (await sql<{ act: string; actor: { kind: string }; payload: unknown }>`select act, actor, payload from kernel.ledger_entry where object_type = 'subscription' and object_id in (select id::text from indicators.subscription) order by at`.execute(owner())).rows,
  }
}
