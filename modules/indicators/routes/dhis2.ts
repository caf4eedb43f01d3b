import { Type } from 'typebox'
import { officerIn } from '../../../kernel/http/fields.ts'
import { json, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { agenciesById } from '../../organisations/index.ts'
import { ownUnit } from '../dhis2/catalogue.ts'
import { askOf, listOf, oneOf } from '../dhis2/listing.ts'
import { metadataOf, RESOURCES, TYPE_NAMES, type Resource } from '../dhis2/metadata.ts'
import { PERIOD_TYPES_ANSWER } from '../dhis2/period-types.ts'
import { parseFields, pick, type Item } from '../dhis2/fields.ts'
import { RELATIVE_PERIODS } from '../domain/relative-period.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { dhis2AnalyticsRoutes } from './dhis2-analytics.ts'
import { dhis2DataRoutes } from './dhis2-data.ts'
import { anyone, API_VERSION, BASE_URL, faces, withCatalogue } from './dhis2-common.ts'

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
/** How many answers one address may ask for in a minute: a dashboard of DHIS2's asks for some dozens when it opens. */
const PER_MINUTE = 600
const IGNORED_FILTERS = 'Lists take fields, filter, rootJunction, query, order, page, pageSize and paging as in DHIS2'

/** One list and one object of each resource. Whole trees are asked by level, by the own unit or by roots. */
const metadataRoutes = (ports: IndicatorsPorts): readonly Route[] => RESOURCES.flatMap(resource => [
  ...faces(`list-${kebab(resource)}`, 'GET', `/${resource}`, { policy: anyone, perMinute: PER_MINUTE, summary: `DHIS2: ${resource}. ${IGNORED_FILTERS}` }, ctx => withCatalogue(ctx, ports, async (tx, catalogue) => {
    const ask = askOf(ctx.url)
    const all: readonly Item[] = metadataOf(catalogue)[resource]
    const { items, ...more } = listOf(resource === 'organisationUnits' ? await unitsAsked(all, ask, async () => ownUnit(catalogue, ctx.actor, await agencyOf(ctx, tx))?.uid) : all, ask, `${ctx.platform.config.publicUrl}${BASE_URL}/api/${resource}`)
    return json({ ...more, [resource]: items })
  })),
  ...faces(`get-${kebab(resource)}`, 'GET', `/${resource}/:id`, { policy: anyone, perMinute: PER_MINUTE, params: Id, summary: `DHIS2: one of ${resource}, by UID or by code` }, (ctx, id) => withCatalogue(ctx, ports, async (_tx, catalogue) => {
    return json(oneOf(metadataOf(catalogue)[resource].find(item => item['id'] === id) ?? metadataOf(catalogue)[resource].find(item => item['code'] === id), askOf(ctx.url), TYPE_NAMES[resource], id))
  })),
])
const kebab = (resource: Resource): string => resource.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
async function unitsAsked(all: readonly Item[], ask: ReturnType<typeof askOf>, own: () => Promise<string | undefined>): Promise<readonly Item[]> {
  const level = ask.one('level')
  if (level !== undefined) return all.filter(item => item['level'] === Number(level))
  if (!['userOnly', 'userDataViewOnly', 'userDataViewFallback'].some(name => ask.one(name) === 'true')) return all
  const id = await own()
  return all.filter(item => item['id'] === id)
}
const agencyOf = async (ctx: Pick<Ctx, 'actor'>, tx: Parameters<typeof agenciesById>[0]) => ctx.actor.kind === 'officer' ? (await agenciesById(tx, [ctx.actor.agencyId])).get(ctx.actor.agencyId) : undefined

const systemRoutes = (ports: IndicatorsPorts): readonly Route[] => {
  const info = async (ctx: Ctx) => json({ version: `2.${API_VERSION}.0`, systemName: `Tỉnh Số – ${ports.province.name[ctx.lang]}`, contextPath: `${ctx.platform.config.publicUrl}${BASE_URL}`, calendar: 'iso8601', dateFormat: 'yyyy-mm-dd', serverDate: ctx.now.toISOString(), serverTimeZoneId: 'Asia/Ho_Chi_Minh' })
  return [
    ...faces('system-info', 'GET', '/system/info', { policy: anyone, summary: 'DHIS2: which version this subset keeps to' }, info),
    ...faces('ping', 'GET', '/ping', { policy: anyone, summary: 'DHIS2: whether it answers' }, async () => ({ kind: 'text', text: 'pong', mediaType: 'text/plain; charset=utf-8' })),
    ...faces('period-types', 'GET', '/periodTypes', { policy: anyone, summary: 'DHIS2: kinds of periods' }, async ctx => json({ periodTypes: PERIOD_TYPES_ANSWER.periodTypes.map(type => { const fields = askOf(ctx.url).one('fields'); return fields === undefined ? type : pick(type, parseFields(fields)) }) })),
    ...faces('relative-periods', 'GET', '/periodTypes/relativePeriodTypes', { policy: anyone, summary: 'DHIS2: names of relative periods' }, async () => json(RELATIVE_PERIODS)),
    ...faces('system-settings', 'GET', '/systemSettings', { policy: anyone, summary: 'DHIS2: settings that its front end reads' }, async () => json({ keyAnalysisRelativePeriod: 'LAST_12_MONTHS', keyAnalysisDisplayProperty: 'name', analyticsFinancialYearStart: 'FINANCIAL_YEAR_OCTOBER', analyticsWeeklyStart: 'WEEKLY', keyDateFormat: 'yyyy-MM-dd' })),
    // of the session only what its clients need to know: no account, no name beyond what the screen shows anyway
    ...faces('me', 'GET', '/me', { policy: { who: 'officer' }, summary: 'DHIS2: who is signed in, and for which unit' }, ctx => withCatalogue(ctx, ports, async (tx, catalogue) => {
      const actor = officerIn(ctx)
      const own = ownUnit(catalogue, actor, await agencyOf(ctx, tx))
      const units = own ? [{ id: own.uid, code: own.subject.code, name: own.subject.name, displayName: own.subject.name, level: own.level }] : []
      const me: Item = { id: actor.positionId, name: actor.displayName, displayName: actor.displayName, organisationUnits: units, dataViewOrganisationUnits: units, authorities: actor.roles.map(role => `TINHSO_${role.toUpperCase().replaceAll('-', '_')}`), dataSets: catalogue.dataSets.map(set => set.uid), settings: { keyUiLocale: ctx.lang, keyDbLocale: ctx.lang, keyAnalysisDisplayProperty: 'name' } }
      const fields = askOf(ctx.url).one('fields')
      return json(fields === undefined ? me : pick(me, parseFields(fields)))
    })),
  ]
}

/** The part of DHIS2's Web API that its own front-end libraries ask for. */
export const dhis2Routes = (ports: IndicatorsPorts): readonly Route[] => [...systemRoutes(ports), ...metadataRoutes(ports), ...dhis2AnalyticsRoutes(ports), ...dhis2DataRoutes(ports)]
