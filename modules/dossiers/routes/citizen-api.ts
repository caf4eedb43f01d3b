import { Type } from 'typebox'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid } from '../../../kernel/errors.ts'
import { keyOfCall } from '../../../kernel/http/once.ts'
import { json, route, type Route } from '../../../kernel/http/route.ts'
import { agenciesById } from '../../organisations/index.ts'
import { sendMessage } from '../acts/send-message.ts'
import type { Done } from '../acts/perform.ts'
import { withdrawDossier } from '../acts/withdraw-dossier.ts'
import { sightOf, standingBefore } from '../citizen-sight.ts'
import { openFiling, requireId, tasksOf, type CitizenDeps } from '../filing.ts'
import { standingOf } from '../pages/citizen/standing.ts'
import { texts } from '../pages/citizen/texts.ts'
import { getDossier, listMyDossiers, type DossierListRow } from '../queries.ts'
import { citizen, citizenOf, Id } from './common.ts'
import { submitFiling } from './citizen-submit.ts'

const Instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const Dossier = Type.Object({
  id: Type.String(), code: Type.Union([Type.String(), Type.Null()], { description: 'given at reception' }), procedureCode: Type.String(), procedureName: Type.String(), subjectName: Type.String(),
  state: Type.String({ description: 'plain state: drafting, waiting-for-reception, needs-you, in-progress, result-ready, finished, closed' }), stateText: Type.String(), todo: Type.String(), holder: Type.String(),
  submittedAt: Instant, receivedAt: Instant, promisedAt: Instant, finishedAt: Instant, version: Type.Integer(),
})
const Acted = Type.Object({ id: Type.String(), version: Type.Integer(), processing: Type.String(), code: Type.Union([Type.String(), Type.Null()]) })
const acted = ({ id, version, processing, code }: Done): object => ({ id, version, processing, code })
const instant = (at: Date | null): string | null => at?.toISOString() ?? null

function shape(row: DossierListRow, holderName: string | undefined, { lang, now }: { readonly lang: 'vi' | 'en'; readonly now: Date }): object {
  const standing = standingOf(row, { holderName, now }, lang)
  return { id: row.id, code: row.code, procedureCode: row.procedure_code, procedureName: row.procedure_name, subjectName: row.subject_name, state: standing.plain.state, stateText: standing.state, todo: standing.plain.todo, holder: standing.holder,
    submittedAt: instant(row.submitted_at), receivedAt: instant(row.received_at), promisedAt: instant(row.promised_at), finishedAt: instant(row.finished_at), version: row.version }
}
const holderOf = async (tx: Tx, rows: readonly DossierListRow[]): Promise<ReadonlyMap<string, string>> => new Map([...await agenciesById(tx, rows.map(row => row.holder_agency_id))].map(([id, agency]) => [id, agency.name]))

/** The pages' acts for programs; same rules, same words. */
export const citizenApi = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.list-mine', method: 'GET', path: '/api/v1/dossiers', policy: citizen, summary: 'My dossiers, newest first; `next` goes into `before`',
    query: Type.Object({ before: Type.Optional(Type.String({ maxLength: 60 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }), response: Type.Object({ items: Type.Array(Dossier), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ctx => {
      const before = ctx.query.before === undefined ? undefined : requireId(ctx.query.before)
      return transact(ctx.platform.db, ctx.actor, async tx => {
        const { items, next } = await listMyDossiers(tx, await sightOf(tx, citizenOf(ctx), ctx.now), before, ctx.query.limit ?? 20)
        const holders = await holderOf(tx, items)
        return json({ items: items.map(row => shape(row, holders.get(row.holder_agency_id), ctx)), next: next ?? null })
      })
    },
  }),
  route({
    name: 'dossiers.get-mine', method: 'GET', path: '/api/v1/dossiers/:id', policy: citizen, params: Id, response: Dossier, summary: 'One of my dossiers',
    handle: ctx => transact(ctx.platform.db, ctx.actor, async tx => {
      await standingBefore(tx, citizenOf(ctx), requireId(ctx.params.id), ctx.now)
      const row = await getDossier(tx, ctx.params.id)
      return json(shape(row, (await holderOf(tx, [row])).get(row.holder_agency_id), ctx))
    }),
  }),
  route({
    name: 'dossiers.submit-draft', method: 'POST', path: '/api/v1/dossiers', policy: citizen, body: Type.Object({ draftId: Type.String({ maxLength: 60 }), declaration: Type.Literal(true, { description: 'the applicant answers before the law for what was stated' }) }, { additionalProperties: false }), response: Acted,
    summary: 'Submits a draft; the same draft never files twice',
    handle: async ctx => {
      const opened = await openFiling(deps, ctx.platform, citizenOf(ctx), ctx.body.draftId)
      if (opened.submitted !== undefined) {
        const { submitted } = opened
        return json(acted(await transact(ctx.platform.db, ctx.actor, async tx => { await standingBefore(tx, citizenOf(ctx), submitted, ctx.now); const row = await getDossier(tx, submitted); return { id: row.id, version: row.version, processing: row.processing, code: row.code, warnings: [] } })))
      }
      if (!tasksOf(opened.filing).ready) throw invalid([{ field: 'draftId', code: 'incomplete', message: texts.missingTitle }])
      return json(acted(await submitFiling(deps, ctx, opened.filing)), { status: 201 })
    },
  }),
  route({
    name: 'dossiers.withdraw-mine', method: 'POST', path: '/api/v1/dossiers/:id/withdraw', policy: citizen, params: Id, body: Type.Object({ version: Type.Integer({ description: 'the version that was read' }), reason: Type.Optional(Type.String({ maxLength: 2000 })) }, { additionalProperties: false }), response: Acted, summary: 'Withdraws a dossier',
    handle: async ctx => json(acted(await withdrawDossier(ctx.platform, { actor: ctx.actor, dossierId: requireId(ctx.params.id), version: ctx.body.version, ...(ctx.body.reason === undefined ? {} : { reason: ctx.body.reason }) }))),
  }),
  route({
    name: 'dossiers.send-message-of-mine', method: 'POST', path: '/api/v1/dossiers/:id/messages', policy: citizen, params: Id, body: Type.Object({ body: Type.String({ minLength: 1, maxLength: 4000 }) }, { additionalProperties: false }), response: Acted, summary: 'Writes to the office about a dossier; the same Idempotency-Key never sends it twice',
    handle: async ctx => { const key = keyOfCall(ctx.headers['idempotency-key']); return json(acted(await sendMessage(ctx.platform, { actor: ctx.actor, dossierId: requireId(ctx.params.id), body: ctx.body.body, ...key === undefined ? {} : { idempotencyKey: key } }))) },
  }),
]
