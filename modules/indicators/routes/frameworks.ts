import { Type } from 'typebox'
import type { Tx } from '../../../kernel/db/db.ts'
import { Fault, invalid, notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, faultsIn, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { publishFramework, putFramework } from '../acts/put-framework.ts'
import { accepted, atIndicator } from '../definition-faults.ts'
import { frameworkDifferences } from '../domain/framework-diff.ts'
import type { Framework } from '../domain/framework.ts'
import { readFramework, readIndicator } from '../framework-files.ts'
import { frameworkFields, frameworkIn, indicatorFields, indicatorIn } from '../framework-form.ts'
import { FRAMEWORKS } from '../pages/desk-page.tsx'
import { editIndicatorPage } from '../pages/edit-indicator.tsx'
import { comparePage, editFrameworkPage, frameworkHref, frameworkPage, frameworksPage } from '../pages/frameworks.tsx'
import { findFramework, listFrameworks, loadElements, type FrameworkView } from '../queries/frameworks.ts'
import { callOf, definers, withDesk, Word } from './desk-common.ts'

const Edition = Type.Object({ code: Type.String({ maxLength: 40 }), edition: Type.String({ maxLength: 20 }) })
const OfIndicator = Type.Object({ ...Edition.properties, indicator: Type.String({ maxLength: 60 }) })
const FRAMEWORK = `${FRAMEWORKS}/:code/:edition`
type Place = { code: string; edition: string }
type Posted<P> = Ctx<P, unknown, Fields>

const NEW: Fields = { kind: 'figures', periodType: 'month', method: 'arithmetic', missing: 'block', ranking: 'competition', succession: 'sum', decimals: '1', verification: 'unverified' }
const NEW_INDICATOR: Fields = { direction: 'up', decimals: '1', cutting: 'round', factor: '100', formula: '', clamp: 'none', whenNothing: 'missing', incomplete: 'show', verification: 'unverified' }

async function framework(tx: Tx, { code, edition }: Place): Promise<FrameworkView & Framework> {
  const found = await findFramework(tx, code, { edition })
  if (!found) throw notFound()
  return found
}
/** The same framework with one indicator put in, moved between groups, or taken out. */
function withIndicator(of: Framework, indicator: Framework['indicators'][number] | undefined, code: string, group: string): Framework {
  const indicators = indicator === undefined ? of.indicators.filter(each => each.code !== code) : of.indicators.some(each => each.code === code) ? of.indicators.map(each => each.code === code ? indicator : each) : [...of.indicators, indicator]
  const groups = of.definition.groups.map(each => {
    const here = indicator !== undefined && each.code === group
    return { ...each, indicators: here ? each.indicators.includes(code) ? each.indicators : [...each.indicators, code] : each.indicators.filter(own => own !== code) }
  })
  return { definition: { ...of.definition, groups }, indicators }
}

/** Frameworks as administrators and data stewards write them: drafts are edited, published versions copied and compared. */
export function frameworkRoutes(): readonly Route[] {
  const show = async (ctx: Ctx<Place>, fields: Fields = {}, faults: readonly PageFault[] = []): Promise<string> => {
    const [desk, view] = await withDesk(ctx, async tx => { const own = await framework(tx, ctx.params); return { framework: own, others: (await listFrameworks(tx)).filter(each => each.code === own.code && each.edition !== own.edition) } }, faults, frameworkHref(ctx.params))
    return frameworkPage(desk, { ...view, fields })
  }
  const showEdit = async (ctx: Ctx<Place>, fields?: Fields, faults: readonly PageFault[] = []): Promise<string> => {
    const [desk, own] = await withDesk(ctx, tx => framework(tx, ctx.params), faults, frameworkHref(ctx.params, 'sua'))
    return editFrameworkPage(desk, own, fields ?? frameworkFields(own.definition), fields ? fieldOf(fields, 'version') : String(own.version))
  }
  const showNew = async (ctx: Ctx, fields: Fields, faults: readonly PageFault[] = []): Promise<string> => { const [desk] = await withDesk(ctx, async () => undefined, faults, `${FRAMEWORKS}/moi`); return editFrameworkPage(desk, undefined, fields, '') }
  const showIndicator = async (ctx: Ctx<Place & { indicator: string }>, fields?: Fields, faults: readonly PageFault[] = [], carets: ReadonlyMap<string, number> = new Map()): Promise<string> => {
    const { indicator: code } = ctx.params
    const [desk, { own, elements }] = await withDesk(ctx, async tx => ({ own: await framework(tx, ctx.params), elements: [...(await loadElements(tx)).values()] }), faults, frameworkHref(ctx.params, 'chi-so', code))
    const definition = own.indicators.find(each => each.code === code)
    if (code !== 'moi' && definition === undefined) throw notFound()
    const group = own.definition.groups.find(each => each.indicators.includes(code))?.code ?? own.definition.groups[0]?.code ?? ''
    return editIndicatorPage(desk, { framework: own, code: definition?.code, fields: fields ?? { ...definition ? indicatorFields(definition) : { ...NEW_INDICATOR, source: own.definition.document }, group }, version: fields ? fieldOf(fields, 'version') : String(own.version), elements, carets })
  }
  const done = (ctx: Ctx, to: string, vi: string, en: string): Reply => redirect(to, { flash: choose(ctx.lang)(vi, en) })

  async function putIndicator(ctx: Posted<Place & { indicator: string }>): Promise<Reply> {
    const [, own] = await withDesk(ctx, tx => framework(tx, ctx.params))
    const before = own.indicators.find(each => each.code === ctx.params.indicator)
    if (ctx.params.indicator !== 'moi' && before === undefined) throw notFound()
    const code = before?.code ?? fieldOf(ctx.body, 'code')
    try {
      const removes = fieldOf(ctx.body, '_button') === 'remove' && before !== undefined
      if (before === undefined && own.indicators.some(each => each.code === code)) throw invalid([{ field: 'code', code: 'taken', message: { vi: `Bộ đã có chỉ số mã “${code}”.`, en: `There is an indicator "${code}" already.` } }])
      const indicator = removes ? undefined : accepted(ctx.body, readIndicator(indicatorIn(ctx.body, before)))
      await putFramework(callOf(ctx), withIndicator(own, indicator, code, fieldOf(ctx.body, 'group')), versionOf(ctx.body))
      return done(ctx, frameworkHref(ctx.params), removes ? 'Đã bỏ chỉ số.' : 'Đã lưu chỉ số.', removes ? 'The indicator is removed.' : 'The indicator is saved.')
    } catch (error) {
      if (!(error instanceof Fault) || error.details.status !== 409 && error.details.status !== 422) throw error
      const placed = atIndicator(error, code)
      return page(await showIndicator(ctx, ctx.body, faultsIn(placed.error, ctx.lang), placed.carets), { status: error.details.status })
    }
  }

  return [
    route({ name: 'indicators.frameworks-page', method: 'GET', path: FRAMEWORKS, policy: definers, handle: async ctx => { const [desk, rows] = await withDesk(ctx, listFrameworks); return page(frameworksPage(desk, rows)) } }),
    route({ name: 'indicators.new-framework-page', method: 'GET', path: `${FRAMEWORKS}/moi`, policy: definers, handle: async ctx => page(await showNew(ctx, NEW)) }),
    route({ name: 'indicators.create-framework', method: 'POST', path: `${FRAMEWORKS}/moi`, policy: definers, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const definition = accepted(ctx.body, readFramework(frameworkIn(ctx.body, undefined)))
      await putFramework(callOf(ctx), { definition, indicators: [] }, null)
      return done(ctx, frameworkHref({ code: definition.code, edition: definition.version }), 'Đã lập bản nháp. Thêm chỉ số rồi ban hành.', 'The draft is made. Add indicators, then publish.')
    }, faults => showNew(ctx, ctx.body, faults)) }),
    route({ name: 'indicators.framework-page', method: 'GET', path: FRAMEWORK, policy: definers, params: Edition, handle: async ctx => page(await show(ctx)) }),
    route({ name: 'indicators.edit-framework-page', method: 'GET', path: `${FRAMEWORK}/sua`, policy: definers, params: Edition, handle: async ctx => page(await showEdit(ctx)) }),
    route({ name: 'indicators.put-framework', method: 'POST', path: `${FRAMEWORK}/sua`, policy: definers, params: Edition, body: FormFields, bodyLimit: 1024 * 1024, handle: async ctx => answerForm(ctx, async () => {
      const [, own] = await withDesk(ctx, tx => framework(tx, ctx.params))
      await putFramework(callOf(ctx), { definition: accepted(ctx.body, readFramework(frameworkIn(ctx.body, own.definition))), indicators: own.indicators }, versionOf(ctx.body))
      return done(ctx, frameworkHref(ctx.params), 'Đã lưu bản nháp.', 'The draft is saved.')
    }, faults => showEdit(ctx, ctx.body, faults)) }),
    route({ name: 'indicators.indicator-page', method: 'GET', path: `${FRAMEWORK}/chi-so/:indicator`, policy: definers, params: OfIndicator, handle: async ctx => page(await showIndicator(ctx)) }),
    route({ name: 'indicators.put-indicator', method: 'POST', path: `${FRAMEWORK}/chi-so/:indicator`, policy: definers, params: OfIndicator, body: FormFields, handle: ctx => onceForWords(ctx, () => putIndicator(ctx)) }),
    route({ name: 'indicators.copy-framework', method: 'POST', path: `${FRAMEWORK}/chep`, policy: definers, params: Edition, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const [, own] = await withDesk(ctx, tx => framework(tx, ctx.params))
      const version = fieldOf(ctx.body, 'version')
      if (!/^[0-9A-Za-z.-]{1,20}$/.test(version)) throw invalid([{ field: 'version', code: 'invalid', message: { vi: 'Tên phiên bản gồm chữ không dấu, số, dấu chấm, gạch; tối đa 20 ký tự.', en: 'A version has letters, digits, dots and hyphens; 20 characters at most.' } }])
      await putFramework(callOf(ctx), { definition: { ...own.definition, version, validFrom: localDateOf(ctx.now), validTo: null }, indicators: own.indicators }, null)
      return done(ctx, frameworkHref({ code: own.code, edition: version }), 'Đã chép thành bản nháp.', 'Copied as a draft.')
    }, faults => show(ctx, ctx.body, faults.map(fault => fault.field === undefined ? { ...fault, field: 'version' } : fault))) }),
    route({ name: 'indicators.publish-framework', method: 'POST', path: `${FRAMEWORK}/ban-hanh`, policy: definers, params: Edition, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      const [, own] = await withDesk(ctx, tx => framework(tx, ctx.params))
      await publishFramework(callOf(ctx), own.id, versionOf(ctx.body))
      return done(ctx, frameworkHref(ctx.params), 'Đã ban hành. Từ bây giờ giữ nguyên lời.', 'Published; its wording stays from now on.')
    }, faults => show(ctx, {}, faults)) }),
    route({ name: 'indicators.compare-frameworks', method: 'GET', path: `${FRAMEWORK}/so-sanh`, policy: definers, params: Edition, query: Type.Object({ voi: Word }), handle: async ctx => {
      const [desk, { before, after }] = await withDesk(ctx, async tx => ({ after: await framework(tx, ctx.params), before: await framework(tx, { code: ctx.params.code, edition: ctx.query.voi ?? '' }) }))
      return page(comparePage(desk, before, after, frameworkDifferences(before, after)))
    } }),
  ]
}
