import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import { readConfig } from '../../kernel/config.ts'
import type { Db } from '../../kernel/db/db.ts'
import { buildServer } from '../../kernel/http/server.ts'
import { json, route, type Route } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import type { Log, Platform } from '../../kernel/platform.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom } from '../../ui/index.ts'
import { resolveApiToken } from './api-tokens.ts'
import { createStaffAccount } from './acts/create-staff-account.ts'
import { createIdentity, type Identity } from './identity.ts'
import { identityModule } from './module.ts'
import { resolveActor } from './session.ts'
import type { IdentitySettings } from './settings.ts'

/** A free port a moment ago; good enough for a server that is started at once. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

export interface TestSite {
  readonly url: string
  readonly identity: Identity
  readonly platform: Platform
  /** every line that was logged, as JSON */
  readonly logged: readonly string[]
  /** moves the one clock forward */
  pass(milliseconds: number): void
  /** an account with a position, ready to sign in */
  officer(about: { username: string; password: string; mustChange?: boolean; roles?: readonly OfficerRole[]; positions?: number; agencyId?: string }): Promise<{ accountId: string; positions: readonly OfficerActor[] }>
  /** the account holds these positions from now on */
  seat(accountId: string, positions: readonly OfficerActor[]): void
  close(): Promise<void>
}

/** `/ai-do` answers who the server takes the browser for; `/muc-2` wants level 2. */
const probes: readonly Route[] = [
  route({ name: 'test.who', method: 'GET', path: '/ai-do', policy: { who: 'anyone', because: 'test' }, handle: async (ctx) => json({ actor: ctx.actor, csrf: ctx.session?.csrf ?? '' }) }),
  route({ name: 'test.desk', method: 'GET', path: '/ban-lam-viec', policy: { who: 'officer' }, handle: async () => json({ desk: true }) }),
  route({ name: 'test.level', method: 'GET', path: '/muc-2', policy: { who: 'citizen', assurance: 2 }, handle: async () => json({ level: 2 }) }),
]

/** This module behind the real HTTP server, on a real database, with a clock that tests can move. */
export async function startTestSite(db: Db, options: { port?: number; /** of other modules */ routes?: readonly Route[]; issuer?: string; settings?: Partial<IdentitySettings> } = {}): Promise<TestSite> {
  const port = options.port ?? await freePort()
  const varDir = await mkdtemp(join(tmpdir(), 'identity-'))
  const logged: string[] = []
  const keep = (fields: object, message: string): void => { logged.push(JSON.stringify({ ...fields, message })) }
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  let ahead = 0
  const config = readConfig({ PORT: String(port), VAR_DIR: varDir, MASTER_KEY: randomBytes(32).toString('hex'), ...(options.issuer ? { OIDC_ISSUER: options.issuer } : {}) })
  const platform: Platform = { config, db, log, now: () => new Date(Date.now() + ahead) }
  const officers = new Map<string, OfficerActor[]>()
  const identity = createIdentity(platform, {
    officerActorFor: async (accountId, positionId) => officers.get(accountId)?.find((actor) => positionId === undefined || actor.positionId === positionId),
    positionsOf: async (accountId) => (officers.get(accountId) ?? []).map(({ positionId, positionTitle, agencyName }) => ({ positionId, title: positionTitle, agencyName })),
    procedureNames: async (codes) => new Map(codes.filter((code) => code.startsWith('1.')).map((code) => [code, `Thủ tục ${code}`])),
  }, options.settings)
  // any asset has an address here; none is fetched
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const server = await buildServer({
    platform, routes: [...identityModule(identity).routes, ...probes, ...options.routes ?? []], assetsDir: varDir,
    authenticate: (token, now, ip) => resolveActor(identity, token, now, ip),
    authenticateToken: (token, use) => resolveApiToken(identity, token, use),
    signInPath: (url) => `/dang-nhap?den=${encodeURIComponent(url)}`,
    renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
    ready: async () => undefined,
  })
  await server.listen({ host: '127.0.0.1', port })
  return {
    url: `http://127.0.0.1:${port}`, identity, platform, logged,
    pass: (milliseconds) => { ahead += milliseconds },
    officer: async ({ username, password, mustChange = false, roles = ['reception-officer'], positions = 1, agencyId }) => {
      const made = await createStaffAccount(identity, { actor: { kind: 'system', name: 'test' }, username, displayName: `Cán bộ ${username}`, password, mustChange, now: platform.now() })
      if (!made.ok) throw new Error(made.reason)
      const actors = Array.from({ length: positions }, (_none, index): OfficerActor => ({
        kind: 'officer', accountId: made.accountId, positionId: newId(), agencyId: agencyId ?? newId(), roles, scopeAgencyIds: agencyId === undefined ? [] : [agencyId], displayName: `Cán bộ ${username}`, positionTitle: `Vị trí ${index + 1}`, agencyName: 'UBND xã Thử',
      }))
      officers.set(made.accountId, actors)
      return { accountId: made.accountId, positions: actors }
    },
    seat: (accountId, positions) => { officers.set(accountId, [...positions]) },
    close: async () => { await server.close(); await rm(varDir, { recursive: true, force: true }) },
  }
}
