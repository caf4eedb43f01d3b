import { AuthenticatedSafe, CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, SafeBag, SafeContents } from 'pkijs'
import type { Identity } from './certificate.ts'

const KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'

/** A PKCS#12 file (RFC 7292; AES-256, HMAC-SHA-256) with the identity's key and its chain. */
export async function writePkcs12(identity: Identity, issuers: readonly Uint8Array[], password: string): Promise<Uint8Array> {
  const secret = new Uint8Array(Buffer.from(password, 'utf8')).buffer
  const encrypted = identity.key.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: password })
  const key = PKCS8ShroudedKeyBag.fromBER(new Uint8Array(encrypted).buffer)
  const certificates = [identity.certificate, ...issuers].map((der) => new SafeBag({ bagId: CERTIFICATE_BAG, bagValue: new CertBag({ parsedValue: Certificate.fromBER(new Uint8Array(der).buffer) }) }))
  const safe = new AuthenticatedSafe({ parsedValue: { safeContents: [
    { privacyMode: 0, value: new SafeContents({ safeBags: [new SafeBag({ bagId: KEY_BAG, bagValue: key })] }) },
    { privacyMode: 0, value: new SafeContents({ safeBags: certificates }) },
  ] } })
  await safe.makeInternalValues({ safeContents: [{}, {}] })
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } })
  await pfx.makeInternalValues({ password: secret, iterations: 10_000, pbkdf2HashAlgorithm: { name: 'SHA-256' }, hmacHashAlgorithm: 'SHA-256' })
  return new Uint8Array(pfx.toSchema().toBER())
}
