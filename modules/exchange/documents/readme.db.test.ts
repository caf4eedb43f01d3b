import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { writeEdoc } from '../domain/write-edxml.ts'
import { credentialKey, sealSecret } from '../registry/credential-secret.ts'
import { aGateway, MASTER_KEY, registryOf } from '../testing.ts'
import { anEdoc } from './testing.ts'

const t = useDb()
test('the lines of the README work as they stand', async () => {
  const registry = registryOf(t().owner.pool)
  const subsystem = await registry.subsystem((await registry.member('H19.01')).id, 'van-ban', 'credential')
  await registry.credential(subsystem.id, 'document-axis', 'H19.01', 'khoa-bi-mat', { sealed: sealSecret(credentialKey(MASTER_KEY), 'khoa-bi-mat') })
  await registry.credential(subsystem.id, 'oauth-client', 'van-thu', 'mat-khau')
  const gateway = await aGateway(t().urls.app)
  const folder = await mkdtemp(join(tmpdir(), 'axis-'))
  try {
    const text = writeEdoc(anEdoc('H19.01', ['H19.01']))
    await writeFile(join(folder, 'document.edxml'), text)
    const lines = [...(await readFile(join(import.meta.dirname, 'README.md'), 'utf8')).matchAll(/```sh\n(.*?)```/gs)].map(found => found[1] ?? '').join('\n')
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-eu', '-o', 'pipefail', '-c', lines], { cwd: folder, env: { ...globalThis.process.env, AXIS: `${gateway.url}/edoc`, PROVINCE: gateway.url, SYSTEM: 'H19.01', SECRET: 'khoa-bi-mat', ACCOUNT: 'van-thu', PASSWORD: 'mat-khau' } })
    const answers = stdout.trim().split('\n').map((line): unknown => JSON.parse(line))
    expect(stderr).toBe('')
    expect(answers).toHaveLength(13)
    for (const answer of answers.slice(0, 8)) expect(answer).toMatchObject({ status: 'OK', ErrorCode: '0' })
    for (const answer of answers.slice(8)) expect(answer).toMatchObject({ success: true })
    expect(await readFile(join(folder, 'fetched.edxml'), 'utf8')).toBe(text)
  } finally { await rm(folder, { recursive: true, force: true }); await gateway.close() }
})
