import type { FieldFault } from '../../../kernel/errors.ts'
import { fold, tidy } from '../../../kernel/vi-text/index.ts'

/**
 * One concept: how people say it (`sổ đỏ`), and what officials call it, best first. `phrase`: its ways, `bìa đỏ | sổ hồng`; the parts of a
 * way, `mất + khai sinh`, may stand apart. How both are read: `search/synonyms.ts`.
 */
export interface SynonymWording { readonly phrase: string; readonly replacements: readonly string[] }

const WAYS = ' | '
const LONGEST = { way: 100, replacement: 300 } as const
const MOST = { ways: 60, replacements: 8 } as const
const LETTER = /\p{L}/u
const SAID = /[\p{L}\p{N}]/u

/** One a line; blanks do not count, what stands twice counts once. */
const linesOf = (text: string, between: RegExp): readonly string[] => [...new Set(text.split(between).map(tidy).filter((line) => line !== ''))]
export const waysIn = (text: string): readonly string[] => linesOf(text, /[\n|]/)
export const phraseIn = (text: string): string => waysIn(text).join(WAYS)
export const replacementsIn = (text: string): readonly string[] => linesOf(text, /[\n;|]/)

/** Everything that keeps a synonym from being of use. What the product delivers passes (`provinces/…/synonyms.json`). */
export function judgeSynonym({ phrase, replacements }: SynonymWording): readonly FieldFault[] {
  const fault = (field: 'phrase' | 'replacements', code: string, vi: string, en: string): FieldFault => ({ field, code, message: { vi, en } })
  const ways = waysIn(phrase)
  const longWay = ways.find((way) => way.length > LONGEST.way)
  // `công ty + 1 thành viên` and `613` are said, too
  const empty = ways.find((way) => way.split('+').some((part) => !SAID.test(part)))
  const long = replacements.find((each) => each.length > LONGEST.replacement)
  // the phrase itself among the names says «this is the matter»; with other marks it is a slip
  const slip = ways.length > 1 ? undefined : replacements.find((each) => fold(phrase) === fold(each) && phrase.toLowerCase() !== each.toLowerCase())
  return [
    ...(ways.length === 0 ? [fault('phrase', 'required', 'Chưa có cụm từ. Gõ cách người dân gọi, ví dụ “sổ đỏ”.', 'The phrase is missing. Type what people say.')] : []),
    ...(ways.length > MOST.ways ? [fault('phrase', 'too-many', `Có ${ways.length} cách nói; chỉ giữ ${MOST.ways} cách hay gặp nhất.`, `There are ${ways.length} ways; keep the ${MOST.ways} most common.`)] : []),
    ...(longWay === undefined ? [] : [fault('phrase', 'too-long', `“${longWay.slice(0, 40)}…” dài quá ${LONGEST.way} ký tự. Giữ lại phần chính.`, `"${longWay.slice(0, 40)}…" is longer than ${LONGEST.way} characters. Keep the matter itself.`)]),
    ...(ways.length > 0 && !LETTER.test(phrase) ? [fault('phrase', 'no-letter', 'Cụm từ phải có chữ, không chỉ số hay dấu.', 'The phrase needs letters, not only digits or marks.')] : []),
    ...(empty === undefined ? [] : [fault('phrase', 'empty-part', `“${empty}”: trước và sau dấu + phải có chữ.`, `"${empty}": words must stand on both sides of +.`)]),
    ...(replacements.length === 0 ? [fault('replacements', 'required', 'Chưa có cách gọi chính thức. Gõ ít nhất một dòng, ví dụ “giấy chứng nhận quyền sử dụng đất”.', 'No official name is given. Type at least one line.')] : []),
    ...(replacements.length > MOST.replacements ? [fault('replacements', 'too-many', `Có ${replacements.length} cách gọi; chỉ giữ ${MOST.replacements} cách sát nhất.`, `There are ${replacements.length} names; keep the ${MOST.replacements} nearest.`)] : []),
    ...(long === undefined ? [] : [fault('replacements', 'too-long', `“${long.slice(0, 40)}…” dài quá ${LONGEST.replacement} ký tự. Hãy rút gọn.`, `"${long.slice(0, 40)}…" is longer than ${LONGEST.replacement} characters. Shorten it.`)]),
    ...(replacements.some((each) => !LETTER.test(each)) ? [fault('replacements', 'no-letter', 'Mỗi cách gọi phải có chữ.', 'Every name needs letters.')] : []),
    ...(slip === undefined ? [] : [fault('replacements', 'same', `“${slip}” trùng với cụm từ, chỉ khác dấu. Sửa dấu hoặc bỏ dòng đó.`, `"${slip}" is the phrase with other marks. Correct the marks or drop that line.`)]),
  ]
}
