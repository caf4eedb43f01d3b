import { Type } from 'typebox'
import { invalid } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { addressOf, answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { decideAgency } from '../acts/decide-agency.ts'
import { deliverAgain } from '../acts/deliver-again.ts'
import { issueAxisKey, rotateAxisKey } from '../acts/issue-axis-key.ts'
import { axisPage, documentPage, documentsPage, type AxisView } from '../pages/document-axis.tsx'
import { axisDocument, listAxisAgencies, listAxisDeliveries, listAxisSystems } from '../queries/document-axis.ts'
import { listSubsystems, PAGE } from '../queries/registry.ts'
import { administrators, at, callOf, endOf, Id, readingOf, stewards, withDesk, Word } from './common.ts'

const NO_STORE = { headers: { 'cache-control': 'no-store' } }
/** Rows have fields of their own; a fault of the act belongs to the row's. */
const forRow = (faults: readonly Fault[], row: string): readonly Fault[] => faults.map(each => each.field === undefined ? each : { ...each, field: `${each.field === 'validTo' ? 'validTo' : 'reason'}-${row}` })

export function documentAxisRoutes(): readonly Route[] {
  async function showAxis(ctx: Ctx, form = '', fields: Fields = {}, faults: readonly Fault[] = [], issued?: AxisView['issued']): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ systems: await listAxisSystems(tx, officerIn(ctx), ctx.now), agencies: await listAxisAgencies(tx, officerIn(ctx)), subsystems: await listSubsystems(tx, officerIn(ctx)) }), faults, at('truc-van-ban'))
    return axisPage(desk, { ...view, fields, form, now: ctx.now, issued })
  }
  async function showDocument(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, tx => axisDocument(tx, officerIn(ctx), id, ctx.now), faults, at('van-ban', id))
    return documentPage(desk, { ...view, fields, form })
  }
  return [
    route({ name: 'exchange.document-axis-page', method: 'GET', path: at('truc-van-ban'), policy: administrators, handle: async ctx => page(await showAxis(ctx)) }),
    route({ name: 'exchange.issue-axis-key', method: 'POST', path: at('truc-van-ban'), policy: stewards, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const reading = readingOf(ctx)
      const [subsystem, systemId, validTo] = [fieldOf(ctx.body, 'subsystem'), fieldOf(ctx.body, 'systemId'), endOf(reading.day('validTo'))]
      if (!isUuid(subsystem)) throw invalid([...reading.faults, { field: 'subsystem', code: 'required', message: { vi: 'Chọn hệ thống.', en: 'Choose a system.' } }])
      if (reading.faults.length > 0) throw invalid(reading.faults)
      const { secret } = await issueAxisKey(callOf(ctx), subsystem, { systemId, label: fieldOf(ctx.body, 'label').slice(0, 200), validTo })
      // shown in this answer and never again
      return page(await showAxis(ctx, '', {}, [], { systemId, secret }), NO_STORE)
    }, faults => showAxis(ctx, 'key', ctx.body, faults)) }),
    route({ name: 'exchange.rotate-axis-key', method: 'POST', path: at('truc-van-ban', ':id', 'doi-khoa'), policy: stewards, params: Id, body: FormFields, handle: async ctx => {
      const { id } = ctx.params
      return answerOnce(ctx, async () => {
        const reading = readingOf(ctx)
        const validTo = endOf(reading.day(`validTo-${id}`))
        if (reading.faults.length > 0) throw invalid(reading.faults.map(each => ({ ...each, field: 'validTo' })))
        const { systemId, secret } = await rotateAxisKey(callOf(ctx), id, versionOf(ctx.body), validTo, fieldOf(ctx.body, `reason-${id}`).slice(0, 500))
        return page(await showAxis(ctx, '', {}, [], { systemId, secret }), NO_STORE)
      }, faults => showAxis(ctx, id, ctx.body, forRow(faults, id)))
    } }),
    route({ name: 'exchange.decide-agency', method: 'POST', path: at('truc-van-ban', 'don-vi', ':id'), policy: stewards, params: Id, body: FormFields, handle: async ctx => {
      const { id } = ctx.params
      const removed = fieldOf(ctx.body, 'state') === 'removed'
      return answerForm(ctx, async () => { await decideAgency(callOf(ctx), id, versionOf(ctx.body), removed ? 'removed' : 'active', fieldOf(ctx.body, `reason-${id}`).slice(0, 500)); return redirect(at('truc-van-ban'), { flash: removed ? choose(ctx.lang)('Đã đưa đơn vị ra khỏi trục.', 'Taken off the axis.') : choose(ctx.lang)('Đơn vị đã lên trục.', 'Admitted.') }) }, faults => showAxis(ctx, id, ctx.body, forRow(faults, id)))
    } }),
    route({ name: 'exchange.documents-page', method: 'GET', path: at('van-ban'), policy: administrators, query: Type.Object({ 'tinh-trang': Word, sau: Type.Optional(Type.String({ format: 'date-time' })), ma: Type.Optional(Type.String({ format: 'uuid' })), ben: Word }), handle: async ctx => {
      const state = ctx.query['tinh-trang'] ?? 'stuck'
      const { sau, ma, ben } = ctx.query
      const [desk, rows] = await withDesk(ctx, tx => listAxisDeliveries(tx, officerIn(ctx), { state, cursor: sau === undefined || ma === undefined ? undefined : { at: new Date(sau), id: ma, receiver: ben ?? '' } }, ctx.now))
      const last = rows[PAGE - 1]
      return page(documentsPage(desk, { rows: rows.slice(0, PAGE), state, next: rows.length > PAGE && last ? addressOf(at('van-ban'), { 'tinh-trang': state, sau: last.updatedAt.toISOString(), ma: last.documentId, ben: last.receiverCode }) : undefined }))
    } }),
    route({ name: 'exchange.document-page', method: 'GET', path: at('van-ban', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showDocument(ctx, ctx.params.id)) }),
    route({ name: 'exchange.deliver-again', method: 'POST', path: at('van-ban', ':id', 'xep-lai'), policy: administrators, params: Id, body: FormFields, handle: async ctx => {
      const receiver = fieldOf(ctx.body, 'receiver').slice(0, 50)
      const form = receiver.replace(/[^A-Za-z0-9]/g, '-')
      return answerOnce(ctx, async () => { await deliverAgain(callOf(ctx), ctx.params.id, receiver, fieldOf(ctx.body, `reason-${form}`).slice(0, 500)); return redirect(at('van-ban', ctx.params.id), { flash: choose(ctx.lang)('Đã xếp lại. Hệ thống nhận thấy văn bản ở lần lấy tới.', 'Put back; the system finds it at its next look.') }) }, faults => showDocument(ctx, ctx.params.id, form, ctx.body, forRow(faults, form)))
    } }),
  ]
}
