import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, notFound } from '../../../kernel/errors.ts'
import { filesOfOwner, removeFile, type StoredFile } from '../../../kernel/files/index.ts'
import type { Answers, FormPage } from '../../../kernel/forms/definition.ts'
import { showAnswer } from '../../../kernel/forms/show.ts'
import { pagesOf } from '../../../kernel/forms/visible.ts'
import { keptAnswers, nothingKept, signInAgain } from '../../../kernel/http/kept-form.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { editedRepeat, frameFor, parseFormBody, say, type Fault as PageFault, type FormBody } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { completeForm } from '../../procedures/index.ts'
import { attachToSupplement, supplementScope } from '../acts/attach-to-supplement.ts'
import { supplementDossier } from '../acts/supplement-dossier.ts'
import type { CitizenDeps } from '../filing.ts'
import { supplementAnswersPage, supplementPapersPage, type AskedPaper, type SupplementView } from '../pages/citizen/supplement.tsx'
import { texts } from '../pages/citizen/texts.ts'
import { words } from '../pages/citizen/texts-dossier.ts'
import { receiveUploads, UPLOAD_LIMITS } from '../uploads.ts'
import { citizen, citizenOf, Form, Id, requireId } from './common.ts'
import { openDossier, type OpenedDossier } from './open-dossier.ts'

const Paper = Type.Object({ ...Id.properties, componentId: Type.String({ maxLength: 80 }) })

interface Opened { readonly view: SupplementView; readonly opened: OpenedDossier }

/** What is asked of the dossier now; undefined when nothing is open (any more). */
async function openSupplement(ctx: Pick<Ctx, 'platform' | 'actor' | 'now' | 'lang'>, id: string): Promise<Opened | undefined> {
  const opened = await openDossier(ctx, id)
  const { of, view: { dossier, supplements } } = opened
  const request = supplements.find(each => each.answered_at === null)
  if (!request) return undefined
  const form = completeForm(of.case)
  const names = new Map(opened.communes.map(({ code, name }) => [code, name]))
  const papers = await transact(ctx.platform.db, ctx.actor, async tx => {
    const asked: AskedPaper[] = []
    for (const item of request.items) {
      const component = of.case.components.find(each => each.id === item.componentId)
      if (component && !asked.some(each => each.component.id === component.id)) asked.push({ component, note: request.items.filter(each => each.componentId === component.id).map(each => each.note).join(' '), files: await filesOfOwner(tx, supplementScope(request.id, component.id)) })
    }
    return asked
  })
  const fields = new Set(request.items.flatMap(item => item.field ?? []))
  const plain = pagesOf(form).filter(each => !each.repeat).flatMap(each => each.fields).filter(field => fields.has(field.name))
  const pages: FormPage[] = [
    ...(plain.length > 0 ? [{ id: 'asked', title: words.newAnswers, fields: plain.map(({ showIf: _asked, locked: _open, ...field }) => field) }] : []),
    ...pagesOf(form).filter(each => each.repeat !== undefined && fields.has(each.repeat.name)).map(({ showIf: _asked, ...each }) => each),
  ]
  const notes = request.items.filter(item => item.field !== undefined).map(item => {
    const field = plain.find(each => each.name === item.field)
    const before = field ? dossier.answers[field.name] : undefined
    return { label: field ? say(field.label, ctx.lang) : say(pagesOf(form).find(each => each.repeat?.name === item.field)?.title ?? { vi: item.field ?? '' }, ctx.lang), note: item.note, before: field && before !== undefined ? say(showAnswer(field, before, code => names.get(code)), ctx.lang) : '' }
  })
  return { opened, view: { dossierId: dossier.id, procedureName: dossier.procedure_name, request, papers, questions: { pages, notes } } }
}

/** Sends everything at once; whatever is missing is told where it belongs. */
async function send(ctx: Ctx<{ id: string }>, { view }: Opened, answers: Answers): Promise<Reply> {
  const files = view.papers.flatMap(({ component, files: mine }) => mine.map((file: StoredFile) => ({ componentId: component.id, fileId: file.id })))
  try {
    await supplementDossier(ctx.platform, { actor: ctx.actor, dossierId: view.dossierId, answers, files })
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'invalid') throw error
    const faults = error.details.fields ?? []
    // with answers on the screen it is their page that comes back, else they would have to be typed anew
    if (view.questions.pages.length > 0) return page(supplementAnswersPage(frameFor(ctx), view, answers, faults), { status: 422 })
    return page(supplementPapersPage(frameFor(ctx), view, faults.map(({ field, message }) => ({ field, text: say(message, ctx.lang) }))), { status: 422 })
  }
  return redirect(`/ho-so/${view.dossierId}`, { flash: say(words.supplemented, ctx.lang) })
}

const answersOf = ({ view }: Opened, body: FormBody, now: Date): Answers => Object.fromEntries(view.questions.pages.flatMap(each => Object.entries(parseFormBody(each, body, localDateOf(now)))))

/** Papers come first: who has not sent them all is told so before typing answers. */
const missingPapers = ({ view }: Opened, lang: Ctx['lang']): readonly PageFault[] => view.papers.filter(({ files }) => files.length === 0).map(({ component }) => ({ field: component.id, text: `${say(component.name, lang)}: ${say(words.paperMissing, lang)}` }))

/** Supplying exactly what was asked for (NĐ 61/2018 Đ17.1.a). */
export const supplementRoutes = (deps: CitizenDeps): readonly Route[] => {
  const withRequest = async (ctx: Ctx<{ id: string }>, work: (open: Opened) => Promise<Reply> | Reply): Promise<Reply> => {
    const open = await openSupplement(ctx, ctx.params.id)
    return open ? work(open) : redirect(`/ho-so/${ctx.params.id}`)
  }
  const first = (ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash'>, { view, opened }: Opened): Reply =>
    page(view.papers.length > 0 ? supplementPapersPage(frameFor(ctx), view) : supplementAnswersPage(frameFor(ctx), view, opened.view.dossier.answers))
  return [
    route({ name: 'dossiers.supplement-page', method: 'GET', path: '/ho-so/:id/bo-sung', policy: citizen, params: Id, handle: ctx => withRequest(ctx, open => first(ctx, open)) }),
    route({
      name: 'dossiers.supplement', method: 'POST', path: '/ho-so/:id/bo-sung', policy: citizen, params: Id, body: Form,
      handle: ctx => withRequest(ctx, open => open.view.questions.pages.length > 0 ? redirect(`/ho-so/${open.view.dossierId}/bo-sung/tra-loi`) : send(ctx, open, {})),
    }),
    route({ name: 'dossiers.supplement-answers-page', method: 'GET', path: '/ho-so/:id/bo-sung/tra-loi', policy: citizen, params: Id,
      handle: ctx => withRequest(ctx, open => {
        if (open.view.questions.pages.length === 0) return first(ctx, open)
        const missing = missingPapers(open, ctx.lang)
        if (missing.length > 0) return page(supplementPapersPage(frameFor(ctx), open.view, missing), { status: 422 })
        const kept = keptAnswers(ctx, `/ho-so/${open.view.dossierId}/bo-sung/tra-loi`)
        return kept ? page(supplementAnswersPage(frameFor(ctx), open.view, answersOf(open, kept, ctx.now), [], true), { cookies: [nothingKept] }) : page(supplementAnswersPage(frameFor(ctx), open.view, open.opened.view.dossier.answers))
      }) }),
    route({
      name: 'dossiers.supplement-answers', method: 'POST', path: '/ho-so/:id/bo-sung/tra-loi', policy: citizen, params: Id, body: Form,
      signedOut: ctx => signInAgain(ctx, `/ho-so/${requireId(ctx.params.id)}/bo-sung/tra-loi`),
      handle: ctx => withRequest(ctx, open => {
        const { pages } = open.view.questions
        const answers = answersOf(open, ctx.body, ctx.now)
        const edited = pages.map(each => editedRepeat(each, answers, ctx.body)).find(each => each !== undefined)
        return edited ? page(supplementAnswersPage(frameFor(ctx), open.view, edited)) : send(ctx, open, answers)
      }),
    }),
    route({ name: 'dossiers.supplement-paper-page', method: 'GET', path: '/ho-so/:id/bo-sung/giay-to/:componentId', policy: citizen, params: Paper, handle: async ctx => redirect(`/ho-so/${ctx.params.id}/bo-sung`) }),
    route({
      name: 'dossiers.upload-supplement', method: 'POST', path: '/ho-so/:id/bo-sung/giay-to/:componentId', policy: citizen, params: Paper, acceptsFiles: UPLOAD_LIMITS,
      handle: ctx => onceForWords(ctx, () => withRequest(ctx, async open => {
        const asked = open.view.papers.find(({ component }) => component.id === ctx.params.componentId)
        if (!asked) throw notFound()
        const { component } = asked
        const received = await receiveUploads(deps.files, ctx.files, { accept: component.accept, uploadedBy: citizenOf(ctx).accountId, ownerScope: supplementScope(open.view.request.id, component.id), at: ctx.now })
        if (!received.ok) return page(supplementPapersPage(frameFor(ctx), open.view, [{ field: component.id, text: say(received.message, ctx.lang) }]), { status: 422 })
        try {
          await attachToSupplement(ctx.platform, citizenOf(ctx), { dossierId: open.view.dossierId, requestId: open.view.request.id, componentId: component.id }, received.files)
        } catch (error) {
          if (!(error instanceof Fault) || error.code !== 'invalid') throw error
          return page(supplementPapersPage(frameFor(ctx), open.view, (error.details.fields ?? []).map(({ field, message }) => ({ field, text: say(message, ctx.lang) }))), { status: 422 })
        }
        return redirect(`/ho-so/${open.view.dossierId}/bo-sung`, { flash: say(texts.fileAdded, ctx.lang) })
      })),
    }),
    route({
      name: 'dossiers.remove-supplement', method: 'POST', path: '/ho-so/:id/bo-sung/giay-to/:componentId/bo/:fileId', policy: citizen, params: Type.Object({ ...Paper.properties, fileId: Type.String({ maxLength: 60 }) }), body: Form,
      handle: ctx => onceForWords(ctx, () => withRequest(ctx, async open => {
        const file = open.view.papers.find(({ component }) => component.id === ctx.params.componentId)?.files.find(({ id }) => id === ctx.params.fileId)
        if (!file) throw notFound()
        await transact(ctx.platform.db, ctx.actor, tx => removeFile(tx, file.id))
        return redirect(`/ho-so/${open.view.dossierId}/bo-sung`, { flash: say(texts.fileRemoved, ctx.lang) })
      })),
    }),
  ]
}
