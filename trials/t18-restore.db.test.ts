import { expect, test } from 'vitest'
import { runT18 } from './t18-restore.ts'

test('after a wrong DELETE and the loss of the machine everything acknowledged before is back, and nothing is sent twice', async () => {
  expect(await runT18({ size: 10, mutant: undefined })).toMatchObject({ pass: true, acts: 30 })
}, 90_000)

test('the trial catches a restore that lets the waiting messages go', async () => {
  expect((await runT18({ size: 10, mutant: 'no-fence' })).pass).toBe(false)
}, 90_000)
