import { expect, inject, test } from 'vitest'
import { buildServer } from '../kernel/http/server.ts'
import type { Route } from '../kernel/http/route.ts'
import { runT10, T10_MUTANTS } from './t10-access-matrix.ts'

const run = (mutant?: string) => runT10({ whole: false, seed: 10, mutant, cluster: inject('cluster') })

test('nobody gets at what is somebody else\'s, through no route and behind no policy', async () => {
  expect(await run()).toMatchObject({ pass: true, faults: 0, examples: [] })
}, 300_000)

test.each(T10_MUTANTS)('the trial catches a platform that %s', async mutant => {
  expect((await run(mutant)).pass).toBe(false)
}, 300_000)

test('a route without a policy does not build', async () => {
  const bare = { name: 'x.y', method: 'GET', path: '/x', handle: async () => ({ kind: 'text', text: '', mediaType: 'text/plain' }) } as unknown as Route
  await expect(buildServer({ platform: { config: { varDir: '/tmp', proxies: 0, publicUrl: 'http://localhost' } }, routes: [bare], assetsDir: '/tmp' } as unknown as Parameters<typeof buildServer>[0])).rejects.toThrow('declares no policy')
})
