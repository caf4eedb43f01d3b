import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { once, onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { componentsFor, type ComponentDefinition } from '../../procedures/index.ts'
import { attachToDraft, detachFromDraft } from '../acts/edit-draft.ts'
import type { AttachedFile, CitizenDeps, Filing } from '../filing.ts'
import { draftPaperPage } from '../pages/citizen/draft-papers.tsx'
import { texts } from '../pages/citizen/texts.ts'
import { joinPictures, receiveUploads, UPLOAD_LIMITS } from '../uploads.ts'
import { citizen, draftPath, Form, FROM_CHECK, Return, withFiling } from './common.ts'
import { serveFile } from './serve-file.ts'

const Paper = Type.Object({ draftId: Type.String({ maxLength: 60 }), componentId: Type.String({ maxLength: 80 }) })
const FileOfPaper = Type.Object({ ...Paper.properties, fileId: Type.String({ maxLength: 60 }) })
const PATH = '/nop-ho-so/nhap/:draftId/giay-to/:componentId'

const keep = (here: string, ve: string | undefined): string => ve === FROM_CHECK ? `${here}?ve=${FROM_CHECK}` : here

interface Slot { readonly component: ComponentDefinition; readonly files: readonly AttachedFile[]; readonly here: string }
function slotOf(filing: Filing, componentId: string): Slot {
  const component = componentsFor(filing.of.case, filing.draft.answers).find(each => each.id === componentId && !each.presentOnly)
  if (!component) throw notFound()
  return { component, files: filing.files.filter(file => file.componentId === componentId), here: draftPath(filing.draft.id, `/giay-to/${componentId}`) }
}

function draw(ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash'>, filing: Filing, slot: Slot, ve: string | undefined, message?: { vi: string; en?: string }): Reply {
  const back = draftPath(filing.draft.id, ve === FROM_CHECK ? '/kiem-tra' : '')
  return page(draftPaperPage(frameFor(ctx), filing, { ...slot, action: keep(slot.here, ve), doneHref: back, backHref: back }, message ? [{ field: 'file', text: say(message, ctx.lang) }] : []), message ? { status: 422 } : {})
}

/** The papers of a draft: photos and PDF from a phone, several shots as one PDF. */
export const paperRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.paper-page', method: 'GET', path: PATH, policy: citizen, params: Paper, query: Return,
    handle: ctx => withFiling(deps, ctx, async filing => draw(ctx, filing, slotOf(filing, ctx.params.componentId), ctx.query.ve)),
  }),
  route({
    name: 'dossiers.upload-paper', method: 'POST', path: PATH, policy: citizen, params: Paper, query: Return, acceptsFiles: UPLOAD_LIMITS,
    handle: ctx => onceForWords(ctx, () => withFiling(deps, ctx, async filing => {
      const slot = slotOf(filing, ctx.params.componentId)
      const received = await receiveUploads(deps.files, ctx.files, { accept: slot.component.accept, uploadedBy: filing.actor.accountId, ownerScope: `draft:${filing.draft.id}`, at: ctx.now })
      if (!received.ok) return draw(ctx, filing, slot, ctx.query.ve, received.message)
      for (const file of received.files) await attachToDraft(ctx.platform, filing.actor, filing.draft.id, slot.component.id, file)
      return redirect(keep(slot.here, ctx.query.ve), { flash: say(texts.fileAdded, ctx.lang) })
    })),
  }),
  route({
    name: 'dossiers.join-pictures', method: 'POST', path: `${PATH}/ghep`, policy: citizen, params: Paper, body: Form,
    handle: ctx => once(ctx, () => withFiling(deps, ctx, async filing => {
      const slot = slotOf(filing, ctx.params.componentId)
      const pictures = slot.files.filter(({ file }) => file.mediaType.startsWith('image/') && file.state === 'accepted')
      if (pictures.length < 2) return redirect(slot.here)
      const received = await joinPictures(deps.files, pictures.map(({ file }) => file), { uploadedBy: filing.actor.accountId, ownerScope: `draft:${filing.draft.id}`, at: ctx.now })
      const [joined] = received.ok ? received.files : []
      if (!received.ok || !joined) return draw(ctx, filing, slot, undefined, received.ok ? texts.noFileChosen : received.message)
      await attachToDraft(ctx.platform, filing.actor, filing.draft.id, slot.component.id, joined, pictures.map(({ id }) => id))
      return redirect(slot.here, { flash: say(texts.merged, ctx.lang) })
    })),
  }),
  route({
    name: 'dossiers.remove-paper', method: 'POST', path: `${PATH}/bo/:fileId`, policy: citizen, params: FileOfPaper, body: Form,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const slot = slotOf(filing, ctx.params.componentId)
      if (slot.files.some(({ id }) => id === ctx.params.fileId)) await detachFromDraft(ctx.platform, filing.actor, filing.draft.id, ctx.params.fileId)
      return redirect(slot.here, { flash: say(texts.fileRemoved, ctx.lang) })
    }),
  }),
  route({
    name: 'dossiers.view-draft-paper', method: 'GET', path: `${PATH}/tep/:fileId`, policy: citizen, params: FileOfPaper,
    handle: ctx => withFiling(deps, ctx, async filing => serveFile(deps.files, slotOf(filing, ctx.params.componentId).files.find(({ id }) => id === ctx.params.fileId)?.file, 'inline')),
  }),
]
