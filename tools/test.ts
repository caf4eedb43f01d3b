import { performance } from 'node:perf_hooks'
import { sweepClusters } from '../kernel/testing/orphans.ts'
import { borders } from './checks/borders.ts'
import { dependencies } from './checks/dependencies.ts'
import { files } from './checks/files.ts'
import { generated } from './checks/generated.ts'
import { glossary } from './checks/glossary.ts'
import { lint } from './checks/lint.ts'
import { routes } from './checks/routes.ts'
import { types } from './checks/types.ts'
import { stopChildren } from './run/children.ts'
import { failed, type Check, type Verdict } from './run/verdict.ts'
import { runProject } from './run/vitest.ts'

/**
 * `npm test [-- NAME…]`: every check and every test, in order; ends with one line `N passed, N failed` and a matching exit code.
 * A name runs only that check (types, borders, lint, files, …) or test project (pure, database, browser).
 */
const CHECKS: readonly Check[] = [types, borders, lint, files, routes, generated, glossary, dependencies]
const PROJECTS = [['pure', 5], ['database', 10], ['browser', 15]] as const

const root = process.cwd()
const wanted = process.argv.slice(2)
const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
const started = performance.now()
const clock = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`
const all: Verdict[] = []
let stopping = false

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => {
  console.log(`\n${name}: stopping…`)
  stopping = true
  void stopChildren().then(sweepClusters).finally(() => { finish(name); process.exit(130) })
})
/** What still comes in while we stop is the echo of our own signal, no verdict. */
const unlessStopping = async <T>(work: Promise<T>): Promise<T> => { const value = await work; return stopping ? new Promise(() => undefined) : value }

function tell(verdicts: readonly Verdict[]): void {
  all.push(...verdicts)
  for (const one of verdicts) if (one.kind === 'failed') console.log(`\n✗ ${one.name}\n${one.why.trimEnd().split('\n').map(line => `    ${line}`).join('\n')}\n`)
}

async function check(one: Check): Promise<void> {
  const verdicts = await unlessStopping(one.run(root).catch((error: unknown): readonly Verdict[] => [failed(one.name, error instanceof Error ? error.stack ?? error.message : String(error))]))
  for (const verdict of verdicts) if (verdict.kind === 'passed') console.log(`✓ ${verdict.name}${verdict.note ? ` (${verdict.note})` : ''}`)
  tell(verdicts)
}

async function project(name: string, minutes: number): Promise<void> {
  console.log(`Tests: ${name} (after ${clock()})`)
  const verdicts = await unlessStopping(runProject(root, name, line => console.log(line), { timeoutMs: minutes * 60_000 }))
  tell(verdicts)
  if (name !== 'browser' && verdicts.length === 0) tell([failed(`tests: ${name}`, 'no test was found')])
}

function finish(why?: string): void {
  const skips = all.filter(one => one.kind === 'skipped')
  if (skips.length > 0) console.log(`\nSkipped:\n${skips.map(one => `  - ${one.name}: ${one.why.split('\n')[0] ?? ''}`).join('\n')}`)
  const bad = all.filter(one => one.kind === 'failed')
  if (bad.length > 0) console.log(`\nFailed:\n${bad.map(one => `  - ${one.name}`).join('\n')}`)
  if (why) all.push(failed(`stopped by ${why}`, ''))
  console.log(`\nAfter ${clock()}${skips.length > 0 ? `, ${skips.length} skipped` : ''}`)
  console.log(`${all.filter(one => one.kind === 'passed').length} passed, ${all.filter(one => one.kind === 'failed').length} failed`)
}

for (const one of CHECKS) if (chosen(one.name)) await check(one)
for (const [name, minutes] of PROJECTS) if (chosen(name)) await project(name, minutes)
finish()
process.exit(all.some(one => one.kind === 'failed') || all.length === 0 ? 1 : 0)
