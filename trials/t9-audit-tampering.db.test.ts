import { expect, inject, test } from 'vitest'
import { runT9, T9_MUTANTS } from './t9-audit-tampering.ts'

const run = (mutant?: string) => runT9({ edits: 51, honestRuns: mutant === 'no-watermark' ? 4 : 1, seed: 7, mutant, cluster: inject('cluster') })

test('every edit of a superuser is noticed, and no killed writer raises an alarm', async () => {
  expect(await run()).toMatchObject({ pass: true, detected: 51, falseAlarms: 0 })
}, 60_000)

test.each(T9_MUTANTS)('the trial catches a ledger that %s', async (mutant) => {
  expect((await run(mutant)).pass).toBe(false)
}, 60_000)
