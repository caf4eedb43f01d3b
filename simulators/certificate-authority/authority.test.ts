import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inTemporaryFolder, toolPresent } from '../../kernel/pdf/testing.ts'
import { pkcs12Signer } from '../../kernel/signing/pkcs12.ts'
import { SignerUnavailable } from '../../kernel/signing/signer.ts'
import { pemOf } from './certificate.ts'
import { makeDevelopmentCa } from './index.ts'

const openssl = toolPresent('openssl', 'version')
const run = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

describe('the development authority', () => {
  it.skipIf(!openssl)('issues chains, PKCS#12 files and revocations that openssl accepts', () => inTemporaryFolder(async (dir) => {
    const ca = await makeDevelopmentCa(dir)
    const issued = await ca.issue({ id: 'hang', name: 'Nguyễn Thị Hằng', organisation: 'UBND xã Đồng Hỷ', title: 'Chủ tịch', email: 'hang@example.invalid' })
    const leaf = join(dir, 'issued', 'hang.pem')
    expect(run('verify', '-x509_strict', '-CAfile', ca.rootFile, '-untrusted', ca.chainFile, leaf)).toContain('OK')
    expect(run('x509', '-in', leaf, '-noout', '-subject', '-nameopt', 'utf8')).toContain('Nguyễn Thị Hằng')
    expect(run('pkcs12', '-in', issued.file, '-passin', `pass:${issued.password}`, '-nodes')).toMatch(/BEGIN PRIVATE KEY/)
    const crl = join(dir, 'crl.pem')
    const check = (): string => run('verify', '-crl_check', '-CAfile', ca.rootFile, '-untrusted', ca.chainFile, '-CRLfile', crl, leaf)
    writeFileSync(crl, pemOf('X509 CRL', readFileSync(ca.crlFile)))
    expect(check()).toContain('OK')
    writeFileSync(crl, pemOf('X509 CRL', await ca.revoke(issued.certificate)))
    expect(check).toThrow(/revoked/)
  }))
  it('gives the same certificates after a restart', () => inTemporaryFolder(async (dir) => {
    const first = await makeDevelopmentCa(dir)
    const before = await first.issue({ id: 'a', name: 'A', organisation: 'B' })
    const second = await makeDevelopmentCa(dir)
    expect(second.root).toEqual(first.root)
    expect((await second.issue({ id: 'a', name: 'A', organisation: 'B' })).certificate).toEqual(before.certificate)
  }))
  it('opens its own and openssl\'s PKCS#12 files, and says when the password is wrong', () => inTemporaryFolder(async (dir) => {
    mkdirSync(dir, { recursive: true })
    const ca = await makeDevelopmentCa(dir)
    const issued = await ca.issue({ id: 'a', name: 'A', organisation: 'B' })
    const signer = await pkcs12Signer(issued.file, issued.password)
    expect(signer.certificateChain).toEqual([issued.certificate, ca.issuing, ca.root])
    await expect(pkcs12Signer(issued.file, 'wrong')).rejects.toThrow(SignerUnavailable)
    if (!openssl) return
    const pem = join(dir, 'all.pem'), other = join(dir, 'other.p12')
    run('pkcs12', '-in', issued.file, '-passin', `pass:${issued.password}`, '-nodes', '-out', pem)
    run('pkcs12', '-export', '-in', pem, '-out', other, '-passout', 'pass:khác')
    expect((await pkcs12Signer(other, 'khác')).certificateChain).toEqual(signer.certificateChain)
  }))
})
