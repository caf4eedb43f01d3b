import type { StatementFault } from './statement.ts'
import type { Audience } from './reader.ts'

export type ColumnKind = 'number' | 'text' | 'boolean' | 'date' | 'datetime' | 'other'
export interface ResultColumn { readonly name: string; /** the engine's name of the type */ readonly type: string; readonly kind: ColumnKind }
/** Whole numbers that JavaScript cannot hold exactly are their digits. */
export type ResultCell = string | number | boolean | null
export interface RunResult { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly ResultCell[])[] }
/** Whose rows a run read, as they stood after which load. */
export interface Used { readonly code: string; readonly audience: Audience; readonly position: number }

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
/** Why a run has no result: a code of the judge or of the bounds, what it is about, and where in the text. */
export interface RunFailure { readonly code: StatementFault['code'] | 'too-much' | 'too-long' | 'broken' | 'fault' | 'no-right' | 'unavailable'; readonly about: string; readonly line?: number; readonly column?: number }

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]
const LOCAL_MS = 7 * 3_600_000
/** The next time after `now` at this hour of the local day (UTC+7): of any day, of a Monday, of the first of a month. */
export function nextRun(every: Period, hour: number, now: Date): Date {
  const local = new Date(now.getTime() + LOCAL_MS)
  const at = (day: number, month = local.getUTCMonth()): Date => new Date(Date.UTC(local.getUTCFullYear(), month, day, hour) - LOCAL_MS)
  const today = local.getUTCDate()
  if (every === 'month') { const first = at(1); return first > now ? first : at(1, local.getUTCMonth() + 1) }
  const ahead = every === 'week' ? (8 - local.getUTCDay()) % 7 : 0
  const next = at(today + ahead)
  return next > now ? next : at(today + ahead + (every === 'week' ? 7 : 1))
}

/** Numbers of citizens (12 digits, once 9) among the answers: whom they name. */
export function personsNamedIn(result: RunResult): readonly string[] {
  const found = new Set<string>()
  for (const row of result.rows) for (const cell of row) if (typeof cell === 'string') for (const number of cell.match(/(?<!\d)(?:\d{12}|\d{9})(?!\d)/g) ?? []) found.add(number)
  return [...found]
}
