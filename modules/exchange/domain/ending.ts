const DAY = 86_400_000
/** Days before the end at which somebody is told. */
export const STEPS = [30, 7] as const

/** The nearest step that is reached; undefined: too early, or over. Who finds a contract late hears of the last step alone. */
export function stepReached(endsAt: Date, now: Date): (typeof STEPS)[number] | undefined {
  const left = endsAt.getTime() - now.getTime()
  return left <= 0 ? undefined : STEPS.findLast(days => left <= days * DAY)
}
/** Whole days that are left, the present one included: what «còn 7 ngày» means to people. */
export const daysLeft = (endsAt: Date, now: Date): number => Math.ceil((endsAt.getTime() - now.getTime()) / DAY)
