import { expect, inject, test } from 'vitest'
import { runLoadKill } from './datasets-load-kill.ts'

test('a load that is killed at a step is whole after it is asked for again', async () => {
  expect(await runLoadKill({ steps: ['staging-built', 'copied', 'report-kept'], accepts: 1, databaseKills: false, rows: 2000, seed: 1, mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, examples: [], trials: 4 })
}, 120_000)
test('the trial catches a reader that says it is done too early', async () => {
  expect((await runLoadKill({ steps: ['staging-built'], accepts: 0, databaseKills: false, rows: 100, seed: 1, mutant: 'says-checked-first', cluster: inject('cluster') })).pass).toBe(false)
}, 120_000)
