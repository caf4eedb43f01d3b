import type { FastifyRequest } from 'fastify'
import { Fault } from '../errors.ts'
import { isUuid, newId } from '../ids.ts'
import { sameSecret } from '../secrets.ts'
import type { Session } from './route.ts'

const expired = (): Fault => new Fault('form-expired', { status: 403, title: { vi: 'Biểu mẫu đã cũ', en: 'This form is out of date' },
  detail: { vi: 'Trang được mở từ một phiên đăng nhập khác. Hãy quay lại, tải lại trang rồi gửi lần nữa; bản nháp của bạn vẫn còn.', en: 'The page was opened in another session. Go back, reload and send again; your draft is kept.' } })

/**
 * Refuses requests that another site made in the user's name. Two independent signs: the browser's own word on the origin
 * (Origin, Sec-Fetch-Site), and, when a session exists, the form token that only our pages carry.
 */
export function refuseForgery({ headers }: Pick<FastifyRequest, 'headers'>, session: Session | undefined, token: unknown): void {
  if (isForeign(headers) || session && !isFormToken(session, token)) throw expired()
}
/** By the browser's word: from a page that is not ours. `Origin: null` (sandboxed frames, data: addresses) names no host and is foreign. */
export function isForeign({ origin, host, 'sec-fetch-site': site }: Readonly<Record<string, string | string[] | undefined>>): boolean {
  if (origin !== undefined && !(typeof origin === 'string' && URL.canParse(origin) && new URL(origin).host === host)) return true
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}
/** The page that a form stood on, without its language: whoever has to sign in first comes back to it, not to an address that only takes forms. */
export function formPageOf({ headers, url }: Pick<FastifyRequest, 'headers' | 'url'>): string {
  const { referer = '', host } = headers
  if (!URL.canParse(referer)) return url
  const page = new URL(referer)
  return page.host === host ? `${page.pathname.replace(/^\/(?:en|vi)(?=\/|$)/, '') || '/'}${page.search}` : url
}
export const isFormToken = ({ csrf }: Pick<Session, 'csrf'>, token: unknown): boolean => typeof token === 'string' && sameSecret(token.replace(/\..*$/s, ''), csrf)
/** What stands in every form of a page: whose session it is, and a number of the page as it was drawn, under which its forms are pressed once (once.ts). */
export const formTokenOf = ({ csrf }: Pick<Session, 'csrf'>): string => `${csrf}.${newId()}`
export function pageNumberOf(token: unknown): string | undefined {
  const number = typeof token === 'string' ? token.slice(token.indexOf('.') + 1) : ''
  return isUuid(number) ? number : undefined
}

/** No script, style or frame but our own files; no plugin, no foreign form target (CSP level 3). */
export function contentSecurityPolicy(framedBy: readonly string[] = []): string {
  return ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "media-src 'self' blob:", "worker-src 'self' blob:",
    "manifest-src 'self'", "frame-src 'self'", ["frame-ancestors 'self'", ...framedBy].join(' '), "form-action 'self'", "base-uri 'none'", "object-src 'none'"].join('; ')
}
