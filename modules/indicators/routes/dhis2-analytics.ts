import { json, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { answerAnalytics } from '../dhis2/analytics.ts'
import { csvOf, dataValuesOf, gridOf, metaDataOf, tableOf } from '../dhis2/analytics-answer.ts'
import { parseAnalytics } from '../dhis2/analytics-query.ts'
import { ownUnit } from '../dhis2/catalogue.ts'
import { askOf } from '../dhis2/listing.ts'
import { refuse } from '../dhis2/refused.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { anyone, faces, withCatalogue } from './dhis2-common.ts'

type Format = 'json' | 'csv' | 'dataValueSet'
/** Cells are computed for every question: a table of 50,000 takes its time. */
const PER_MINUTE = 240

const answer = (ctx: Ctx, ports: IndicatorsPorts, format: Format): Promise<Reply> => withCatalogue(ctx, ports, async (tx, catalogue) => {
  const agency = ctx.actor.kind === 'officer' ? (await agenciesById(tx, [ctx.actor.agencyId])).get(ctx.actor.agencyId) : undefined
  const query = parseAnalytics(askOf(ctx.url), catalogue, { today: localDateOf(ctx.now), own: ownUnit(catalogue, ctx.actor, agency) })
  const [root] = catalogue.units
  if (format === 'dataValueSet') for (const [name, code] of [['dx', 'E7102'], ['pe', 'E7104'], ['ou', 'E7124']] as const) if (!query.dimensions.some(each => each.name === name)) throw refuse(code, name)
  const rows = query.flags.skipData ? [] : await answerAnalytics(tx, query, root, ctx.actor.kind !== 'officer')
  if (format === 'dataValueSet') return json(dataValuesOf(rows))
  const grid = gridOf(query, rows, ctx.lang)
  if (format === 'csv') return { kind: 'text', text: csvOf(grid), mediaType: 'text/csv; charset=utf-8' }
  if (query.layout) return json(tableOf(query, rows, ctx.lang))
  return json({ headers: grid.headers, ...query.flags.skipMeta ? {} : { metaData: metaDataOf(query, root, ctx.lang) }, rowContext: {}, width: query.flags.skipData ? 0 : grid.headers.length, height: grid.rows.length, headerWidth: grid.headers.length, rows: grid.rows })
})
const formatOf = (ctx: Ctx): Format => (ctx.headers['accept'] ?? '').startsWith('text/csv') ? 'csv' : 'json'
const SUMMARY = 'DHIS2: numbers by data item (dx), period (pe) and unit (ou); dimension keeps them apart, filter makes one of them'

export const dhis2AnalyticsRoutes = (ports: IndicatorsPorts): readonly Route[] => [
  ...faces('analytics', 'GET', '/analytics', { policy: anyone, perMinute: PER_MINUTE, summary: SUMMARY }, ctx => answer(ctx, ports, formatOf(ctx))),
  ...faces('analytics-json', 'GET', '/analytics.json', { policy: anyone, perMinute: PER_MINUTE, summary: SUMMARY }, ctx => answer(ctx, ports, 'json')),
  ...faces('analytics-csv', 'GET', '/analytics.csv', { policy: anyone, perMinute: PER_MINUTE, summary: SUMMARY }, ctx => answer(ctx, ports, 'csv')),
  ...faces('analytics-values', 'GET', '/analytics/dataValueSet', { policy: anyone, perMinute: PER_MINUTE, summary: 'DHIS2: the same numbers as values to send on' }, ctx => answer(ctx, ports, 'dataValueSet')),
]
