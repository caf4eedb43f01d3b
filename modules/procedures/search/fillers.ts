import { wordsOf, type Word } from './words.ts'

/**
 * What people wrap their matter in. It says nothing about which procedure is meant, and its words (giấy, làm, xin, nơi) stand in many names.
 * Phrases first: `cần giấy tờ gì` is a question, `giấy tờ` may be the matter.
 */
const PHRASES = [
  'cho tôi hỏi', 'cho em hỏi', 'cho mình hỏi', 'cho con hỏi', 'cho cháu hỏi', 'cho hỏi', 'xin hỏi', 'hỏi về', 'cho biết', 'hướng dẫn', 'chỉ giúp', 'giúp tôi', 'giúp em', 'giúp mình', 'giúp với',
  'thì làm sao', 'làm sao', 'làm thế nào', 'làm như thế nào', 'như thế nào', 'thế nào', 'ra sao', 'kiểu gì', 'bằng cách nào', 'cách làm', 'phải làm gì', 'làm gì', 'làm cái gì', 'thì sao', 'sao giờ', 'giờ sao', 'tính sao',
  'cần những giấy tờ gì', 'cần giấy tờ gì', 'cần giấy tờ nào', 'cần giấy gì', 'những giấy tờ gì', 'giấy tờ gì', 'giấy gì', 'hồ sơ gồm những gì', 'hồ sơ gồm', 'hồ sơ gì', 'hồ sơ cần gì', 'cần những gì', 'cần gì', 'gồm những gì', 'gồm gì', 'mang theo gì', 'đem theo gì', 'chuẩn bị gì', 'điều kiện gì', 'điều kiện', 'thủ tục gì', 'thủ tục', 'quy trình', 'hồ sơ',
  'ở đâu', 'tại đâu', 'đến đâu', 'nộp ở đâu', 'làm ở đâu', 'đi đâu', 'chỗ nào', 'cơ quan nào', 'hỏi ai', 'gặp ai', 'báo ai', 'xin ai', 'nơi nào',
  'bao lâu', 'mất bao lâu', 'mấy ngày', 'bao nhiêu ngày', 'bao giờ', 'khi nào', 'hết bao nhiêu tiền', 'hết bao nhiêu', 'mất bao nhiêu tiền', 'bao nhiêu tiền', 'bao nhiêu', 'mất tiền không', 'có mất tiền không', 'tốn bao nhiêu', 'lệ phí bao nhiêu', 'phí bao nhiêu',
  'hà nội', 'sài gòn', 'thành phố hồ chí minh', 'hồ chí minh', 'thái nguyên', 'bắc kạn', 'cao bằng', 'lạng sơn', 'tuyên quang', 'bắc giang', 'bắc ninh', 'vĩnh phúc', 'phú thọ', 'hải phòng', 'quảng ninh', 'nghệ an', 'thanh hóa', 'đà nẵng', 'bình dương', 'đồng nai', 'cần thơ',
  'có phải', 'có được không', 'được không', 'có được', 'có cần', 'có phải không', 'phải không', 'có sao không', 'không ạ', 'xin phép không', 'vậy ạ', 'với ạ', 'nhà em', 'nhà tôi', 'nhà mình', 'của tôi', 'của em', 'của mình', 'chúng tôi', 'bọn em',
]
/** Alone they weigh little: they may belong to the matter (`làm chứng`, `nhận con`). */
const WORDS = 'làm xin cho của bị muốn cần ở đâu gì thế nào như sao tôi em mình bạn phải để với và hay hoặc thì là rồi được ai khi nếu anh chị cháu con bác cô chú ông bà ạ vậy đi đến về lên ra vào tại này đó có không ko k dc đc những các một mấy nhiều giờ nay đang đã sẽ vừa mới xong cũng thêm nữa luôn hết nhà người việc giấy tờ thủ tục hồ sơ nộp đơn mẫu online trực tuyến mạng qua trên theo từ mà nhưng nên ơi nhé nha hả mua bán lấy đưa dùng trả gửi bỏ thấy biết hỏi gặp ai mới cũ tự giúp nhờ hộ chỗ mình bên'
const FILLER_WORDS = wordsOf(WORDS)
const FOLDED = new Set(FILLER_WORDS.map((word) => word.folded))
const TONED = new Set(FILLER_WORDS.map((word) => word.toned))
/** every word of what people wrap their matter in: none of them is a slip of the finger */
const WRAPPING = new Set([...FOLDED, ...PHRASES.flatMap((phrase) => wordsOf(phrase).map((word) => word.folded))])
export const isWrapping = (folded: string): boolean => WRAPPING.has(folded)
const byFirst = Map.groupBy(PHRASES.map((phrase) => wordsOf(phrase)).sort((a, b) => b.length - a.length), (words) => words[0]?.folded ?? '')

/** How much each word of a query says about the matter. */
export const IMPORTANCE = { none: 0, little: 0.2, full: 1 } as const

export const isFillerWord = (word: Word, marked: boolean): boolean => marked ? TONED.has(word.toned) : FOLDED.has(word.folded)

/** The words without those at both ends that say nothing about the matter. */
export function withoutWrapping(words: readonly Word[], marked: boolean): readonly Word[] {
  const full = importanceOf(words, marked).map((value) => value === IMPORTANCE.full)
  return words.slice(full.indexOf(true), full.lastIndexOf(true) + 1)
}

/** One number a word, 0 to 1. A query of nothing but such words keeps them all. */
export function importanceOf(words: readonly Word[], marked: boolean): number[] {
  const key = marked ? 'toned' : 'folded'
  const found: number[] = words.map((word) => isFillerWord(word, marked) ? IMPORTANCE.little : IMPORTANCE.full)
  for (const [at, word] of words.entries()) {
    const phrase = byFirst.get(word.folded)?.find((each) => each.every((part, k) => words[at + k]?.[key] === part[key]))
    if (phrase) found.fill(IMPORTANCE.none, at, at + phrase.length)
  }
  return found.some((value) => value === IMPORTANCE.full) ? found : found.map(() => IMPORTANCE.full)
}
