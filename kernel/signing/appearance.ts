import { renderPdf } from '../pdf/render.ts'
import type { SignaturePlace } from '../pdf/signature-fields.ts'

/**
 * What a signature shows (NĐ 30/2020 App. I.8): `signer` blue, picture of the hand signature or the name; `agency` red, picture of the seal or
 * the agency's name and the time; `annex` the number, symbol and time only. Without a place or a field of that name it is put on the last page.
 */
export interface SignatureAppearance {
  readonly look: 'signer' | 'agency' | 'annex'
  /** printed name: the signer's, the agency's, or the annex's number and symbol */
  readonly name: string
  readonly organisation?: string
  /** PNG with a transparent ground */
  readonly image?: Uint8Array
  /** an empty signature field of the document; by default the one named like the look */
  readonly field?: string
  readonly place?: Omit<SignaturePlace, 'name'>
}

/** `2026-03-02T08:30:00+07:00`: the form that NĐ 30/2020 App. I.8 prescribes (Việt Nam keeps UTC+7 all year). */
export const vietnamTime = (at: Date): string => `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`

/** One page, as large as the field, with what the signature shows. */
export function drawAppearance(appearance: SignatureAppearance, size: { readonly width: number; readonly height: number }, at: Date): Promise<Uint8Array> {
  const image = appearance.image ? { name: 'signature-image.png', bytes: appearance.image } : undefined
  return renderPdf(new URL('./appearance.typ', import.meta.url), {
    look: appearance.look, name: appearance.name, organisation: appearance.organisation ?? '', time: vietnamTime(at),
    image: image?.name ?? null, width: size.width, height: size.height,
  }, image ? { files: { [image.name]: image.bytes } } : {})
}
