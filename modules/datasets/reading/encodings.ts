import { decodeTcvn3, decodeVniWindows, isSyllable } from '../../../kernel/vi-text/index.ts'
import type { Encoding, Font } from './settings.ts'

const WORDS = /[^\s\d.,;:!?()"'/|\\-]+/g
const NON_ASCII = /[^\u0000-\u007f]/
export const DECODERS: Readonly<Record<Font, (text: string) => string>> = { unicode: text => text, tcvn3: decodeTcvn3, vni: decodeVniWindows }

/** Share of the words with letters beyond ASCII that are Vietnamese syllables, and how many such words there are. */
function markedShare(text: string): { readonly share: number; readonly words: number } {
  const words = (text.normalize('NFC').match(WORDS) ?? []).filter(word => NON_ASCII.test(word))
  return { words: words.length, share: words.length === 0 ? 0 : words.filter(word => isSyllable(word)).length / words.length }
}
const SURE = 0.6
const MARGIN = 0.2

/** The font for which most words become syllables, when that is much better than reading the text as it stands. */
export function fontOf(text: string): Font {
  // words that are marked as they stand: decoding may take marks away, so each reading is judged on the same words
  const words = (text.normalize('NFC').match(WORDS) ?? []).filter(word => NON_ASCII.test(word)).slice(0, 5000)
  if (words.length < 3) return 'unicode'
  const share = (font: Font): number => words.filter(word => isSyllable(DECODERS[font](word))).length / words.length
  const plain = share('unicode')
  const [best] = (['tcvn3', 'vni'] as const).map(font => ({ font, share: share(font) })).sort((a, b) => b.share - a.share)
  return best !== undefined && best.share >= SURE && best.share >= plain + MARGIN ? best.font : 'unicode'
}

/** Bytes that are no UTF-8 against those that are, beyond ASCII. A few broken cells do not make a file of another encoding. */
function utf8Evidence(bytes: Buffer): { readonly good: number; readonly bad: number } {
  const text = bytes.toString('utf8')
  let [good, bad] = [0, 0]
  for (const char of text) if (char === '\ufffd') bad++; else if (char > '\u007f') good++
  return { good, bad }
}

/** Encoding and font of the beginning of a file. */
export function encodingOf(bytes: Buffer): { readonly encoding: Encoding; readonly font: Font } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return withFont('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return withFont('utf-16be', bytes)
  let [even, odd] = [0, 0]
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) { if (at % 2 === 0) even++; else odd++ }
  if (odd > bytes.length / 5 && even < odd / 10) return withFont('utf-16le', bytes)
  if (even > bytes.length / 5 && odd < even / 10) return withFont('utf-16be', bytes)
  // the last character may be cut
  const { good, bad } = utf8Evidence(bytes.subarray(0, bytes.lastIndexOf(10) + 1 || bytes.length))
  if (bad === 0 || good > bad * 10) return withFont('utf-8', bytes)
  const latin = new TextDecoder('windows-1252').decode(bytes)
  const font = fontOf(bytes.toString('latin1'))
  if (font !== 'unicode') return { encoding: 'windows-1252', font }
  return markedShare(new TextDecoder('windows-1258').decode(bytes)).share > markedShare(latin).share + MARGIN ? { encoding: 'windows-1258', font: 'unicode' } : { encoding: 'windows-1252', font: 'unicode' }
}
const withFont = (encoding: Encoding, bytes: Buffer): { encoding: Encoding; font: Font } => ({ encoding, font: fontOf(new TextDecoder(encoding).decode(bytes)) })

/** Text of the bytes; old fonts know their letters by the byte, which `latin1` keeps. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding, font: Font): string {
  const text = encoding === 'windows-1252' && font !== 'unicode' ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') : new TextDecoder(encoding).decode(bytes)
  return DECODERS[font](text)
}

/** Turns a stream of bytes into UTF-8. UTF-8 itself passes untouched, without its byte order mark. */
export function toUtf8(encoding: Encoding, font: Font, push: (bytes: Uint8Array) => void): { push(chunk: Uint8Array): void; end(): void } {
  if (encoding === 'utf-8' && font === 'unicode') {
    let first = true
    return { push: chunk => { push(first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk); first = false }, end: () => undefined }
  }
  const decoder = encoding === 'windows-1252' && font !== 'unicode' ? undefined : new TextDecoder(encoding)
  const decode = DECODERS[font]
  let rest = ''
  const give = (text: string): void => { if (text !== '') push(Buffer.from(decode(text), 'utf8')) }
  return {
    // old fonts are read word by word: whole lines only
    push: chunk => {
      const text = rest + (decoder ? decoder.decode(chunk, { stream: true }) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'))
      const end = Math.max(text.lastIndexOf('\n'), text.length > 1_000_000 ? text.length - 1 : -1)
      rest = text.slice(end + 1)
      give(text.slice(0, end + 1))
    },
    end: () => { give(rest + (decoder?.decode() ?? '')); rest = '' },
  }
}
