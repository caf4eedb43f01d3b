import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { formatDateTime, say, type Lang } from '../../../ui/index.ts'
import { assignDossier } from '../acts/assign-dossier.ts'
import type { Done } from '../acts/perform.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { takeDossier } from '../acts/take-dossier.ts'
import { transferDossier } from '../acts/transfer-dossier.ts'
import { undoLast, UNDO_MINUTES } from '../acts/undo-act.ts'
import { urgeDossier } from '../acts/urge-dossier.ts'
import { keyFor, textIn, textsIn } from '../form-input.ts'
import { BULK_ACTS, isBulk, type BulkAct, type BulkName } from '../pages/desk/bulk-acts.ts'
import { bulkConfirmPage, bulkPage, type BulkOutcome } from '../pages/desk/bulk.tsx'
import { DESK, listHref } from '../pages/desk/frame.tsx'
import { both } from '../pages/desk/texts.ts'
import { getDossier } from '../queries.ts'
import type { DossierServices } from '../services.ts'
import { officerOf, openDesk, PostedForm, rolesOf } from './desk-common.ts'
import { listOf } from './desk-list.ts'

const MOST_AT_ONCE = 50
interface Call { readonly actor: OfficerActor; readonly dossierId: string; readonly version: number; readonly idempotencyKey?: string }
const RUN: Readonly<Record<BulkName, (services: DossierServices, call: Call, to: string) => Promise<Done>>> = {
  receive: ({ platform }, call) => receiveDossier(platform, call), transfer: ({ platform }, call) => transferDossier(platform, call), take: ({ platform }, call) => takeDossier(platform, call),
  assign: ({ platform }, call, to) => assignDossier(platform, { ...call, toAccountId: to }), urge: ({ platform }, call) => urgeDossier(platform, call),
}
const UNDOABLE = ['takeDossier', 'assignDossier', 'transferDossier'] as const

/** Acts on many dossiers at once, each in its own transaction with its own answer; and taking them back. */
export const deskBulkRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-bulk', method: 'POST', path: `${DESK}/hang-loat`, policy: { who: 'officer', roles: rolesOf(...Object.values(BULK_ACTS).map(({ act }) => act)) }, body: PostedForm,
    handle: async ctx => {
      const actor = officerOf(ctx)
      const list = listOf(textIn(ctx.body, 'ds')) ?? 'to-receive'
      const back = listHref(list)
      const chosen = [...new Set(textsIn(ctx.body, 'chon'))].slice(0, MOST_AT_ONCE)
      const name = textIn(ctx.body, 'viec')
      if (!isBulk(name)) return redirect(back)
      if (chosen.length === 0) throw invalid([{ field: 'chon', code: 'required', message: { vi: 'Hãy quay lại danh sách, đánh dấu ít nhất một hồ sơ rồi bấm lại.', en: 'Go back to the list, mark at least one dossier and press again.' } }], { vi: 'Bạn chưa đánh dấu hồ sơ nào', en: 'No dossier was marked' })
      const bulk: BulkAct = BULK_ACTS[name]
      const [to, once] = [textIn(ctx.body, 'to'), textIn(ctx.body, 'once')]
      if (bulk.needsOfficer && to === '') throw invalid([{ field: 'to', code: 'required', message: { vi: 'Bạn chưa chọn người được phân công. Hãy quay lại và chọn trong danh sách.', en: 'Choose somebody to assign to. Go back and choose from the list.' } }], { vi: 'Bạn chưa chọn người được phân công', en: 'Nobody was chosen' })
      if (bulk.final && textIn(ctx.body, 'xac-nhan') !== 'yes') {
        const choices = []
        for (const value of chosen) { const id = value.split('~')[0] ?? ''; choices.push({ value, id, label: await labelOf(services, actor, id) }) }
        return page(bulkConfirmPage(await openDesk(services, ctx, list), { name, choices, hidden: { once, ds: textIn(ctx.body, 'ds') }, backHref: back }))
      }
      const outcomes: BulkOutcome[] = []
      for (const each of chosen) outcomes.push(await one(services, actor, each, once, call => RUN[name](services, call, to), ctx.lang))
      return page(bulkPage(await openDesk(services, ctx, list), { title: both(bulk.name.vi, bulk.name.en, ctx.lang), backHref: back, outcomes, ...(bulk.final ? {} : { undo: { until: new Date(ctx.now.getTime() + UNDO_MINUTES * 60_000), once: newId(ctx.now.getTime()), list: textIn(ctx.body, 'ds') } }) }))
    },
  }),
  route({
    name: 'dossiers.desk-undo', method: 'POST', path: `${DESK}/hoan-tac`, policy: { who: 'officer', roles: rolesOf(...UNDOABLE) }, body: PostedForm,
    handle: async ctx => {
      const actor = officerOf(ctx)
      const outcomes: BulkOutcome[] = []
      for (const each of [...new Set(textsIn(ctx.body, 'chon'))].slice(0, MOST_AT_ONCE)) outcomes.push(await one(services, actor, each, textIn(ctx.body, 'once'), call => undoLast(services.platform, call), ctx.lang))
      return page(bulkPage(await openDesk(services, ctx), { title: both('Hoàn tác', 'Undo', ctx.lang), backHref: listHref(listOf(textIn(ctx.body, 'ds')) ?? 'to-receive'), outcomes }))
    },
  }),
]

const labelOf = (services: DossierServices, actor: OfficerActor, id: string): Promise<string> => transact(services.platform.db, actor, async tx => { const row = await getDossier(tx, id); return `${row.procedure_name} – ${row.subject_name}` })

/** One of many: its own transaction, its own answer; a fault of one never undoes the others. */
async function one(services: DossierServices, actor: OfficerActor, chosen: string, once: string, run: (call: Call) => Promise<Done>, lang: Lang): Promise<BulkOutcome> {
  const [id = '', version = ''] = chosen.split('~')
  try {
    const label = await labelOf(services, actor, id)
    try {
      const done = await run({ actor, dossierId: id, version: Number(version), ...(once ? { idempotencyKey: keyFor(once, id) } : {}) })
      const { promised_at: promised } = await transact(services.platform.db, actor, tx => getDossier(tx, id))
      return { id, label, ok: true, version: done.version, text: [done.code ?? '', promised ? both(`hẹn trả ${formatDateTime(promised, lang)}`, `due ${formatDateTime(promised, lang)}`, lang) : ''].filter(Boolean).join(' · ') }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { id, label, ok: false, text: [...(error.details.fields?.map(field => say(field.message, lang)) ?? []), ...(error.details.fields?.length ? [] : [say(error.details.detail ?? error.details.title, lang)])].join(' ') }
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { id, label: id.slice(0, 8), ok: false, text: say(error.details.title, lang) }
  }
}
