/** Days and times as the axes write them: Vietnam's clock, all year UTC+7. */
const OFFSET = 7 * 3_600_000
const DAY = 24 * 3_600_000

/** `2026/11/29 08:00:00` */
export const writeAxisTime = (at: Date): string => new Date(at.getTime() + OFFSET).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/')

/** The first moment of the day `yyyy/MM/dd` (also with hyphens); undefined when it is no day. `plus` days later. */
export function readDay(text: string | undefined, plus = 0): Date | undefined {
  const parts = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T].*)?$/.exec(text?.trim() ?? '')
  if (!parts) return undefined
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  const start = Date.UTC(year, month - 1, day)
  return new Date(start).getUTCMonth() === month - 1 ? new Date(start - OFFSET + plus * DAY) : undefined
}
