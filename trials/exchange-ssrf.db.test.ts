import { expect, inject, test } from 'vitest'
import { runSsrf, SSRF_MUTANTS } from './exchange-ssrf.ts'

test('no address leads the exchange to this machine or to the secrets of a cloud', async () => {
  expect(await runSsrf({ mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, canaryHits: 0, examples: [] })
}, 60_000)

test.each(SSRF_MUTANTS)('the trial catches an exchange that %s', async mutant => {
  expect((await runSsrf({ mutant, cluster: inject('cluster') })).pass).toBe(false)
}, 60_000)
