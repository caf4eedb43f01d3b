import { writeSync } from 'node:fs'
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'

/** One JSON line each; `tools/run/vitest.ts` reads them. */
export type TestEvent =
  | { readonly kind: 'test'; readonly file: string; readonly name: string; readonly state: 'passed' | 'failed' | 'skipped'; readonly why: string; readonly ms: number }
  | { readonly kind: 'file'; readonly file: string; readonly tests: number; readonly ms: number; readonly said: string }
  | { readonly kind: 'broken'; readonly file: string; readonly why: string }

type Failure = { readonly message: string; readonly diff?: string | undefined; readonly stacks?: readonly { readonly file: string; readonly line: number; readonly column: number }[] | undefined; readonly stack?: string | undefined }

function explain(error: Failure): string {
  const at = (error.stacks ?? []).slice(0, 6).map(frame => `    at ${frame.file}:${frame.line}:${frame.column}`).join('\n')
  return [error.message, error.diff ?? '', at || (error.stack ?? '')].filter(Boolean).join('\n')
}

/** Reports to file descriptor 3, so that nothing a test prints can be taken for a verdict. */
export default class JsonLines implements Reporter {
  #said = ''

  onTestCaseResult(test: TestCase): void {
    const result = test.result()
    if (result.state === 'pending') return
    const why = result.state === 'failed' ? result.errors.map(explain).join('\n\n') : result.state === 'skipped' ? result.note ?? '' : ''
    emit({ kind: 'test', file: test.module.relativeModuleId, name: test.fullName, state: result.state, why, ms: Math.round(test.diagnostic()?.duration ?? 0) })
  }

  onUserConsoleLog(log: { readonly content: string }): void { this.#said = (this.#said + log.content).slice(-20_000) }

  onTestModuleEnd(module: TestModule): void {
    const suites = [...module.children.allSuites()].flatMap(suite => suite.errors())
    for (const error of [...module.errors(), ...suites]) emit({ kind: 'broken', file: module.relativeModuleId, why: explain(error) })
    emit({ kind: 'file', file: module.relativeModuleId, tests: [...module.children.allTests()].length, ms: Math.round(module.diagnostic().duration), said: this.#said })
    this.#said = ''
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    for (const error of errors) emit({ kind: 'broken', file: 'outside of any test', why: explain(error) })
    for (const module of modules) if (module.state() === 'pending' || module.state() === 'queued') emit({ kind: 'broken', file: module.relativeModuleId, why: 'was never finished' })
  }
}

function emit(event: TestEvent): void { writeSync(3, `${JSON.stringify(event)}\n`) }
