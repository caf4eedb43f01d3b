import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OfficerActor, OfficerRole } from '../kernel/actor.ts'
import { readConfig } from '../kernel/config.ts'
import type { Db } from '../kernel/db/db.ts'
import { buildServer } from '../kernel/http/server.ts'
import { flashFromCookie } from '../kernel/http/flash.ts'
import type { FlashMessage, Route } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import type { Platform } from '../kernel/platform.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom } from './index.ts'

/** An officer with roles in an agency, for tests; nothing of it is in the database. */
export const anOfficer = (roles: readonly OfficerRole[], more: Partial<OfficerActor> = {}): OfficerActor => ({
  kind: 'officer', accountId: newId(), positionId: newId(), agencyId: newId(), roles, scopeAgencyIds: [], displayName: 'Cán bộ Thử', positionTitle: 'Chuyên viên', agencyName: 'Sở Thử', ...more,
})

export interface Answer { readonly status: number; readonly body: string; readonly location: string | undefined; /** what the next page says */ readonly flash?: FlashMessage }
export interface AdminSite {
  readonly platform: Platform
  get(as: OfficerActor, url: string): Promise<Answer>
  /** posts a form with the token of the session, or that of a page when it is given (`shownToken`); lists become repeated fields */
  post(as: OfficerActor, url: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Answer>
  /** posts a form with files */
  upload(as: OfficerActor, url: string, fields: Readonly<Record<string, string>>, files: readonly { readonly field: string; readonly name: string; readonly bytes: Uint8Array }[]): Promise<Answer>
  close(): Promise<void>
}

const BOUNDARY = 'part-of-the-test'
function multipart(fields: Readonly<Record<string, string>>, files: readonly { readonly field: string; readonly name: string; readonly bytes: Uint8Array }[]): Buffer {
  const part = (head: string, bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`), bytes, Buffer.from('\r\n')])
  return Buffer.concat([...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, Buffer.from(value))), ...files.map(({ field, name, bytes }) => part(`name="${field}"; filename="${name}"`, bytes)), Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** Pages of administration behind the real HTTP server on a real database, at one fixed moment; who asks is said with each request. */
export async function startAdminSite(db: Db, now: Date, routesOf: (platform: Platform) => readonly Route[] | Promise<readonly Route[]>): Promise<AdminSite> {
  const varDir = await mkdtemp(join(tmpdir(), 'admin-'))
  const quiet = (): void => undefined
  const platform: Platform = { config: readConfig({ VAR_DIR: varDir, MASTER_KEY: randomBytes(32).toString('hex') }), db, now: () => now, log: { debug: quiet, info: quiet, warn: quiet, error: console.error } }
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const known = new Map<string, OfficerActor>()
  const server = await buildServer({
    platform, routes: await routesOf(platform), assetsDir: varDir,
    authenticate: async (token) => {
      const actor = known.get(token ?? '')
      return actor ? { actor, session: { id: newId(), accountId: actor.accountId, kind: 'officer', csrf: 'token', assurance: 1 } } : { actor: { kind: 'anonymous' }, session: undefined }
    },
    signInPath: () => '/dang-nhap', ready: async () => undefined,
    renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
  })
  const send = async (as: OfficerActor, request: { method: 'GET' | 'POST'; url: string; payload?: string | Buffer; type?: string }): Promise<Answer> => {
    known.set(as.accountId, as)
    const { type = 'application/x-www-form-urlencoded', ...rest } = request
    const answer = await server.inject({ ...rest, headers: { accept: 'text/html', 'content-type': type }, cookies: { ts_session: as.accountId } })
    const { location } = answer.headers
    const said = answer.cookies.find(({ name }) => name === 'ts_flash')?.value
    return { status: answer.statusCode, body: answer.body, location: typeof location === 'string' ? location : undefined, ...(said ? { flash: flashFromCookie(said) } : {}) }
  }
  return {
    platform,
    get: (as, url) => send(as, { method: 'GET', url }),
    post: (as, url, fields) => send(as, { method: 'POST', url, payload: new URLSearchParams([...'_csrf' in fields ? [] : [['_csrf', 'token']], ...Object.entries(fields).flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map(each => [name, each]))]).toString() }),
    upload: (as, url, fields, files) => send(as, { method: 'POST', url, payload: multipart({ _csrf: 'token', ...fields }, files), type: `multipart/form-data; boundary=${BOUNDARY}` }),
    close: async () => { await server.close(); await rm(varDir, { recursive: true, force: true }) },
  }
}

/** The acts that the ledger holds about an object, oldest first. */
export async function ledgerOf(db: Db, objectId: string): Promise<readonly { act: string; role: string | null; reason: string | null }[]> {
  const { rows } = await db.pool.query<{ act: string; role: string | null; reason: string | null }>('select act, role, reason from kernel.ledger_entry where object_id = $1 order by xact, id', [objectId])
  return rows
}
/** The form token of a page as it was drawn, under which it is pressed once. */
export const shownToken = (body: string): string => /name="_csrf" value="([^"]*)"/.exec(body)?.[1] ?? ''
/** The version that a form shows. */
export const shownVersion = (body: string): string => /name="version" value="([^"]*)"/.exec(body)?.[1] ?? ''
