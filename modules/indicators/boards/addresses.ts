/** Addresses of the boards: everything that a page shows stands in its address, so that it can be kept and sent to somebody. */
export const BOARDS = '/bang-chi-so'
/** `plain`: with head and foot; `framed`: within a page of somebody else; `wall`: large, for a screen on a wall */
export type Mode = 'plain' | 'framed' | 'wall'
export interface BoardQuery { readonly ky?: string; readonly 'don-vi'?: string; readonly 'phien-ban'?: string; readonly nhung?: string; readonly 'man-hinh'?: string }
export interface BoardAddress { readonly framework: string; readonly edition: string; readonly period: string; readonly subject: string; readonly mode: Mode }

export const modeOf = (query: BoardQuery): Mode => query.nhung === '1' ? 'framed' : query['man-hinh'] === '1' ? 'wall' : 'plain'

/** The parts of a view as a query holds them. */
export function boardParts({ edition, period, subject, mode }: BoardAddress): readonly (readonly [name: string, value: string])[] {
  return [['ky', period], ['don-vi', subject], ['phien-ban', edition], ...mode === 'framed' ? [['nhung', '1'] as const] : mode === 'wall' ? [['man-hinh', '1'] as const] : []]
}
/** A board, one number of it (`below`: its code), or a file of either (`below`: `bang.csv`). */
export function boardHref(address: BoardAddress, below?: string, change: Partial<BoardAddress> = {}): string {
  const query = new URLSearchParams(boardParts({ ...address, ...change }).map(([name, value]) => [name, value]))
  return `${BOARDS}/${change.framework ?? address.framework}${below === undefined ? '' : `/${below}`}?${query.toString()}`
}
