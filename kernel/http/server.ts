import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import staticFiles from '@fastify/static'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Actor, OfficerActor } from '../actor.ts'
import { Fault } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { observeRequest, registerTelemetry } from '../telemetry.ts'
import { piecesOf, sweepPieces, takeUploads, uploadRoutes, type Taken } from '../uploads/index.ts'
import { asFault, problem } from './faults.ts'
import { flashFromCookie, flashToCookie } from './flash.ts'
import { contentSecurityPolicy, formPageOf, isForeign, refuseForgery } from './guard.ts'
import { SERVER_LIMITS } from './limits.ts'
import { parseForm, readableAll, sweepIncoming, takeMultipart, type Intake } from './intake.ts'
import { oneHost } from './one-host.ts'
import { refusal } from './policy.ts'
import type { Ctx, IncomingFile, Lang, Reply, Route, Session } from './route.ts'

/** Under these names handlers know cookies; over https the browser knows them with `__Host-` before (see `ownCookies`). */
export const SESSION_COOKIE = 'ts_session'
const FLASH_COOKIE = 'ts_flash'
const GUARDING_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'SAMEORIGIN', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'geolocation=(), microphone=(), camera=(self)' } as const
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

export interface ServerParts {
  readonly platform: Platform
  readonly routes: readonly Route[]
  /** who is behind the session cookie; anonymous when none or expired */
  authenticate(token: string | undefined, now: Date, ip: string): Promise<{ actor: Actor; session: Session | undefined }>
  /** who stands behind an access token, where a route takes one; throws 401 when nobody does */
  authenticateToken?(token: string, use: { readonly method: string; readonly ip: string; readonly now: Date }): Promise<OfficerActor>
  /** the page for a fault; `ui` draws it, the kernel does not know how */
  renderFault(fault: Fault, about: { lang: Lang; actor: Actor; url: string; requestId: string }): string
  /** where somebody signs in, given the page to come back to */
  signInPath(url: string): string
  readonly assetsDir: string
  ready(): Promise<void>
  /** takes some addresses before the pages do: protocols that stream, and whose bytes nobody may touch */
  readonly front?: Front
}
export interface Front { takes(request: IncomingMessage): boolean; handle(request: IncomingMessage, response: ServerResponse): void }


const ANONYMOUS = { actor: { kind: 'anonymous' } as const, session: undefined }
const LANG_HEADER = 'x-tinhso-lang'
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Headers that come once; of a repeated one, all in one as HTTP allows (RFC 9110 §5.3). */
const headersOf = (request: FastifyRequest): Record<string, string | undefined> => Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))

/** Links in an English page stay English: one place, so that no component needs to know. */
function inLanguage(html: string, lang: Lang): string {
  return lang === 'vi' ? html : html.replace(/ (href|action|formaction|data-autosave)="\/(?!assets\/|api\/|en\/|vi\/|en"|\/)/g, ' $1="/en/')
}

/**
 * Cookies of this very host, by the names that handlers use. Over https all ours carry the prefix `__Host-`: a browser takes such a cookie only from
 * this host, over https and for all paths, so no neighbour under the same domain can plant one (RFC 6265bis §4.1.3.2). Plain names are then not read.
 */
export function ownCookies(cookies: Readonly<Record<string, string | undefined>>, prefix: string): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(cookies).flatMap(([name, value]) => name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []))
}

/** An address as a header may carry it: letters of ours and whatever else is not of ASCII percent-encoded (RFC 3986 §2.1). */
const inAddress = (to: string): string => to.replace(/[^\x21-\x7e]+/g, encodeURIComponent)

/** What DHIS2's clients send for their personal access tokens; '' for a header of that kind without one. */
const apiTokenIn = (header: string | undefined): string | undefined => /^ApiToken(?:\s+(.*))?$/i.exec(header ?? '')?.map(each => each ?? '')[1]

function wantsPage(request: FastifyRequest): boolean {
  return !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
}

/** Protocols of the front put lists into headers, and sign them by repeating them. */
const FRONT_HEADER_BYTES = 64 * 1024

/** A server whose requests go to the front first, where there is one. */
function behind(front: Front | undefined): (handler: RequestListener) => Server {
  return handler => createServer({ ...SERVER_LIMITS, ...front && { maxHeaderSize: FRONT_HEADER_BYTES } }, oneHost((request, response) => {
    if (front?.takes(request)) front.handle(request, response)
    else handler(request, response)
  }))
}

/** Builds the one HTTP server; handlers return replies, only this file sends. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { platform } = parts
  const secure = platform.config.publicUrl.startsWith('https:')
  const hostPrefix = secure ? '__Host-' : ''
  // on every answer, whoever gives it; policy and caching as the answer itself says, where it says so
  const guarding: Readonly<Record<string, string>> = { ...GUARDING_HEADERS, ...secure ? { 'strict-transport-security': 'max-age=31536000' } : {}, 'content-security-policy': contentSecurityPolicy(), 'cache-control': 'no-store' }
  const server = Fastify({
    serverFactory: behind(parts.front),
    logger: false, trustProxy: (_address, hop) => hop < platform.config.proxies, bodyLimit: 256 * 1024, requestTimeout: SERVER_LIMITS.requestTimeout, keepAliveTimeout: SERVER_LIMITS.keepAliveTimeout, exposeHeadRoutes: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    genReqId: () => crypto.randomUUID(),
    // what no router could read: the hooks below do not see it
    frameworkErrors: (error, request, reply) => {
      const fault = asFault(error)
      void (reply as unknown as FastifyReply).code(fault.details.status).headers(guarding).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem(fault, 'vi', request.id)))
    },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true, useDefaults: true } },
    rewriteUrl: request => {
      delete request.headers[LANG_HEADER]
      const url = request.url ?? '/'
      const lang = /^\/(en|vi)(?=[/?]|$)/.exec(url)?.[1]
      if (lang === undefined) return url
      request.headers[LANG_HEADER] = lang
      const rest = url.slice(3)
      return rest.startsWith('/') ? rest : `/${rest}`
    },
  })
  server.server.headersTimeout = SERVER_LIMITS.headersTimeout
  await server.register(cookie)
  await server.register(formbody, { bodyLimit: 1024 * 1024, parser: parseForm })
  // this machine itself is not counted: with a proxy in front and TRUST_PROXY set, every caller has an address of their own
  await server.register(rateLimit, { global: false, allowList: request => LOOPBACK.test(request.ip) })
  // a file that is too large is marked, so that the page can name it and say what to do
  await server.register(multipart, { throwFileSizeLimit: false })
  await server.register(compress, { threshold: 1024, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } })
  await server.register(staticFiles, { root: parts.assetsDir, prefix: '/assets/', immutable: true, maxAge: '365d', decorateReply: false, preCompressed: true })
  await server.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Tỉnh Số API', version: '1', description: 'JSON API of one province. Errors are application/problem+json (RFC 9457) with a stable code.' } },
    hideUntagged: true })

  server.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(guarding)) if (name in GUARDING_HEADERS || !reply.hasHeader(name)) reply.header(name, value)
  })
  server.addHook('onResponse', async (request, reply) => { observeRequest(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime) })

  const langOf = (request: FastifyRequest): Lang => request.headers[LANG_HEADER] === 'en' ? 'en' : 'vi'

  async function send(reply: FastifyReply, answer: Reply, lang: Lang): Promise<FastifyReply> {
    reply.code(answer.status ?? (answer.kind === 'redirect' ? 303 : 200))
    if (answer.headers) reply.headers(answer.headers)
    // browsers that know frame-ancestors pass over x-frame-options (CSP 3 §6.4.2)
    if (answer.framedBy?.length) reply.header('content-security-policy', contentSecurityPolicy(answer.framedBy))
    for (const c of answer.cookies ?? []) {
      if (c.remove) reply.clearCookie(`${hostPrefix}${c.name}`, { path: '/', secure })
      else reply.setCookie(`${hostPrefix}${c.name}`, c.value, { path: '/', httpOnly: true, secure, sameSite: c.sameSite ?? 'lax', ...(c.maxAgeSeconds !== undefined ? { maxAge: c.maxAgeSeconds } : {}) })
    }
    switch (answer.kind) {
      case 'page': return reply.type('text/html; charset=utf-8').send(inLanguage(answer.html, lang))
      case 'json': return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.value))
      case 'text': return reply.type(answer.mediaType).send(answer.text)
      case 'redirect':
        if (answer.flash) reply.setCookie(`${hostPrefix}${FLASH_COOKIE}`, flashToCookie(answer.flash), { path: '/', httpOnly: true, secure, sameSite: 'lax', maxAge: 60 })
        return reply.header('location', inAddress(lang === 'en' && answer.to.startsWith('/') && !answer.to.startsWith('/en/') ? `/en${answer.to}` : answer.to)).send('')
      case 'file': {
        if (answer.name) reply.header('content-disposition', `${answer.disposition}; filename="${answer.name.replace(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
        if (answer.size !== undefined) reply.header('content-length', answer.size)
        if (!answer.headers?.['content-security-policy']) reply.header('content-security-policy', "default-src 'none'; sandbox")
        return reply.type(answer.mediaType).send(answer.content instanceof Uint8Array ? Buffer.from(answer.content.buffer, answer.content.byteOffset, answer.content.byteLength) : answer.content)
      }
    }
  }

  async function sendFault(request: FastifyRequest, reply: FastifyReply, error: unknown, actor: Actor): Promise<FastifyReply> {
    const fault = asFault(error)
    const lang = langOf(request)
    if (fault.details.status >= 500) platform.log.error({ requestId: request.id, route: request.routeOptions.url, code: fault.code, error: error instanceof Error ? error.stack : String(error) }, 'request failed')
    if (fault.details.retryAfterSeconds) reply.header('retry-after', fault.details.retryAfterSeconds)
    if (fault.code === 'sign-in-needed' && request.method === 'GET' && wantsPage(request)) return send(reply, { kind: 'redirect', to: parts.signInPath(request.url) }, lang)
    reply.code(fault.details.status)
    if (wantsPage(request)) return reply.type('text/html; charset=utf-8').send(inLanguage(parts.renderFault(fault, { lang, actor, url: SAFE_METHODS.has(request.method) ? request.url : formPageOf(request), requestId: request.id }), lang))
    return reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(problem(fault, lang, request.id)))
  }

  function contextOf(request: FastifyRequest, who: { actor: Actor; session: Session | undefined }, now: Date, body: unknown, files: readonly IncomingFile[]): Ctx {
    const cookies = ownCookies(request.cookies, hostPrefix)
    const flash = cookies[FLASH_COOKIE]
    return { platform, actor: who.actor, session: who.session, method: request.method, lang: langOf(request), params: request.params, query: readableAll(request.query), body, files, url: request.url, ip: request.ip, headers: headersOf(request),
      cookies, userAgent: request.headers['user-agent'] ?? '', now, requestId: request.id, flash: flash ? flashFromCookie(flash) : undefined }
  }

  const incoming = join(platform.config.varDir, 'incoming')
  const pieces = piecesOf(platform)
  const names = new Set<string>()
  for (const route of [...parts.routes, ...uploadRoutes(platform, pieces)]) {
    if (!route.policy) throw new Error(`route ${route.name} declares no policy`)
    if (names.has(route.name)) throw new Error(`two routes are named ${route.name}`)
    names.add(route.name)
    const declare = (scope: FastifyInstance): FastifyInstance => scope.route({
      method: route.method, url: route.path, // of what is parsed in memory; files are streamed and have limits of their own
      bodyLimit: route.bodyLimit ?? 256 * 1024,
      ...(route.perMinute === undefined ? {} : { config: { rateLimit: { max: route.perMinute, timeWindow: '1 minute' } } }),
      schema: { ...(route.params ? { params: route.params } : {}), ...(route.query ? { querystring: route.query } : {}), ...(route.body && !route.acceptsFiles ? { body: route.body } : {}),
        ...(route.path.startsWith('/api/') ? { tags: [route.name.split('.')[0] ?? 'api'], operationId: route.name, ...(route.summary ? { summary: route.summary } : {}), ...(route.response ? { response: { 200: route.response } } : {}) } : { hide: true }) },
      attachValidation: true,
      // replies are sent as JSON text of our own; the response schema documents
      serializerCompiler: () => data => JSON.stringify(data),
      handler: async (request, reply) => {
        const now = platform.now()
        let who: { actor: Actor; session: Session | undefined } = ANONYMOUS
        let intake: Intake | undefined
        let taken: Taken | undefined
        try {
          const token = route.takesTokens ? apiTokenIn(request.headers.authorization) : undefined
          // one or the other: rights are never added up
          who = token !== undefined && parts.authenticateToken ? { actor: await parts.authenticateToken(token, { method: request.method, ip: request.ip, now }), session: undefined } : await parts.authenticate(ownCookies(request.cookies, hostPrefix)[SESSION_COOKIE], now, request.ip)
          const refused = refusal(route.policy, who.actor)
          if (refused) {
            const kept = refused.code === 'sign-in-needed' && route.signedOut && wantsPage(request) && !isForeign(request.headers) ? route.signedOut(contextOf(request, who, now, readableAll(request.body), []) as Ctx<never, never, never>) : undefined
            if (kept) return await send(reply, kept, langOf(request))
            throw refused
          }
          if (request.validationError) throw request.validationError
          if (route.acceptsFiles && request.isMultipart()) intake = await takeMultipart(request, incoming, route.acceptsFiles)
          const body = intake ? intake.fields : route.acceptsStream ? request.body : readableAll(request.body)
          if (route.acceptsFiles && (body === null || typeof body !== 'object')) throw new Fault('invalid', { status: 400, title: { vi: 'Yêu cầu không đọc được', en: 'The request could not be read' } })
          if (!SAFE_METHODS.has(route.method) && !route.crossOrigin) {
            refuseForgery(request, who.session, request.headers['x-csrf-token'] ?? (body !== null && typeof body === 'object' && '_csrf' in body ? body._csrf : undefined))
          }
          if (intake && route.acceptsFiles) taken = await takeUploads(platform, pieces, who.actor, intake, route.acceptsFiles)
          const ctx = contextOf(request, who, now, body, [...intake?.files ?? [], ...taken?.files ?? []])
          const answer = await route.handle(ctx as Ctx<never, never, never>)
          // whatever the answer says of them: a fault keeps them, so that the form can be sent again
          await taken?.forget()
          if (ctx.flash !== undefined && answer.kind === 'page') reply.clearCookie(`${hostPrefix}${FLASH_COOKIE}`, { path: '/', secure })
          return await send(reply, answer, ctx.lang)
        } catch (error) {
          return sendFault(request, reply, error, who.actor)
        } finally { await intake?.discard() }
      },
    })
    const { acceptsStream } = route
    if (acceptsStream === undefined) declare(server)
    // a parser of its own, for this route only: everywhere else that media type is refused
    else void server.register(async scope => { scope.addContentTypeParser(acceptsStream, (_request, payload, done) => { done(null, payload) }); declare(scope) })
  }
  registerTelemetry(server, parts.ready, { token: platform.config.metricsToken, networks: platform.config.administration.networks })
  await sweepIncoming(incoming, platform.now())
  await sweepPieces(platform, pieces)
  server.get('/api/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.type('application/json').send(JSON.stringify(server.swagger())))
  server.setNotFoundHandler(async (request, reply) => sendFault(request, reply, undefined, { kind: 'anonymous' }))
  server.setErrorHandler(async (error, request, reply) => sendFault(request, reply, error, { kind: 'anonymous' }))
  return server
}
