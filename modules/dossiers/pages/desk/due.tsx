import { describeDue, DueBadge, type Due, type Lang } from '../../../../ui/index.ts'

const DAY_MS = 86_400_000

/** A due time at the desk: red within a day, amber within two; what is late stands on a ground of its own, so that colour alone never tells. */
export function deskDue(at: Date, now: Date, lang: Lang): Due {
  const left = at.getTime() - now.getTime()
  return { text: describeDue(at, now, lang, 480).text, tone: left < 0 ? 'overdue' : left <= DAY_MS ? 'late' : left <= 2 * DAY_MS ? 'soon' : 'ok' }
}
export const DueIn = ({ at, now, lang, note }: { readonly at: Date; readonly now: Date; readonly lang: Lang; readonly note?: string | undefined }) => <DueBadge {...deskDue(at, now, lang)} note={note} />
