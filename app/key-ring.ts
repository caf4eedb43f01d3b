import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../kernel/config.ts'
import { certificatesOfPem, openSigner, revocationListsAt, SignerUnavailable, timeStampClient, type Signer, type SignerSettings, type TrustAnchors } from '../kernel/signing/index.ts'
import type { SigningService } from '../modules/dossiers/index.ts'

/** `SIGNING_DIR/keys.json`: which key is whose. Paths are relative to the folder; passwords stay in it, readable by the owner alone. */
export interface KeyRingFile {
  readonly officers: Readonly<Record<string, SignerSettings>>
  readonly agencies: Readonly<Record<string, SignerSettings>>
  /** the province's own: it seals what the exchange gives out as proof */
  readonly seal?: SignerSettings
  /** PEM files; lists of revoked certificates (DER or PEM) also by their addresses */
  readonly trust: { readonly roots: readonly string[]; readonly intermediates?: readonly string[]; readonly timeStampRoots?: readonly string[]; readonly revocationLists?: readonly string[] }
}
/** The ring as the house holds it; modules see the part of it that is theirs. */
export interface KeyRing extends SigningService {
  /** the province's own seal; undefined: keys.json names none */
  seal(): Promise<Signer | undefined>
}
const EMPTY: KeyRingFile = { officers: {}, agencies: {}, trust: { roots: [] } }

/** Reads keys.json at each use of a key that is not open yet, so that a new certificate needs no restart. */
export async function openKeyRing(config: Config, missed?: (place: string, error: unknown) => void): Promise<KeyRing> {
  const dir = config.signingDir
  const ring = async (): Promise<KeyRingFile> => {
    const kept: Partial<KeyRingFile> = JSON.parse(await readFile(join(dir, 'keys.json'), 'utf8').catch(() => '{}'))
    return { ...EMPTY, ...kept }
  }
  const pem = async (files: readonly string[] = []): Promise<Uint8Array[]> => (await Promise.all(files.map(async file => certificatesOfPem(await readFile(join(dir, file), 'utf8'))))).flat()
  const open = new Map<string, Promise<Signer>>()
  const signer = (whose: string, of: (file: KeyRingFile) => SignerSettings | undefined): Promise<Signer> => {
    let opening = open.get(whose)
    if (!opening) {
      opening = ring().then(file => {
        const settings = of(file)
        if (!settings) throw new SignerUnavailable(`SIGNING_DIR/keys.json names no key for ${whose}`)
        return openSigner(within(dir, settings))
      })
      opening.catch(() => open.delete(whose))
      open.set(whose, opening)
    }
    return opening
  }
  const { trust } = await ring()
  const revocationLists = revocationListsAt((trust.revocationLists ?? []).map(place => /^https?:/.test(place) ? place : join(dir, place)), missed)
  const roots = await pem(trust.roots)
  const anchors: TrustAnchors = { certificates: roots, intermediates: await pem(trust.intermediates), timeStampCertificates: trust.timeStampRoots ? await pem(trust.timeStampRoots) : roots }
  return {
    officer: id => signer(`officer ${id}`, file => file.officers[id]), agency: id => signer(`agency ${id}`, file => file.agencies[id]), hasAgencyKey: async id => (await ring()).agencies[id] !== undefined,
    seal: async () => (await ring()).seal === undefined ? undefined : signer('the seal of the province', file => file.seal), anchors, revocationLists, timeStamp: config.timeStampUrl ? timeStampClient({ url: config.timeStampUrl, anchors }) : undefined,
  }
}

function within(dir: string, settings: SignerSettings): SignerSettings {
  switch (settings.kind) {
    case 'pkcs12': return { ...settings, file: join(dir, settings.file) }
    case 'pem': return { ...settings, keyFile: join(dir, settings.keyFile), chainFile: join(dir, settings.chainFile) }
    case 'pkcs11': return { ...settings, ...(settings.chainFile ? { chainFile: join(dir, settings.chainFile) } : {}) }
  }
}
