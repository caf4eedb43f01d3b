/** One thing looked at; `cure` says what to do when it is not well. */
export interface Finding { readonly check: string; readonly state: 'ok' | 'warn' | 'fail'; readonly found: string; readonly cure?: string }
export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found })
export const warn = (check: string, found: string, cure: string): Finding => ({ check, state: 'warn', found, cure })
export const fail = (check: string, found: string, cure: string): Finding => ({ check, state: 'fail', found, cure })
/** How an error reads in one line. */
export const why = (error: unknown): string => error instanceof AggregateError ? error.errors.map(why).join('; ') : error instanceof Error ? error.message : String(error)

/** Runs a check that may itself break; that is a finding, too. */
export async function guarded(check: string, cure: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try { return await look() } catch (error) { return [fail(check, why(error), cure)] }
}
