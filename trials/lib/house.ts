import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { composeModules, type House } from '../../app/modules.ts'
import type { Actor } from '../../kernel/actor.ts'
import { buildServer } from '../../kernel/http/server.ts'
import type { Route } from '../../kernel/http/route.ts'
import { ledgerOrigin, loadLedgerSigner } from '../../kernel/ledger/index.ts'
import type { Platform } from '../../kernel/platform.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom } from '../../ui/index.ts'

/** Every module of the platform behind the real HTTP server, in this process; who asks is said by a token of the trial. */
export interface TrialHouse {
  readonly house: House
  readonly routes: readonly Route[]
  /** a token that stands for `actor` from now on */
  admit(actor: Actor): string
  serve(routes: readonly Route[]): Promise<FastifyInstance>
  close(): Promise<void>
}

export const CSRF = 'form-token-of-the-trial'

export async function openHouse(platform: Platform): Promise<TrialHouse> {
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const signer = await loadLedgerSigner(join(platform.config.varDir, 'keys'), ledgerOrigin(platform.config.province))
  const house = await composeModules(platform, { verifier: signer.verifier })
  const admitted = new Map<string, Actor>()
  const servers: FastifyInstance[] = []
  return {
    house, routes: house.modules.flatMap(module => module.routes),
    admit: actor => { const token = `token-${admitted.size}`; admitted.set(token, actor); return token },
    serve: async routes => {
      const server = await buildServer({
        platform, routes, assetsDir: platform.config.varDir,
        authenticate: async token => {
          const actor = admitted.get(token ?? '')
          if (!actor || !('accountId' in actor)) return { actor: { kind: 'anonymous' }, session: undefined }
          return { actor, session: { id: actor.accountId, accountId: actor.accountId, kind: actor.kind, csrf: CSRF, assurance: actor.kind === 'citizen' ? actor.assurance : 1 } }
        },
        signInPath: url => `/dang-nhap?den=${encodeURIComponent(url)}`,
        renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
        ready: async () => undefined,
      })
      servers.push(server)
      return server
    },
    close: async () => { for (const server of servers) await server.close(); await house.close() },
  }
}

const boundary = 'part-of-the-trial'
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/** One request of a route: the form or JSON body that its kind of route expects, with the form token of the session. */
export async function ask(server: FastifyInstance, route: Route, url: string, token: string | undefined, body: Readonly<Record<string, unknown>>): Promise<LightMyRequestResponse> {
  const api = route.path.startsWith('/api/')
  const headers: Record<string, string> = { accept: api ? 'application/json' : 'text/html', 'x-csrf-token': CSRF, ...(token === undefined ? {} : { cookie: `ts_session=${token}` }) }
  if (route.method === 'GET') return server.inject({ method: 'GET', url, headers })
  if (route.acceptsFiles) {
    const text = Object.entries(body).map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`).join('')
    const payload = Buffer.concat([Buffer.from(`${text}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="anh.png"\r\ncontent-type: image/png\r\n\r\n`), PNG, Buffer.from(`\r\n--${boundary}--\r\n`)])
    return server.inject({ method: route.method, url, headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, payload })
  }
  if (api) return server.inject({ method: route.method, url, headers: { ...headers, 'content-type': 'application/json' }, payload: JSON.stringify(body) })
  return server.inject({ method: route.method, url, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString() })
}
