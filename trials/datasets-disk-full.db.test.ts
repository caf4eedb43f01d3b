import { expect, inject, test } from 'vitest'
import { runDiskFull } from './datasets-disk-full.ts'

// only root may mount
test.skipIf(process.getuid?.() !== 0)('a full disk refuses a file cleanly and lets the load end well when there is room', async () => {
  expect(await runDiskFull({ mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, examples: [] })
}, 120_000)
