import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { childrenOf, integer, octets, oid, readTlv, sequence, tlv } from '../../kernel/signing/der.ts'
import { issueCertificate, keyOfPem, keyPem, pemOf, signatureAlgorithm, signedBy, subjectOf, timeOf, type Identity } from './certificate.ts'
import { writePkcs12 } from './pkcs12.ts'

export interface IssueRequest {
  /** names the file: `<id>.p12` */
  readonly id: string
  /** an officer's full name, or the agency's */
  readonly name: string
  readonly organisation: string
  readonly unit?: string
  readonly title?: string
  readonly email?: string
  readonly validFrom?: Date
  readonly validTo?: Date
}

export interface Issued { readonly certificate: Uint8Array; readonly file: string; readonly password: string }

export interface DevelopmentCa {
  readonly root: Uint8Array
  readonly issuing: Uint8Array
  /** PEM files: the anchor to trust, and issuing certificate + root */
  readonly rootFile: string
  readonly chainFile: string
  readonly crlFile: string
  /** the root's list, of revoked issuing authorities */
  readonly rootCrlFile: string
  /** the same id gives the same certificate until it has less than a month left */
  issue(request: IssueRequest): Promise<Issued>
  /** the list of revoked certificates (DER), made at a moment */
  publish(at: Date): Promise<Uint8Array>
  /** puts a certificate on the list of revoked ones and publishes the list (DER) */
  revoke(certificate: Uint8Array, at?: Date): Promise<Uint8Array>
}

const DAY = 86_400_000
const years = (from: Date, count: number): Date => new Date(from.getTime() + count * 365 * DAY)

/** Keeps an identity as `<name>.key` and `<name>.pem` in a folder, made once. */
export async function keptIdentity(dir: string, name: string, make: () => Identity): Promise<Identity> {
  const keyFile = join(dir, `${name}.key`), certificateFile = join(dir, `${name}.pem`)
  if (existsSync(keyFile) && existsSync(certificateFile)) {
    return { key: keyOfPem(await readFile(keyFile, 'utf8')), certificate: new Uint8Array(new X509Certificate(await readFile(certificateFile)).raw) }
  }
  const made = make()
  await writeFile(keyFile, keyPem(made.key), { mode: 0o600 })
  await writeFile(certificateFile, pemOf('CERTIFICATE', made.certificate))
  return made
}

interface Revoked { readonly serial: string; readonly at: string }

// RFC 5280 §5.1, version 2 with a CRL number
export function revocationList(issuer: Identity, revoked: readonly Revoked[], now: Date, days = 7): Uint8Array {
  const entries = revoked.map(({ serial, at }) => sequence(Buffer.from(serial, 'hex'), timeOf(new Date(at))))
  return signedBy(issuer.key, sequence(
    integer(1), signatureAlgorithm, subjectOf(issuer.certificate), timeOf(now), timeOf(new Date(now.getTime() + days * DAY)),
    ...(entries.length ? [sequence(...entries)] : []),
    tlv(0xa0, sequence(sequence(oid('2.5.29.20'), octets(integer(Math.floor(now.getTime() / 1000)))))),
  ))
}

const serialOf = (certificate: Uint8Array): Uint8Array => {
  const [tbs] = childrenOf(readTlv(certificate))
  const serial = tbs ? childrenOf(tbs).find((part) => part.tag === 0x02) : undefined
  if (!serial) throw new Error('not a certificate')
  return serial.raw
}

/**
 * A certificate authority for development, under `dir`: a root, an issuing authority, and on request officers' and agencies' certificates as
 * PKCS#12 files (password in `password.txt`). Nobody outside trusts it; a second start finds what the first one made.
 */
export async function makeDevelopmentCa(dir: string, options: { readonly now?: Date; readonly crlUrl?: string; readonly /** how long a list holds */ listDays?: number } = {}): Promise<DevelopmentCa> {
  const now = options.now ?? new Date()
  await mkdir(join(dir, 'issued'), { recursive: true })
  await chmod(dir, 0o755)
  const validFrom = new Date(now.getTime() - DAY)
  const root = await keptIdentity(dir, 'root', () => issueCertificate({ commonName: 'Tỉnh Số CA gốc (mô phỏng)', organisation: 'Tỉnh Số – mô phỏng', use: 'root', validFrom, validTo: years(validFrom, 20) }))
  const issuing = await keptIdentity(dir, 'issuing', () => issueCertificate({ commonName: 'Tỉnh Số CA cấp phát (mô phỏng)', organisation: 'Tỉnh Số – mô phỏng', use: 'issuing', issuer: root, validFrom, validTo: years(validFrom, 10) }))
  const rootFile = join(dir, 'root.pem'), chainFile = join(dir, 'chain.pem'), crlFile = join(dir, 'issuing.crl'), rootCrlFile = join(dir, 'root.crl'), revokedFile = join(dir, 'revoked.json'), passwordFile = join(dir, 'password.txt')
  await writeFile(chainFile, pemOf('CERTIFICATE', issuing.certificate) + pemOf('CERTIFICATE', root.certificate))
  if (!existsSync(passwordFile)) await writeFile(passwordFile, 'mo-phong', { mode: 0o600 })
  const password = (await readFile(passwordFile, 'utf8')).trim()
  const revoked: Revoked[] = existsSync(revokedFile) ? JSON.parse(await readFile(revokedFile, 'utf8')) : []
  const publish = async (at: Date): Promise<Uint8Array> => {
    const list = revocationList(issuing, revoked, at, options.listDays)
    await writeFile(crlFile, list)
    return list
  }
  await publish(now)
  await writeFile(rootCrlFile, revocationList(root, [], now, options.listDays))

  return {
    root: root.certificate, issuing: issuing.certificate, rootFile, chainFile, crlFile, rootCrlFile, publish,
    issue: async (request) => {
      if (!/^[a-z0-9][a-z0-9.-]*$/.test(request.id)) throw new Error(`The id ${request.id} cannot name a file`)
      const name = join('issued', request.id), file = join(dir, `${name}.p12`)
      const certificateFile = join(dir, `${name}.pem`)
      if (existsSync(file) && existsSync(certificateFile)) {
        const known = new X509Certificate(await readFile(certificateFile))
        if (known.validToDate.getTime() - now.getTime() > 30 * DAY) return { certificate: new Uint8Array(known.raw), file, password }
      }
      const from = request.validFrom ?? validFrom
      const { id: _id, name: commonName, validFrom: _from, validTo, ...subject } = request
      const made = issueCertificate({ ...subject, commonName, use: 'signing', issuer: issuing, validFrom: from, validTo: validTo ?? years(from, 3), ...(options.crlUrl ? { crlUrl: options.crlUrl } : {}) })
      await writeFile(certificateFile, pemOf('CERTIFICATE', made.certificate))
      await writeFile(file, await writePkcs12(made, [issuing.certificate, root.certificate], password), { mode: 0o600 })
      return { certificate: made.certificate, file, password }
    },
    revoke: async (certificate, at = new Date()) => {
      revoked.push({ serial: Buffer.from(serialOf(certificate)).toString('hex'), at: at.toISOString() })
      await writeFile(revokedFile, JSON.stringify(revoked))
      return publish(at)
    },
  }
}
