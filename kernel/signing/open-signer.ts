import { readFile } from 'node:fs/promises'
import { pkcs11Signer } from './pkcs11.ts'
import { pkcs12Signer } from './pkcs12.ts'
import { certificatesOfPem, pemSigner, type Signer } from './signer.ts'

/** Where a signing key is, as settings name it. */
export type SignerSettings =
  | { readonly kind: 'pkcs12'; readonly file: string; readonly password: string }
  | { readonly kind: 'pem'; readonly keyFile: string; readonly chainFile: string; readonly passphrase?: string }
  | { readonly kind: 'pkcs11'; readonly module: string; readonly tokenLabel: string; readonly keyId: string; readonly pin: string; /** PEM with the issuers */ readonly chainFile?: string; readonly tool?: string }

/** Opens the key that the settings name. Throws `SignerUnavailable` with what to mend. */
export async function openSigner(settings: SignerSettings): Promise<Signer> {
  switch (settings.kind) {
    case 'pkcs12': return pkcs12Signer(settings.file, settings.password)
    case 'pem': return pemSigner(settings)
    case 'pkcs11': return pkcs11Signer({ ...settings, issuers: settings.chainFile ? certificatesOfPem(await readFile(settings.chainFile, 'utf8')) : [] })
  }
}
