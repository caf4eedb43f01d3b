import { describe, expect, inject, test } from 'vitest'
import { DISK_FULL_MUTANTS, runDiskFull } from './datasets-disk-full.ts'

// only root may mount
describe.skipIf(process.getuid?.() !== 0)('full disks', () => {
  test('refuse in words, leave no half, are read all the while, and let the same job end well when there is room', async () => {
    expect(await runDiskFull({ rows: 6_000, mutant: undefined, cluster: inject('cluster') })).toMatchObject({ pass: true, examples: [] })
  }, 120_000)
  test.each(DISK_FULL_MUTANTS)('the trial catches a store that %s', async mutant => {
    expect((await runDiskFull({ rows: 6_000, mutant, cluster: inject('cluster') })).pass).toBe(false)
  }, 120_000)
})
