import { Type } from 'typebox'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { BOARDS } from '../boards/addresses.ts'
import { askBoards, openBoard, type BoardCtx, type BoardPorts } from '../boards/open.ts'
import type { Approvals } from '../pages/evidence.tsx'
import { indicatorPage, type OpenIndicator } from '../pages/indicator.tsx'
import { historyOfReading, type ReadingView } from '../queries/readings.ts'
import { seriesOf } from '../queries/series.ts'
import { BOARD_POLICY, BoardQuerySchema, dressOf } from './boards.ts'

export const IndicatorCode = Type.Object({ code: Type.String({ maxLength: 40 }), indicator: Type.String({ maxLength: 80 }) })

export async function openIndicator(tx: Tx, ctx: BoardCtx, ports: BoardPorts, code: string, indicator: string): Promise<Omit<OpenIndicator, 'approvals'> & { readonly before: Approvals['before'] }> {
  const opened = await openBoard(tx, ctx, ports, code)
  const { series, figures } = await seriesOf(tx, opened.framework, indicator, opened.subject, opened.period, opened.asking)
  const figure = figures?.indicators.find(({ definition }) => definition.code === indicator)
  if (!figures || !figure) throw notFound()
  const board = { ...opened, figures }
  const corrections = board.inside ? readingsOf(board.figures, figure).filter(({ corrects }) => corrects !== null) : []
  const before = new Map(await Promise.all(corrections.map(async reading => [reading.id, (await historyOfReading(tx, reading.id)).filter(old => old.supersededBy !== null)] as const)))
  return { board, figure, criterion: board.figures.criteria.find(({ criterion }) => criterion.code === indicator), series, before }
}
/** Every reading behind a number, those of its sub-tests too. */
function readingsOf({ tested }: OpenIndicator['board']['figures'], figure: OpenIndicator['figure']): readonly ReadingView[] {
  return [figure, ...tested.get(figure.definition.code)?.values() ?? []].flatMap(({ evidence }) => evidence.flatMap(({ readings }) => readings))
}

export const indicatorRoutes = (ports: BoardPorts): readonly Route[] => [
  route({ name: 'indicators.board-number', method: 'GET', path: `${BOARDS}/:code/:indicator`, policy: BOARD_POLICY, params: IndicatorCode, query: BoardQuerySchema, handle: async ctx => {
    const { before, ...open } = await askBoards(ctx, tx => openIndicator(tx, ctx, ports, ctx.params.code, ctx.params.indicator))
    // people are named to officers alone
    const people = open.board.inside ? readingsOf(open.board.figures, open.figure).flatMap(({ recordedBy, approvedBy }) => [recordedBy, approvedBy].filter(id => id !== null)) : []
    const names = people.length === 0 ? new Map<string, string>() : await ports.namesOf([...new Set(people)])
    return page(indicatorPage(frameFor(ctx), { ...open, approvals: { names, before } }), dressOf(open.board.address.mode, ctx.platform.config.embedOrigins))
  } }),
]
