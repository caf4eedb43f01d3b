import type { TestProject } from 'vitest/node'
import { noBrowser } from './browser.ts'
import { startProgram } from './program.ts'

/** What `useApplication()` reads: the one application of this run, or why there is none. */
export interface SharedApplication { readonly url: string; readonly varDir: string; readonly demoPassword: string; readonly fault: string }

declare module 'vitest' {
  interface ProvidedContext { application: SharedApplication }
}

/** One start of the real application, with its demonstration scene, serves all browser tests. E2E_URL names one that runs already. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const none = { url: '', varDir: '', demoPassword: '', fault: '' }
  const give = (application: SharedApplication): void => project.provide('application', application)
  const running = process.env['E2E_URL']
  if (running) { give({ ...none, url: running.replace(/\/$/, ''), demoPassword: process.env['E2E_PASSWORD'] ?? '' }); return async () => undefined }
  if (noBrowser !== undefined) { give({ ...none, fault: noBrowser }); return async () => undefined }
  try {
    const program = await startProgram({ env: { SCENE: 'demo' }, timeoutMs: 300_000 })
    give({ url: program.url, varDir: program.varDir, demoPassword: /password for all: (\S+)/.exec(program.output())?.[1] ?? '', fault: '' })
    return async () => { await program.stop() }
  } catch (error) {
    // the tests that need it say so one by one; those of the gallery still run
    give({ ...none, fault: error instanceof Error ? error.message : String(error) })
    return async () => undefined
  }
}
