import { Type } from 'typebox'
import { SESSION_COOKIE } from '../../../kernel/http/server.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { chooseNewPassword } from '../acts/choose-new-password.ts'
import { confirmTotp } from '../acts/confirm-totp.ts'
import { signInStaff } from '../acts/sign-in-staff.ts'
import { beginPasskeySignIn, signInWithPasskey } from '../acts/sign-in-with-passkey.ts'
import { safeReturnPath } from '../domain/return-to.ts'
import { authenticationResponse, form, returnQuery, text } from '../forms.ts'
import type { Identity } from '../identity.ts'
import { newPasswordPage, staffSignInPage, totpPage } from '../pages/staff-sign-in.tsx'
import { PENDING_COOKIE } from '../pending.ts'
import { afterStep, noPendingCookie, pendingCookie, sourceOf } from '../requests.ts'
import { passwordFaults, refusals, type Refusal } from '../texts.ts'

const DESK = '/ban-lam-viec'
const why = 'the way in for staff'
const common = (ctx: Ctx) => ({ pending: ctx.cookies[PENDING_COOKIE], replaces: ctx.cookies[SESSION_COOKIE], source: sourceOf(ctx), now: ctx.now })

/** Back to the first step, with the reason. */
function again(ctx: Ctx, reason: Refusal, about: { returnTo: string; username?: string }, retryAfterSeconds?: number): Reply {
  const faults = [{ field: reason === 'wrong-credentials' ? 'password' : 'username', text: say(refusals[reason], ctx.lang) }]
  return page(staffSignInPage(frameFor({ ...ctx, url: '/can-bo/dang-nhap' }), { ...about, faults }), {
    status: reason === 'too-many' ? 429 : 422, cookies: [noPendingCookie], ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  })
}

export const staffSignInRoutes = (identity: Identity): readonly Route[] => [
  route({
    name: 'identity.staff-sign-in-page', method: 'GET', path: '/can-bo/dang-nhap', policy: { who: 'anyone', because: why }, query: returnQuery,
    handle: async (ctx) => {
      const returnTo = safeReturnPath(ctx.query.den, DESK)
      return ctx.actor.kind === 'officer' ? redirect(returnTo) : page(staffSignInPage(frameFor(ctx), { returnTo }))
    },
  }),
  route({
    name: 'identity.sign-in-staff', method: 'POST', path: '/can-bo/dang-nhap', policy: { who: 'anyone', because: why },
    body: form({ username: text(200), password: text(1000), den: Type.Optional(text(1000)) }),
    handle: async (ctx) => {
      const returnTo = safeReturnPath(ctx.body.den, DESK)
      const { username, password } = ctx.body
      const verdict = await signInStaff(identity, { username, password, returnTo, ...common(ctx) })
      if (!verdict.ok) return again(ctx, verdict.reason, { returnTo, username }, 'retryAfterSeconds' in verdict ? verdict.retryAfterSeconds : undefined)
      const { to, cookies } = afterStep(verdict, returnTo)
      return redirect(to, { cookies })
    },
  }),
  route({
    name: 'identity.totp-page', method: 'GET', path: '/can-bo/dang-nhap/ma', policy: { who: 'anyone', because: why },
    handle: async (ctx) => ctx.cookies[PENDING_COOKIE] ? page(totpPage(frameFor(ctx))) : redirect('/can-bo/dang-nhap'),
  }),
  route({
    name: 'identity.confirm-totp', method: 'POST', path: '/can-bo/dang-nhap/ma', policy: { who: 'anyone', because: 'second step of sign-in' }, body: form({ code: text(20) }),
    handle: async (ctx) => {
      const verdict = await confirmTotp(identity, { code: ctx.body.code, ...common(ctx) })
      if (verdict.ok) { const { to, cookies } = afterStep(verdict, verdict.returnTo ?? DESK); return redirect(to, { cookies }) }
      if (verdict.reason !== 'wrong-code') return again(ctx, verdict.reason, { returnTo: DESK }, 'retryAfterSeconds' in verdict ? verdict.retryAfterSeconds : undefined)
      return page(totpPage(frameFor(ctx), [{ field: 'code', text: say(refusals[verdict.reason], ctx.lang) }]), { status: 422 })
    },
  }),
  route({
    name: 'identity.new-password-page', method: 'GET', path: '/can-bo/dang-nhap/mat-khau-moi', policy: { who: 'anyone', because: why },
    handle: async (ctx) => ctx.cookies[PENDING_COOKIE] ? page(newPasswordPage(frameFor(ctx))) : redirect('/can-bo/dang-nhap'),
  }),
  route({
    name: 'identity.choose-new-password', method: 'POST', path: '/can-bo/dang-nhap/mat-khau-moi', policy: { who: 'anyone', because: 'last step of a first sign-in' }, body: form({ password: text(1000) }),
    handle: async (ctx) => {
      const verdict = await chooseNewPassword(identity, { password: ctx.body.password, ...common(ctx) })
      if (verdict.ok) { const { to, cookies } = afterStep(verdict, verdict.returnTo ?? DESK); return redirect(to, { cookies }) }
      if (verdict.reason !== 'password') return again(ctx, verdict.reason, { returnTo: DESK })
      return page(newPasswordPage(frameFor(ctx), verdict.faults.map((fault) => ({ field: 'password', text: say(passwordFaults[fault], ctx.lang) }))), { status: 422 })
    },
  }),
  route({
    name: 'identity.begin-passkey-sign-in', method: 'POST', path: '/can-bo/dang-nhap/khoa/bat-dau', policy: { who: 'anyone', because: why }, body: form({ den: Type.Optional(text(1000)) }),
    handle: async (ctx) => {
      const { options, pending } = await beginPasskeySignIn(identity, { returnTo: safeReturnPath(ctx.body.den, DESK), now: ctx.now })
      return json(options, { cookies: [pendingCookie(pending)] })
    },
  }),
  route({
    name: 'identity.sign-in-with-passkey', method: 'POST', path: '/can-bo/dang-nhap/khoa', policy: { who: 'anyone', because: why }, body: authenticationResponse,
    handle: async (ctx) => {
      const verdict = await signInWithPasskey(identity, { response: ctx.body, ...common(ctx) })
      if (!verdict.ok) return json({ says: say(refusals[verdict.reason], ctx.lang) }, { status: 422 })
      const { to, cookies } = afterStep(verdict, verdict.returnTo ?? DESK)
      return json({ to }, { cookies })
    },
  }),
]
