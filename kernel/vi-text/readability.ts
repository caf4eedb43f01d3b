/** One remark about a text for citizens; `excerpt` is the part meant, `advice` says in Vietnamese what to do. */
export interface ReadabilityRemark {
  readonly rule: 'long-sentence' | 'long-median' | 'officialese' | 'capitals' | 'abbreviation'
  readonly excerpt: string
  readonly advice: string
}
export interface Readability {
  /** syllables per sentence */
  readonly median: number
  readonly longest: number
  readonly remarks: readonly ReadabilityRemark[]
}

export const MAX_MEDIAN_SYLLABLES = 20
export const MAX_SENTENCE_SYLLABLES = 30

/** Officialese and what to say instead. */
const OFFICIALESE: readonly (readonly [RegExp, string])[] = [
  [/(?:công dân|tổ chức, cá nhân|người dân) có nhu cầu/giu, 'bạn muốn'],
  [/theo quy định (?:hiện hành|của pháp luật)/giu, 'nêu rõ văn bản, hoặc bỏ'],
  [/có trách nhiệm/giu, 'phải'], [/tiến hành (?=\p{L})/giu, 'bỏ “tiến hành”'], [/thực hiện việc/giu, 'bỏ “thực hiện việc”'],
  [/trên cơ sở/giu, 'dựa vào'], [/căn cứ (?:theo|vào)/giu, 'theo'], [/trong trường hợp/giu, 'nếu'], [/đối với trường hợp/giu, 'nếu'],
  [/kể từ (?:thời điểm|ngày) nhận đủ hồ sơ hợp lệ/giu, 'từ ngày nhận đủ giấy tờ'], [/hồ sơ không hợp lệ/giu, 'nói rõ giấy tờ nào, sai ở đâu'],
  [/thủ tục hành chính nêu trên/giu, 'thủ tục này'], [/nhằm mục đích/giu, 'để'], [/các loại giấy tờ có liên quan/giu, 'kể tên từng giấy tờ'],
  [/cơ quan có thẩm quyền/giu, 'gọi tên cơ quan'], [/quý (?:công dân|khách|ông\/bà)/giu, 'bạn'], [/vui lòng liên hệ/giu, 'gọi hoặc đến … (ghi rõ)'],
]
/** Abbreviations everyone reads without help. */
const KNOWN = new Set(['CCCD', 'VN', 'PDF', 'JPG', 'PNG', 'SMS', 'QR', 'OTP', 'VNEID', 'USB', 'ID', 'TP', 'GPS'])

const SENTENCES = /[^.!?;:\n]+(?:[.!?;:](?!\s|$)[^.!?;:\n]+)*/gu
/** three or more words in capitals */
const SHOUT = /(?<!\p{L})\p{Lu}+(?:\s+\p{Lu}+){2,}(?!\p{L})/gu
const SYLLABLES = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2
}

function abbreviations(text: string): ReadabilityRemark[] {
  const seen = new Set<string>()
  for (const [word] of text.matchAll(/\p{Lu}{2,}[\p{Lu}\p{N}]*/gu)) {
    // an abbreviation in brackets stands behind its full words: that is its explanation
    if (!KNOWN.has(word) && !text.includes(`(${word})`)) seen.add(word)
  }
  return [...seen].map((word) => ({ rule: 'abbreviation', excerpt: word, advice: `Viết đủ “${word}” ở lần đầu` }))
}

/** Reads a Vietnamese text for citizens the way a plain-language editor would. */
export function lintReadability(text: string): Readability {
  const nfc = text.normalize('NFC')
  const sentences = (nfc.match(SENTENCES) ?? []).map((sentence) => sentence.trim()).filter((sentence) => /\p{L}/u.test(sentence))
  const lengths = sentences.map((sentence) => sentence.match(SYLLABLES)?.length ?? 0)
  const remarks: ReadabilityRemark[] = []
  const middle = median(lengths)
  if (middle > MAX_MEDIAN_SYLLABLES) remarks.push({ rule: 'long-median', excerpt: '', advice: `Câu thường dài ${middle} tiếng; nên dưới ${MAX_MEDIAN_SYLLABLES}` })
  for (const [at, sentence] of sentences.entries()) {
    const length = lengths[at] ?? 0
    if (length > MAX_SENTENCE_SYLLABLES) remarks.push({ rule: 'long-sentence', excerpt: sentence, advice: `Câu ${length} tiếng; tách thành câu dưới ${MAX_SENTENCE_SYLLABLES} tiếng` })
  }
  for (const [pattern, instead] of OFFICIALESE) {
    for (const [found] of nfc.matchAll(pattern)) remarks.push({ rule: 'officialese', excerpt: found.trim(), advice: `Thay bằng: ${instead}` })
  }
  for (const [shout] of nfc.matchAll(SHOUT)) remarks.push({ rule: 'capitals', excerpt: shout, advice: 'Không viết hoa cả cụm' })
  remarks.push(...abbreviations(nfc.replace(SHOUT, '')))
  return { median: middle, longest: Math.max(0, ...lengths), remarks }
}
