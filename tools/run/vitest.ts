import { run, tool } from './children.ts'
import { failed, passed, skipped, type Verdict } from './verdict.ts'
import type { TestEvent } from './vitest-reporter.ts'

/** Runs one vitest project; `say` hears a line for every finished file, the answer holds every test. */
export async function runProject(root: string, project: string, say: (line: string) => void, options: { readonly timeoutMs: number; readonly files?: readonly string[] }): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  const ofFile: Verdict[] = []
  const take = (event: TestEvent): void => {
    switch (event.kind) {
      case 'test': {
        const name = `${event.file} > ${event.name}`
        ofFile.push(event.state === 'passed' ? passed(name) : event.state === 'failed' ? failed(name, event.why) : skipped(name, event.why))
        break
      }
      case 'broken': ofFile.push(failed(event.file, event.why)); break
      case 'file': {
        const bad = ofFile.filter(one => one.kind === 'failed').length
        const left = ofFile.filter(one => one.kind === 'skipped').length
        say(`  ${bad > 0 ? '✗' : '✓'} ${event.file} (${event.tests} tests${left > 0 ? `, ${left} skipped` : ''}${bad > 0 ? `, ${bad} failed` : ''}, ${event.ms} ms)`)
        // a test that skips itself says why on the console
        const why = event.said.trim() || (ofFile.some(one => one.kind === 'failed') ? 'what comes before the tests has failed' : '')
        verdicts.push(...ofFile.splice(0).map(one => one.kind === 'skipped' && one.why === '' ? { ...one, why: why || 'no reason given' } : one))
      }
    }
  }
  const { code, output, timedOut } = await run(process.execPath, [...tool(root, 'vitest/vitest.mjs'), 'run', '--project', project, '--reporter', `${root}/tools/run/vitest-reporter.ts`, '--passWithNoTests', ...options.files ?? []],
    { cwd: root, timeoutMs: options.timeoutMs, onLine: line => { const event: TestEvent = JSON.parse(line); take(event) } })
  verdicts.push(...ofFile)
  if (timedOut) verdicts.push(failed(`vitest ${project}`, `did not finish within ${options.timeoutMs / 60_000} minutes\n${output.slice(-4000)}`))
  else if (code !== 0 && !verdicts.some(one => one.kind === 'failed')) verdicts.push(failed(`vitest ${project}`, `ended with exit code ${code}\n${output.slice(-8000)}`))
  return verdicts
}
