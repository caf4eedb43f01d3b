import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { deriveKey, seal, unseal } from '../secrets.ts'
import { redirect, type CookieToSet, type Ctx, type Reply } from './route.ts'

const COOKIE = 'ts_kept'
/** browsers refuse larger cookies */
const MOST_LETTERS = 3800
const KEPT_SECONDS = 3600
type FormBody = Readonly<Record<string, unknown>>
type About = Pick<Ctx, 'platform' | 'now'>

const keyOf = ({ platform }: Pick<Ctx, 'platform'>): Buffer => deriveKey(platform.config.masterKey, 'http.kept-form')
export const nothingKept: CookieToSet = { name: COOKIE, value: '', remove: true }

/**
 * What somebody typed whose session ended meanwhile: sealed, in their own browser, until they have signed in again. It is only shown there,
 * never saved by itself, and only on the same page. Undefined when it is too long for a cookie.
 */
export function keepAnswers(ctx: About, path: string, body: FormBody): CookieToSet | undefined {
  const { _csrf: _old, ...fields } = body
  const value = seal(keyOf(ctx), deflateRawSync(JSON.stringify({ path, until: ctx.now.getTime() + KEPT_SECONDS * 1000, fields }))).toString('base64url')
  return value.length > MOST_LETTERS ? undefined : { name: COOKIE, value, maxAgeSeconds: KEPT_SECONDS }
}

/** To the sign-in and back to the same page, with what was typed sealed in the browser meanwhile. */
export function signInAgain(ctx: About & Pick<Ctx, 'body'>, here: string): Reply {
  const kept = keepAnswers(ctx, here, typeof ctx.body === 'object' && ctx.body !== null ? Object.fromEntries(Object.entries(ctx.body)) : {})
  return redirect(`/dang-nhap?den=${encodeURIComponent(here)}`, kept ? { cookies: [kept] } : {})
}

/** The fields kept for this page, if any. */
export function keptAnswers(ctx: About & Pick<Ctx, 'cookies'>, path: string): FormBody | undefined {
  const value = ctx.cookies[COOKIE]
  if (!value) return undefined
  try {
    const kept: { path?: unknown; until?: unknown; fields?: unknown } = JSON.parse(inflateRawSync(unseal(keyOf(ctx), Buffer.from(value, 'base64url')), { maxOutputLength: 262_144 }).toString('utf8'))
    if (kept.path !== path || typeof kept.until !== 'number' || kept.until < ctx.now.getTime() || typeof kept.fields !== 'object' || kept.fields === null) return undefined
    return Object.fromEntries(Object.entries(kept.fields))
  } catch { return undefined }
}
