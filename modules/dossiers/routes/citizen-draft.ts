import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Answers, AnswerValue, FormPage } from '../../../kernel/forms/definition.ts'
import { keepLocked, prefillAnswers, prefillSources } from '../../../kernel/forms/prefill.ts'
import { validatePage } from '../../../kernel/forms/validate.ts'
import { pagesOf, visiblePages } from '../../../kernel/forms/visible.ts'
import { keptAnswers, nothingKept, signInAgain } from '../../../kernel/http/kept-form.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { editedRepeat, frameFor, idOf, parseFormBody, say } from '../../../ui/index.ts'
import { displayNamesOf } from '../../identity/index.ts'
import { findCase, stopOf } from '../../procedures/index.ts'
import { discardDraft, saveDraftPage } from '../acts/edit-draft.ts'
import { isPageDone, pageAfter, pageBefore, tasksOf, type CitizenDeps, type Filing } from '../filing.ts'
import { questionPage, stopPage } from '../pages/citizen/draft-question.tsx'
import { draftTasksPage } from '../pages/citizen/draft-tasks.tsx'
import { texts } from '../pages/citizen/texts.ts'
import { getDraft } from '../store.ts'
import { citizen, citizenOf, DraftId, draftPath, Form, FROM_CHECK, requireId, Return, withFiling } from './common.ts'

const PageOfDraft = Type.Object({ draftId: Type.String({ maxLength: 60 }), pageId: Type.String({ maxLength: 80 }) })

function pageOf(filing: Filing, pageId: string): FormPage {
  const found = pagesOf(filing.form).find(each => each.id === pageId)
  if (!found) throw notFound()
  return found
}

/** What a page says, in the shape that saving wants: every question of the page, `undefined` where nothing was answered. */
function answersOfPage(page: FormPage, parsed: Answers): Record<string, AnswerValue | undefined> {
  return Object.fromEntries((page.repeat ? [page.repeat.name] : page.fields.map(field => field.name)).map(name => [name, parsed[name]]))
}

/** Locked answers cannot be sent otherwise: what the identity says is put back before anything is kept. */
const merged = (filing: Filing, page: FormPage, parsed: Answers): Answers => {
  const before = Object.fromEntries(Object.entries(filing.draft.answers).filter(([name]) => !(name in answersOfPage(page, parsed))))
  return keepLocked({ sections: [{ id: 'page', title: page.title, pages: [page] }] }, { ...before, ...parsed }, filing.facts)
}

function draw(ctx: Ctx<unknown, { ve?: string }, unknown> | Ctx<never, { ve?: string }, never>, filing: Filing, asked: FormPage, answers: Answers, faults: ReturnType<typeof validatePage>, restored = false): Reply {
  const { draft, form, facts } = filing
  const before = pageBefore(form, asked.id, answers)
  const section = form.sections.find(each => each.pages.includes(asked))
  const fromCheck = ctx.query.ve === FROM_CHECK
  const here = draftPath(draft.id, `/trang/${asked.id}`)
  return page(questionPage(frameFor(ctx), filing, {
    page: asked, answers, faults, sources: prefillSources(form, answers, facts), action: fromCheck ? `${here}?ve=${FROM_CHECK}` : here, autosave: `${here}/luu`,
    back: { href: draftPath(draft.id, fromCheck ? '/kiem-tra' : before ? `/trang/${before.id}` : '') }, caption: section ? say(section.title, ctx.lang) : '', restored,
  }), { ...(faults.length > 0 ? { status: 422 } : {}), ...(restored ? { cookies: [nothingKept] } : {}) })
}

/** The task list and the pages with questions. */
export const draftRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.draft-page', method: 'GET', path: '/nop-ho-so/nhap/:draftId', policy: citizen, params: DraftId,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const { draft } = filing
      const names = draft.subject_account_id === draft.account_id ? undefined : await displayNamesOf(deps.identity, [draft.subject_account_id])
      return page(draftTasksPage(frameFor(ctx), filing, tasksOf(filing), names?.get(draft.subject_account_id)))
    }),
  }),
  route({
    name: 'dossiers.question-page', method: 'GET', path: '/nop-ho-so/nhap/:draftId/trang/:pageId', policy: citizen, params: PageOfDraft, query: Return,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const asked = pageOf(filing, ctx.params.pageId)
      // a question that earlier answers took away leads back to the list
      if (!visiblePages(filing.form, filing.draft.answers).includes(asked)) return redirect(draftPath(filing.draft.id))
      const kept = keptAnswers(ctx, draftPath(filing.draft.id, `/trang/${asked.id}`))
      const answers = kept ? merged(filing, asked, parseFormBody(asked, kept, filing.context.today)) : filing.draft.answers
      return draw(ctx, filing, asked, prefillAnswers(filing.form, filing.facts, answers), [], kept !== undefined)
    }),
  }),
  route({
    name: 'dossiers.answer-page', method: 'POST', path: '/nop-ho-so/nhap/:draftId/trang/:pageId', policy: citizen, params: PageOfDraft, query: Return, body: Form,
    signedOut: ctx => signInAgain(ctx, draftPath(requireId(ctx.params.draftId), `/trang/${ctx.params.pageId}`)),
    handle: ctx => withFiling(deps, ctx, async filing => {
      const { draft, form, context } = filing
      const asked = pageOf(filing, ctx.params.pageId)
      const parsed = parseFormBody(asked, ctx.body, context.today)
      const here = draftPath(draft.id, `/trang/${asked.id}`)
      const back = ctx.query.ve === FROM_CHECK ? `?ve=${FROM_CHECK}` : ''
      const edited = editedRepeat(asked, parsed, ctx.body)
      if (edited) {
        await saveDraftPage(ctx.platform, filing.actor, draft.id, { answers: answersOfPage(asked, edited) })
        return redirect(`${here}${back}#${idOf(asked.repeat?.name ?? '')}`)
      }
      const answers = merged(filing, asked, parsed)
      const faults = validatePage(form, asked.id, answers, context)
      // kept even when something is wrong, so that nothing typed is lost; done only when it is right
      await saveDraftPage(ctx.platform, filing.actor, draft.id, { answers: answersOfPage(asked, answers), ...(faults.length === 0 ? { donePage: asked.id } : { undonePage: asked.id }) })
      if (faults.length > 0) return draw(ctx, filing, asked, answers, faults)
      if (stopOf(filing.of.case, answers)) return redirect(draftPath(draft.id, '/khong-phu-hop'))
      const next = pageAfter(form, asked.id, answers)
      if (!back) return redirect(draftPath(draft.id, next ? `/trang/${next.id}` : ''))
      const later = { ...draft, answers, done_pages: [...draft.done_pages, asked.id] }
      return redirect(next && !isPageDone({ draft: later, form, context }, next) ? `${draftPath(draft.id, `/trang/${next.id}`)}${back}` : draftPath(draft.id, '/kiem-tra'))
    }),
  }),
  route({
    name: 'dossiers.autosave-page', method: 'POST', path: '/nop-ho-so/nhap/:draftId/trang/:pageId/luu', policy: citizen, params: PageOfDraft, body: Form, summary: 'Keeps what is being typed; judges nothing',
    handle: ctx => withFiling(deps, ctx, async filing => {
      const asked = pageOf(filing, ctx.params.pageId)
      const answers = merged(filing, asked, parseFormBody(asked, ctx.body, filing.context.today))
      await saveDraftPage(ctx.platform, filing.actor, filing.draft.id, { answers: answersOfPage(asked, answers) })
      return json({ savedAt: ctx.now.toISOString() })
    }),
  }),
  route({
    name: 'dossiers.stop-page', method: 'GET', path: '/nop-ho-so/nhap/:draftId/khong-phu-hop', policy: citizen, params: DraftId,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const stop = stopOf(filing.of.case, filing.draft.answers)
      if (!stop) return redirect(draftPath(filing.draft.id))
      const [first] = filing.form.sections[0]?.pages ?? []
      const seeKnown = stop.seeProcedure !== undefined && await findCase(ctx.platform.db, stop.seeProcedure, ctx.now) !== undefined
      return page(stopPage(frameFor(ctx), filing, stop, draftPath(filing.draft.id, first ? `/trang/${first.id}` : ''), seeKnown))
    }),
  }),
  route({
    name: 'dossiers.discard-draft', method: 'POST', path: '/nop-ho-so/nhap/:draftId/xoa', policy: citizen, params: DraftId, body: Form,
    handle: ctx => onceForWords(ctx, async () => {
      await transact(ctx.platform.db, ctx.actor, tx => getDraft(tx, requireId(ctx.params.draftId)))
      await discardDraft(ctx.platform, citizenOf(ctx), ctx.params.draftId)
      return redirect('/ho-so', { flash: say(texts.discarded, ctx.lang) })
    }),
  }),
]
