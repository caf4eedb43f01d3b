import { expect, inject, test } from 'vitest'
import { FUZZ_MUTANTS, runFuzz } from './indicators-fuzz.ts'

test('hostile questions and values are refused, never a fault of ours, show nothing hidden and change nothing approved', async () => {
  expect(await runFuzz({ requests: 600, seed: 11, mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, faults: 0 })
}, 120_000)
test.each(FUZZ_MUTANTS)('and the trial catches addresses whose author %s', async mutant => {
  expect((await runFuzz({ requests: 400, seed: 11, mutant, cluster: inject('cluster') })).pass).toBe(false)
}, 120_000)
