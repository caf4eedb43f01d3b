import { createHash, createPrivateKey, privateEncrypt, constants, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { derNull, octets, oid, sequence } from './der.ts'
import { OID } from './oids.ts'

/** A key that signs, wherever it lives: a file, a token, a remote service. */
export interface Signer {
  /** DER, the signer's own certificate first, then its issuers up to (with or without) the root */
  readonly certificateChain: readonly Uint8Array[]
  readonly algorithm: 'rsa-sha256' | 'ecdsa-sha256'
  /** signature over a SHA-256 digest: RSASSA-PKCS1-v1_5, or ECDSA as DER */
  sign(digest: Uint8Array): Promise<Uint8Array>
}

/** The key is not there, not reachable, or not fit: the message says what to set. */
export class SignerUnavailable extends Error {}

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest())

/** The structure that RSASSA-PKCS1-v1_5 pads (RFC 8017 §9.2). */
export const digestInfo = (digest: Uint8Array): Uint8Array => sequence(sequence(oid(OID.sha256), derNull), octets(digest))

/** The signer's certificate first, then each one's issuer; certificates that lead nowhere are left out. */
export function orderChain(certificates: readonly Uint8Array[], key: KeyObject): Uint8Array[] {
  const pool = certificates.map((der) => new X509Certificate(der))
  const leaf = pool.find((certificate) => certificate.checkPrivateKey(key))
  if (!leaf) throw new SignerUnavailable('None of the certificates belongs to the private key')
  const chain = [leaf]
  for (let last = leaf; ;) {
    const issuer = pool.find((candidate) => !chain.includes(candidate) && last.checkIssued(candidate))
    if (!issuer) return chain.map((certificate) => new Uint8Array(certificate.raw))
    chain.push(issuer)
    last = issuer
  }
}

/** A signer from a private key in memory. RSA only: Node offers no ECDSA over a finished digest, so such keys stay in their token. */
export function keySigner(key: KeyObject, certificates: readonly Uint8Array[]): Signer {
  if (key.asymmetricKeyType !== 'rsa') throw new SignerUnavailable(`A ${key.asymmetricKeyType ?? 'secret'} key cannot sign from a file; use an RSA key or a PKCS#11 token`)
  return {
    certificateChain: orderChain(certificates, key),
    algorithm: 'rsa-sha256',
    sign: (digest) => Promise.resolve(new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest)))),
  }
}

/** Certificates of a PEM text, in its order, as DER. */
export const certificatesOfPem = (pem: string): Uint8Array[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].map(([block]) => new Uint8Array(new X509Certificate(block).raw))

/** A signer from a PEM key and a PEM chain. */
export async function pemSigner(files: { readonly keyFile: string; readonly chainFile: string; readonly passphrase?: string }): Promise<Signer> {
  const pem = await readFile(files.keyFile, 'utf8')
  const key = createPrivateKey({ key: pem, format: 'pem', ...(files.passphrase === undefined ? {} : { passphrase: files.passphrase }) })
  return keySigner(key, certificatesOfPem(await readFile(files.chainFile, 'utf8')))
}
