import { expect, inject, test } from 'vitest'
import { runIoErrors } from './datasets-io-errors.ts'
import { cannotInject } from './lib/strace.ts'

const cannot = cannotInject()
if (cannot !== undefined) console.warn(`skipped: ${cannot}`)
test.skipIf(cannot !== undefined)('what a process could not write down or open is not said to be done, and ends well when asked for again', async () => {
  expect(await runIoErrors({ most: 2, rows: 300, database: false, mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, examples: [] })
}, 120_000)
test.skipIf(cannot !== undefined)('the trial catches a process that says done whatever happened', async () => {
  expect((await runIoErrors({ most: 1, rows: 50, database: false, mutant: 'says-done-anyway', cluster: inject('cluster') })).pass).toBe(false)
}, 120_000)
