import { Type } from 'typebox'
import { page, route, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { BOARDS, type Mode } from '../boards/addresses.ts'
import { askBoards, loadShared, openFigures } from '../boards/open.ts'
import { overviewPage } from '../pages/board.tsx'
import { listPage } from '../pages/list.tsx'
import type { IndicatorsPorts, Mailer } from '../ports.ts'

export const BOARD_POLICY = { who: 'anyone', because: 'figures of public elements are for everybody; officers see more, as row-level security lets them' } as const
export const BoardCode = Type.Object({ code: Type.String({ maxLength: 40 }) })
const Word = Type.Optional(Type.String({ maxLength: 60 }))
export const BoardQuerySchema = Type.Object({ 'ky': Word, 'don-vi': Word, 'phien-ban': Word, 'nhung': Word, 'man-hinh': Word })
/** A screen on a wall asks again by itself, without a script. */
const WALL_SECONDS = 120
export const dressOf = (mode: Mode, embedOrigins: readonly string[]) => mode === 'wall' ? { headers: { refresh: String(WALL_SECONDS) } } : mode === 'framed' ? { framedBy: embedOrigins } : {}

export const boardRoutes = (ports: IndicatorsPorts & { readonly mailer?: Mailer | undefined }): readonly Route[] => [
  route({ name: 'indicators.boards', method: 'GET', path: BOARDS, policy: BOARD_POLICY, query: BoardQuerySchema, handle: async ctx => {
    const boards = await askBoards(ctx, async tx => {
      const shared = await loadShared(tx, ctx, ports, { many: true })
      const codes = [...new Set(shared.frameworks.filter(({ state }) => state === 'published').map(({ code }) => code))]
      return Promise.all(codes.map(code => openFigures(tx, { ...ctx, query: {} }, ports, code, shared)))
    })
    return page(listPage(frameFor(ctx), boards))
  } }),
  route({ name: 'indicators.board', method: 'GET', path: `${BOARDS}/:code`, policy: BOARD_POLICY, params: BoardCode, query: BoardQuerySchema, handle: async ctx => {
    const board = await askBoards(ctx, tx => openFigures(tx, ctx, ports, ctx.params.code))
    return page(overviewPage(frameFor(ctx), board, { mails: ports.mailer !== undefined }), dressOf(board.address.mode, ctx.platform.config.embedOrigins))
  } }),
]
