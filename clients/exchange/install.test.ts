import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('packed and installed as the README says, it works in an empty folder', async () => {
  const project = await mkdtemp(join(tmpdir(), 'exchange-install-'))
  try {
    const [, commands = ''] = /```sh\n(npm pack [^]*?)```/.exec(await readFile('clients/exchange/README.md', 'utf8')) ?? []
    await run('bash', ['-euo', 'pipefail', '-c', commands], { env: { ...process.env, PROJECT: project, npm_config_offline: 'true', npm_config_audit: 'false' } })
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', "console.log(Object.keys(await import('@tinhso/exchange-client')).join(' '))"], { cwd: project })
    expect(stdout).toMatch(/createExchangeClient.*typedCalls.*verifyContainer/)
    await expect(run(join(project, 'node_modules/.bin/tinhso-exchange-types'), [], { cwd: project })).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') })
  } finally { await rm(project, { recursive: true, force: true }) }
}, 120_000)
