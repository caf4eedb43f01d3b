import { stripMarks } from './fold.ts'

/** Tones by their combining character; level tone has none. */
export const TONES = { huyen: '\u0300', sac: '\u0301', nga: '\u0303', hoi: '\u0309', nang: '\u0323' } as const
export type ToneMark = (typeof TONES)[keyof typeof TONES]
const TONE = /[\u0300\u0301\u0303\u0309\u0323]/g

const INITIALS = ['ngh', 'ng', 'nh', 'gh', 'gi', 'ph', 'th', 'tr', 'ch', 'kh', 'qu',
  'b', 'c', 'd', 'đ', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'x', ''] as const
type Initial = (typeof INITIALS)[number]

/** Every toneless rhyme of standard Vietnamese (nucleus with final). */
const RHYMES = new Set((
  'a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây ' +
  'e ec em en eng eo ep et ê êch êm ên ênh êp êt êu ' +
  'i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu ' +
  'o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ' +
  'ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ' +
  'u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu ' +
  'ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu'
).split(' '))
const AFTER_QU = new Set(['ych', 'yn', 'ynh', 'yp', 'yt', 'yu'])
const FRONT = /^[eêiy]/
const STOP_FINAL = /(?:c|ch|p|t)$/

export interface SyllableParts { readonly initial: string; readonly rhyme: string; readonly tone: ToneMark | '' }

function fits(initial: Initial, rhyme: string): boolean {
  switch (initial) {
    case 'qu': return AFTER_QU.has(rhyme) || (RHYMES.has(rhyme) && /^[aăâeêiôơy]/.test(rhyme))
    case 'gi': return RHYMES.has(rhyme) && !/^[iy]/.test(rhyme)
    case 'gh': case 'ngh': return RHYMES.has(rhyme) && /^[eêi]/.test(rhyme)
    case 'g': return RHYMES.has(rhyme) && (!FRONT.test(rhyme) || rhyme.startsWith('i'))
    case 'c': case 'ng': return RHYMES.has(rhyme) && !FRONT.test(rhyme)
    case '': return RHYMES.has(rhyme)
    default: return RHYMES.has(rhyme) && !rhyme.startsWith('yê')
  }
}

/** The tone of a word when it carries exactly one, `''` for none, null for several. */
function toneOf(decomposed: string): ToneMark | '' | null {
  const marks = decomposed.match(TONE) ?? []
  if (marks.length > 1) return null
  const found = marks[0]
  return Object.values(TONES).find((tone) => tone === found) ?? ''
}

/** Takes one word (any case, NFC or NFD) apart, or null when it is no Vietnamese syllable. Tone placement does not matter. */
export function splitSyllable(word: string): SyllableParts | null {
  const decomposed = word.toLowerCase().normalize('NFD')
  const tone = toneOf(decomposed)
  if (tone === null) return null
  const plain = decomposed.replace(TONE, '').normalize('NFC')
  for (const initial of INITIALS) {
    if (!plain.startsWith(initial)) continue
    const rhyme = plain.slice(initial.length)
    if (fits(initial, rhyme)) return { initial, rhyme, tone }
  }
  return null
}

/** Whether the word is a possible Vietnamese syllable; a stop final takes sắc or nặng only, unless `toneless` words count too. */
export function isSyllable(word: string, { toneless = false }: { readonly toneless?: boolean } = {}): boolean {
  const parts = splitSyllable(word)
  if (!parts) return false
  if (!STOP_FINAL.test(parts.rhyme)) return true
  return parts.tone === TONES.sac || parts.tone === TONES.nang || (toneless && parts.tone === '')
}

let foldedSyllables: Set<string> | undefined
function folded(): Set<string> {
  if (foldedSyllables) return foldedSyllables
  const all = new Set<string>()
  for (const initial of INITIALS) {
    for (const rhyme of [...RHYMES, ...AFTER_QU]) {
      // `coong` is far more often Telex for `công` than a word; so it must count as undecoded
      if (!rhyme.startsWith('oo') && fits(initial, rhyme)) all.add(stripMarks(initial + rhyme))
    }
  }
  return foldedSyllables = all
}

/** Whether a word typed without any diacritics can be a Vietnamese syllable (`dang`, `ky`; not `ddawng`, `kys`). */
export function isFoldedSyllable(word: string): boolean {
  return folded().has(word.toLowerCase())
}
