import { Type } from 'typebox'
import type { Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route, type Lang, type Reply } from '../../../kernel/http/route.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { addressOf, answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { askAccess, grantAccess, refuseAccess, withdrawAccess } from '../acts/access-request.ts'
import { changeQuota, endRight, grantRight, termsFaults, type Terms } from '../acts/access-right.ts'
import { demand, fault, mayActFor } from '../acts/registry-row.ts'
import { catalogueEntryPage, cataloguePage } from '../pages/catalogue.tsx'
import { aboutService, grantPage, newRequestPage, requestPage, requestsPage, rightPage, rightsPage, type About } from '../pages/rights.tsx'
import type { ExchangePorts } from '../ports.ts'
import { topicDetail } from '../queries/events.ts'
import type { Wanted } from '../queries/parties.ts'
import { catalogue, catalogueEntry, endpointRows, listGroups, listSubsystems, PAGE } from '../queries/registry.ts'
import { listRequests, listRights, requestDetail, rightDetail } from '../queries/rights.ts'
import { administrators, at, callOf, countOf, endOf, Id, linesIn, readingOf, stewards, withDesk, Word } from './common.ts'
import { historyFor } from './registry.ts'

const officers = { who: 'officer' } as const
/** Reads the terms of a contract; a day that is none, and whom nobody was named, are told with all that the act would find. */
function termsOf(ctx: Ctx<unknown, unknown, Fields>, unnamed: FieldFault | false, renews = false): Terms {
  const reading = readingOf(ctx)
  const terms = { endpoints: reading.text('endpoints', 4000), purpose: reading.text('purpose', 1000), legalBasis: reading.text('legalBasis', 500), fields: linesIn(reading.text('fields', 4000)), rowRule: reading.text('rowRule', 4000), perMinute: countOf(ctx.body, 'perMinute'), perDay: countOf(ctx.body, 'perDay'), validTo: endOf(reading.day('validTo')) }
  if (unnamed !== false || reading.faults.length > 0) demand([unnamed, ...reading.faults, ...termsFaults(terms, ctx.now, renews)])
  return terms
}
const Uuid = Type.Optional(Type.String({ format: 'uuid' }))
const AboutQuery = { 'dich-vu': Uuid, 'chu-de': Uuid, viec: Type.Optional(Type.Union([Type.Literal('subscribe'), Type.Literal('publish')])) }
const namesNothing = (query: { 'dich-vu'?: string; 'chu-de'?: string }): boolean => query['dich-vu'] === undefined && query['chu-de'] === undefined
const chooseFirst = (lang: Lang): Reply => redirect(at('danh-muc'), { flash: choose(lang)('Chọn dịch vụ hoặc chủ đề trước.', 'Choose a service or a topic first.') })
/** What a form or an address is about; an address that names neither is nobody's page. */
function wantedOf(service: string | undefined, topic: string | undefined, kind: string | undefined): Wanted {
  if (service !== undefined && isUuid(service)) return { kind: 'call', serviceId: service }
  if (topic !== undefined && isUuid(topic)) return { kind: kind === 'publish' ? 'publish' : 'subscribe', topicId: topic }
  throw notFound()
}
const wantedIn = (fields: Fields): Wanted => wantedOf(fieldOf(fields, 'service'), fieldOf(fields, 'topic'), fieldOf(fields, 'kind'))
async function aboutFor(tx: Tx, wanted: Wanted, page: 'danh-muc' | 'dich-vu'): Promise<About> {
  if (wanted.kind === 'call') return aboutService(await catalogueEntry(tx, wanted.serviceId), at(page, wanted.serviceId))
  const topic = await topicDetail(tx, wanted.topicId)
  return { kind: wanted.kind, id: topic.id, name: topic.name, memberName: topic.memberName, href: at('su-kien', topic.id) }
}
const missing = (field: string, vi: string, en: string) => fault(field, vi, en, 'required')

export function rightRoutes(ports: ExchangePorts): readonly Route[] {
  async function showRight(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ right: await rightDetail(tx, officerIn(ctx), id, ctx.now), wordings: await historyFor(tx, ports, 'access_right', id, ctx.lang) }), faults, at('quyen', id))
    return rightPage(desk, { ...view, fields, form, now: ctx.now })
  }
  async function showRequest(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, request] = await withDesk(ctx, tx => requestDetail(tx, officerIn(ctx), id), faults, at('yeu-cau', id))
    return requestPage(desk, { request, names: await ports.namesOf([request.askedBy]), fields, form, now: ctx.now })
  }
  async function showNew(ctx: Ctx, wanted: Wanted, renews: string, fields: Fields, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => {
      const right = isUuid(renews) ? await rightDetail(tx, officerIn(ctx), renews, ctx.now) : undefined
      const subsystems = await listSubsystems(tx, officerIn(ctx))
      return { about: await aboutFor(tx, wanted, 'danh-muc'), renews: right, subsystems: right ? subsystems.filter(each => each.id === right.subsystemId) : subsystems }
    }, faults, at('yeu-cau', 'moi'))
    const { renews: right } = view
    const known: Fields = right && Object.keys(fields).length === 0 ? { legalBasis: right.legalBasis, perMinute: right.perMinute === null ? '' : String(right.perMinute), perDay: right.perDay === null ? '' : String(right.perDay) } : fields
    return newRequestPage(desk, { ...view, fields: known })
  }
  async function showGrant(ctx: Ctx, wanted: Wanted, fields: Fields, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ about: await aboutFor(tx, wanted, 'dich-vu'), subsystems: await listSubsystems(tx, officerIn(ctx)), groups: await listGroups(tx) }), faults, at('quyen', 'moi'))
    return grantPage(desk, { ...view, fields })
  }

  return [
    route({ name: 'exchange.catalogue-page', method: 'GET', path: at('danh-muc'), policy: officers, query: Type.Object({ q: Word, loai: Word, 'co-quan': Word }), handle: async ctx => {
      const filter = { q: ctx.query.q ?? '', kind: ctx.query.loai ?? '', member: ctx.query['co-quan'] ?? '', state: '' }
      const [desk, view] = await withDesk(ctx, async tx => ({ rows: await catalogue(tx, filter), all: await catalogue(tx, { q: '', kind: '', member: '', state: '' }) }))
      const members = new Map(view.all.map(row => [row.key.split('/')[2] ?? '', row.memberName]))
      return page(cataloguePage(desk, { rows: view.rows, filter, members: [...members].map(([value, label]) => ({ value, label })) }))
    } }),
    route({ name: 'exchange.catalogue-entry-page', method: 'GET', path: at('danh-muc', ':id'), policy: officers, params: Id, handle: async ctx => {
      const [desk, view] = await withDesk(ctx, async tx => ({ service: await catalogueEntry(tx, ctx.params.id), endpoints: await endpointRows(tx, ctx.params.id) }))
      const actor = officerIn(ctx)
      return page(catalogueEntryPage(desk, { ...view, gateway: ctx.platform.config.publicUrl, mayAsk: actor.roles.includes('administrator') || actor.roles.includes('unit-administrator'), owns: mayActFor(actor, view.service.agencyId) }))
    } }),

    route({ name: 'exchange.rights-page', method: 'GET', path: at('quyen'), policy: administrators, query: Type.Object({ q: Word, 'tinh-trang': Word, sau: Type.Optional(Type.Integer({ minimum: 1 })) }), handle: async ctx => {
      const filter = { q: ctx.query.q ?? '', state: ctx.query['tinh-trang'] ?? 'live', ...ctx.query.sau === undefined ? {} : { after: ctx.query.sau } }
      const [desk, rows] = await withDesk(ctx, tx => listRights(tx, officerIn(ctx), filter, ctx.now))
      const shown = rows.slice(0, PAGE)
      return page(rightsPage(desk, { rows: shown, filter, now: ctx.now, next: rows.length > PAGE ? addressOf(at('quyen'), { q: filter.q, 'tinh-trang': filter.state, sau: shown.at(-1)?.number }) : undefined }))
    } }),
    route({ name: 'exchange.grant-right-page', method: 'GET', path: at('quyen', 'moi'), policy: stewards, query: Type.Object(AboutQuery), handle: async ctx => namesNothing(ctx.query) ? chooseFirst(ctx.lang) : page(await showGrant(ctx, wantedOf(ctx.query['dich-vu'], ctx.query['chu-de'], ctx.query.viec), {})) }),
    route({ name: 'exchange.grant-right', method: 'POST', path: at('quyen', 'moi'), policy: stewards, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const [kind, id = ''] = fieldOf(ctx.body, 'to').split(':')
      const terms = termsOf(ctx, !isUuid(id) && missing('to', 'Chọn hệ thống hoặc nhóm được cấp.', 'Choose a subsystem or a group.'))
      return redirect(at('quyen', await grantRight(callOf(ctx), kind === 'g' ? { groupId: id } : { subsystemId: id }, wantedIn(ctx.body), terms, ports.store?.provider)), { flash: choose(ctx.lang)('Đã cấp quyền.', 'Granted.') })
    }, faults => showGrant(ctx, wantedIn(ctx.body), ctx.body, faults)) }),
    route({ name: 'exchange.right-page', method: 'GET', path: at('quyen', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showRight(ctx, ctx.params.id)) }),
    route({ name: 'exchange.change-quota', method: 'POST', path: at('quyen', ':id', 'han-muc'), policy: administrators, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await changeQuota(callOf(ctx), ctx.params.id, versionOf(ctx.body), { perMinute: countOf(ctx.body, 'perMinute'), perDay: countOf(ctx.body, 'perDay') }, fieldOf(ctx.body, 'reason').slice(0, 500)); return redirect(at('quyen', ctx.params.id), { flash: choose(ctx.lang)('Đã lưu hạn mức.', 'The quota is saved.') }) }, faults => showRight(ctx, ctx.params.id, 'quota', ctx.body, faults)) }),
    route({ name: 'exchange.end-right', method: 'POST', path: at('quyen', ':id', 'cham-dut'), policy: administrators, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await endRight(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'endReason').slice(0, 500)); return redirect(at('quyen', ctx.params.id), { flash: choose(ctx.lang)('Đã chấm dứt quyền.', 'The right has ended.') }) }, faults => showRight(ctx, ctx.params.id, 'end', ctx.body, faults)) }),

    route({ name: 'exchange.requests-page', method: 'GET', path: at('yeu-cau'), policy: administrators, query: Type.Object({ 'tinh-trang': Word, sau: Type.Optional(Type.String({ format: 'date-time' })) }), handle: async ctx => {
      const state = ctx.query['tinh-trang'] ?? 'waiting'
      const [desk, rows] = await withDesk(ctx, tx => listRequests(tx, officerIn(ctx), { state, ...ctx.query.sau === undefined ? {} : { before: ctx.query.sau } }))
      const last = rows[PAGE - 1]
      return page(requestsPage(desk, { rows: rows.slice(0, PAGE), state, now: ctx.now, next: rows.length > PAGE && last ? addressOf(at('yeu-cau'), { 'tinh-trang': state, sau: (state === 'waiting' ? last.dueAt : last.askedAt).toISOString() }) : undefined }))
    } }),
    route({ name: 'exchange.new-request-page', method: 'GET', path: at('yeu-cau', 'moi'), policy: administrators, query: Type.Object({ ...AboutQuery, 'gia-han': Word }), handle: async ctx => namesNothing(ctx.query) ? chooseFirst(ctx.lang) : page(await showNew(ctx, wantedOf(ctx.query['dich-vu'], ctx.query['chu-de'], ctx.query.viec), ctx.query['gia-han'] ?? '', {})) }),
    route({ name: 'exchange.ask-access', method: 'POST', path: at('yeu-cau', 'moi'), policy: administrators, body: FormFields, handle: async ctx => {
      const renews = fieldOf(ctx.body, 'renews')
      return answerOnce(ctx, async () => {
        const subsystem = fieldOf(ctx.body, 'subsystem')
        const terms = termsOf(ctx, !isUuid(subsystem) && missing('subsystem', 'Chọn hệ thống xin quyền.', 'Choose the subsystem that asks.'), isUuid(renews))
        const id = await askAccess(callOf(ctx), subsystem, wantedIn(ctx.body), terms, isUuid(renews) ? renews : null, ports.store?.provider)
        return redirect(at('yeu-cau', id), { flash: choose(ctx.lang)('Đã gửi yêu cầu.', 'The request is sent.') })
      }, faults => showNew(ctx, wantedIn(ctx.body), renews, ctx.body, faults))
    } }),
    route({ name: 'exchange.request-page', method: 'GET', path: at('yeu-cau', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showRequest(ctx, ctx.params.id)) }),
    route({ name: 'exchange.answer-access', method: 'POST', path: at('yeu-cau', ':id', 'tra-loi'), policy: administrators, params: Id, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const [decision, reason, version] = [fieldOf(ctx.body, 'decision'), fieldOf(ctx.body, 'reason').slice(0, 1000), versionOf(ctx.body)]
      if (decision === 'grant') { await grantAccess(callOf(ctx), ctx.params.id, version, reason); return redirect(at('yeu-cau', ctx.params.id), { flash: choose(ctx.lang)('Đã cấp quyền, có hiệu lực ngay.', 'Granted, in force at once.') }) }
      if (decision !== 'refuse') throw invalid([missing('decision', 'Chọn cấp quyền hoặc từ chối.', 'Choose to grant or to refuse.')])
      await refuseAccess(callOf(ctx), ctx.params.id, version, reason, fieldOf(ctx.body, 'ground').slice(0, 500))
      return redirect(at('yeu-cau', ctx.params.id), { flash: choose(ctx.lang)('Đã từ chối, lý do và căn cứ đã ghi.', 'Refused, with reason and ground.') })
    }, faults => showRequest(ctx, ctx.params.id, 'answer', ctx.body, faults)) }),
    route({ name: 'exchange.withdraw-access', method: 'POST', path: at('yeu-cau', ':id', 'rut'), policy: administrators, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await withdrawAccess(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'withdrawReason').slice(0, 500)); return redirect(at('yeu-cau', ctx.params.id), { flash: choose(ctx.lang)('Đã rút yêu cầu.', 'Withdrawn.') }) }, faults => showRequest(ctx, ctx.params.id, 'withdraw', ctx.body, faults)) }),
  ]
}
