import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { sql } from 'kysely'
import type { OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import type { Db } from '../../kernel/db/db.ts'
import { createFileService } from '../../kernel/files/index.ts'
import { buildServer } from '../../kernel/http/server.ts'
import { newId } from '../../kernel/ids.ts'
import { createVerifier, openSigner, SignerUnavailable, type Signer } from '../../kernel/signing/index.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom } from '../../ui/index.ts'
import { createConnectors, type Connectors } from '../exchange/index.ts'
import { createIdentity } from '../identity/index.ts'
import { deskRoutes } from './routes/desk.ts'
import type { DossierServices } from './services.ts'
import type { World } from './testing.ts'

/** An officer's browser without scripts. */
export interface DeskVisitor {
  readonly actor: OfficerActor
  get(url: string): Promise<LightMyRequestResponse>
  post(url: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<LightMyRequestResponse>
  upload(url: string, fields: Readonly<Record<string, string>>, files: readonly { readonly field: string; readonly name: string; readonly type: string; readonly bytes: Uint8Array }[]): Promise<LightMyRequestResponse>
  api(method: 'GET' | 'POST', url: string, body?: object, csrf?: string): Promise<LightMyRequestResponse>
}
export interface DeskSite {
  readonly server: FastifyInstance
  readonly services: DossierServices
  officer(agencyId: string, ...roles: OfficerRole[]): Promise<DeskVisitor>
  close(): Promise<void>
}

/** The issuer of certificates of a test; a simulator brings it. */
export type IssueKey = (id: string, name: string) => Promise<{ readonly file: string; readonly password: string }>

/** The desk behind the real server on a real database, with a real file store; who has a key signs with it. */
export async function startDeskSite(world: Pick<World, 'platform' | 'officer'>, owner: Db, issue?: IssueKey, registers?: Connectors): Promise<DeskSite> {
  const { platform } = world
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const identity = createIdentity(platform, { officerActorFor: async () => undefined, positionsOf: async () => [], procedureNames: async () => new Map() })
  const files = await createFileService(platform)
  const keys = new Map<string, Promise<Signer>>()
  const key = (id: string): Promise<Signer> => {
    if (!issue) return Promise.reject(new SignerUnavailable('no key'))
    const open = keys.get(id) ?? issue(id, 'Ủy ban nhân dân phường Mẫu').then(made => openSigner({ kind: 'pkcs12', ...made }))
    keys.set(id, open)
    return open
  }
  const services: DossierServices = { platform, identity, files, verifier: createVerifier(), registers: registers ?? createConnectors({ platform, gatewayUrl: () => undefined }), signing: { officer: key, agency: key, hasAgencyKey: async () => issue !== undefined, timeStamp: undefined, anchors: { certificates: [] }, revocationLists: async () => [] }, notices: { unread: async () => 0, list: async () => [], markRead: async () => undefined }, proveLedgerEntry: async () => undefined }
  const sessions = new Map<string, { actor: OfficerActor; csrf: string }>()
  const server = await buildServer({
    platform, assetsDir: join(platform.config.varDir), routes: deskRoutes(services),
    authenticate: async token => {
      const found = sessions.get(token ?? '')
      return found ? { actor: found.actor, session: { id: found.actor.accountId, accountId: found.actor.accountId, kind: 'officer', csrf: found.csrf, assurance: 2 } } : { actor: { kind: 'anonymous' }, session: undefined }
    },
    signInPath: url => `/can-bo/dang-nhap?den=${encodeURIComponent(url)}`,
    renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
    ready: async () => undefined,
  })
  return {
    server, services,
    officer: async (agencyId, ...roles) => {
      const actor = world.officer(agencyId, ...roles)
      await seat(owner, actor)
      const [token, csrf] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')]
      sessions.set(token, { actor, csrf })
      const cookie = `ts_session=${token}`
      return {
        actor,
        get: url => server.inject({ url, headers: { accept: 'text/html', cookie } }),
        post: (url, fields = {}) => {
          const body = new URLSearchParams({ _csrf: csrf })
          for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
          return server.inject({ method: 'POST', url, headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie }, payload: body.toString() })
        },
        upload: (url, fields, sent) => {
          const boundary = `form${randomBytes(8).toString('hex')}`
          const parts: Uint8Array[] = Object.entries({ _csrf: csrf, ...fields }).map(([name, value]) => Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`))
          for (const file of sent) parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${file.field}"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`), file.bytes, Buffer.from('\r\n'))
          return server.inject({ method: 'POST', url, headers: { accept: 'text/html', 'content-type': `multipart/form-data; boundary=${boundary}`, cookie }, payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) })
        },
        api: (method, url, body, token_ = csrf) => server.inject({ method, url, headers: { accept: 'application/json', 'x-csrf-token': token_, cookie, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { payload: JSON.stringify(body) } : {}) }),
      }
    },
    close: async () => { await server.close(); await files.close() },
  }
}

/** A place at the agency, so that others can assign work to this officer. */
async function seat(owner: Db, actor: OfficerActor): Promise<void> {
  await sql`insert into organisations.position (id, agency_id, unit_name, title, roles, valid_from) values (${actor.positionId}, ${actor.agencyId}, '', ${actor.positionTitle}, ${sql.val([...actor.roles])}::text[], '2018-01-01')`.execute(owner.kysely)
  await sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values (${newId()}, ${actor.positionId}, ${actor.accountId}, ${actor.displayName}, '2018-01-01')`.execute(owner.kysely)
}

/** The hidden fields and the first values of the last form of a page that posts to `action`. */
export function hiddenFields(html: string, action: string): Record<string, string> {
  const form = [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([whole]) => whole).find(whole => whole.includes(`action="${action}"`)) ?? ''
  return Object.fromEntries([...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]).filter(([name]) => name !== '_csrf'))
}
