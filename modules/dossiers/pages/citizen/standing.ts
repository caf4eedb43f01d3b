import { formatDateTime, formatLongDate, say, type Lang, type TagTone } from '../../../../ui/index.ts'
import { HOLDERS, PLAIN_STATES, plainState, TODOS, type PlainState, type PlainStateName } from '../../domain/plain-state.ts'
import { axesOf } from '../../facts.ts'
import type { DossierRow } from '../../store.ts'
import { words } from './texts-dossier.ts'

type Row = Pick<DossierRow, 'processing' | 'supplement' | 'money' | 'delivery' | 'digitisation' | 'sync' | 'outcome' | 'due_at' | 'promised_at' | 'received_at' | 'finished_at' | 'closed_at'>
export interface Standing { readonly plain: PlainState; readonly state: string; readonly tone: TagTone; readonly holder: string; readonly until: { readonly label: string; readonly text: string } | undefined; readonly todo: string }

const TONES: Readonly<Record<PlainStateName, TagTone>> = { drafting: 'grey', 'waiting-for-reception': 'blue', 'needs-you': 'yellow', 'in-progress': 'blue', 'result-ready': 'green', finished: 'green', closed: 'grey' }

/** The plain answer to «where does it stand»: state, who holds it, until when, what to do. One wording for list, page and API. */
export function standingOf(row: Row, about: { readonly holderName: string | undefined; readonly supplementDeadline?: Date | null; readonly now: Date }, lang: Lang): Standing {
  const plain = plainState(axesOf(row))
  const holder = plain.holder === 'you' || plain.holder === 'nobody' || plain.holder === 'post' ? say(words[plain.holder], lang) : about.holderName ?? say(HOLDERS[plain.holder], lang)
  const late = lateness(plain, row, about)
  const date = (label: keyof typeof words, at: Date | null | undefined, withTime = false): Standing['until'] => at instanceof Date ? { label: say(words[label], lang), text: `${withTime ? formatDateTime(at, lang) : formatLongDate(at, lang)}${late ? ` (${say(words.past, lang)})` : ''}` } : undefined
  const until = plain.todo === 'supplement-now' ? date('supplyBy', about.supplementDeadline)
    : plain.state === 'waiting-for-reception' ? date('answerBy', row.due_at instanceof Date ? row.due_at : null, true)
      : plain.state === 'in-progress' || plain.state === 'needs-you' ? date('promised', row.promised_at, true)
        : date('finishedAt', row.finished_at ?? row.closed_at, true)
  return { plain, state: say(PLAIN_STATES[plain.state], lang), tone: TONES[plain.state], holder, until, todo: say(late ? words[late] : TODOS[plain.todo], lang) }
}

/** Who let the day pass: whoever waits is told so, and what to do now; «nothing to do» beside a day that is over leaves one alone. */
function lateness(plain: PlainState, row: Row, { supplementDeadline, now }: { readonly supplementDeadline?: Date | null; readonly now: Date }): 'lateYours' | 'lateOffice' | undefined {
  const over = (at: unknown): boolean => at instanceof Date && at < now
  if (plain.todo === 'supplement-now') return over(supplementDeadline) ? 'lateYours' : undefined
  if (plain.state === 'waiting-for-reception') return over(row.due_at) ? 'lateOffice' : undefined
  return plain.state === 'in-progress' && over(row.promised_at) ? 'lateOffice' : undefined
}
