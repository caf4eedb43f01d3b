import { expect, inject, test } from 'vitest'
import { runDos } from './exchange-dos.ts'

const run = (attacks: readonly string[], mutant?: string) => runDos({ connections: 100, seconds: 1.5, attacks, mutant, cluster: inject('cluster') })

test('honest callers are served while connections dawdle and bad tokens rain', async () => {
  expect(await run(['slow heads', 'slow bodies', 'bad tokens'])).toMatchObject({ pass: true, failedAttacks: [] })
}, 60_000)

test('the trial catches a gateway that counts connections', async () => {
  expect((await run(['slow bodies'], 'counts-connections')).pass).toBe(false)
}, 60_000)
