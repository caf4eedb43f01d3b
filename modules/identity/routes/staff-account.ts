import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say, type Fault as FieldFault } from '../../../ui/index.ts'
import { changePassword } from '../acts/change-password.ts'
import { confirmPassword, type Confirming } from '../acts/confirm-password.ts'
import { beginTotp, enrolTotp } from '../acts/enrol-totp.ts'
import { beginPasskey, registerPasskey, removePasskey } from '../acts/register-passkey.ts'
import { signOutEverywhere } from '../acts/sign-out-everywhere.ts'
import { switchPosition } from '../acts/switch-position.ts'
import { safeReturnPath } from '../domain/return-to.ts'
import { form, registrationResponse, returnQuery, text } from '../forms.ts'
import type { Identity } from '../identity.ts'
import { confirmPasswordPage, enrolTotpPage, staffAccountPage } from '../pages/staff-account.tsx'
import { PENDING_COOKIE } from '../pending.ts'
import { openSessionsOf, staffAccessOf } from '../queries.ts'
import { noPendingCookie, officerOf, pendingCookie, sourceOf } from '../requests.ts'
import { passwordFaults, refusals, texts } from '../texts.ts'

const HOME = '/can-bo/tai-khoan'
const officer = { who: 'officer' } as const

async function accountPage(identity: Identity, ctx: Ctx, faults: readonly FieldFault[] = []): Promise<Reply> {
  const { actor, session } = officerOf(ctx)
  const [access, sessions, positions] = await Promise.all([staffAccessOf(identity, actor.accountId), openSessionsOf(identity, actor, ctx.now), identity.ports.positionsOf(actor.accountId)])
  if (!access) throw notFound()
  return page(staffAccountPage(frameFor({ ...ctx, url: HOME }), { actor, access, positions, sessions, currentSession: session.id }, faults), { status: faults.length ? 422 : 200 })
}

const confirming = (ctx: Ctx): Confirming => { const { actor, session } = officerOf(ctx); return { actor, sessionId: session.id, now: ctx.now } }
/** Where the password is asked again, before the way goes on to `next`. */
const confirmAt = (next: string): string => `${HOME}/xac-nhan?den=${encodeURIComponent(next)}`

async function totpEnrolment(identity: Identity, ctx: Ctx, faults: readonly FieldFault[] = []): Promise<Reply> {
  const { actor } = officerOf(ctx)
  const begun = await beginTotp(identity, { ...confirming(ctx), issuerName: 'Tỉnh Số' })
  if (!begun.ok) return redirect(confirmAt(`${HOME}/ma-xac-thuc`))
  const { enrolment } = begun
  return enrolment ? page(enrolTotpPage(frameFor(ctx), actor, enrolment, faults), { status: faults.length ? 422 : 200 }) : redirect(HOME)
}

async function confirmation(identity: Identity, ctx: Ctx, den: string | undefined, faults: readonly FieldFault[] = []): Promise<Reply> {
  const { actor } = officerOf(ctx)
  const access = await staffAccessOf(identity, actor.accountId)
  if (!access) throw notFound()
  return page(confirmPasswordPage(frameFor({ ...ctx, url: `${HOME}/xac-nhan` }), actor, { username: access.username, returnTo: safeReturnPath(den, HOME) }, faults), { status: faults.length ? 422 : 200 })
}

export const staffAccountRoutes = (identity: Identity): readonly Route[] => [
  route({ name: 'identity.staff-account-page', method: 'GET', path: HOME, policy: officer, handle: (ctx) => accountPage(identity, ctx) }),
  route({
    name: 'identity.change-password', method: 'POST', path: `${HOME}/mat-khau`, policy: officer, body: form({ current: text(1000), next: text(1000), username: Type.Optional(text(200)) }),
    handle: (ctx) => onceForWords(ctx, async () => {
      const { actor, session } = officerOf(ctx)
      const verdict = await changePassword(identity, { actor, sessionId: session.id, current: ctx.body.current, next: ctx.body.next, source: sourceOf(ctx), now: ctx.now })
      if (verdict.ok) return redirect(HOME, { flash: say(texts.passwordChanged, ctx.lang) })
      return accountPage(identity, ctx, verdict.reason === 'password'
        ? verdict.faults.map((fault) => ({ field: 'next', text: say(passwordFaults[fault], ctx.lang) }))
        : [{ field: 'current', text: say(refusals[verdict.reason], ctx.lang) }])
    }),
  }),
  route({
    name: 'identity.confirm-password-page', method: 'GET', path: `${HOME}/xac-nhan`, policy: officer, query: returnQuery,
    handle: async (ctx) => confirmation(identity, ctx, ctx.query.den),
  }),
  route({
    name: 'identity.confirm-password', method: 'POST', path: `${HOME}/xac-nhan`, policy: officer, body: form({ password: text(1000), username: Type.Optional(text(200)), den: Type.Optional(text(1000)) }),
    handle: async (ctx) => {
      const verdict = await confirmPassword(identity, { ...confirming(ctx), password: ctx.body.password, source: sourceOf(ctx) })
      if (!verdict.ok) return confirmation(identity, ctx, ctx.body.den, [{ field: 'password', text: say(refusals[verdict.reason], ctx.lang) }])
      return redirect(safeReturnPath(ctx.body.den, HOME), { flash: say(texts.confirmed, ctx.lang) })
    },
  }),
  route({ name: 'identity.enrol-totp-page', method: 'GET', path: `${HOME}/ma-xac-thuc`, policy: officer, handle: (ctx) => totpEnrolment(identity, ctx) }),
  route({
    name: 'identity.enrol-totp', method: 'POST', path: `${HOME}/ma-xac-thuc`, policy: officer, body: form({ code: text(20) }),
    handle: (ctx) => onceForWords(ctx, async () => {
      const verdict = await enrolTotp(identity, { ...confirming(ctx), code: ctx.body.code })
      return verdict.ok ? redirect(HOME, { flash: say(texts.totpEnabled, ctx.lang) }) : totpEnrolment(identity, ctx, [{ field: 'code', text: say(refusals[verdict.reason], ctx.lang) }])
    }),
  }),
  route({
    name: 'identity.begin-passkey', method: 'POST', path: `${HOME}/khoa/bat-dau`, policy: officer, body: form({}),
    handle: async (ctx) => {
      const { actor } = officerOf(ctx)
      const access = await staffAccessOf(identity, actor.accountId)
      const begun = await beginPasskey(identity, { ...confirming(ctx), username: access?.username ?? '' })
      return begun.ok ? json(begun.options, { cookies: [pendingCookie(begun.pending)] }) : json({ to: confirmAt(HOME), says: say(refusals[begun.reason], ctx.lang) }, { status: 403 })
    },
  }),
  route({
    name: 'identity.register-passkey', method: 'POST', path: `${HOME}/khoa`, policy: officer, body: Type.Object({ label: text(60), response: registrationResponse }, { additionalProperties: false }),
    handle: async (ctx) => {
      const verdict = await registerPasskey(identity, { ...confirming(ctx), pending: ctx.cookies[PENDING_COOKIE], response: ctx.body.response, label: ctx.body.label })
      return verdict.ok ? json({ to: HOME }, { cookies: [noPendingCookie] }) : json({ says: say(refusals[verdict.reason], ctx.lang) }, { status: 422 })
    },
  }),
  route({
    name: 'identity.remove-passkey', method: 'POST', path: `${HOME}/khoa/bo`, policy: officer, body: form({ id: text(1000) }),
    handle: async (ctx) => {
      const verdict = await removePasskey(identity, { ...confirming(ctx), passkeyId: ctx.body.id })
      if (!verdict.ok && verdict.reason === 'confirm-first') return redirect(confirmAt(HOME))
      if (!verdict.ok) throw notFound()
      return redirect(HOME, { flash: say(texts.passkeyRemoved, ctx.lang) })
    },
  }),
  route({
    name: 'identity.sign-out-everywhere-staff', method: 'POST', path: `${HOME}/dang-xuat-noi-khac`, policy: officer, body: form({}),
    handle: async (ctx) => {
      const { actor, session } = officerOf(ctx)
      await signOutEverywhere(identity, { actor, accountId: actor.accountId, keep: session.id, now: ctx.now })
      return redirect(HOME, { flash: say(texts.signedOutElsewhere, ctx.lang) })
    },
  }),
  route({
    name: 'identity.switch-position', method: 'POST', path: `${HOME}/vi-tri`, policy: officer, body: form({ position: Type.String({ format: 'uuid' }) }),
    handle: async (ctx) => {
      const { actor, session } = officerOf(ctx)
      const verdict = await switchPosition(identity, { actor, sessionId: session.id, positionId: ctx.body.position, ip: ctx.ip, now: ctx.now })
      if (!verdict.ok) {
        if (verdict.reason === 'not-held') throw notFound()
        return accountPage(identity, ctx, [{ text: say(refusals[verdict.reason], ctx.lang) }])
      }
      return redirect(HOME, { flash: say(texts.positionSwitched, ctx.lang) })
    },
  }),
]
