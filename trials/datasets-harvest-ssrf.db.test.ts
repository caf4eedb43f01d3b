import { expect, test } from 'vitest'
import { HARVEST_SSRF_MUTANTS, runHarvestSsrf } from './datasets-harvest-ssrf.ts'

test('no address, page or document leads the harvest to this machine or to the secrets of a cloud', async () => {
  expect(await runHarvestSsrf({ mutant: undefined })).toMatchObject({ pass: true, canaryHits: 0, examples: [] })
}, 120_000)
test.each(HARVEST_SSRF_MUTANTS)('the trial catches a harvest that %s', async mutant => {
  expect((await runHarvestSsrf({ mutant })).pass).toBe(false)
}, 120_000)
