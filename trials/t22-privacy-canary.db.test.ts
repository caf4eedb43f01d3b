import { expect, inject, test } from 'vitest'
import { runT22, T22_MUTANTS } from './t22-privacy-canary.ts'

const run = (mutant?: string) => runT22({ mutant, cluster: inject('cluster') })

test('who a person is stands in no line of the log, address, figure of the monitoring or SMS', async () => {
  expect(await run()).toMatchObject({ pass: true, faults: 0, examples: [] })
}, 300_000)

test.each(T22_MUTANTS)('the trial catches a platform that %s', async mutant => {
  expect((await run(mutant)).pass).toBe(false)
}, 300_000)
