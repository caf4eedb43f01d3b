import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CitizenActor } from '../../kernel/actor.ts'
import { readConfig } from '../../kernel/config.ts'
import { buildServer } from '../../kernel/http/server.ts'
import { newId } from '../../kernel/ids.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { notificationsModule } from '../../modules/notifications/index.ts'
import { setManifest, setSite, siteFrom } from '../../ui/index.ts'
import { STATIC_TEXTS } from './texts.ts'
import { staticRoutes } from './static-pages.tsx'

const t = useDb()
const NOW = new Date('2026-03-09T02:00:00Z')
const actors = new Map<string, CitizenActor>(['a', 'b'].map(name => [name, { kind: 'citizen', accountId: newId(), assurance: 2, displayName: `Người ${name}` }]))
let server: FastifyInstance
beforeAll(async () => {
  const quiet = (): void => undefined
  setManifest(new Proxy({}, { get: (_all, name) => String(name) }))
  const text = { vi: 'Tỉnh Thử', en: 'Test' }
  setSite(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }))
  const varDir = mkdtempSync(join(tmpdir(), 'tinhso-'))
  server = await buildServer({
    platform: { config: readConfig({ VAR_DIR: varDir, PORT: '0' }), db: t().db, now: () => NOW, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } }, routes: [...staticRoutes, ...notificationsModule.routes], assetsDir: varDir,
    authenticate: async token => { const actor = actors.get(token ?? ''); return actor ? { actor, session: { id: newId(), accountId: actor.accountId, kind: 'citizen', csrf: 'token', assurance: 2 } } : { actor: { kind: 'anonymous' }, session: undefined } },
    signInPath: url => `/dang-nhap?den=${encodeURIComponent(url)}`, renderFault: fault => fault.code, ready: async () => undefined,
  })
})
afterAll(() => server.close())
const get = (url: string, who?: string) => server.inject({ url, headers: { accept: 'text/html', ...(who ? { cookie: `ts_session=${who}` } : {}) } })

describe('pages that every footer leads to', () => {
  it.each(STATIC_TEXTS.map(text => [text.path, text] as const))('%s opens for anybody, in both languages', async (path, text) => {
    expect((await get(path)).body).toContain(`<h1 class="govuk-heading-l">${text.title.vi}`)
    expect((await get(`/en${path}`)).body).toContain(`<h1 class="govuk-heading-l">${text.title.en}`)
  })
  it('holds every address of the footer', () => {
    const text = { vi: 'x', en: 'x' }
    expect(siteFrom({ name: text, tagline: text, owner: text, colours: {} }, { demo: true }).footer.map(({ href }) => href).toSorted()).toEqual([...STATIC_TEXTS.map(({ path }) => path), '/xac-thuc'].toSorted())
  })
})

describe('notices', () => {
  it('shows one’s own, newest first, until they are marked as read', async () => {
    for (const [who, title] of [['a', 'Hồ sơ đã tiếp nhận'], ['b', 'Của người khác']] as const) {
      await sql`insert into notifications.notice (id, account_id, template_key, template_version, title, body, link, at) values (${newId()}, ${actors.get(who)?.accountId}, 'dossiers.received', 1, ${title}, 'Nội dung', '/ho-so/x', ${NOW})`.execute(t().owner.kysely)
    }
    const first = (await get('/thong-bao', 'a')).body
    expect([first.includes('Hồ sơ đã tiếp nhận'), first.includes('Của người khác'), first.includes('>Mới<')]).toEqual([true, false, true])
    expect((await server.inject({ method: 'POST', url: '/thong-bao', headers: { cookie: 'ts_session=a', 'content-type': 'application/x-www-form-urlencoded' }, payload: '_csrf=token' })).statusCode).toBe(303)
    expect((await get('/thong-bao', 'a')).body).not.toContain('>Mới<')
    expect((await get('/thong-bao', 'b')).body).toContain('>Mới<')
    // what was written in both languages is read in the page's; older ones say that they are Vietnamese
    await sql`update notifications.notice set title_en = 'Dossier accepted', body_en = 'Text' where title = 'Của người khác'`.execute(t().owner.kysely)
    const english = (await get('/en/thong-bao', 'b')).body
    expect([english.includes('Dossier accepted'), english.includes('Của người khác'), english.includes('Vietnamese only')]).toEqual([true, false, false])
    expect((await get('/en/thong-bao', 'a')).body).toMatch(/<span lang="vi">[\s\S]*Hồ sơ đã tiếp nhận[\s\S]*Vietnamese only/)
    expect((await get('/thong-bao', 'b')).body).toContain('Của người khác')
    expect((await get('/thong-bao')).headers['location']).toBe('/dang-nhap?den=%2Fthong-bao')
  })
})
