import { decodeTcvn3, decodeVniWindows } from './legacy-fonts.ts'
import { isSyllable } from './syllable.ts'
import { deTelex } from './telex.ts'
import { deVni } from './vni.ts'

const WORDS = /[^\s.,;:!?()"/-]+/g
const NON_ASCII = /[^\u0000-\u007f]/

/** Share of words that are Vietnamese syllables, 0 to 1; a text without words scores 0. */
function syllableShare(text: string): number {
  const words = text.match(WORDS) ?? []
  return words.length === 0 ? 0 : words.filter((word) => isSyllable(word)).length / words.length
}

/** Reads text of an old font when that makes more Vietnamese syllables than the text has as it stands; else leaves it. */
export function decodeLegacyFont(text: string): string {
  const nfc = text.normalize('NFC')
  if (!NON_ASCII.test(nfc)) return nfc
  let best = { text: nfc, share: syllableShare(nfc) }
  for (const decode of [decodeTcvn3, decodeVniWindows]) {
    const decoded = decode(nfc)
    const share = syllableShare(decoded)
    if (share > best.share) best = { text: decoded, share }
  }
  return best.text
}

/** What the person meant: NFC, old fonts and raw VNI or Telex key strokes decoded. For searches and imports; never for names as typed. */
export function decodeTyped(text: string): string {
  return deTelex(deVni(decodeLegacyFont(text)))
}
