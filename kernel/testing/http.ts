import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Actor } from '../actor.ts'
import { readConfig } from '../config.ts'
import type { Db } from '../db/db.ts'
import type { Route } from '../http/route.ts'
import { buildServer } from '../http/server.ts'
import type { Platform } from '../platform.ts'

export interface Faces { readonly server: FastifyInstance; readonly url: string; readonly platform: Platform; /** a cookie that stands for this officer */ admit(actor: Actor): string; close(): Promise<void> }

/** Routes behind the real HTTP server, on a real port. */
export async function serveFaces(db: Db, routes: readonly Route[], now: Date, publicDb?: Db, masterKey = randomBytes(32)): Promise<Faces> {
  const varDir = await mkdtemp(join(tmpdir(), 'faces-'))
  const quiet = (): void => undefined
  const platform: Platform = { config: readConfig({ VAR_DIR: varDir, MASTER_KEY: masterKey.toString('hex'), PUBLIC_URL: 'https://du-lieu.tinhthu.vn' }), db, ...publicDb ? { publicDb } : {}, now: () => now, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }
  const admitted = new Map<string, Actor>()
  const server = await buildServer({
    platform, routes, assetsDir: varDir, signInPath: () => '/dang-nhap', renderFault: fault => fault.code, ready: async () => undefined,
    authenticate: async token => {
      const actor = admitted.get(token ?? '')
      return actor && 'accountId' in actor ? { actor, session: { id: actor.accountId, accountId: actor.accountId, kind: actor.kind, csrf: 'token', assurance: 1 } } : { actor: { kind: 'anonymous' }, session: undefined }
    },
  })
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  return { server, url, platform, admit: actor => { const token = `token-${admitted.size}`; admitted.set(token, actor); return `__Host-ts_session=${token}` }, close: async () => { await server.close(); await rm(varDir, { recursive: true, force: true }) } }
}
