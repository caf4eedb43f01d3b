import { Type } from 'typebox'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { choose, frameFor, type Lang } from '../../../ui/index.ts'
import { boundariesOf } from '../../organisations/index.ts'
import { BOARDS } from '../boards/addresses.ts'
import { compareCsv, compareXlsx, fileRows } from '../boards/compare-files.ts'
import { columnFor, columnsOf, type CompareCell } from '../boards/compare-table.ts'
import { askBoards, dayOf } from '../boards/open.ts'
import { openCompare, type OpenCompare } from '../boards/open-compare.ts'
import { movesOf, rankRows, weightLines } from '../boards/rank-table.ts'
import { narrowedTo } from '../domain/framework.ts'
import { offsetPeriod, type Period } from '../domain/period.ts'
import { compareViewPage } from '../pages/compare/compare.tsx'
import { whyMissing } from '../pages/compare/frame.tsx'
import { rankingPage } from '../pages/compare/ranking.tsx'
import { seriesPage } from '../pages/compare/series.tsx'
import type { IndicatorsPorts } from '../ports.ts'
import { compareUnits } from '../queries/compare.ts'
import { standingReadings } from '../queries/readings.ts'
import { newestRun, type RecordedRun } from '../queries/recorded-ranks.ts'
import { unitSeriesOf } from '../queries/unit-series.ts'
import { BOARD_POLICY, BoardCode } from './boards.ts'

const Word = Type.Optional(Type.String({ maxLength: 60 }))
const CompareQuerySchema = Type.Object({ 'ky': Word, 'phien-ban': Word, 'cap': Word, 'chi-so': Word, 'xem': Word, 'sap': Word, 'don-vi': Word, 'tu': Word, 'den': Word })
const shape = { params: BoardCode, query: CompareQuerySchema, perMinute: 120 } as const

/** The twelve periods up to one, oldest first. */
const twelve = (last: Period): readonly Period[] => Array.from({ length: 12 }, (_, at) => offsetPeriod(last, at - 11))
const whyOf = (open: OpenCompare, lang: Lang) => (cell: CompareCell, total: boolean): string => cell.nothing ? choose(lang)('không phát sinh', 'nothing arose') : whyMissing(cell, total, open, lang)

/** Runs are over our communes, or over what was entered of others; agencies have none. */
const recordedRun = async (tx: Tx, { framework, period, address: { level } }: OpenCompare): Promise<RecordedRun | undefined> => level === 'agency' ? undefined : newestRun(tx, framework.code, framework.edition, period.id, level === 'commune' ? 'communes' : 'entered')

/** Totals as the authority published them, by unit, and where they were read. */
async function publishedTotals(tx: Tx, { framework, units, period }: OpenCompare): Promise<{ readonly totals: ReadonlyMap<string, number>; readonly source: string }> {
  const element = framework.definition.published
  if (element === undefined) return { totals: new Map(), source: '' }
  const readings = (await standingReadings(tx, { elements: [element], from: period.start, to: period.end, units: units.map(({ code }) => code) })).filter(reading => reading.period === period.id)
  return { totals: new Map(readings.flatMap(({ unitCode, value }) => value === null ? [] : [[unitCode, value]])), source: [...new Set(readings.map(({ sourceRef }) => sourceRef))].join('; ') }
}

/** A look at one criterion, of which the address names none: the first of which some unit has a number, so that nobody is shown a page of gaps beside a full one. */
async function withCriterion(tx: Tx, open: OpenCompare): Promise<OpenCompare> {
  const { address, framework, units, period } = open
  if (address.look === 'nhiet' || address.criterion !== '') return open
  const figures = (await compareUnits(tx, framework, units, [period], open.asking)).get(period.id) ?? []
  const column = columnsOf(framework).find(each => figures.some(unit => each.of(unit).value !== null))
  return column === undefined ? open : { ...open, address: { ...address, criterion: column.code } }
}

export const compareRoutes = (ports: IndicatorsPorts): readonly Route[] => [
  route({ name: 'indicators.compare', method: 'GET', path: `${BOARDS}/:code/so-sanh`, policy: BOARD_POLICY, ...shape, handle: async ctx => page(await askBoards(ctx, async tx => {
    const open = await withCriterion(tx, await openCompare(tx, ctx, ports, ctx.params.code))
    const { address: { look, level, criterion }, framework, units, period } = open
    const column = columnFor(framework, criterion)
    const moving = open.moving.periods
    // over many periods only what is looked at
    const asked = look === 'nhiet' || column === undefined || column.code === '' ? framework : narrowedTo(framework, [column.code])
    const periods = look === 'ky' ? twelve(period) : moving.length > 0 ? moving : [period]
    const figures = await compareUnits(tx, asked, moving.length > 0 ? open.everyUnit : units, periods, open.asking)
    const boundaries = look === 'ban-do' && level === 'commune' ? await boundariesOf(tx, open.province, dayOf(period, open.today)) : []
    return compareViewPage(frameFor(ctx), { open, column, periods, figures, boundaries, run: look === 'ban-do' ? await recordedRun(tx, open) : undefined })
  })) }),
  ...(['csv', 'xlsx'] as const).map(kind => route({ name: `indicators.compare-${kind}`, method: 'GET', path: `${BOARDS}/:code/so-sanh.${kind}`, policy: BOARD_POLICY, ...shape, handle: async ctx => {
    const { open, rows } = await askBoards(ctx, async tx => {
      const opened = await openCompare(tx, ctx, ports, ctx.params.code)
      const figures = await compareUnits(tx, opened.framework, opened.units, [opened.period], opened.asking)
      return { open: opened, rows: fileRows(opened, figures.get(opened.period.id) ?? [], ctx.lang, whyOf(opened, ctx.lang)) }
    })
    return { kind: 'file', content: kind === 'csv' ? compareCsv(open, rows, ctx.lang) : await compareXlsx(open, rows, ctx.lang), mediaType: kind === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: `${open.address.framework}-${open.period.id}.${kind}`, disposition: 'attachment' }
  } })),
  route({ name: 'indicators.ranking', method: 'GET', path: `${BOARDS}/:code/xep-hang`, policy: BOARD_POLICY, ...shape, handle: async ctx => page(await askBoards(ctx, async tx => {
    const open = await openCompare(tx, ctx, ports, ctx.params.code)
    if (open.framework.definition.kind !== 'scored') throw notFound()
    const figures = await compareUnits(tx, open.framework, open.units, [open.period], open.asking)
    const { totals, source } = await publishedTotals(tx, open)
    const rows = rankRows(open.framework, figures.get(open.period.id) ?? [], totals)
    const unit = ctx.query['don-vi'] ?? ''
    return rankingPage(frameFor(ctx), { open, rows, source, unit, weights: weightLines(open.framework, rows), mover: movesOf(open.framework, rows, unit), run: await recordedRun(tx, open) })
  })) }),
  route({ name: 'indicators.series', method: 'GET', path: `${BOARDS}/:code/dien-bien`, policy: BOARD_POLICY, ...shape, handle: async ctx => page(await askBoards(ctx, async tx => {
    const open = await openCompare(tx, { ...ctx, query: { ...ctx.query, cap: 'xa' } }, ports, ctx.params.code)
    const asked = ctx.query['don-vi'] ?? ''
    const unit = asked === '' ? open.units[0] : open.units.find(each => each.code === asked)
    const column = columnFor(open.framework, open.address.criterion)
    if (unit === undefined || column === undefined) throw notFound()
    const cutting = open.framework.indicators.find(({ code }) => code === column.code)?.cutting ?? 'round'
    return seriesPage(frameFor(ctx), { open, unit, column, cutting, series: await unitSeriesOf(tx, open.framework, unit, column.code, twelve(open.period), open.asking) })
  })) }),
]
