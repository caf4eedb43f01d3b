import { confine, Crowded, type Confined } from '../../../kernel/confined/index.ts'
import { Fault } from '../../../kernel/errors.ts'
import { judgeStatement, MAX_STATEMENT, type Judged } from '../domain/statement.ts'

let parser: Confined<{ readonly statement: string }, unknown> | undefined
const parserOf = (): Confined<{ readonly statement: string }, unknown> => parser ??= confine(new URL('./judge-worker.ts', import.meta.url), { cpuSeconds: 2, memory: 700 * 1024 * 1024, processes: 1, waiting: 30, each: 4 })
export const closeParser = async (): Promise<void> => { await parser?.close(); parser = undefined }

/** `explain` in front of a question shows how it would run. The engine's parser judges what follows. */
const EXPLAIN = /^\s*explain(\s+analyze)?\s+/i
export interface Question { /** what is run */ readonly statement: string; readonly tables: readonly string[] }
export type QuestionJudged = { readonly ok: true; readonly question: Question } | Exclude<Judged, { ok: true }>

/** Whether a text is one question to these tables, by the engine's own parser in a process of its own. */
export async function judgeQuestion(text: string, known: ReadonlySet<string>, from: string): Promise<QuestionJudged> {
  if (text.length > MAX_STATEMENT) return { ok: false, fault: { code: 'too-long', about: String(MAX_STATEMENT) } }
  if (text.includes('\0')) return { ok: false, fault: { code: 'syntax', about: 'NUL', at: text.indexOf('\0') } }
  const explain = EXPLAIN.exec(text)?.[0] ?? ''
  // spaces in its stead keep every place where it was
  const inner = ' '.repeat(explain.length) + text.slice(explain.length)
  let parsed: unknown
  try { parsed = await parserOf().run({ statement: inner }, { from }) } catch (error) {
    if (error instanceof Crowded) throw new Fault('busy', { status: 503, retryAfterSeconds: 5, title: { vi: 'Đang có nhiều câu truy vấn chờ', en: 'Many questions wait' }, detail: { vi: 'Hãy thử lại sau ít giây.', en: 'Try again in a few seconds.' } }, { cause: error })
    throw error
  }
  const judged = judgeStatement(parsed, known)
  // its parser counts characters, its tree bytes
  if (!judged.ok && judged.fault.code !== 'syntax' && judged.fault.at !== undefined) return { ok: false, fault: { ...judged.fault, at: Buffer.from(inner).subarray(0, judged.fault.at).toString().length } }
  return judged.ok ? { ok: true, question: { statement: explain === '' ? text : `${/analyze/i.test(explain) ? 'explain analyze' : 'explain'} ${inner.trimStart()}`, tables: judged.tables } } : judged
}
