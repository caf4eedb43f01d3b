import type { CitizenActor, OfficerActor } from '../../kernel/actor.ts'
import { notAllowed } from '../../kernel/errors.ts'
import { SESSION_COOKIE } from '../../kernel/http/server.ts'
import type { CookieToSet, Ctx, Session } from '../../kernel/http/route.ts'
import { DEVICE_COOKIE } from './attempts.ts'
import type { Source } from './identity.ts'
import { PENDING_COOKIE } from './pending.ts'
import type { StaffStep } from './staff.ts'

export const sourceOf = (ctx: Ctx): Source => ({ ip: ctx.ip, userAgent: ctx.userAgent, device: ctx.cookies[DEVICE_COOKIE] })

/** The policy of the route has let only this kind pass; the types learn it here. */
export function officerOf(ctx: Ctx): { actor: OfficerActor; session: Session } {
  if (ctx.actor.kind !== 'officer' || !ctx.session) throw notAllowed()
  return { actor: ctx.actor, session: ctx.session }
}
export function citizenOf(ctx: Ctx): { actor: CitizenActor; session: Session } {
  if (ctx.actor.kind !== 'citizen' || !ctx.session) throw notAllowed()
  return { actor: ctx.actor, session: ctx.session }
}

export const sessionCookie = (token: string): CookieToSet => ({ name: SESSION_COOKIE, value: token })
export const noSessionCookie: CookieToSet = { name: SESSION_COOKIE, value: '', remove: true }
export const pendingCookie = (token: string): CookieToSet => ({ name: PENDING_COOKIE, value: token, maxAgeSeconds: 600 })
export const noPendingCookie: CookieToSet = { name: PENDING_COOKIE, value: '', remove: true }

/** Cookies and next page of a step of staff sign-in that went well. */
export function afterStep(step: StaffStep & { readonly ok: true }, returnTo: string): { to: string; cookies: readonly CookieToSet[] } {
  if (step.step === 'signed-in') return { to: returnTo, cookies: [sessionCookie(step.session.token), noPendingCookie, { name: DEVICE_COOKIE, value: step.device, maxAgeSeconds: 180 * 86_400, sameSite: 'strict' }] }
  return { to: step.step === 'totp' ? '/can-bo/dang-nhap/ma' : '/can-bo/dang-nhap/mat-khau-moi', cookies: [pendingCookie(step.pending)] }
}
