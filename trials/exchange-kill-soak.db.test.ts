import { expect, test } from 'vitest'
import { runKillSoak } from './exchange-kill-soak.ts'

test('what was answered survives kills of gateways and database, and is there once', async () => {
  expect(await runKillSoak({ size: 400, kills: 4, seed: 7, mutant: undefined })).toMatchObject({ pass: true, lost: 0, doubled: 0, acknowledged: 400 })
}, 120_000)
