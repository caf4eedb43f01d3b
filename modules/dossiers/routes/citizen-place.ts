import { validatePage } from '../../../kernel/forms/validate.ts'
import { isAddress } from '../../../kernel/forms/conditions.ts'
import type { Answers, FormPage } from '../../../kernel/forms/definition.ts'
import { keptAnswers, nothingKept, signInAgain } from '../../../kernel/http/kept-form.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, parseFormBody, say } from '../../../ui/index.ts'
import { saveDraftPage, type DraftEdit } from '../acts/edit-draft.ts'
import { pagesOf } from '../../../kernel/forms/visible.ts'
import type { CitizenDeps, Filing } from '../filing.ts'
import { questionPage } from '../pages/citizen/draft-question.tsx'
import { returnMethods, texts } from '../pages/citizen/texts.ts'
import { citizen, DraftId, draftPath, Form, FROM_CHECK, requireId, Return, withFiling } from './common.ts'

/** Three questions that every procedure asks, drawn and judged by the same form machinery as the procedure's own. */
interface Handling { readonly path: string; readonly stem: string; pageFor(filing: Filing): FormPage; answersOf(filing: Filing): Answers; editOf(answers: Answers): DraftEdit }

const text = (answers: Answers, name: string): string => { const value = answers[name]; return typeof value === 'string' ? value : '' }

/** The agency of the commune that the person lives in, when one of the answers names it. */
function suggestedPlace({ draft, places }: Filing): string | undefined {
  const communes = Object.values(draft.answers).map(value => isAddress(value) ? value.communeCode : typeof value === 'string' ? value : '').filter(Boolean)
  return places.find(({ agency }) => agency.unitCode !== null && communes.includes(agency.unitCode))?.agency.id
}
/** A phone or e-mail given in the form itself is not asked again. */
function given(filing: Filing, source: 'account.phone' | 'account.email'): string {
  const field = pagesOf(filing.form).filter(each => !each.repeat).flatMap(each => each.fields).find(each => each.prefill === source && text(filing.draft.answers, each.name) !== '')
  return field ? text(filing.draft.answers, field.name) : ''
}

const HANDLINGS: readonly Handling[] = [
  {
    path: '/noi-nop', stem: 'place',
    pageFor: filing => {
      const choices = filing.places.map(({ agency }) => ({ value: agency.id, label: { vi: agency.name }, ...(agency.address ? { hint: { vi: agency.address } } : {}) }))
      const free = filing.places.some(each => each.boundaryFree)
      const rule = free ? texts.placeFree : texts.placeBound
      const hint = !filing.draft.receiving_agency_id && suggestedPlace(filing) ? { hint: texts.placeSuggested } : {}
      return { id: 'place', title: texts.place, intro: { vi: `${texts.placeIntro.vi} ${rule.vi}`, en: `${texts.placeIntro.en} ${rule.en}` },
        fields: [{ name: 'place', label: texts.placeLabel, choices, type: choices.length > 8 ? 'select' : 'radios', ...hint }] }
    },
    answersOf: filing => { const id = filing.draft.receiving_agency_id ?? suggestedPlace(filing); return id ? { place: id } : {} },
    editOf: answers => ({ receivingAgencyId: text(answers, 'place') }),
  },
  {
    path: '/nhan-ket-qua', stem: 'returning',
    pageFor: () => ({ id: 'returning', title: texts.returning, intro: texts.returnIntro, fields: [
      { name: 'method', type: 'radios', label: texts.returnLabel, choices: (['online', 'counter', 'post'] as const).map(value => ({ value, label: returnMethods[value] })) },
      { name: 'address', type: 'textarea', rows: 3, maxLength: 300, label: texts.returnAddress, hint: texts.returnAddressHint, showIf: { field: 'method', is: 'post' } },
    ] }),
    answersOf: ({ draft }) => ({ ...(draft.return_method ? { method: draft.return_method } : {}), ...(draft.return_address ? { address: draft.return_address } : {}) }),
    editOf: answers => { const method = text(answers, 'method'); return method === 'online' || method === 'counter' || method === 'post' ? { returning: { method, address: method === 'post' ? text(answers, 'address') : null } } : {} },
  },
  {
    path: '/lien-lac', stem: 'contact',
    pageFor: () => ({ id: 'contact', title: texts.contact, intro: texts.contactIntro, fields: [{ name: 'phone', type: 'phone', label: texts.phone, prefill: 'account.phone' }, { name: 'email', type: 'email', label: texts.email, required: false, prefill: 'account.email' }] }),
    answersOf: filing => {
      const phone = filing.draft.contact.phone ?? given(filing, 'account.phone')
      const email = filing.draft.contact.email ?? given(filing, 'account.email')
      return { ...(phone ? { phone } : {}), ...(email ? { email } : {}) }
    },
    editOf: answers => { const [phone, email] = [text(answers, 'phone'), text(answers, 'email')]; return { contact: { phone, ...(email ? { email } : {}) } } },
  },
]

function draw(ctx: Ctx<never, { ve?: string }, never> | Ctx<unknown, { ve?: string }>, filing: Filing, handling: Handling, answers: Answers, faults: ReturnType<typeof validatePage>, restored = false): Reply {
  const fromCheck = ctx.query.ve === FROM_CHECK
  const here = draftPath(filing.draft.id, handling.path)
  return page(questionPage(frameFor(ctx), filing, { page: handling.pageFor(filing), answers, faults, action: fromCheck ? `${here}?ve=${FROM_CHECK}` : here, back: { href: draftPath(filing.draft.id, fromCheck ? '/kiem-tra' : '') }, caption: say(texts.placePart, ctx.lang), restored }),
    { ...(faults.length > 0 ? { status: 422 } : {}), ...(restored ? { cookies: [nothingKept] } : {}) })
}

/** Where to file, how to get the result, how to reach the person. */
export const placeRoutes = (deps: CitizenDeps): readonly Route[] => HANDLINGS.flatMap((handling): Route[] => [
  route({
    name: `dossiers.${handling.stem}-page`, method: 'GET', path: `/nop-ho-so/nhap/:draftId${handling.path}`, policy: citizen, params: DraftId, query: Return,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const kept = keptAnswers(ctx, draftPath(filing.draft.id, handling.path))
      return draw(ctx, filing, handling, kept ? parseFormBody(handling.pageFor(filing), kept, filing.context.today) : handling.answersOf(filing), [], kept !== undefined)
    }),
  }),
  route({
    name: `dossiers.choose-${handling.stem}`, method: 'POST', path: `/nop-ho-so/nhap/:draftId${handling.path}`, policy: citizen, params: DraftId, query: Return, body: Form,
    signedOut: ctx => signInAgain(ctx, draftPath(requireId(ctx.params.draftId), handling.path)),
    handle: ctx => withFiling(deps, ctx, async filing => {
      const asked = handling.pageFor(filing)
      const answers = parseFormBody(asked, ctx.body, filing.context.today)
      const faults = validatePage({ sections: [{ id: 'handling', title: asked.title, pages: [asked] }] }, asked.id, answers, filing.context)
      if (faults.length > 0) return draw(ctx, filing, handling, answers, faults)
      await saveDraftPage(ctx.platform, filing.actor, filing.draft.id, handling.editOf(answers))
      return redirect(draftPath(filing.draft.id, ctx.query.ve === FROM_CHECK ? '/kiem-tra' : ''))
    }),
  }),
])
