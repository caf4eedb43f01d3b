import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { integer, sequence } from './der.ts'
import { digestInfo, SignerUnavailable, type Signer } from './signer.ts'

const run = promisify(execFile)

export interface Pkcs11Settings {
  /** the vendor's library, e.g. /usr/lib/softhsm/libsofthsm2.so */
  readonly module: string
  readonly tokenLabel: string
  /** CKA_ID of key and certificate, hexadecimal */
  readonly keyId: string
  readonly pin: string
  /** certificates above the token's own, DER */
  readonly issuers?: readonly Uint8Array[]
  /** OpenSC's tool */
  readonly tool?: string
}

/** Runs pkcs11-tool in a private folder; the PIN goes by environment, never on the command line where `ps` shows it. */
async function withTool<T>(settings: Pkcs11Settings, use: (tool: (...args: readonly string[]) => Promise<void>, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tinhso-token-'))
  const tool = async (...args: readonly string[]): Promise<void> => {
    await run(settings.tool ?? 'pkcs11-tool', ['--module', settings.module, '--token-label', settings.tokenLabel, ...args], { env: { ...process.env, TINHSO_TOKEN_PIN: settings.pin }, timeout: 30_000 })
  }
  try { return await use(tool, folder) } catch (cause) {
    if (cause instanceof SignerUnavailable) throw cause
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new SignerUnavailable(missing ? 'Signing with a token is not configured: pkcs11-tool (package opensc) is not installed' : `The token ${settings.tokenLabel} does not answer, or refuses: check module, token label, key id and PIN`, { cause })
  } finally { await rm(folder, { recursive: true, force: true }) }
}

// PKCS#11 gives r and s side by side; CMS wants them as a sequence (RFC 3279 §2.2.3)
const ecdsaDer = (raw: Uint8Array): Uint8Array => sequence(integer(raw.subarray(0, raw.length / 2)), integer(raw.subarray(raw.length / 2)))

/** A signer whose key never leaves its token or HSM (PKCS#11 through OpenSC's pkcs11-tool; no native add-on). RSA and ECDSA P-256. */
export async function pkcs11Signer(settings: Pkcs11Settings): Promise<Signer> {
  const certificate = await withTool(settings, async (tool, folder) => {
    const file = join(folder, 'certificate.der')
    await tool('--read-object', '--type', 'cert', '--id', settings.keyId, '--output-file', file)
    return new Uint8Array(await readFile(file))
  })
  const type = new X509Certificate(certificate).publicKey.asymmetricKeyType
  const rsa = type === 'rsa'
  if (!rsa && type !== 'ec') throw new SignerUnavailable(`The token holds a ${type ?? 'secret'} key; RSA or ECDSA is needed`)
  return {
    certificateChain: [certificate, ...settings.issuers ?? []],
    algorithm: rsa ? 'rsa-sha256' : 'ecdsa-sha256',
    sign: (digest) => withTool(settings, async (tool, folder) => {
      const [input, output] = [join(folder, 'in'), join(folder, 'out')]
      await writeFile(input, rsa ? digestInfo(digest) : digest)
      await tool('--login', '--pin', 'env:TINHSO_TOKEN_PIN', '--sign', '--id', settings.keyId, '--mechanism', rsa ? 'RSA-PKCS' : 'ECDSA', '--input-file', input, '--output-file', output)
      const signature = new Uint8Array(await readFile(output))
      return rsa ? signature : ecdsaDer(signature)
    }),
  }
}
