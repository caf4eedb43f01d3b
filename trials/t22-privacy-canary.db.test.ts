import { expect, inject, test } from 'vitest'
import { runT22, T22_MUTANTS } from './t22-privacy-canary.ts'

const run = (mutant?: string, paths?: RegExp) => runT22({ mutant, cluster: inject('cluster'), ...paths ? { paths } : {} })
/** where somebody opens a dossier, and where a careless route stands */
const FEW = /^\/ho-so\/:id$|^\/ban-lam-viec\/[^:]*:id$|careless/

test('who a person is stands in no line of the log, address, figure of the monitoring or SMS', async () => {
  expect(await run()).toMatchObject({ pass: true, faults: 0, examples: [] })
}, 300_000)

test('a few routes of the platform as it is show nothing', async () => {
  expect(await run(undefined, FEW)).toMatchObject({ examples: [] })
}, 300_000)

test.each(T22_MUTANTS)('the trial catches a platform that %s', async mutant => {
  expect((await run(mutant, FEW)).examples).not.toEqual([])
}, 300_000)
