import type { Lang } from '../../../ui/index.ts'
import type { BoardFigures } from '../boards/open.ts'
import { periodOf } from '../domain/period.ts'
import { levelText, shownPoints, shownValue, verdictText } from '../pages/figure-words.tsx'
import { headlineText } from '../pages/headline.tsx'
import { linesOf, verdictOf } from '../pages/target-lines.ts'

export const FREQUENCIES = ['change', 'week', 'month'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** What a board said at a moment, as it printed it; `value` is null where there was none. */
export interface Snapshot { readonly edition: string; readonly period: string; readonly lines: readonly { readonly key: string; readonly name: string; readonly value: string | null }[] }
export interface Change { readonly name: string; readonly before: string | null; readonly after: string | null }

export function snapshotOf(board: BoardFigures, lang: Lang): Snapshot {
  const { framework: { edition, definition }, period, figures } = board
  const codes = definition.groups.flatMap(({ indicators }) => indicators)
  const lines = definition.kind === 'targets'
    ? linesOf(board, codes).map(line => {
      const { key, definition: own, test, below } = line
      const verdict = verdictText(verdictOf(line), lang)
      return { key, name: below && test ? `${own.text[lang]} (${levelText(test.test.level ?? '', lang)})` : own.text[lang], value: test === undefined ? verdict : test.value === null ? null : `${shownValue(test.value, own, lang)} – ${verdict}` }
    })
    : codes.flatMap(code => figures.indicators.filter(({ definition: own }) => own.code === code)).map(({ definition: own, result }) => ({
      key: own.code, name: own.text[lang], value: result.value === null ? null : `${shownValue(result.value, own, lang)}${result.points === null ? '' : ` – ${shownPoints(result.points, lang)} ${lang === 'vi' ? 'điểm' : 'points'}`}`,
    }))
  return { edition, period: period.id, lines }
}
export function headOf({ framework, figures }: BoardFigures, lang: Lang): string {
  const { main, rest } = headlineText({ lang, framework, figures })
  return rest === '' ? main : `${main}; ${rest}`
}

/** Lines that say something else than before; what is new or gone among them. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  const old = new Map(before.lines.map(line => [line.key, line]))
  const kept = new Set(after.lines.map(({ key }) => key))
  return [
    ...after.lines.map(({ key, name, value }) => ({ name, before: old.get(key)?.value ?? null, after: value })),
    ...before.lines.filter(({ key }) => !kept.has(key)).map(({ name, value }) => ({ name, before: value, after: null })),
  ].filter(change => change.before !== change.after)
}
export const hasChanged = (before: Snapshot, after: Snapshot): boolean => before.period !== after.period || before.edition !== after.edition || changesBetween(before, after).length > 0

/** For which day, week or month a mail is; undefined when none is due. A board that changes all day long is told of once a day. */
export function digestDue(frequency: Frequency, toldOn: string, today: string, changed: boolean): string | undefined {
  if (frequency === 'change') return changed ? `change:${today}` : undefined
  const { id } = periodOf(frequency, today)
  return periodOf(frequency, toldOn).id === id ? undefined : `${frequency}:${id}`
}
