import { readFileSync } from 'node:fs'

/** Shown where the printing font has no glyph (emoji, Han characters); PDF/A refuses a document with an undrawable character. */
export const STAND_IN = '□'

const readCoverage = (font: Buffer): Set<number> => {
  const covered = new Set<number>()
  const tableCount = font.readUInt16BE(4)
  for (let t = 0; t < tableCount; t++) {
    const record = 12 + t * 16
    if (font.toString('latin1', record, record + 4) !== 'cmap') continue
    const cmap = font.readUInt32BE(record + 8)
    const subtables = font.readUInt16BE(cmap + 2)
    for (let s = 0; s < subtables; s++) {
      const at = cmap + font.readUInt32BE(cmap + 8 + s * 8)
      if (font.readUInt16BE(at) === 4) readFormat4(font, at, covered)
      if (font.readUInt16BE(at) === 12) readFormat12(font, at, covered)
    }
  }
  return covered
}

// OpenType cmap format 4: segments of 16-bit code points
function readFormat4(font: Buffer, at: number, covered: Set<number>): void {
  const segments = font.readUInt16BE(at + 6) / 2
  for (let i = 0; i < segments; i++) {
    const end = font.readUInt16BE(at + 14 + i * 2)
    const start = font.readUInt16BE(at + 16 + segments * 2 + i * 2)
    const delta = font.readUInt16BE(at + 16 + segments * 4 + i * 2)
    const offsetAt = at + 16 + segments * 6 + i * 2
    const offset = font.readUInt16BE(offsetAt)
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = offset === 0 ? code + delta & 0xffff : font.readUInt16BE(offsetAt + offset + (code - start) * 2)
      if (glyph !== 0) covered.add(code)
    }
  }
}

// OpenType cmap format 12: groups of 32-bit code points
function readFormat12(font: Buffer, at: number, covered: Set<number>): void {
  const groups = font.readUInt32BE(at + 12)
  for (let i = 0; i < groups; i++) {
    const group = at + 16 + i * 12
    for (let code = font.readUInt32BE(group); code <= font.readUInt32BE(group + 4); code++) covered.add(code)
  }
}

/** Code points that every one of the given TrueType files can draw. */
export function coverageOf(files: readonly string[]): ReadonlySet<number> {
  const [first = new Set<number>(), ...others] = files.map((file) => readCoverage(readFileSync(file)))
  return others.reduce((both, next) => both.intersection(next), first)
}

// Invisible controls and direction overrides: a name must read on paper as it was checked on screen (Unicode TR 36 §2.5).
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u

/** NFC; tabs and other spaces become spaces, line breaks stay, invisible controls go, what the font cannot draw becomes `STAND_IN`. */
export function displayable(text: string, coverage: ReadonlySet<number>): string {
  let out = ''
  for (const char of text.normalize('NFC').replace(/\r\n?|[\u2028\u2029]/g, '\n')) {
    const code = char.codePointAt(0) ?? 0
    if (char === '\n') out += char
    else if (/\s/u.test(char)) out += code === 0xa0 ? char : ' '
    else if (INVISIBLE.test(char) || code >= 0xfe00 && code <= 0xfe0f) continue
    else out += coverage.has(code) ? char : STAND_IN
  }
  return out
}

/** `displayable` on every string inside a JSON-like value; keys stay as they are. */
export function displayableData(value: unknown, coverage: ReadonlySet<number>): unknown {
  if (typeof value === 'string') return displayable(value, coverage)
  if (Array.isArray(value)) return value.map((item) => displayableData(item, coverage))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, displayableData(item, coverage)]))
  return value
}
