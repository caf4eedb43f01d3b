/** Times of QĐ 766/QĐ-TTg in working days, counted by the caller (the province's calendar). */

export type Level = 'province' | 'ministry'
/** A decision that makes procedures public is issued so many working days before they take effect. */
export const issuedInTime = (workingDaysBefore: number, level: Level): boolean => workingDaysBefore >= (level === 'province' ? 5 : 20)
/** … and stands in the database so soon after the decision. */
export const publicInTime = (workingDaysAfter: number, level: Level): boolean => workingDaysAfter <= (level === 'province' ? 5 : 10)

/** What was done with a petition, and after how many working days; null: not yet, `now` working days have passed. */
export interface PetitionTimes { readonly refusedOrPassedOn: number | null; readonly askedMore: number | null; readonly solved: number | null; readonly published: number | null; readonly now: number }
const ALLOWED = { refusedOrPassedOn: 2, askedMore: 5, solved: 15, published: 2 } as const
/** Refused or passed on within 2, asked for more within 5, solved within 15, the answer published within 2 working days after it. An open one is in time until it cannot be. */
export function petitionInTime(times: PetitionTimes): boolean {
  const within = (key: 'refusedOrPassedOn' | 'askedMore' | 'solved' | 'published'): boolean => (times[key] ?? 0) <= ALLOWED[key]
  if (times.refusedOrPassedOn !== null) return within('refusedOrPassedOn')
  if (!within('askedMore')) return false
  if (times.solved === null) return times.now <= ALLOWED.solved
  return within('solved') && within('published')
}
