import { writeCsv } from '../../../kernel/csv.ts'
import { route, type Reply, type Route } from '../../../kernel/http/route.ts'
import { writeXlsx } from '../../../kernel/xlsx.ts'
import { frameFor } from '../../../ui/index.ts'
import { boardHref, BOARDS } from '../boards/addresses.ts'
import { askBoards, openFigures, type BoardPorts } from '../boards/open.ts'
import { boardReport } from '../boards/report.ts'
import { boardTable, csvCells, seriesTable, type FigureTable } from '../boards/table.ts'
import { BOARD_POLICY, BoardCode, BoardQuerySchema } from './boards.ts'
import { IndicatorCode, openIndicator } from './indicator.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const FORMATS = ['csv', 'xlsx'] as const
const fileOf = async (name: string, format: (typeof FORMATS)[number], { header, rows }: FigureTable): Promise<Reply> => format === 'csv'
  ? { kind: 'text', mediaType: 'text/csv; charset=utf-8', headers: { 'content-disposition': `attachment; filename="${name}.csv"` }, text: writeCsv(header, rows.map(csvCells)) }
  : { kind: 'file', mediaType: XLSX, name: `${name}.xlsx`, disposition: 'attachment', content: await writeXlsx(header, rows) }
/** Every file is made anew. */
const perMinute = 60

/** The numbers of a page as files. */
export const boardFileRoutes = (ports: BoardPorts): readonly Route[] => [
  ...FORMATS.flatMap(format => [
    route({ name: `indicators.board-${format}`, method: 'GET', path: `${BOARDS}/:code/bang.${format}`, policy: BOARD_POLICY, perMinute, params: BoardCode, query: BoardQuerySchema, handle: async ctx => {
      const board = await askBoards(ctx, tx => openFigures(tx, ctx, ports, ctx.params.code))
      return fileOf(`${ctx.params.code}-${board.subject.code}-${board.period.id}`, format, boardTable(board, ctx.lang))
    } }),
    route({ name: `indicators.series-${format}`, method: 'GET', path: `${BOARDS}/:code/:indicator/chuoi.${format}`, policy: BOARD_POLICY, perMinute, params: IndicatorCode, query: BoardQuerySchema, handle: async ctx => {
      const { board, figure, series } = await askBoards(ctx, tx => openIndicator(tx, ctx, ports, ctx.params.code, ctx.params.indicator))
      return fileOf(`${figure.definition.code}-${board.subject.code}-${board.period.id}`, format, seriesTable(board, figure.definition, series, ctx.lang))
    } }),
  ]),
  route({ name: 'indicators.board-report', method: 'GET', path: `${BOARDS}/:code/bao-cao.pdf`, policy: BOARD_POLICY, perMinute: 20, params: BoardCode, query: BoardQuerySchema, handle: async ctx => {
    const board = await askBoards(ctx, tx => openFigures(tx, ctx, ports, ctx.params.code))
    const content = await boardReport(board, frameFor(ctx), `${ctx.platform.config.publicUrl}${boardHref(board.address)}`, ctx.now)
    return { kind: 'file', mediaType: 'application/pdf', name: `${ctx.params.code}-${board.subject.code}-${board.period.id}.pdf`, disposition: 'inline', content }
  } }),
]
