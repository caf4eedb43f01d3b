import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { findAccountFacts, mandatesOf } from '../../identity/index.ts'
import { findCase } from '../../procedures/index.ts'
import { startDraft } from '../acts/edit-draft.ts'
import { placesOf, type CitizenDeps } from '../filing.ts'
import { startPage, type StartView } from '../pages/citizen/start.tsx'
import { texts } from '../pages/citizen/texts.ts'
import { findLastContact, listDrafts } from '../queries.ts'
import { citizen, citizenOf, draftPath, fieldOf, Form } from './common.ts'

const Code = Type.Object({ code: Type.String({ maxLength: 40 }) })

async function viewOf(deps: CitizenDeps, ctx: Pick<Ctx, 'platform' | 'actor' | 'now'>, code: string, chosen: StartView['chosen']): Promise<StartView> {
  const { platform, actor, now } = ctx
  const configured = await findCase(platform.db, code, now)
  if (!configured) throw notFound()
  const { pack } = configured
  const open = pack.cases.filter(each => each.channels.online !== undefined)
  const shown = { ...pack, cases: open.length > 0 ? open : pack.cases }
  const places = open.length === 0 ? [] : await transact(platform.db, actor, tx => placesOf(tx, code, localDateOf(now)))
  const none = { pack: shown, places, organisation: false, mandates: [], drafts: [], chosen }
  if (actor.kind === 'anonymous') return { ...none, gate: 'sign-in' }
  if (actor.kind !== 'citizen') return { ...none, gate: 'officer' }
  const [facts, { held }, drafts] = await Promise.all([findAccountFacts(deps.identity, actor.accountId), mandatesOf(deps.identity, actor.accountId, now), transact(platform.db, actor, tx => listDrafts(tx))])
  return { ...none, gate: actor.assurance < pack.assurance ? 'step-up' : 'open', organisation: facts?.kind === 'organisation',
    mandates: held.filter(mandate => mandate.state === 'active' && mandate.procedureCodes.includes(code)).map(({ id, subjectName, validTo }) => ({ id, subjectName, validTo })),
    drafts: drafts.filter(draft => draft.procedure_code === code).map(draft => ({ id: draft.id, savedAt: draft.updated_at })) }
}

/** `/nop-ho-so/<code>`: what it takes, then the beginning of a draft. */
export const startRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.start-page', method: 'GET', path: '/nop-ho-so/:code', policy: { who: 'anyone', because: 'what a procedure takes is public; the draft begins after sign-in' }, params: Code,
    handle: async ctx => page(startPage(frameFor(ctx), await viewOf(deps, ctx, ctx.params.code, { caseId: '', forWhom: '' }))),
  }),
  route({
    name: 'dossiers.start-draft', method: 'POST', path: '/nop-ho-so/:code', policy: citizen, params: Code, body: Form,
    handle: ctx => onceForWords(ctx, async () => {
      const actor = citizenOf(ctx)
      const chosen = { caseId: fieldOf(ctx.body, 'caseId'), forWhom: fieldOf(ctx.body, 'forWhom') }
      const view = await viewOf(deps, ctx, ctx.params.code, chosen)
      if (view.gate !== 'open' || view.places.length === 0) return page(startPage(frameFor(ctx), view), { status: view.gate === 'step-up' ? 403 : 422 })
      const { cases } = view.pack
      const of = cases.length === 1 ? cases[0] : cases.find(each => each.id === chosen.caseId)
      const mandate = view.mandates.find(each => each.id === chosen.forWhom)
      const faults: Fault[] = [
        ...(of ? [] : [{ field: 'caseId', text: say(texts.chooseCase, ctx.lang) }]),
        ...(chosen.forWhom === '' && view.mandates.length > 0 ? [{ field: 'forWhom', text: say(texts.chooseWhom, ctx.lang) }] : []),
        // whoever meant to file for another does not find it filed as their own
        ...(chosen.forWhom === '' || chosen.forWhom === 'self' || mandate ? [] : [{ field: view.mandates.length > 0 ? 'forWhom' : undefined, text: say(texts.mandateGone, ctx.lang) }]),
      ]
      if (!of || faults.length > 0) return page(startPage(frameFor(ctx), view, faults), { status: 422 })
      const subject = mandate ? (await mandatesOf(deps.identity, actor.accountId, ctx.now)).held.find(each => each.id === mandate.id)?.subjectId : undefined
      const contact = await transact(ctx.platform.db, actor, tx => findLastContact(tx, actor.accountId))
      const [only] = view.places
      const draftId = await startDraft(ctx.platform, actor, { procedureCode: view.pack.code, caseId: of.id, receivingAgencyId: view.places.length === 1 && only ? only.agency.id : null,
        subjectAccountId: subject ?? actor.accountId, mandateId: mandate?.id ?? null, answers: {}, contact })
      const [first] = of.eligibility.pages
      return redirect(draftPath(draftId, first ? `/trang/${first.id}` : ''))
    }),
  }),
]
