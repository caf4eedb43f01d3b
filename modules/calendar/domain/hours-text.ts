import type { Windows } from './calendar.ts'

const two = (n: number): string => String(n).padStart(2, '0')
/** `07:00-11:30, 13:30-17:00`; '' for a day off. */
export const showHours = (windows: Windows): string => windows.map(({ from, to }) => `${two(Math.floor(from / 60))}:${two(from % 60)}-${two(Math.floor(to / 60))}:${two(to % 60)}`).join(', ')

/** Reads hours as people type them (`7h-11h30; 13:30 – 17:00`); undefined when it is none. Empty means off. */
export function readHours(text: string): Windows | undefined {
  const parts = text.split(/[,;]/).map(part => part.trim()).filter(Boolean)
  const windows = parts.map(part => {
    const times = /^(\d{1,2})(?:[:h.](\d{2})?)?\s*[-–]\s*(\d{1,2})(?:[:h.](\d{2})?)?$/.exec(part)
    if (!times) return undefined
    const minute = (hour: string | undefined, rest: string | undefined): number => Number(hour) * 60 + Number(rest ?? 0)
    const [from, to] = [minute(times[1], times[2]), minute(times[3], times[4])]
    return to > from && to <= 1440 && Number(times[2] ?? 0) < 60 && Number(times[4] ?? 0) < 60 ? { from, to } : undefined
  })
  return windows.some(window => window === undefined) ? undefined : windows.filter(window => window !== undefined)
}
