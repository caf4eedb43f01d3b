import { expect, test } from 'vitest'
import { runDocumentSoak } from './document-kill-soak.ts'

test('a document that was answered survives kills of gateways and database, and is there once', async () => {
  expect(await runDocumentSoak({ size: 150, kills: 3, seed: 11, mutant: undefined })).toMatchObject({ pass: true, lost: 0, unlogged: 0, acknowledged: 150, kept: 150 })
}, 120_000)
