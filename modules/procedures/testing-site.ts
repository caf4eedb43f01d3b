import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { readConfig } from '../../kernel/config.ts'
import type { Db } from '../../kernel/db/db.ts'
import { buildServer } from '../../kernel/http/server.ts'
import type { Platform } from '../../kernel/platform.ts'
import { FaultPage, frameFor, renderPage, setManifest, setSite, siteFrom, type Manifest } from '../../ui/index.ts'
import { proceduresRoutes } from './routes.ts'

/** The catalogue's pages and API behind the real HTTP server, on a real database, at one fixed moment. */
export async function startCatalogueSite(db: Db, options: { readonly now: Date; readonly assets?: { readonly dir: string; readonly manifest: Manifest } }): Promise<{ readonly server: FastifyInstance; close(): Promise<void> }> {
  const varDir = await mkdtemp(join(tmpdir(), 'catalogue-'))
  const quiet = (): void => undefined
  const platform: Platform = {
    config: readConfig({ VAR_DIR: varDir, MASTER_KEY: randomBytes(32).toString('hex') }), db, now: () => options.now, log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  }
  // any asset has an address here
  setManifest(options.assets?.manifest ?? new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const server = await buildServer({
    platform, routes: proceduresRoutes, assetsDir: options.assets?.dir ?? varDir,
    authenticate: async () => ({ actor: { kind: 'anonymous' }, session: undefined }), signInPath: () => '/dang-nhap',
    renderFault: (fault, about) => renderPage(FaultPage({ frame: frameFor({ ...about, session: undefined, flash: undefined }), fault, requestId: about.requestId })),
    ready: async () => undefined,
  })
  return { server, close: async () => { await server.close(); await rm(varDir, { recursive: true, force: true }) } }
}
