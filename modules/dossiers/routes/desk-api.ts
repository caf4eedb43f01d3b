import { Type } from 'typebox'
import { transact } from '../../../kernel/db/db.ts'
import { json, route, type Route } from '../../../kernel/http/route.ts'
import { rowDetails, searchDossiers } from '../desk-queries.ts'
import { openForDesk } from '../desk-dossier.ts'
import { afterIn } from '../form-input.ts'
import { possibilities } from '../pages/desk/next.ts'
import type { DossierListRow } from '../queries.ts'
import { workDeskOf } from '../work-desk.ts'
import { countWork, listWork, WORK_LISTS } from '../work-queries.ts'
import type { DossierServices } from '../services.ts'
import { DossierId, officerOf, officers } from './desk-common.ts'

const Moment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const Row = Type.Object({
  id: Type.String(), code: Type.Union([Type.String(), Type.Null()]), version: Type.Integer(), procedureCode: Type.String(), procedureName: Type.String(), field: Type.String(), channel: Type.String(), applicant: Type.String(), submitter: Type.String(),
  processing: Type.String(), supplement: Type.String(), money: Type.String(), delivery: Type.String(), submittedAt: Moment, receivedAt: Moment, promisedAt: Moment, dueAt: Moment, finishedAt: Moment, assigneeAccountId: Type.Union([Type.String(), Type.Null()]),
  holderAgencyId: Type.String(), receivingAgencyId: Type.String(), competentAgencyId: Type.String(), supplementCount: Type.Integer(), feeAmount: Type.Integer({ description: 'whole VND' }),
})
const iso = (at: Date | number | null): string | null => at instanceof Date ? at.toISOString() : null
const rowOf = (row: DossierListRow) => ({
  id: row.id, code: row.code, version: row.version, procedureCode: row.procedure_code, procedureName: row.procedure_name, field: row.field, channel: row.channel, applicant: row.subject_name, submitter: row.submitter_name, processing: row.processing, supplement: row.supplement, money: row.money, delivery: row.delivery,
  submittedAt: iso(row.submitted_at), receivedAt: iso(row.received_at), promisedAt: iso(row.promised_at), dueAt: iso(row.due_at), finishedAt: iso(row.finished_at), assigneeAccountId: row.assignee_account_id, holderAgencyId: row.holder_agency_id, receivingAgencyId: row.receiving_agency_id, competentAgencyId: row.competent_agency_id,
  supplementCount: row.supplement_count, feeAmount: row.fee_amount,
})

/** JSON twins of the lists and of the dossier's page; acts have theirs beside their forms. */
export const deskApiRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-api-list', method: 'GET', path: '/api/v1/desk/dossiers', policy: officers, summary: 'A work list by deadline, or a search; `next` goes into `after`',
    query: Type.Object({ list: Type.Optional(Type.Union(WORK_LISTS.map(list => Type.Literal(list)))), q: Type.Optional(Type.String({ maxLength: 120 })), channel: Type.Optional(Type.Union([Type.Literal('online'), Type.Literal('counter'), Type.Literal('post')])), field: Type.Optional(Type.String({ maxLength: 200 })), after: Type.Optional(Type.String({ maxLength: 120 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }),
    response: Type.Object({ items: Type.Array(Row), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ctx => {
      const actor = officerOf(ctx)
      const { channel, field, limit = 30, q } = ctx.query
      const list = WORK_LISTS.find(each => each === ctx.query.list)
      const after = ctx.query.after ?? ''
      const found = await transact(services.platform.db, actor, async tx => {
        if (list === undefined) return searchDossiers(tx, { q: q ?? '', limit, ...(/^[0-9a-f-]{36}$/i.test(after) ? { before: after } : {}) })
        const from = afterIn(after)
        return listWork(tx, { ...await workDeskOf(tx, actor, ctx.now), list, limit, ...(channel ? { channel } : {}), ...(field ? { field } : {}), ...(q ? { q } : {}), ...(from ? { after: { key: from.at, id: from.id } } : {}) })
      })
      return json({ items: found.items.map(rowOf), next: found.next ?? null })
    },
  }),
  route({
    name: 'dossiers.desk-api-counts', method: 'GET', path: '/api/v1/desk/counts', policy: officers, summary: 'How many are in each work list, counted up to 99; 100 stands for more', response: Type.Record(Type.String(), Type.Integer()),
    handle: async ctx => { const actor = officerOf(ctx); return json(await transact(services.platform.db, actor, async tx => countWork(tx, await workDeskOf(tx, actor, ctx.now)))) },
  }),
  route({
    name: 'dossiers.desk-api-get', method: 'GET', path: '/api/v1/desk/dossiers/:id', policy: officers, params: DossierId, summary: 'One dossier with its answers, files, history and what may be done; the view is written down for the applicant to see',
    response: Type.Object({ dossier: Row, answers: Type.Record(Type.String(), Type.Unknown()), files: Type.Array(Type.Object({ id: Type.String(), componentId: Type.String(), name: Type.String(), mediaType: Type.String(), size: Type.Integer(), sha256: Type.String(), current: Type.Boolean() })), missing: Type.Array(Type.String()),
      history: Type.Array(Type.Object({ seq: Type.Integer(), act: Type.String(), at: Type.String(), by: Type.String(), role: Type.String(), reason: Type.Union([Type.String(), Type.Null()]) })), clock: Type.Array(Type.Object({ vi: Type.String(), en: Type.Optional(Type.String()) })), acts: Type.Record(Type.String(), Type.Union([Type.Literal(true), Type.String()], { description: 'true, or the code of the reason why not' })), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ctx => {
      const actor = officerOf(ctx)
      const dossier = await openForDesk(services, actor, ctx.params.id)
      const { view } = dossier
      const given = (await transact(services.platform.db, actor, tx => rowDetails(tx, [view.dossier.id]))).get(view.dossier.id)?.given ?? new Set<string>()
      return json({
        dossier: rowOf(view.dossier), answers: view.dossier.answers, files: dossier.files.map(({ componentId, replacedSeq, file }) => ({ id: file.id, componentId, name: file.name, mediaType: file.mediaType, size: file.size, sha256: file.hash, current: replacedSeq === null })),
        missing: dossier.components.filter(component => component.required && !component.presentOnly && !given.has(component.id)).map(component => component.id),
        history: view.actions.map(action => ({ seq: action.seq, act: action.act, at: action.at.toISOString(), by: action.actor_name, role: action.role, reason: action.reason })), clock: view.dossier.due_trace.map(step => step.text),
        acts: Object.fromEntries([...dossier.verdicts].map(([act, verdict]) => [act, verdict.ok ? true : verdict.reason])), next: possibilities(dossier).primary ?? null,
      })
    },
  }),
]
