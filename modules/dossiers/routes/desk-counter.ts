import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault, invalid } from '../../../kernel/errors.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { say, type Fault as PageFault } from '../../../ui/index.ts'
import { hashOfIdNumber } from '../../identity/index.ts'
import { componentsFor } from '../../procedures/index.ts'
import { intakeAtCounter } from '../acts/intake-at-counter.ts'
import type { Done } from '../acts/perform.ts'
import { counterChoices, counterOf, openCounter, personFaults, prefilled, readScan, scopeOf, type Counter } from '../counter.ts'
import { checkEnterprise, checkPerson } from '../counter-checks.ts'
import { openForDesk } from '../desk-dossier.ts'
import { textIn, UUID } from '../form-input.ts'
import { counterDonePage, counterFormPage, counterStartPage, type CounterPageProps } from '../pages/desk/counter.tsx'
import { DESK, dossierHref } from '../pages/desk/frame.tsx'
import { both } from '../pages/desk/texts.ts'
import type { DossierServices } from '../services.ts'
import { UPLOAD_LIMITS } from '../uploads.ts'
import { DoneSchema, faultsFrom, takeFiles } from './desk-act.tsx'
import { DossierId, officerOf, openDesk, PostedForm } from './desk-common.ts'

/** Receives what the counter holds; page and API meet here. */
async function takeIn(services: DossierServices, actor: OfficerActor, counter: Counter, submissionKey: string): Promise<Done> {
  const { person, account } = counter
  const wanted = new Set(componentsFor(counter.of.case, counter.answers).map(component => component.id))
  return intakeAtCounter(services.platform, actor, {
    submissionKey, procedureCaseId: counter.of.procedureCaseId, caseId: counter.of.caseId, mandateId: null, answers: counter.answers, returnMethod: counter.returnMethod, channel: counter.channel, ...(counter.returnAddress ? { returnAddress: counter.returnAddress } : {}),
    applicant: { accountId: account?.accountId ?? null, kind: 'person', name: person.name, idHash: person.idNumber ? hashOfIdNumber(services.identity, person.idNumber) : null, contact: { ...(person.phone ? { phone: person.phone } : {}), ...(person.email ? { email: person.email } : {}), ...(person.address ? { address: person.address } : {}) } },
    files: counter.files.filter(({ componentId }) => wanted.has(componentId)).map(({ componentId, file }, index) => ({ componentId, fileId: file.id, position: index + 1 })), papers: counter.papers.filter(paper => wanted.has(paper.componentId)),
  })
}

const policy = { who: 'officer', roles: ['reception-officer'] } as const
const Case = Type.Object({ code: Type.String({ maxLength: 40 }), caseId: Type.String({ maxLength: 100 }) })
const closed = { additionalProperties: false }
const line = (most: number) => Type.Optional(Type.String({ maxLength: most }))
const Intake = Type.Object({
  procedureCode: Type.String({ maxLength: 40 }), caseId: Type.String({ maxLength: 100 }), submissionKey: Type.String({ format: 'uuid', description: 'made by the caller, once for each intake' }),
  person: Type.Object({ name: Type.String({ maxLength: 120 }), idNumber: line(20), phone: line(20), email: line(200), address: line(300) }, closed),
  answers: Type.Record(Type.String(), Type.Unknown()), returnMethod: Type.Union([Type.Literal('counter'), Type.Literal('post'), Type.Literal('online')]), returnAddress: line(300), channel: Type.Optional(Type.Union([Type.Literal('counter'), Type.Literal('post')])),
  papers: Type.Optional(Type.Array(Type.Object({ componentId: Type.String({ maxLength: 100 }), originals: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })), certifiedCopies: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })), plainCopies: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })), shownOnly: Type.Optional(Type.Boolean()) }, closed), { maxItems: 100 })),
}, closed)
const RECEIPT_WAIT_MS = 60_000

/** Intake at the counter: procedure, person, form and papers on one page, received at once. */
export const deskCounterRoutes = (services: DossierServices): readonly Route[] => {
  const draw = async (ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash'>, counter: Counter, submissionKey: string, faults: readonly PageFault[], notice: CounterPageProps['notice'], status = 200, posted = true): Promise<Reply> =>
    page(counterFormPage(await openDesk(services, ctx), { counter, submissionKey, faults, notice, posted }), { status })
  return [
    route({
      name: 'dossiers.desk-counter', method: 'GET', path: `${DESK}/quay`, policy, query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 120 })) }),
      handle: async ctx => {
        const q = (ctx.query.q ?? '').trim()
        const choices = await transact(services.platform.db, ctx.actor, tx => counterChoices(tx, officerOf(ctx), q, ctx.now))
        return page(counterStartPage(await openDesk(services, ctx), { q, choices }))
      },
    }),
    route({
      name: 'dossiers.desk-counter-card', method: 'POST', path: `${DESK}/quay`, policy, body: PostedForm,
      handle: async ctx => {
        const text = textIn(ctx.body, 'card')
        const scan = readScan(text)
        const choices = await transact(services.platform.db, ctx.actor, tx => counterChoices(tx, officerOf(ctx), '', ctx.now))
        return page(counterStartPage(await openDesk(services, ctx), { q: '', choices, ...(scan.ok ? { card: { text, name: scan.person.name ?? '' } } : { faults: [{ field: 'card', text: say(scan.fault.message, ctx.lang) }] }) }), { status: scan.ok ? 200 : 422 })
      },
    }),
    route({
      name: 'dossiers.desk-counter-form', method: 'GET', path: `${DESK}/quay/:code/:caseId`, policy, params: Case,
      handle: async ctx => { const key = newId(ctx.now.getTime()); const counter = await openCounter(services, officerOf(ctx), ctx.params.code, ctx.params.caseId, {}, key); return draw(ctx, { ...counter, answers: prefilled(counter) }, key, [], undefined, 200, false) },
    }),
    route({
      name: 'dossiers.desk-counter-intake', method: 'POST', path: `${DESK}/quay/:code/:caseId`, policy, params: Case, body: PostedForm, acceptsFiles: UPLOAD_LIMITS,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const typedKey = textIn(ctx.body, 'submissionKey')
        const key = UUID.test(typedKey) ? typedKey : newId(ctx.now.getTime())
        const open = (body: unknown): Promise<Counter> => openCounter(services, actor, ctx.params.code, ctx.params.caseId, body, key)
        const before = await open(ctx.body)
        const { taken, faults: fileFaults } = await takeFiles(services, actor, before.of.case.components, ctx.files, scopeOf(key))
        // what was uploaded stays, whatever else is wrong: nobody scans a paper twice
        const kept = [...before.files.map(({ componentId, file }) => `${componentId}~${file.id}`), ...taken.map(({ componentId, fileId }) => `${componentId}~${fileId}`)]
        const body = { ...Object.fromEntries(Object.entries(ctx.body)), kept }
        const scanned = textIn(ctx.body, 'card')
        if (scanned !== '') {
          const scan = readScan(scanned)
          if (!scan.ok) return draw(ctx, await open(body), key, [{ field: 'card', text: say(scan.fault.message, ctx.lang) }], undefined, 422)
          const filled = await open({ ...body, ...Object.fromEntries(Object.entries(scan.person).map(([name, value]) => [`person.${name}`, value])) })
          const { person, account } = filled
          const notice = scan.card?.distorted ? { tone: 'warning' as const, text: both('Đã đọc thẻ, nhưng bộ gõ tiếng Việt có thể đã làm sai dấu. Hãy đối chiếu họ tên, địa chỉ với thẻ.', 'Read, but a keyboard may have distorted the letters. Compare name and address with the card.', ctx.lang) }
            : { tone: 'success' as const, text: scan.card ? both('Đã đọc thẻ và điền thông tin.', 'The card was read and filled in.', ctx.lang) : account ? both('Số này đã có tài khoản. Hãy ghi họ tên như trên thẻ.', 'This number has an account. Give the name as it stands on the card.', ctx.lang) : both('Chưa có tài khoản với số này. Hãy điền họ tên.', 'No account has this number. Fill in the name.', ctx.lang) }
          return draw(ctx, { ...filled, person, account, answers: prefilled(filled) }, key, [], notice)
        }
        const counter = await open(body)
        const seen = { ...counter, answers: prefilled(counter) }
        const wanted = textIn(ctx.body, 'do')
        if (wanted === 'verify' || wanted === 'enterprise') {
          const { counter: checked, notice } = await (wanted === 'verify' ? checkPerson : checkEnterprise)(services, actor, seen, key)
          return draw(ctx, checked, key, [], { tone: notice.tone, text: say(notice.text, ctx.lang) })
        }
        if (wanted !== 'receive') return draw(ctx, seen, key, fileFaults.map(({ field, message }) => ({ field, text: say(message, ctx.lang) })), undefined, fileFaults.length > 0 ? 422 : 200)
        try {
          const own = [...fileFaults, ...personFaults(counter)]
          if (own.length > 0) throw invalid(own)
          const done = await takeIn(services, actor, counter, key)
          return redirect(dossierHref(done.id, '/da-tiep-nhan'))
        } catch (error) {
          if (!(error instanceof Fault) || error.details.status === 404) throw error
          return draw(ctx, seen, key, faultsFrom(error, ctx.lang), undefined, error.details.status)
        }
      },
    }),
    route({
      name: 'dossiers.desk-api-intake', method: 'POST', path: '/api/v1/desk/dossiers', policy, body: Intake, response: DoneSchema, summary: 'Intake at the counter: files for somebody who stands there and receives at once; the same submissionKey never files twice (NĐ 61/2018 Đ17.1)',
      handle: async ctx => {
        const actor = officerOf(ctx)
        const { procedureCode, caseId, submissionKey, ...said } = ctx.body
        const counter = await counterOf(services, actor, { code: procedureCode, caseId, submissionKey }, said)
        const faults = personFaults(counter)
        if (faults.length > 0) throw invalid(faults)
        return json(await takeIn(services, actor, counter, submissionKey), { status: 201 })
      },
    }),
    route({
      name: 'dossiers.desk-counter-done', method: 'GET', path: `${DESK}/ho-so/:id/da-tiep-nhan`, policy, params: DossierId,
      handle: async ctx => {
        const dossier = await openForDesk(services, officerOf(ctx), ctx.params.id)
        const receipt = dossier.view.papers.findLast(paper => paper.kind === 'receipt')?.file_id
        const waits = receipt === undefined && dossier.view.dossier.received_at !== null && ctx.now.getTime() - dossier.view.dossier.received_at.getTime() < RECEIPT_WAIT_MS
        return page(counterDonePage(await openDesk(services, ctx), { view: dossier.view, receiptFileId: receipt, mayDecide: dossier.verdicts.get('proposeOutcome')?.ok === true }), waits ? { headers: { refresh: '3' } } : {})
      },
    }),
  ]
}
