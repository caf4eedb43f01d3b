import { parseCsv, writeCsv } from '../../../kernel/csv.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { judgeSynonym, phraseIn, replacementsIn, type SynonymWording } from './synonym.ts'

const PHRASE = 'phrase'
const REPLACEMENTS = 'replacements'
const MOST_ROWS = 5000

export interface CsvFault { readonly line: number; readonly vi: string; readonly en: string }

export const writeSynonyms = (synonyms: readonly SynonymWording[]): string => writeCsv([PHRASE, REPLACEMENTS], synonyms.map(({ phrase, replacements }) => [phrase, replacements.join('; ')]))

/** The rows of a file that `writeSynonyms` wrote or a spreadsheet saved, or every line that cannot be taken. */
export function readSynonyms(text: string): { readonly ok: true; readonly synonyms: readonly SynonymWording[] } | { readonly ok: false; readonly faults: readonly CsvFault[] } {
  const rows = parseCsv(text)
  const [first] = rows
  if (!first || !(PHRASE in first) || !(REPLACEMENTS in first)) {
    return { ok: false, faults: [{ line: 1, vi: `Dòng đầu phải có hai cột “${PHRASE}” và “${REPLACEMENTS}”, cách nhau bằng dấu phẩy. Xuất danh sách ra để lấy mẫu.`, en: `The first line must name the columns "${PHRASE}" and "${REPLACEMENTS}", with a comma between. Export the list for a model.` }] }
  }
  if (rows.length > MOST_ROWS) return { ok: false, faults: [{ line: MOST_ROWS + 2, vi: `Tệp có ${rows.length} dòng; mỗi lần nhập nhiều nhất ${MOST_ROWS} dòng. Chia thành nhiều tệp.`, en: `The file has ${rows.length} rows; at most ${MOST_ROWS} are taken at once. Make several files of it.` }] }
  const faults: CsvFault[] = []
  const seen = new Map<string, number>()
  const synonyms = rows.map((row, at) => {
    // a spreadsheet shows an apostrophe before what it would else have run as a formula
    const synonym = { phrase: phraseIn((row[PHRASE] ?? '').replace(/^'(?=[=+\-@])/, '')), replacements: replacementsIn(row[REPLACEMENTS] ?? '') }
    const line = at + 2
    const twin = seen.get(fold(synonym.phrase))
    faults.push(...judgeSynonym(synonym).map(({ message }) => ({ line, vi: message.vi, en: message.en ?? message.vi })))
    if (twin !== undefined) faults.push({ line, vi: `Cụm từ “${synonym.phrase}” đã có ở dòng ${twin}. Gộp hai dòng.`, en: `"${synonym.phrase}" stands on line ${twin} already. Make one line of both.` })
    seen.set(fold(synonym.phrase), line)
    return synonym
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, synonyms }
}
