import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolPresent } from '../pdf/testing.ts'
import { ScannerDown, scanWithClamd } from './clamd.ts'
import { aZip } from './testing.ts'

/** The EICAR test string in two halves, so that this file itself alarms nobody. */
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
const present = toolPresent('clamd', '--version')

// Debian: apt install clamav-daemon. The signatures are our own, one only: those of the makers come over the network.
describe.skipIf(!present)('clamd itself', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tinhso-clamd-'))
  const socket = join(dir, 'clamd.ctl')
  let daemon: ChildProcess | undefined
  const start = async (): Promise<void> => {
    daemon = spawn('clamd', ['--foreground', '--config-file', join(dir, 'clamd.conf')], { stdio: 'ignore' })
    const ended = new Promise<never>((_, fail) => daemon?.once('exit', (code) => fail(new Error(`clamd ended: ${code}`))))
    ended.catch(() => undefined)
    const answers = async (): Promise<void> => { while (!existsSync(socket) || await scanWithClamd(`unix:${socket}`, Buffer.from('x')).then(() => false, () => true)) await new Promise((again) => { setTimeout(again, 50) }) }
    await Promise.race([answers(), ended])
  }
  const kill = (): Promise<void> => new Promise((done) => { daemon?.once('exit', () => done()); daemon?.kill('SIGKILL') })

  beforeAll(async () => {
    chmodSync(dir, 0o755)
    writeFileSync(join(dir, 'own.ndb'), `Tinhso.Test.EICAR:0:*:${Buffer.from(EICAR).toString('hex')}\n`)
    writeFileSync(join(dir, 'clamd.conf'), [`LocalSocket ${socket}`, `DatabaseDirectory ${dir}`, `TemporaryDirectory ${dir}`, `User ${execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()}`, 'StreamMaxLength 1M', 'Foreground yes'].join('\n'))
    await start()
  }, 60_000)
  afterAll(async () => { await kill(); rmSync(dir, { recursive: true, force: true }) })

  it('finds the test virus, plain and in an archive, across chunks, and nothing in honest bytes', async () => {
    const found = { clean: false, signature: 'Tinhso.Test.EICAR.UNOFFICIAL' }
    expect(await scanWithClamd(`unix:${socket}`, Buffer.from(EICAR))).toEqual(found)
    expect(await scanWithClamd(`unix:${socket}`, aZip([{ name: 'eicar.com', data: EICAR }]))).toEqual(found)
    expect(await scanWithClamd(`unix:${socket}`, Buffer.concat([Buffer.alloc(64 * 1024 - 30, 65), Buffer.from(EICAR)]))).toEqual(found)
    expect(await scanWithClamd(`unix:${socket}`, Buffer.alloc(300_000, 65))).toEqual({ clean: true })
  }, 60_000)
  it('gives no verdict on more than it may read: nothing is accepted unread', async () => {
    await expect(scanWithClamd(`unix:${socket}`, Buffer.alloc(3_000_000, 65))).rejects.toThrow(ScannerDown)
  }, 60_000)
  it('is down when killed, which is no verdict, and finds again when it is back', async () => {
    await kill()
    await expect(scanWithClamd(`unix:${socket}`, Buffer.from('x'))).rejects.toThrow(ScannerDown)
    rmSync(socket, { force: true })
    await start()
    expect(await scanWithClamd(`unix:${socket}`, Buffer.from(EICAR))).toMatchObject({ clean: false })
  }, 60_000)
})
