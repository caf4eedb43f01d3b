import type { FieldFault } from '../../../kernel/errors.ts'
import { fold, tidy } from '../../../kernel/vi-text/index.ts'

/** What people say (`sổ đỏ`), and what officials call it, best first. */
export interface SynonymWording { readonly phrase: string; readonly replacements: readonly string[] }

const LONGEST = 100
const MOST = 8
const LETTER = /\p{L}/u

/** One way of saying it a line; blanks do not count, what stands twice counts once. */
export const replacementsIn = (text: string): readonly string[] => [...new Set(text.split(/[\n;|]/).map(tidy).filter((line) => line !== ''))]

/** Everything that keeps a synonym from being of use. */
export function judgeSynonym({ phrase, replacements }: SynonymWording): readonly FieldFault[] {
  const fault = (field: 'phrase' | 'replacements', code: string, vi: string, en: string): FieldFault => ({ field, code, message: { vi, en } })
  const long = replacements.find((each) => each.length > LONGEST)
  return [
    ...(phrase === '' ? [fault('phrase', 'required', 'Chưa có cụm từ. Gõ cách người dân gọi, ví dụ “sổ đỏ”.', 'The phrase is missing. Type what people say.')] : []),
    ...(phrase.length > LONGEST ? [fault('phrase', 'too-long', `Cụm từ dài quá ${LONGEST} ký tự. Giữ lại phần chính.`, `The phrase is longer than ${LONGEST} characters. Keep the matter itself.`)] : []),
    ...(phrase !== '' && !LETTER.test(phrase) ? [fault('phrase', 'no-letter', 'Cụm từ phải có chữ, không chỉ số hay dấu.', 'The phrase needs letters, not only digits or marks.')] : []),
    ...(replacements.length === 0 ? [fault('replacements', 'required', 'Chưa có cách gọi chính thức. Gõ ít nhất một dòng, ví dụ “giấy chứng nhận quyền sử dụng đất”.', 'No official name is given. Type at least one line.')] : []),
    ...(replacements.length > MOST ? [fault('replacements', 'too-many', `Có ${replacements.length} cách gọi; chỉ giữ ${MOST} cách sát nhất.`, `There are ${replacements.length} names; keep the ${MOST} nearest.`)] : []),
    ...(long === undefined ? [] : [fault('replacements', 'too-long', `“${long.slice(0, 40)}…” dài quá ${LONGEST} ký tự. Hãy rút gọn.`, `"${long.slice(0, 40)}…" is longer than ${LONGEST} characters. Shorten it.`)]),
    ...(replacements.some((each) => !LETTER.test(each)) ? [fault('replacements', 'no-letter', 'Mỗi cách gọi phải có chữ.', 'Every name needs letters.')] : []),
    ...(phrase !== '' && replacements.some((each) => fold(each) === fold(phrase)) ? [fault('replacements', 'same', 'Cách gọi chính thức trùng với cụm từ, nên không giúp tìm được gì thêm. Bỏ dòng đó.', 'A name equals the phrase and would find nothing new. Drop that line.')] : []),
  ]
}
