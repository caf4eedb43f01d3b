import { expect, inject, test } from 'vitest'
import { runT2, T2_MUTANTS } from './t2-crash-points.ts'

const run = (acts: Parameters<typeof runT2>[0]['acts'], sample: number, mutant?: string) => runT2({ seed: 2, mutant, acts, sample, cluster: inject('cluster') })

test('a process that dies in the middle of an act leaves all of it or nothing, and asking again finishes it', async () => {
  expect(await run(['submit', 'receive', 'sign'], 4)).toMatchObject({ pass: true, faults: 0, examples: [] })
}, 180_000)

test.each(T2_MUTANTS)('the trial catches a server that %s', async mutant => {
  expect((await run(['submit'], 4, mutant)).pass).toBe(false)
}, 120_000)
