import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto'
import { existsSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { issueCertificate, keyPem, pemOf } from '../../simulators/certificate-authority/certificate.ts'
import { makeDevelopmentCa } from '../../simulators/certificate-authority/index.ts'
import { inTemporaryFolder, toolPresent } from '../pdf/testing.ts'
import { renderPdf } from '../pdf/render.ts'
import { openSigner, signPdf, SignerUnavailable, verifyPdf } from './index.ts'
import { sha256 } from './signer.ts'

const module = process.env['SOFTHSM2_MODULE'] ?? '/usr/lib/softhsm/libsofthsm2.so'
const softHsm = toolPresent('pkcs11-tool', '--version') && toolPresent('softhsm2-util', '--version') && existsSync(module)
const poppler = toolPresent('pdfsig', '-v')
const write = (dir: string, name: string, bytes: Uint8Array): string => { writeFileSync(join(dir, name), bytes); return join(dir, name) }
const text = Buffer.from('bằng tiếng Việt')
const span = { validFrom: new Date(Date.now() - 1000), validTo: new Date(Date.now() + 1e10) }

describe('a PEM signer', () => {
  it('signs a digest with an encrypted key and orders its chain', () => inTemporaryFolder(async (dir) => {
    const root = issueCertificate({ commonName: 'R', use: 'root', ...span })
    const leaf = issueCertificate({ commonName: 'L', use: 'signing', issuer: root, ...span })
    const keyFile = join(dir, 'k.pem'), chainFile = join(dir, 'c.pem')
    writeFileSync(keyFile, leaf.key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'mật khẩu' }))
    writeFileSync(chainFile, pemOf('CERTIFICATE', root.certificate) + pemOf('CERTIFICATE', leaf.certificate))
    const signer = await openSigner({ kind: 'pem', keyFile, chainFile, passphrase: 'mật khẩu' })
    expect(signer.certificateChain).toEqual([leaf.certificate, root.certificate])
    expect(verify('sha256', text, new X509Certificate(leaf.certificate).publicKey, await signer.sign(sha256(text)))).toBe(true)
  }))
  it('refuses a key that is not the certificate\'s, and elliptic keys in files', () => inTemporaryFolder(async (dir) => {
    const one = issueCertificate({ commonName: 'A', use: 'root', ...span }), two = issueCertificate({ commonName: 'B', use: 'root', ...span })
    const keyFile = join(dir, 'k.pem'), chainFile = join(dir, 'c.pem')
    writeFileSync(keyFile, keyPem(one.key))
    writeFileSync(chainFile, pemOf('CERTIFICATE', two.certificate))
    await expect(openSigner({ kind: 'pem', keyFile, chainFile })).rejects.toThrow(SignerUnavailable)
    writeFileSync(keyFile, keyPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))
    await expect(openSigner({ kind: 'pem', keyFile, chainFile })).rejects.toThrow(/RSA/)
  }))
})

describe('a PKCS#11 signer', () => {
  it('says that it is not configured where the tool or the token is missing', async () => {
    const settings = { kind: 'pkcs11', module: '/nowhere.so', tokenLabel: 'x', keyId: '01', pin: '1' } as const
    await expect(openSigner({ ...settings, tool: '/nowhere/pkcs11-tool' })).rejects.toThrow(/not configured/)
    await expect(openSigner(settings)).rejects.toThrow(SignerUnavailable)
  })
  it.skipIf(!softHsm)('signs PDFs with RSA and elliptic keys that stay in the token', () => inTemporaryFolder(async (dir) => {
    mkdirSync(join(dir, 'tokens'))
    writeFileSync(join(dir, 'softhsm2.conf'), `directories.tokendir = ${join(dir, 'tokens')}\n`)
    process.env['SOFTHSM2_CONF'] = join(dir, 'softhsm2.conf')
    const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'pipe', 'pipe'] }
    const token = (...args: string[]): void => { execFileSync('pkcs11-tool', ['--module', module, '--token-label', 'xa', '--login', '--pin', '1234', ...args], quiet) }
    execFileSync('softhsm2-util', ['--module', module, '--init-token', '--free', '--label', 'xa', '--so-pin', '5678', '--pin', '1234'], quiet)
    const ca = await makeDevelopmentCa(join(dir, 'ca'))
    const issued = await ca.issue({ id: 'xa', name: 'UBND xã Đồng Hỷ', organisation: 'x' })
    const keys = join(dir, 'key.pem'), certificate = join(dir, 'c.der')
    execFileSync('openssl', ['pkcs12', '-in', issued.file, '-passin', `pass:${issued.password}`, '-nodes', '-nocerts', '-out', keys], quiet)
    execFileSync('softhsm2-util', ['--module', module, '--import', keys, '--token', 'xa', '--label', 'rsa', '--id', '01', '--pin', '1234'], quiet)
    writeFileSync(certificate, issued.certificate)
    token('--write-object', certificate, '--type', 'cert', '--id', '01')
    const settings = { kind: 'pkcs11', module, tokenLabel: 'xa', keyId: '01', pin: '1234', chainFile: ca.chainFile } as const
    const pdf = await renderPdf({ source: 'x' }, {})
    const signed = await signPdf(pdf, { signer: await openSigner(settings) })
    expect((await verifyPdf(signed, { certificates: [ca.root] })).verdict).toBe('valid')
    if (poppler) expect(execFileSync('pdfsig', ['-nocert', write(dir, 'signed.pdf', signed)], { encoding: 'utf8' })).toMatch(/UBND xã Đồng Hỷ[\s\S]*Signature is Valid/)
    const bytes = Buffer.from(signed)
    const [, a = 0, b = 0, c = 0] = (/\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(bytes.toString('latin1')) ?? []).map(Number)
    const content = Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, b + c)])
    const cms = ['cms', '-verify', '-inform', 'DER', '-in', write(dir, 'cms.der', Buffer.from(bytes.toString('latin1', a + 1, b - 1), 'hex')), '-binary', '-CAfile', ca.rootFile, '-cades', '-out', '/dev/null']
    expect(() => execFileSync('openssl', [...cms, '-content', write(dir, 'content', content)], quiet)).not.toThrow()
    content[100] = (content[100] ?? 0) ^ 1
    expect(() => execFileSync('openssl', [...cms, '-content', write(dir, 'content', content)], quiet)).toThrow()
    await expect(openSigner({ ...settings, pin: '0000' }).then((signer) => signer.sign(sha256(text)))).rejects.toThrow(/PIN/)
    // a self-signed P-256 certificate, made by openssl
    const ecKey = join(dir, 'ec.pem'), ecCertificate = join(dir, 'ec.crt')
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', ecKey, '-out', ecCertificate, '-outform', 'DER', '-subj', '/CN=EC', '-days', '2'], quiet)
    execFileSync('softhsm2-util', ['--module', module, '--import', ecKey, '--token', 'xa', '--label', 'ec', '--id', '02', '--pin', '1234'], quiet)
    token('--write-object', ecCertificate, '--type', 'cert', '--id', '02')
    const ec = await openSigner({ kind: 'pkcs11', module, tokenLabel: 'xa', keyId: '02', pin: '1234' })
    const [own = new Uint8Array()] = ec.certificateChain
    expect(verify('sha256', text, createPublicKey(new X509Certificate(own).publicKey.export({ format: 'pem', type: 'spki' })), await ec.sign(sha256(text)))).toBe(true)
    expect((await verifyPdf(await signPdf(pdf, { signer: ec }), { certificates: [own] })).verdict).toBe('valid')
  }), 30_000)
})
