import { createHash } from 'node:crypto'
import { read, type Tx } from '../../../kernel/db/db.ts'
import { json, route, type Ctx, type Policy, type Reply, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { readCatalogue, type Catalogue } from '../dhis2/catalogue.ts'
import { envelope, Refused } from '../dhis2/refused.ts'
import type { IndicatorsPorts } from '../ports.ts'

/** What DHIS2's clients are given as `baseUrl`; they add `/api/<version>/<resource>` themselves. */
export const BASE_URL = '/api/dhis2'
/** The version whose behaviour this subset keeps to. */
export const API_VERSION = 41
export const anyone: Policy = { who: 'anyone', because: 'published frameworks and approved readings of public elements are public; row-level security judges the rest by who asks' }

/** One resource with and without the version in its address: `/api/dhis2/api/41/analytics`, `/api/dhis2/api/analytics`. The second stands in the description of the API. */
export function faces(name: string, method: 'GET' | 'POST', path: string, more: Omit<Route, 'name' | 'method' | 'path' | 'handle'>, handle: (ctx: Ctx, id: string) => Promise<Reply>): readonly Route[] {
  const answer = async (ctx: Ctx): Promise<Reply> => {
    try { return withTag(ctx, await handle(ctx, idIn(ctx.params))) } catch (error) {
      if (!(error instanceof Refused)) throw error
      return json(envelope(error), { status: error.status })
    }
  }
  return [['', '/api'], ['-versioned', '/api/:version(^\\d{2}$)']].map(([suffix = '', prefix = '']) => route({ ...more, policy: more.policy, takesTokens: true, name: `indicators.dhis2-${name}${suffix}`, method, path: `${BASE_URL}${prefix}${path}`, handle: answer }))
}
const idIn = (params: unknown): string => typeof params === 'object' && params !== null && 'id' in params && typeof params.id === 'string' ? params.id : ''

/** The same body is not sent twice: clients ask again and again for what seldom changes. */
export function withTag(ctx: Pick<Ctx, 'headers' | 'method'>, reply: Reply): Reply {
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD' || (reply.status ?? 200) !== 200 || reply.kind !== 'json' && reply.kind !== 'text') return reply
  const body = reply.kind === 'json' ? JSON.stringify(reply.value) : reply.text
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  // who asks decides what is in it, so only the browser of that person keeps it, and asks each time
  const headers = { ...reply.headers, etag, 'cache-control': 'private, no-cache', vary: 'accept, cookie, authorization' }
  if ((ctx.headers['if-none-match'] ?? '').split(',').some(each => each.trim().replace(/^W\//, '') === etag)) return { kind: 'text', text: '', mediaType: 'text/plain', status: 304, headers }
  return reply.kind === 'json' ? { kind: 'text', text: body, mediaType: 'application/json; charset=utf-8', ...reply.cookies ? { cookies: reply.cookies } : {}, headers } : { ...reply, headers }
}

/** As whoever asks: the public on connections of its own. */
export const readAs = <T>(ctx: Pick<Ctx, 'platform' | 'actor'>, work: (tx: Tx) => Promise<T>): Promise<T> => read(ctx.actor.kind === 'officer' ? ctx.platform.db : ctx.platform.publicDb ?? ctx.platform.db, ctx.actor.kind === 'officer' ? ctx.actor : { kind: 'anonymous' }, work)
export const withCatalogue = <T>(ctx: Ctx, { province }: Pick<IndicatorsPorts, 'province'>, work: (tx: Tx, catalogue: Catalogue) => Promise<T>): Promise<T> =>
  readAs(ctx, async tx => work(tx, await readCatalogue(tx, { province, on: localDateOf(ctx.now), lang: ctx.lang })))
