import { expect, inject, test } from 'vitest'
import { runHostileFiles } from './datasets-hostile-files.ts'

test('hostile files are refused or read row by row, and harm nothing', async () => {
  expect(await runHostileFiles({ names: ['flat zip bomb', 'mixed encodings', 'formulas'], mutations: 1, seed: 5, mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, examples: [] })
}, 120_000)
test('the trial catches a report whose cells run', async () => {
  expect((await runHostileFiles({ names: ['formulas'], mutations: 0, seed: 5, mutant: 'reports-without-guard', cluster: inject('cluster') })).pass).toBe(false)
}, 60_000)
