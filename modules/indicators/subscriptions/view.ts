import { notFound } from '../../../kernel/errors.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { askBoards, openBoard, openFigures, type BoardFigures, type OpenBoard } from '../boards/open.ts'
import type { BoardQuery } from '../boards/addresses.ts'
import type { IndicatorsPorts } from '../ports.ts'

/** Which view is followed; the newest period with a figure is the one that mails are about. */
export interface FollowedView { readonly framework: string; readonly edition: string; readonly subject: string }

/** As the public sees it, whoever follows: what is not on the public board is in no mail. */
const asPublic = (platform: Platform, lang: Ctx['lang'], query: BoardQuery) => ({ platform, actor: { kind: 'anonymous' } as const, query, now: platform.now(), lang })
const queryOf = ({ edition, subject }: Omit<FollowedView, 'framework'>): BoardQuery => ({ 'don-vi': subject, ...edition === '' ? {} : { 'phien-ban': edition } })

export function followedFigures(platform: Platform, ports: IndicatorsPorts, view: FollowedView, lang: Ctx['lang']): Promise<BoardFigures> {
  const ctx = asPublic(platform, lang, queryOf(view))
  return askBoards(ctx, tx => openFigures(tx, ctx, ports, view.framework))
}
/** The view that an address names. An edition is kept only where it is not the one with which the board opens anyway. */
export async function viewAt(platform: Platform, ports: IndicatorsPorts, framework: string, query: BoardQuery, lang: Ctx['lang']): Promise<{ readonly view: FollowedView; readonly board: OpenBoard }> {
  const { nhung: _, 'man-hinh': __, ...asked } = query
  const ctx = asPublic(platform, lang, asked)
  return askBoards(ctx, async tx => {
    const board = await openBoard(tx, ctx, ports, framework)
    if (board.framework.state !== 'published') throw notFound()
    const usual = await openBoard(tx, { ...ctx, query: { 'don-vi': board.subject.code } }, ports, framework)
    return { view: { framework, edition: usual.framework.edition === board.framework.edition ? '' : board.framework.edition, subject: board.subject.code }, board }
  })
}
