import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aNationalRecord } from '../modules/procedures/testing.ts'

interface Ended { readonly code: number | null; readonly out: string; readonly err: string }
let dir: string
beforeAll(async () => { 
  // the database's own user must be able to reach it
  dir = await mkdtemp(join(tmpdir(), 'tinhso-cli-'))
  await chmod(dir, 0o755)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The command as an operator starts it, with its own VAR_DIR. */
function tinhso(...args: string[]): Promise<Ended> {
  const { DATABASE_URL: _, DATABASE_APP_URL: __, ...env } = process.env
  const child = spawn(process.execPath, ['app/tinhso.mjs', ...args], { env: { ...env, VAR_DIR: join(dir, 'var') } })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
  return new Promise(done => child.on('close', code => done({ code, out, err })))
}

describe('tinhso', () => {
  it('explains itself, as a whole and every command, and needs no settings for it', async () => {
    const { code, out } = await tinhso('--help')
    expect(code).toBe(0)
    const names = [...out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(([, name = '']) => name)
    expect(names).toEqual(expect.arrayContaining(['import procedures', 'export', 'ledger verify', 'backup', 'restore', 'seed', 'doctor']))
    const helps = await Promise.all(names.map(async name => ({ name, ...await tinhso(...name.split(' '), '--help') })))
    expect(helps.filter(help => help.code !== 0 || !help.out.startsWith(`tinhso ${help.name}`)).map(help => help.name)).toEqual([])
    expect(await readdir(dir)).toEqual([])
  }, 120_000)

  it('refuses what it does not understand with a sentence, never a stack', async () => {
    const calls = await Promise.all([['frob'], ['import'], ['import', 'procedures'], ['import', 'procedures', '--nope'], ['--nope'], ['seed', '--dossiers', '1.5'], ['seed', 'circus'], ['backup', '--nope'], ['ledger', 'verify', '--nope']].map(async args => ({ args, ...await tinhso(...args) })))
    for (const { args, code, out, err } of calls) {
      expect([args, code, out]).toEqual([args, 2, ''])
      expect(err).toMatch(/^tinhso/)
      expect(err).not.toMatch(/\n\s+at /)
    }
  }, 120_000)

  it('starts the embedded database, imports, and stops it; a second run changes nothing', async () => {
    const file = join(dir, 'catalogue.jsonl')
    await writeFile(file, Array.from({ length: 450 }, (_, at) => aNationalRecord({ code: `1.9${String(at).padStart(5, '0')}` })).join('\n'))
    const first = await tinhso('import', 'procedures', file, '--json')
    expect([first.code, JSON.parse(first.out)]).toMatchObject([0, { ok: true, imported: [{ taken: 450, changed: 0 }], refused: [] }])
    const second = await tinhso('import', 'procedures', file)
    expect([second.code, second.out]).toEqual([0, 'procedures: 0 taken, 0 changed, 450 unchanged\nrefused: 0\n'])
    expect(await readdir(join(dir, 'var/postgres/data'))).not.toContain('postmaster.pid')
    expect(await readdir(join(dir, 'var'))).not.toContain('tinhso.pid')
    const missing = await tinhso('import', 'holidays', join(dir, 'none.csv'), '--json')
    expect([missing.code, JSON.parse(missing.out)]).toMatchObject([1, { ok: false }])
    const doctor = await tinhso('doctor', '--json')
    const { findings }: { findings: { check: string; state: string; cure?: string }[] } = JSON.parse(doctor.out)
    expect([doctor.code, findings.filter(({ state }) => state === 'fail')]).toEqual([0, []])
    for (const name of ['migrations', 'database log']) expect(findings.find(({ check }) => check === name)?.state, name).toBe('ok')
    expect(findings.filter(({ state, cure }) => state !== 'ok' && !cure)).toEqual([])
  }, 120_000)
})
