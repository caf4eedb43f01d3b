import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type FlashMessage, type Route } from '../../../kernel/http/route.ts'
import { answerForm, choose, type Fault, type Lang } from '../../../ui/index.ts'
import { changeConnector } from '../acts/change-connector.ts'
import { testConnection, type TestOutcome } from '../acts/test-connection.ts'
import { CONNECTORS } from '../connectors/settings.ts'
import { connectorPage, connectorsPage } from '../pages/connectors.tsx'
import { listConnectors, looksOf, purposesOf } from '../queries/connectors.ts'
import { testsOf } from '../queries/registry.ts'
import { at, callOf, stewards, withDesk } from './common.ts'

const Code = Type.Object({ code: Type.Union(CONNECTORS.map(each => Type.Literal(each))) })
type ConnectorCtx = Ctx<{ code: (typeof CONNECTORS)[number] }>

/** What a test came to, in the colour of it: nobody reads «Đã xong» over a connection that failed. */
export const sayOutcome = ({ ok, message, milliseconds }: TestOutcome, lang: Lang): FlashMessage => ({ tone: ok ? 'success' : 'error', text: `${ok ? choose(lang)('Kết nối được', 'Reached') : choose(lang)('Chưa kết nối được', 'Not reached')}: ${message} (${milliseconds} ms)` })

export function connectorRoutes(): readonly Route[] {
  async function show(ctx: ConnectorCtx, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const { code } = ctx.params
    const [desk, view] = await withDesk(ctx, async tx => {
      const [row] = await listConnectors(tx, [code], ctx.now)
      if (!row) throw notFound()
      return { row, tests: row.serviceId === null ? [] : await testsOf(tx, row.serviceId), purposes: await purposesOf(tx, code, ctx.now), looks: await looksOf(tx, code, 20) }
    }, faults, at('ket-noi', code))
    return connectorPage(desk, { ...view, fields, form })
  }
  return [
    route({ name: 'exchange.connectors-page', method: 'GET', path: at('ket-noi'), policy: stewards, handle: async ctx => { const [desk, rows] = await withDesk(ctx, tx => listConnectors(tx, CONNECTORS, ctx.now)); return page(connectorsPage(desk, { rows })) } }),
    route({ name: 'exchange.connector-page', method: 'GET', path: at('ket-noi', ':code'), policy: stewards, params: Code, handle: async ctx => page(await show(ctx)) }),
    route({ name: 'exchange.change-connector', method: 'POST', path: at('ket-noi', ':code'), policy: stewards, params: Code, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      await changeConnector(callOf(ctx), ctx.params.code, versionOf(ctx.body), { client: fieldOf(ctx.body, 'client'), service: fieldOf(ctx.body, 'service'), account: fieldOf(ctx.body, 'account').slice(0, 200), secret: fieldOf(ctx.body, 'secret').slice(0, 500), apiKey: fieldOf(ctx.body, 'apiKey').slice(0, 500), settings: fieldOf(ctx.body, 'settings').slice(0, 8000), reason: fieldOf(ctx.body, 'reason').slice(0, 500) })
      return redirect(at('ket-noi', ctx.params.code), { flash: choose(ctx.lang)('Đã lưu cài đặt. Kiểm tra kết nối ngay.', 'Saved. Test the connection now.') })
    }, faults => show(ctx, 'settings', ctx.body, faults)) }),
    route({ name: 'exchange.test-connector', method: 'POST', path: at('ket-noi', ':code', 'kiem-tra'), policy: stewards, params: Code, body: FormFields, perMinute: 30, handle: async ctx => {
      const [, [row]] = await withDesk(ctx, tx => listConnectors(tx, [ctx.params.code], ctx.now))
      if (!row?.serviceId) throw notFound()
      const outcome = await testConnection(callOf(ctx), row.serviceId)
      return redirect(fieldOf(ctx.body, 've') === '' ? at('ket-noi', ctx.params.code) : at('ket-noi'), { flash: sayOutcome(outcome, ctx.lang) })
    } }),
  ]
}
