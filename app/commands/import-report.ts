import type { Context } from './command.ts'

/** One thing that an import did not take. */
export interface Refused { readonly where: string; readonly reason: string; readonly detail?: string | undefined }
export interface Imported { readonly what: string; readonly taken: number; readonly changed: number; readonly unchanged: number }

const SHOWN = 20

/** Says what an import took, changed and refused, and why. Answers the exit code: refusals are told, they are no failure unless nothing at all could be read. */
export function reportImport(context: Context, json: boolean, counts: readonly Imported[], refused: readonly Refused[], seconds: number): number {
  const readAny = counts.some(({ taken, changed, unchanged }) => taken + changed + unchanged > 0)
  const ok = readAny || refused.length === 0
  if (json) context.print(JSON.stringify({ ok, imported: counts, refused, seconds }))
  else {
    for (const { what, taken, changed, unchanged } of counts) context.print(`${what}: ${taken} taken, ${changed} changed, ${unchanged} unchanged`)
    context.print(`refused: ${refused.length}`)
    for (const { where, reason, detail } of refused.slice(0, SHOWN)) context.print(`  ${where}: ${reason}${detail ? ` (${detail})` : ''}`)
    if (refused.length > SHOWN) context.print(`  and ${refused.length - SHOWN} more; --json lists all`)
  }
  return ok ? 0 : 1
}

/** Seconds since `started` (`performance.now()`), to the tenth. */
export const secondsSince = (started: number): number => Math.round((performance.now() - started) / 100) / 10
