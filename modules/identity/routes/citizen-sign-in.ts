import { Type } from 'typebox'
import { Fault } from '../../../kernel/errors.ts'
import { SESSION_COOKIE } from '../../../kernel/http/server.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { signInWithNationalId } from '../acts/sign-in-with-national-id.ts'
import { signOut } from '../acts/sign-out.ts'
import { stepUp } from '../acts/step-up.ts'
import { safeReturnPath } from '../domain/return-to.ts'
import { form, returnQuery } from '../forms.ts'
import { asPlatform, type Identity } from '../identity.ts'
import { CALLBACK_PATH, SignInRefused, type Handshake, type NationalSignIn } from '../oidc/client.ts'
import { notRaisedPage, signedOutPage, signInPage } from '../pages/sign-in.tsx'
import { PENDING_COOKIE, putPending, takePending } from '../pending.ts'
import { noPendingCookie, noSessionCookie, pendingCookie, sessionCookie, sourceOf } from '../requests.ts'
import type { Refusal } from '../texts.ts'

interface Waiting { readonly handshake: Handshake; readonly stepUpOf: string | null }

const unavailable = (cause?: unknown): Fault => new Fault('unavailable', { status: 503, retryAfterSeconds: 60, title: { vi: 'VNConnect chưa trả lời', en: 'VNConnect does not answer' },
  detail: { vi: 'Cổng xác thực quốc gia đang gián đoạn. Hồ sơ và bản nháp của bạn vẫn còn; hãy thử lại sau ít phút.', en: 'The national sign-in is interrupted. Your dossiers and drafts are safe; try again in a few minutes.' } }, { cause })

function national(identity: Identity): NationalSignIn {
  if (!identity.national) throw unavailable()
  return identity.national
}

/** What the provider's refusal means to the person (RFC 6749 §4.1.2.1; unmet_authentication_requirements: OpenID). */
const meaningOf = (error: string): Refusal => error === 'unmet_authentication_requirements' ? 'assurance-too-low' : error === 'access_denied' ? 'went-back' : 'not-trusted'

async function finish(identity: Identity, ctx: Ctx): Promise<Reply> {
  const waiting = await asPlatform(identity, (tx) => takePending<Waiting>(tx, identity.keys, ctx.cookies[PENDING_COOKIE], 'vnconnect', ctx.now))
  const returnTo = safeReturnPath(waiting?.content.handshake.returnTo, '/')
  const raising = waiting?.content.stepUpOf !== null && ctx.actor.kind === 'citizen'
  const refuse = (refusal: Refusal): Reply => page((raising ? notRaisedPage : signInPage)(frameFor({ ...ctx, url: '/dang-nhap' }), { returnTo, refusal }), { status: 400, cookies: [noPendingCookie] })
  if (!waiting) return ctx.session ? redirect('/') : refuse('start-again')
  const at = ctx.url.indexOf('?')
  let answer
  try {
    answer = await national(identity).finish(waiting.content.handshake, at < 0 ? '' : ctx.url.slice(at))
  } catch (error) {
    if (error instanceof SignInRefused) return refuse(meaningOf(error.error))
    // the message may quote what came in the address: only the kind of error is written down
    identity.platform.log.warn({ requestId: ctx.requestId, kind: error instanceof Error ? error.name : 'unknown', code: error instanceof Error && 'code' in error ? String(error.code) : '' }, 'the answer of the identity provider was not taken')
    return refuse('not-trusted')
  }
  const { stepUpOf } = waiting.content
  const input = { ...answer, replaces: ctx.cookies[SESSION_COOKIE], source: sourceOf(ctx), now: ctx.now }
  const verdict = stepUpOf === null ? await signInWithNationalId(identity, input) : await stepUp(identity, { ...input, stepUpOf })
  if (verdict.ok) return redirect(returnTo, { cookies: [sessionCookie(verdict.session.token), noPendingCookie] })
  if (verdict.reason === 'claims-unusable') identity.platform.log.warn({ requestId: ctx.requestId, names: verdict.claims }, 'claims of the identity provider are missing or unusable')
  return refuse(verdict.reason)
}

export const citizenSignInRoutes = (identity: Identity): readonly Route[] => [
  route({
    name: 'identity.sign-in-page', method: 'GET', path: '/dang-nhap', policy: { who: 'anyone', because: 'the way in' }, query: returnQuery,
    handle: async (ctx) => {
      const returnTo = safeReturnPath(ctx.query.den, '/')
      return ctx.actor.kind === 'citizen' ? redirect(returnTo) : page(signInPage(frameFor(ctx), { returnTo }))
    },
  }),
  route({
    name: 'identity.begin-national-sign-in', method: 'GET', path: '/dang-nhap/vnconnect', policy: { who: 'anyone', because: 'the way in; step-up for who is in' },
    query: Type.Object({ ...returnQuery.properties, muc: Type.Optional(Type.Union([Type.Literal('1'), Type.Literal('2')])) }),
    handle: async (ctx) => {
      const { url, handshake } = await national(identity).begin({ acrValues: ctx.query.muc === '2' ? 'LoA2' : undefined, returnTo: safeReturnPath(ctx.query.den, '/') }).catch((error: unknown) => { throw error instanceof Fault ? error : unavailable(error) })
      const content: Waiting = { handshake, stepUpOf: ctx.query.muc === '2' && ctx.actor.kind === 'citizen' ? ctx.actor.accountId : null }
      const token = await asPlatform(identity, (tx) => putPending(tx, identity.keys, { purpose: 'vnconnect', accountId: null, content, minutes: 10, now: ctx.now }))
      return redirect(url, { cookies: [pendingCookie(token)] })
    },
  }),
  route({
    name: 'identity.finish-national-sign-in', method: 'GET', path: CALLBACK_PATH, policy: { who: 'anyone', because: 'the identity provider sends the browser back here' },
    handle: (ctx) => finish(identity, ctx),
  }),
  route({
    name: 'identity.sign-out', method: 'POST', path: '/dang-xuat', policy: { who: 'anyone', because: 'signing out twice is no error' }, body: Type.Union([form({}), Type.Null()]),
    handle: async (ctx) => {
      await signOut(identity, { actor: ctx.actor, token: ctx.cookies[SESSION_COOKIE], now: ctx.now })
      return redirect(ctx.actor.kind === 'officer' ? '/can-bo/dang-nhap' : '/dang-xuat', { cookies: [noSessionCookie, noPendingCookie] })
    },
  }),
  route({
    name: 'identity.signed-out-page', method: 'GET', path: '/dang-xuat', policy: { who: 'anyone', because: 'says that one is out' },
    handle: async (ctx) => ctx.session ? redirect(ctx.actor.kind === 'officer' ? '/can-bo/tai-khoan' : '/tai-khoan')
      : page(signedOutPage(frameFor(ctx), await identity.national?.signOutUrl('/').catch(() => undefined))),
  }),
]
