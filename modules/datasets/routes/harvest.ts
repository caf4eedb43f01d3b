import { Type } from 'typebox'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { fault, keeps } from '../acts/dataset-work.ts'
import { changeHarvestSource, demandAddress, harvestNow, putHarvestSource, removeHarvestSource, switchHarvestSource } from '../acts/harvest-source.ts'
import { preview } from '../harvest/collect.ts'
import { HarvestTrouble } from '../harvest/fetch-page.ts'
import { withTools } from '../harvest/run-harvest.ts'
import { harvestListPage, harvestSourcePage, newHarvestPage, type Preview } from '../pages/harvest.tsx'
import { HARVEST } from '../pages/store-page.tsx'
import { findingsOf, harvestSources, runsOf } from '../queries/harvest.ts'
import { callOf, withDesk } from './common.ts'

const stewards = { who: 'officer', roles: ['data-steward', 'administrator'] } as const
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
/** Each look calls out: slower than people, never as fast as a machine. */
const LOOKS_A_MINUTE = 20
const everyOf = (fields: Fields): number | null => fieldOf(fields, 'everyMinutes') === '' ? null : Number(fieldOf(fields, 'everyMinutes'))
const daysOf = (fields: Fields): number => /^\d{1,4}$/.test(fieldOf(fields, 'keepVanishedDays').trim()) ? Number(fieldOf(fields, 'keepVanishedDays')) : -1
const addressOf = (fields: Fields): string => fieldOf(fields, 'address').trim()
const kindOf = (fields: Fields): 'ckan' | 'dcat' => fieldOf(fields, 'kind') === 'dcat' ? 'dcat' : 'ckan'
const settingsOf = (fields: Fields) => ({ title: fieldOf(fields, 'title'), address: addressOf(fields), everyMinutes: everyOf(fields), keepVanishedDays: daysOf(fields) })

/** What stands at an address; what is wrong with it is said of the address. */
async function look(ctx: Ctx, fields: Fields): Promise<Preview> {
  demandAddress(addressOf(fields), ctx.platform.config.publicUrl)
  try { return await withTools(ctx.platform, tools => preview({ kind: kindOf(fields), address: addressOf(fields) }, tools)) } catch (error) {
    if (error instanceof HarvestTrouble) throw invalid([fault('address', error.message, `The catalogue cannot be read there: ${error.message}`)])
    throw error
  }
}
async function showNew(ctx: Ctx, fields: Fields, faults: readonly Fault[] = [], found?: Preview): Promise<string> {
  const [desk] = await withDesk(ctx, async () => undefined, faults, `${HARVEST}/moi`)
  return newHarvestPage(desk, { fields, found })
}
async function showSource(ctx: Ctx<{ id: string }>, run?: string, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
  const [desk, view] = await withDesk(ctx, async tx => {
    const [source] = await harvestSources(tx, ctx.params.id)
    if (!source) throw notFound()
    const runs = await runsOf(tx, source.id)
    const shown = runs.find(each => each.id === run) ?? runs.find(each => each.state === 'done')
    return { source, runs, run: shown, findings: shown ? await findingsOf(tx, shown.id) : [] }
  }, faults, `${HARVEST}/${ctx.params.id}`)
  return harvestSourcePage(desk, { ...view, fields, mayChange: keeps(officerIn(ctx), view.source.agency_id) })
}
type Posted = Ctx<{ id: string }, unknown, Fields>
const act = (name: string, path: string, perform: (ctx: Posted) => Promise<unknown>, said: readonly [string, string], to: (id: string) => string = id => `${HARVEST}/${id}`): Route => route({
  name, method: 'POST', path: `${HARVEST}/:id/${path}`, policy: stewards, params: Id, body: FormFields,
  handle: async (ctx: Posted): Promise<Reply> => answerForm(ctx, async () => { await perform(ctx); return redirect(to(ctx.params.id), { flash: choose(ctx.lang)(...said) }) }, faults => showSource(ctx, undefined, ctx.body, faults)),
})

export const harvestRoutes: readonly Route[] = [
  route({ name: 'datasets.harvest-page', method: 'GET', path: HARVEST, policy: stewards, handle: async ctx => { const [desk, rows] = await withDesk(ctx, tx => harvestSources(tx)); return page(harvestListPage(desk, rows)) } }),
  route({ name: 'datasets.harvest-new-page', method: 'GET', path: `${HARVEST}/moi`, policy: stewards, handle: async ctx => page(await showNew(ctx, {})) }),
  route({ name: 'datasets.look-at-catalogue', method: 'POST', path: `${HARVEST}/xem-thu`, policy: stewards, body: FormFields, perMinute: LOOKS_A_MINUTE, handle: async ctx => answerForm(ctx, async () => page(await showNew(ctx, ctx.body, [], await look(ctx, ctx.body))), faults => showNew(ctx, ctx.body, faults)) }),
  route({ name: 'datasets.put-harvest-source', method: 'POST', path: `${HARVEST}/moi`, policy: stewards, body: FormFields, perMinute: LOOKS_A_MINUTE, handle: async ctx => {
    const fields = ctx.body
    return answerOnce(ctx, async () => {
      const id = await putHarvestSource(callOf(ctx), { ...settingsOf(fields), kind: kindOf(fields), code: fieldOf(fields, 'code').trim(), agencyId: officerIn(ctx).agencyId }, ctx.platform.config.publicUrl)
      return redirect(`${HARVEST}/${id}`, { flash: choose(ctx.lang)('Đã thêm. Lần thu thập đầu đang chờ đến lượt.', 'Added. The first run waits for its turn.') })
    // what was seen is looked at again, so that the form under it stays
    }, async faults => showNew(ctx, fields, faults, await look(ctx, fields).catch(() => undefined)))
  } }),
  route({ name: 'datasets.harvest-source-page', method: 'GET', path: `${HARVEST}/:id`, policy: stewards, params: Id, query: Type.Object({ lan: Type.Optional(Type.String({ maxLength: 40 })) }), handle: async ctx => page(await showSource(ctx, ctx.query.lan)) }),
  act('datasets.change-harvest-source', 'sua', ctx => changeHarvestSource(callOf(ctx), ctx.params.id, versionOf(ctx.body), settingsOf(ctx.body), ctx.platform.config.publicUrl), ['Đã lưu.', 'Saved.']),
  act('datasets.switch-harvest-source', 'bat-tat', ctx => switchHarvestSource(callOf(ctx), ctx.params.id, fieldOf(ctx.body, 'on') === 'yes'), ['Đã lưu.', 'Saved.']),
  act('datasets.run-harvest', 'chay', ctx => harvestNow(callOf(ctx), ctx.params.id), ['Sẽ thu thập ngay. Tải lại trang sau ít giây để xem.', 'It is harvested now. Reload in some seconds.']),
  act('datasets.remove-harvest-source', 'go', ctx => removeHarvestSource(callOf(ctx), ctx.params.id), ['Đã gỡ danh mục.', 'Removed.'], () => HARVEST),
]
