import { expect, inject, test } from 'vitest'
import { FORGERY_MUTANTS, runForgery } from './exchange-forgery.ts'

const run = (size: number, mutant?: string) => runForgery({ size, seed: 3, mutant, cluster: inject('cluster') })

test('nothing replayed, altered or made up passes, and each refusal has its reason in the log', async () => {
  expect(await run(100)).toMatchObject({ pass: true, wrong: 0, examples: [] })
}, 60_000)

// the others with the trial itself
test.each(FORGERY_MUTANTS.slice(0, 3))('the trial catches an exchange that %s', async mutant => {
  expect((await run(10, mutant)).pass).toBe(false)
}, 60_000)
