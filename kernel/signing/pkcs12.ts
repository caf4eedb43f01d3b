import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AuthenticatedSafe, CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, type SafeContents } from 'pkijs'
import { keySigner, SignerUnavailable, type Signer } from './signer.ts'

/** The private key and the certificates (DER) of a PKCS#12 file (RFC 7292). Rejects on a wrong password or unknown encryption. */
export async function readPkcs12(bytes: Uint8Array, password: string): Promise<{ readonly key: KeyObject; readonly certificates: readonly Uint8Array[] }> {
  const secret = new Uint8Array(Buffer.from(password, 'utf8')).buffer
  const pfx = PFX.fromBER(new Uint8Array(bytes).buffer)
  await pfx.parseInternalValues({ password: secret, checkIntegrity: true })
  const safe = pfx.parsedValue?.authenticatedSafe
  if (!(safe instanceof AuthenticatedSafe)) throw new Error('no contents')
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password: secret })) })
  const contents: readonly { value: SafeContents }[] = safe.parsedValue.safeContents
  let key: KeyObject | undefined
  const certificates: Uint8Array[] = []
  for (const { bagValue } of contents.flatMap(({ value }) => value.safeBags)) {
    if (bagValue instanceof PKCS8ShroudedKeyBag || bagValue instanceof PrivateKeyInfo) {
      key = createPrivateKey({ key: Buffer.from(bagValue.toSchema().toBER()), format: 'der', type: 'pkcs8', ...(bagValue instanceof PrivateKeyInfo ? {} : { passphrase: password }) })
    } else if (bagValue instanceof CertBag && bagValue.parsedValue instanceof Certificate) {
      certificates.push(new Uint8Array(bagValue.parsedValue.toSchema().toBER()))
    }
  }
  if (!key) throw new Error('no private key')
  return { key, certificates }
}

/** A signer from a PKCS#12 file. Throws `SignerUnavailable` on a wrong password or an encryption of before 2010. */
export async function pkcs12Signer(file: string, password: string): Promise<Signer> {
  const bytes = await readFile(file).catch((cause: unknown) => { throw new SignerUnavailable(`${file} cannot be read`, { cause }) })
  const { key, certificates } = await readPkcs12(bytes, password).catch((cause: unknown) => {
    throw new SignerUnavailable(`${file} does not open: wrong password, or an old encryption (RC2, 3DES). In the latter case write it anew: openssl pkcs12 -legacy -in old.p12 -out key.pem -nodes, then openssl pkcs12 -export -in key.pem -out new.p12`, { cause })
  })
  return keySigner(key, certificates)
}
