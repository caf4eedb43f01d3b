import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { invalid } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { importOpenApi, readOpenApiText } from '../acts/import-openapi.ts'
import { mapDictionary, readDictionary } from '../acts/map-dictionary.ts'
import { addService, changeService, putEndpoints, type ServiceInput } from '../acts/put-service.ts'
import { setServiceState } from '../acts/set-service-state.ts'
import { testConnection } from '../acts/test-connection.ts'
import { readEndpointLines } from '../domain/codes.ts'
import { compareEndpoints } from '../domain/openapi.ts'
import { newServicePage, servicePage, servicesPage, type Preview } from '../pages/services.tsx'
import type { ExchangePorts } from '../ports.ts'
import { byService } from '../queries/monitoring.ts'
import { endpointRows, listServices, serviceDetail, subsystemDetail, testsOf } from '../queries/registry.ts'
import { listRights } from '../queries/rights.ts'
import { administrators, at, callOf, countOf, Id, stewards, withDesk, Word } from './common.ts'
import { sayOutcome } from './connectors.ts'
import { historyFor } from './registry.ts'

const DAY = 86_400_000
const MEGABYTE = 1_048_576
const FRESH: Fields = { kind: 'REST', checkPath: '/', errorEnvelope: 'x-road', evidence: 'metadata', whenLogFails: 'closed', timeoutMs: '60000', maxBodyMb: '50' }
const inputOf = (body: Fields): ServiceInput => ({ code: fieldOf(body, 'code'), versionLabel: fieldOf(body, 'versionLabel'), kind: fieldOf(body, 'kind'), baseUrl: fieldOf(body, 'baseUrl').slice(0, 500), name: fieldOf(body, 'name').slice(0, 300), description: fieldOf(body, 'description').slice(0, 4000), legalBasis: fieldOf(body, 'legalBasis').slice(0, 500), contact: fieldOf(body, 'contact').slice(0, 300), terms: fieldOf(body, 'terms').slice(0, 4000),
  context: fieldOf(body, 'context').slice(0, 200), listed: fieldOf(body, 'unlisted') === '', unlistedBecause: fieldOf(body, 'unlistedBecause').slice(0, 500), evidence: fieldOf(body, 'evidence'), whenLogFails: fieldOf(body, 'whenLogFails'), idempotent: fieldOf(body, 'idempotent') !== '', errorEnvelope: fieldOf(body, 'errorEnvelope'), timeoutMs: countOf(body, 'timeoutMs') ?? Number.NaN, maxBodyMb: countOf(body, 'maxBodyMb') ?? Number.NaN, checkPath: fieldOf(body, 'checkPath') || '/' })

export function serviceRoutes(ports: ExchangePorts): readonly Route[] {
  async function show(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = [], text?: string): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => {
      const service = await serviceDetail(tx, officerIn(ctx), id)
      return { service, endpoints: await endpointRows(tx, id), tests: await testsOf(tx, id), rights: await listRights(tx, officerIn(ctx), { state: 'live', q: '', service: id }, ctx.now), wordings: await historyFor(tx, ports, 'data_service', id, ctx.lang), traffic: (await byService(tx, new Date(ctx.now.getTime() - DAY), 1000)).find(row => row.number === service.number) }
    }, faults, at('dich-vu', id))
    let preview: Preview | undefined
    if (text !== undefined) { const facts = readOpenApiText(text); preview = { facts, text, changes: compareEndpoints(view.endpoints, facts.endpoints) } }
    return servicePage(desk, { ...view, fields, form, preview })
  }
  const on = (ctx: Ctx<{ id: string }, unknown, Fields>, form: string, work: () => Promise<unknown>, vi: string, en: string) => answerOnce(ctx, async () => { await work(); return redirect(at('dich-vu', ctx.params.id), { flash: choose(ctx.lang)(vi, en) }) }, faults => show(ctx, ctx.params.id, form, ctx.body, faults))

  return [
    route({ name: 'exchange.services-page', method: 'GET', path: at('dich-vu'), policy: administrators, query: Type.Object({ q: Word, loai: Word, 'tinh-trang': Word }), handle: async ctx => {
      const filter = { q: ctx.query.q ?? '', kind: ctx.query.loai ?? '', member: '', state: ctx.query['tinh-trang'] ?? '' }
      const [desk, view] = await withDesk(ctx, async tx => ({ rows: await listServices(tx, officerIn(ctx), filter), traffic: await byService(tx, new Date(ctx.now.getTime() - DAY), 1000) }))
      return page(servicesPage(desk, { rows: view.rows, filter, traffic: new Map(view.traffic.map(row => [row.number, row])) }))
    } }),
    route({ name: 'exchange.new-service-page', method: 'GET', path: at('he-thong', ':id', 'dich-vu-moi'), policy: stewards, params: Id, handle: async ctx => { const [desk, subsystem] = await withDesk(ctx, tx => subsystemDetail(tx, officerIn(ctx), ctx.params.id)); return page(newServicePage(desk, subsystem, FRESH)) } }),
    route({ name: 'exchange.add-service', method: 'POST', path: at('he-thong', ':id', 'dich-vu-moi'), policy: stewards, params: Id, body: FormFields, handle: async ctx => answerOnce(ctx, async () => redirect(at('dich-vu', await addService(callOf(ctx), ctx.params.id, inputOf(ctx.body))), { flash: choose(ctx.lang)('Đã thêm dịch vụ.', 'The service is added.') }), async faults => { const [desk, subsystem] = await withDesk(ctx, tx => subsystemDetail(tx, officerIn(ctx), ctx.params.id), faults); return newServicePage(desk, subsystem, ctx.body) }) }),
    route({ name: 'exchange.service-page', method: 'GET', path: at('dich-vu', ':id'), policy: administrators, params: Id, handle: async ctx => page(await show(ctx, ctx.params.id)) }),
    route({ name: 'exchange.change-service', method: 'POST', path: at('dich-vu', ':id', 'sua'), policy: stewards, params: Id, body: FormFields, handle: async ctx => on(ctx, 'service', () => changeService(callOf(ctx), ctx.params.id, versionOf(ctx.body), inputOf(ctx.body)), 'Đã lưu dịch vụ.', 'The service is saved.') }),
    route({ name: 'exchange.change-endpoints', method: 'POST', path: at('dich-vu', ':id', 'diem-goi'), policy: stewards, params: Id, body: FormFields, handle: async ctx => on(ctx, 'endpoints', async () => {
      const { endpoints, wrong } = readEndpointLines(fieldOf(ctx.body, 'endpoints'))
      if (wrong.length > 0) throw invalid([{ field: 'endpoints', code: 'invalid', message: { vi: `Dòng “${wrong[0] ?? ''}” chưa đúng. Ghi như: GET /trich-luc/*`, en: `Line "${wrong[0] ?? ''}" is not valid. Write as: GET /extracts/*` } }])
      await putEndpoints(callOf(ctx), ctx.params.id, versionOf(ctx.body), endpoints)
    }, 'Đã lưu điểm gọi.', 'The endpoints are saved.') }),
    route({ name: 'exchange.import-openapi', method: 'POST', path: at('dich-vu', ':id', 'openapi'), policy: stewards, params: Id, body: FormFields, acceptsFiles: { maxBytes: 2 * MEGABYTE, maxFiles: 1 }, bodyLimit: 7 * MEGABYTE, handle: async ctx => {
      const [file] = ctx.files
      const text = file && file.size > 0 ? await readFile(file.path, 'utf8') : fieldOf(ctx.body, 'openapi')
      if (fieldOf(ctx.body, 'do') === 'import') return on(ctx, 'openapi', () => importOpenApi(callOf(ctx), ctx.params.id, versionOf(ctx.body), text), 'Đã nhập từ OpenAPI.', 'Imported from OpenAPI.')
      return answerForm(ctx, async () => page(await show(ctx, ctx.params.id, 'openapi', {}, [], text)), faults => show(ctx, ctx.params.id, 'openapi', ctx.body, faults))
    } }),
    route({ name: 'exchange.map-dictionary', method: 'POST', path: at('dich-vu', ':id', 'tu-dien'), policy: stewards, params: Id, body: FormFields, handle: async ctx => on(ctx, 'dictionary', () => mapDictionary(callOf(ctx), ctx.params.id, versionOf(ctx.body), readDictionary(fieldOf(ctx.body, 'dictionary'))), 'Đã lưu ánh xạ từ điển.', 'The mapping is saved.') }),
    route({ name: 'exchange.set-service-state', method: 'POST', path: at('dich-vu', ':id', 'tinh-trang'), policy: administrators, params: Id, body: FormFields, handle: async ctx => on(ctx, 'state', () => setServiceState(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'state'), fieldOf(ctx.body, 'notice').slice(0, 300)), 'Đã đổi. Các cổng biết trong vòng một giây.', 'Changed; the gateways know within a second.') }),
    route({ name: 'exchange.test-connection', method: 'POST', path: at('dich-vu', ':id', 'kiem-tra'), policy: administrators, params: Id, body: FormFields, perMinute: 60, handle: async ctx => {
      const outcome = await testConnection(callOf(ctx), ctx.params.id, ports.store?.provider)
      return redirect(fieldOf(ctx.body, 've') === 'danh-sach' ? at('dich-vu') : at('dich-vu', ctx.params.id), { flash: sayOutcome(outcome, ctx.lang) })
    } }),
  ]
}
