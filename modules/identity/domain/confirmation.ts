/** Minutes for which a shown password or passkey counts as just shown. */
export const CONFIRMATION_MINUTES = 5

/** A session left open, or stolen, must not change how its owner signs in: that wants the password again, unless it was shown just now. */
export const confirmedLately = (confirmedAt: Date | null, now: Date): boolean => {
  const age = confirmedAt === null ? Infinity : now.getTime() - confirmedAt.getTime()
  return age >= 0 && age < CONFIRMATION_MINUTES * 60_000
}
