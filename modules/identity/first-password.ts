import { randomInt } from 'node:crypto'

// syllables that can be read out over the telephone without doubt
const SYLLABLES = ['ban', 'che', 'doi', 'gao', 'hoa', 'lua', 'mai', 'nui', 'que', 'rung', 'sen', 'tre', 'vang', 'xanh', 'cam', 'dua', 'khoai', 'mia', 'nam', 'suoi', 'thong', 'voi', 'kenh', 'lang', 'muong', 'nha', 'song', 'trau', 'vuon', 'bien', 'canh', 'dong'] as const

/** A first password that is easy to say and type: five syllables and four digits, about 38 bits; it must be changed at first use and five wrong tries lock. */
export function firstPassword(): string {
  const pick = (): string => SYLLABLES[randomInt(SYLLABLES.length)] ?? ''
  return `${Array.from({ length: 5 }, pick).join('-')}-${String(randomInt(10_000)).padStart(4, '0')}`
}
