import type { Static, TSchema } from 'typebox'
import type { Readable } from 'node:stream'
import type { Actor, OfficerRole } from '../actor.ts'
import type { Platform } from '../platform.ts'

/** Who may call a route. There is no default: a route without a policy does not build, and the register refuses unknown ones. */
export type Policy =
  | { readonly who: 'anyone'; readonly because: string }
  | { readonly who: 'citizen'; readonly assurance?: 1 | 2 }
  | { readonly who: 'officer'; readonly roles?: readonly OfficerRole[] }
  | { readonly who: 'signed-in' }

export type Lang = 'vi' | 'en'

/** The signed-in session behind a request; `csrf` goes as hidden field `_csrf` into every form. */
export interface Session { readonly id: string; readonly accountId: string; readonly kind: 'citizen' | 'officer'; readonly csrf: string; readonly assurance: 1 | 2 }

/** A file that came in with a form, already on disk under VAR_DIR/incoming; removed after the answer unless taken. */
export interface IncomingFile { readonly field: string; readonly name: string; readonly path: string; readonly size: number; readonly claimedType: string; readonly truncated: boolean }

export interface Ctx<Params = unknown, Query = unknown, Body = unknown> {
  readonly platform: Platform
  readonly actor: Actor
  readonly session: Session | undefined
  /** GET, POST…; HEAD asks a GET route for its headers only */
  readonly method: string
  readonly lang: Lang
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly files: readonly IncomingFile[]
  /** path and query as asked, without the language prefix */
  readonly url: string
  readonly ip: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly cookies: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  readonly now: Date
  readonly requestId: string
  /** one message shown on the next page after a redirect */
  readonly flash: FlashMessage | undefined
}

/** What an act came to. `error`: it was done and found something wrong, so nobody is told that all is well. */
export interface FlashMessage { readonly tone: 'success' | 'error'; readonly text: string }
export interface CookieToSet { readonly name: string; readonly value: string; readonly maxAgeSeconds?: number; readonly remove?: boolean; readonly sameSite?: 'lax' | 'strict' }
interface ReplyBase { readonly status?: number; /** whose pages may hold this one in a frame beside our own; origins from the settings */ readonly framedBy?: readonly string[]; readonly headers?: Readonly<Record<string, string>>; readonly cookies?: readonly CookieToSet[] }
export type Reply =
  | ReplyBase & { readonly kind: 'page'; readonly html: string }
  | ReplyBase & { readonly kind: 'json'; readonly value: unknown }
  | ReplyBase & { readonly kind: 'redirect'; readonly to: string; readonly flash?: string | FlashMessage }
  | ReplyBase & { readonly kind: 'file'; readonly content: Readable | Uint8Array; readonly mediaType: string; readonly name?: string; readonly disposition: 'attachment' | 'inline'; readonly size?: number }
  | ReplyBase & { readonly kind: 'text'; readonly text: string; readonly mediaType: string }

export const page = (html: string, more: ReplyBase = {}): Reply => ({ kind: 'page', html, ...more })
export const json = (value: unknown, more: ReplyBase = {}): Reply => ({ kind: 'json', value, ...more })
/** 303 after a form: back and refresh never send it twice. */
export const redirect = (to: string, more: ReplyBase & { flash?: string | FlashMessage } = {}): Reply => ({ kind: 'redirect', to, ...more })

export interface Route {
  /** module.verb; the same stem as act, permission and ledger entry */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS'
  /** Fastify syntax: /ho-so/:id */
  readonly path: string
  readonly policy: Policy
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  readonly response?: TSchema
  readonly summary?: string
  /** largest multipart body in bytes; absent = no files accepted */
  readonly acceptsFiles?: { readonly maxBytes: number; readonly maxFiles: number }
  /** the one media type whose body reaches the handler unread, as a stream; how much of it is the handler's to bound */
  readonly acceptsStream?: string
  /** largest other body; default 256 KiB */
  readonly bodyLimit?: number
  /** how often one address may ask in a minute; without it, as often as it likes */
  readonly perMinute?: number
  /** a system may come here with an officer's access token (`Authorization: ApiToken …`); everywhere else that header says nothing */
  readonly takesTokens?: true
  /** a POST that other origins may send (OIDC form_post, webhooks); says why */
  readonly crossOrigin?: string
  /** answers a form whose sender’s session ended meanwhile, so that what was typed comes back; nothing is checked yet, it reads and writes nothing */
  signedOut?(ctx: Ctx<never, never, never>): Reply | undefined
  readonly handle: (ctx: Ctx<never, never, never>) => Promise<Reply>
}

interface TypedRoute<P extends TSchema, Q extends TSchema, B extends TSchema> extends Omit<Route, 'params' | 'query' | 'body' | 'handle' | 'signedOut'> {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  signedOut?(ctx: Ctx<Static<P>, Static<Q>, Static<B>>): Reply | undefined
  readonly handle: (ctx: Ctx<Static<P>, Static<Q>, Static<B>>) => Promise<Reply>
}

/** Declares a route; params, query and body reach the handler parsed by their schema. */
export function route<P extends TSchema, Q extends TSchema, B extends TSchema>(definition: TypedRoute<P, Q, B>): Route {
  return definition as unknown as Route
}
