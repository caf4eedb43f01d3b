import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'

/** What every trial answers: one JSON line, `pass` decides the exit code. */
export interface TrialVerdict { readonly trial: string; readonly pass: boolean; readonly mutant: string | null; readonly seed: number; readonly seconds: number; readonly [figure: string]: unknown }

export interface TrialOptions { readonly size: number; readonly seed: number; readonly mutant: string | undefined }

/** Is this module the program that was started (and not imported by a test)? */
export const isProgram = (url: string): boolean => process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href

/** `[SIZE] [--seed N] [--mutant NAME|all]`; with mutants the trial passes when every one of them is caught. Prints a line per run. */
export async function runTrial(name: string, defaultSize: number, mutants: readonly string[], run: (options: TrialOptions) => Promise<Omit<TrialVerdict, 'trial' | 'mutant' | 'seed' | 'seconds'> & { readonly pass: boolean }>): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' }, mutant: { type: 'string' } } })
  const size = Number(positionals[0] ?? defaultSize)
  const seed = Number(values.seed ?? 20260301)
  let good = true
  for (const mutant of values.mutant === undefined ? [undefined] : values.mutant === 'all' ? mutants : [values.mutant]) {
    const started = performance.now()
    const { pass, ...figures } = await run({ size, seed, mutant })
    const verdict: TrialVerdict = { trial: name, pass, mutant: mutant ?? null, seed, seconds: Math.round(performance.now() - started) / 1000, ...figures }
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
    good &&= mutant === undefined ? pass : !pass
  }
  process.exitCode = good ? 0 : 1
}
