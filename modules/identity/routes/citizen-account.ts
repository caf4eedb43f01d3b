import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { keptAnswers, nothingKept, signInAgain } from '../../../kernel/http/kept-form.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { grantMandate } from '../acts/grant-mandate.ts'
import { revokeMandate } from '../acts/revoke-mandate.ts'
import { signOutEverywhere } from '../acts/sign-out-everywhere.ts'
import { cleanName } from '../domain/claims.ts'
import { judgeHolder } from '../domain/mandate.ts'
import { form, text } from '../forms.ts'
import { localDay, type Identity } from '../identity.ts'
import { citizenAccountPage, grantPage } from '../pages/citizen-account.tsx'
import { findAccountFacts, mandatesOf, openSessionsOf } from '../queries.ts'
import { citizenOf } from '../requests.ts'
import { grantFaults, texts } from '../texts.ts'

const GRANT = '/tai-khoan/uy-quyen'
const codesIn = (typed: string): string[] => [...new Set(typed.split(/[\s,;]+/).filter(Boolean))]

export const citizenAccountRoutes = (identity: Identity): readonly Route[] => [
  route({
    name: 'identity.citizen-account-page', method: 'GET', path: '/tai-khoan', policy: { who: 'citizen' },
    handle: async (ctx) => {
      const { actor, session } = citizenOf(ctx)
      const [facts, sessions, { given, held }] = await Promise.all([findAccountFacts(identity, actor.accountId), openSessionsOf(identity, actor, ctx.now), mandatesOf(identity, actor.accountId, ctx.now)])
      if (!facts) throw notFound()
      const procedureNames = await identity.ports.procedureNames([...given, ...held].flatMap((mandate) => mandate.procedureCodes))
      return page(citizenAccountPage(frameFor(ctx), { facts, assurance: actor.assurance, sessions, currentSession: session.id, given, held, procedureNames }))
    },
  }),
  route({
    name: 'identity.sign-out-everywhere', method: 'POST', path: '/tai-khoan/dang-xuat-noi-khac', policy: { who: 'citizen' }, body: form({}),
    handle: async (ctx) => {
      const { actor, session } = citizenOf(ctx)
      await signOutEverywhere(identity, { actor, accountId: actor.accountId, keep: session.id, now: ctx.now })
      return redirect('/tai-khoan', { flash: say(texts.signedOutElsewhere, ctx.lang) })
    },
  }),
  route({
    name: 'identity.grant-mandate-page', method: 'GET', path: GRANT, policy: { who: 'citizen', assurance: 2 }, query: Type.Object({ 'thu-tuc': Type.Optional(text(40)) }),
    handle: async (ctx) => {
      const account = citizenOf(ctx).actor.accountId
      const kept = keptAnswers(ctx, GRANT)
      // whoever signs in next at a shared computer is not shown whom somebody else wanted to trust
      if (kept && kept['account'] === account) {
        const typed = (name: string): string => typeof kept[name] === 'string' ? kept[name] : ''
        return page(grantPage(frameFor(ctx), { account, name: typed('name'), number: typed('number'), procedures: typed('procedures'), days: typed('days') }, [], true), { cookies: [nothingKept] })
      }
      return page(grantPage(frameFor(ctx), { account, name: '', number: '', procedures: ctx.query['thu-tuc'] ?? '', days: '30' }))
    },
  }),
  route({
    name: 'identity.grant-mandate', method: 'POST', path: GRANT, policy: { who: 'citizen', assurance: 2 },
    signedOut: ctx => signInAgain(ctx, GRANT),
    body: form({ account: Type.Optional(text(40)), name: text(200), number: text(40), procedures: text(2000), days: Type.Optional(Type.Union(['7', '30', '90', '365'].map((days) => Type.Literal(days)))) }),
    handle: async (ctx) => {
      const { actor } = citizenOf(ctx)
      const { name, number, procedures, days = '' } = ctx.body
      const codes = codesIn(procedures)
      const names = await identity.ports.procedureNames(codes)
      const unknown = codes.filter((code) => !names.has(code))
      const verdict = unknown.length > 0 ? undefined : await grantMandate(identity, {
        actor, subjectId: actor.accountId, to: { name, idNumber: number }, evidence: 'subject-online', evidenceRef: null, now: ctx.now,
        terms: { procedureCodes: codes, validFrom: localDay(ctx.now), validTo: localDay(new Date(ctx.now.getTime() + Number(days || '0') * 86_400_000)) },
      })
      if (verdict?.ok) return redirect('/tai-khoan#uy-quyen', { flash: say(texts.granted, ctx.lang) })
      const said = (faults: readonly (keyof typeof grantFaults)[]) => faults.map((fault) => ({ field: grantFaults[fault].field, text: say(grantFaults[fault].text, ctx.lang) }))
      const faults = verdict === undefined
        ? [...said(judgeHolder({ name: cleanName(name), idNumber: number.replace(/\s/g, '') })), { field: 'procedures', text: say({ vi: `Không có thủ tục mang mã ${unknown.join(', ')}.`, en: `There is no procedure with the code ${unknown.join(', ')}.` }, ctx.lang) }]
        : said(verdict.reason === 'terms' ? verdict.faults : [])
      return page(grantPage(frameFor(ctx), { account: actor.accountId, name, number, procedures, days }, faults), { status: 422 })
    },
  }),
  route({
    name: 'identity.revoke-mandate', method: 'POST', path: '/tai-khoan/uy-quyen/:id/thu-hoi', policy: { who: 'citizen' }, params: Type.Object({ id: Type.String({ format: 'uuid' }) }), body: form({}),
    handle: async (ctx) => {
      const verdict = await revokeMandate(identity, { actor: citizenOf(ctx).actor, mandateId: ctx.params.id, now: ctx.now })
      if (!verdict.ok) throw notFound()
      return redirect('/tai-khoan#uy-quyen', { flash: say(texts.revoked, ctx.lang) })
    },
  }),
]
