import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { keptAnswers, nothingKept, signInAgain } from '../../../kernel/http/kept-form.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { frameFor, say } from '../../../ui/index.ts'
import { lookupsFor } from '../../exchange/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { findCase } from '../../procedures/index.ts'
import { refusedAct } from '../acts/perform.ts'
import { sendMessage } from '../acts/send-message.ts'
import { withdrawDossier } from '../acts/withdraw-dossier.ts'
import { sightOf } from '../citizen-sight.ts'
import { requireId } from '../filing.ts'
import { UUID } from '../form-input.ts'
import { allows, dossierPage, tableSays } from '../pages/citizen/dossier.tsx'
import { overtakenPage, viewsPage, withdrawPage } from '../pages/citizen/dossier-acts.tsx'
import { filedPage } from '../pages/citizen/filed.tsx'
import { myDossiersPage } from '../pages/citizen/my-dossiers.tsx'
import { words } from '../pages/citizen/texts-dossier.ts'
import { listDrafts, listMyDossiers, listViews, listWaitingForMe } from '../queries.ts'
import type { DossierServices } from '../services.ts'
import { citizen, citizenOf, fieldOf, Form, Id } from './common.ts'
import { openDossier } from './open-dossier.ts'

/** A citizen's own dossiers: the list, one of them, its acts. */
export const dossierRoutes = ({ looksIntoDatasets }: Pick<DossierServices, 'looksIntoDatasets'>): readonly Route[] => [
  route({
    name: 'dossiers.my-dossiers-page', method: 'GET', path: '/ho-so', policy: citizen, query: Type.Object({ truoc: Type.Optional(Type.String({ maxLength: 60 })) }),
    handle: async ctx => {
      const actor = citizenOf(ctx)
      const before = ctx.query.truoc === undefined ? undefined : requireId(ctx.query.truoc)
      const { drafts, list, waiting, agencies } = await transact(ctx.platform.db, actor, async tx => {
        const sight = await sightOf(tx, actor, ctx.now)
        const list = await listMyDossiers(tx, sight, before)
        const drafts = before === undefined ? await listDrafts(tx) : []
        const waiting = before === undefined ? await listWaitingForMe(tx, sight) : []
        return { list, drafts, waiting, agencies: await agenciesById(tx, list.items.map(row => row.holder_agency_id)) }
      })
      const names = new Map(await Promise.all([...new Set(drafts.map(draft => draft.procedure_code))].map(async code => [code, (await findCase(ctx.platform.db, code, ctx.now))?.pack.name] as const)))
      return page(myDossiersPage(frameFor(ctx), {
        drafts: drafts.map(draft => { const name = names.get(draft.procedure_code); return { id: draft.id, procedureName: name ? say(name, ctx.lang) : draft.procedure_code, savedAt: draft.updated_at } }),
        dossiers: list.items, waiting, next: list.next, paged: before !== undefined, now: ctx.now, agencyNames: new Map([...agencies].map(([id, agency]) => [id, agency.name])),
      }))
    },
  }),
  route({
    name: 'dossiers.dossier-page', method: 'GET', path: '/ho-so/:id', policy: citizen, params: Id,
    handle: async ctx => {
      const opened = await openDossier(ctx, ctx.params.id)
      const kept = keptAnswers(ctx, `/ho-so/${opened.view.dossier.id}`)
      const once = newId(ctx.now.getTime())
      return kept ? page(dossierPage(frameFor(ctx), opened, citizenOf(ctx).accountId, { once, draft: fieldOf(kept, 'body'), restored: true }), { cookies: [nothingKept] }) : page(dossierPage(frameFor(ctx), opened, citizenOf(ctx).accountId, { once }))
    },
  }),
  route({
    name: 'dossiers.filed-page', method: 'GET', path: '/ho-so/:id/da-nop', policy: citizen, params: Id,
    handle: async ctx => page(filedPage(frameFor(ctx), await openDossier(ctx, ctx.params.id))),
  }),
  route({
    name: 'dossiers.views-page', method: 'GET', path: '/ho-so/:id/ai-da-xem', policy: citizen, params: Id,
    handle: async ctx => {
      const { view: { dossier } } = await openDossier(ctx, ctx.params.id)
      const looks = await looksIntoDatasets?.(citizenOf(ctx).accountId) ?? []
      const views = await transact(ctx.platform.db, ctx.actor, async tx => {
        const rows = await listViews(tx, dossier.id)
        const lookups = (await lookupsFor(tx, dossier.submission_key)).map(look => ({ id: look.id, viewer_name: look.by_name, viewer_title: look.by_title, agency_id: look.agency_id, what: look.operation, at: look.at, why: `${look.purpose}. ${look.legal_basis}` }))
        const datasets = looks.map(look => ({ id: look.id, viewer_name: look.reader, viewer_title: '', agency_id: look.agencyId, what: look.title, at: look.at, why: `${look.purpose}: ${look.fields.join(', ')}` }))
        const all = [...rows.map(({ id, viewer_name, viewer_title, agency_id, what, at }) => ({ id, viewer_name, viewer_title, agency_id, what, at })), ...lookups, ...datasets].toSorted((a, b) => b.at.getTime() - a.at.getTime())
        const agencies = await agenciesById(tx, all.flatMap(row => row.agency_id ?? []))
        return all.map(row => ({ ...row, agencyName: row.agency_id ? agencies.get(row.agency_id)?.name ?? '' : '' }))
      })
      return page(viewsPage(frameFor(ctx), dossier, views))
    },
  }),
  route({ name: 'dossiers.messages-page', method: 'GET', path: '/ho-so/:id/loi-nhan', policy: citizen, params: Id, handle: async ctx => redirect(`/ho-so/${requireId(ctx.params.id)}#loi-nhan`) }),
  route({
    name: 'dossiers.send-message', method: 'POST', path: '/ho-so/:id/loi-nhan', policy: citizen, params: Id, body: Form,
    signedOut: ctx => signInAgain(ctx, `/ho-so/${requireId(ctx.params.id)}`),
    handle: async ctx => {
      const id = requireId(ctx.params.id)
      const [body, once] = [fieldOf(ctx.body, 'body'), fieldOf(ctx.body, 'once')]
      try {
        await sendMessage(ctx.platform, { actor: ctx.actor, dossierId: id, body, ...(UUID.test(once) ? { idempotencyKey: once } : {}) })
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'invalid' && error.code !== 'conflict') throw error
        const faults = error.details.fields?.map(({ field, message }) => ({ field, text: say(message, ctx.lang) })) ?? [{ field: 'body', text: say(error.details.detail ?? error.details.title, ctx.lang) }]
        return page(dossierPage(frameFor(ctx), await openDossier(ctx, id), citizenOf(ctx).accountId, { once: newId(ctx.now.getTime()), draft: body, faults }), { status: error.details.status })
      }
      return redirect(`/ho-so/${id}#loi-nhan`, { flash: say(words.sentNote, ctx.lang) })
    },
  }),
  route({
    name: 'dossiers.withdraw-page', method: 'GET', path: '/ho-so/:id/rut', policy: citizen, params: Id,
    handle: async ctx => {
      const opened = await openDossier(ctx, ctx.params.id)
      const { dossier } = opened.view
      if (tableSays('withdrawDossier', opened) === 'wrong-role') throw refusedAct('wrong-role')
      const kept = keptAnswers(ctx, `/ho-so/${dossier.id}/rut`)
      return allows('withdrawDossier', opened) ? page(withdrawPage(frameFor(ctx), dossier, opened.receiving.name, fieldOf(kept, 'reason')), kept ? { cookies: [nothingKept] } : {}) : redirect(`/ho-so/${dossier.id}`)
    },
  }),
  route({
    name: 'dossiers.withdraw', method: 'POST', path: '/ho-so/:id/rut', policy: citizen, params: Id, body: Form,
    signedOut: ctx => signInAgain(ctx, `/ho-so/${requireId(ctx.params.id)}/rut`),
    handle: async ctx => {
      const id = requireId(ctx.params.id)
      const reason = fieldOf(ctx.body, 'reason')
      const version = Number(fieldOf(ctx.body, 'version'))
      try {
        await withdrawDossier(ctx.platform, { actor: ctx.actor, dossierId: id, reason, ...(Number.isInteger(version) && version > 0 ? { version } : {}) })
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        const { view, receiving } = await openDossier(ctx, id)
        if (error.code === 'invalid') return page(withdrawPage(frameFor(ctx), view.dossier, receiving.name, reason, (error.details.fields ?? []).map(({ field, message }) => ({ field, text: say(message, ctx.lang) }))), { status: 422 })
        // pressed twice: it is withdrawn, which is what was wanted
        if (view.dossier.processing === 'withdrawn') return redirect(`/ho-so/${id}`)
        if (error.code === 'conflict' || error.code === 'wrong-status') return page(overtakenPage(frameFor(ctx), view, citizenOf(ctx).accountId, reason), { status: 409 })
        throw error
      }
      return redirect(`/ho-so/${id}`, { flash: say(words.withdrawn, ctx.lang) })
    },
  }),
]
