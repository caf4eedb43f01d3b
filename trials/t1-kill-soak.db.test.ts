import { expect, test } from 'vitest'
import { runT1, T1_MUTANTS } from './t1-kill-soak.ts'

test('nothing answered is lost and nothing is filed twice when application and database are killed', async () => {
  expect(await runT1({ size: 30, kills: 2, seed: 1, mutant: undefined })).toMatchObject({ pass: true, faults: 0, lost: 0, doubled: 0, examples: [] })
}, 180_000)

test.each(T1_MUTANTS)('the trial catches a platform that %s', async mutant => {
  expect((await runT1({ size: 40, kills: 2, seed: 1, mutant })).pass).toBe(false)
}, 180_000)
