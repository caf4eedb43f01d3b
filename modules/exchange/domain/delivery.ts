import { isStatusCode, type StatusCode } from './edxml.ts'

/** Where a document stands with one of its receivers. */
export type DeliveryState = 'waiting' | 'fetched' | 'acknowledged' | 'failed' | 'withdrawn'
export type ProgressCode = Exclude<StatusCode, '13' | '15' | '16'>
export type RecallState = 'asked' | 'agreed' | 'disagreed'
export interface Delivery { readonly state: DeliveryState; readonly status: ProgressCode | null; readonly recall: RecallState | null }

/** Refused and completed end a document; between them it only goes on. */
const ORDER: Readonly<Record<ProgressCode, number>> = { '01': 1, '03': 2, '04': 3, '05': 4, '02': 5, '06': 5 }

/** What a receiver may say: the words of the client library about the transport, or a code of QĐ 28/2018. */
export type Said = 'processing' | 'done' | 'fail' | StatusCode
export function readSaid(text: string | undefined): Said | undefined {
  const word = text?.trim().toLowerCase() ?? ''
  if (word === 'processing' || word === 'done' || word === 'fail') return word
  const code = /^\d$/.test(word) ? `0${word}` : word
  return isStatusCode(code) ? code : undefined
}

/** The delivery after its receiver spoke. What comes late or again changes nothing; a recalled document stays recalled. */
export function afterSaid(before: Delivery, said: Said): Delivery {
  switch (said) {
    case 'processing': return before.state === 'waiting' || before.state === 'failed' ? { ...before, state: 'fetched' } : before
    case 'fail': return before.state === 'waiting' || before.state === 'fetched' ? { ...before, state: 'failed' } : before
    case 'done': return before.state === 'withdrawn' ? before : { ...before, state: 'acknowledged' }
    case '13': return before
    case '15': return before.recall === 'asked' ? { ...before, state: 'withdrawn', recall: 'agreed' } : before
    case '16': return before.recall === 'asked' ? { ...before, recall: 'disagreed' } : before
    default: {
      if (before.state === 'withdrawn') return before
      const further = before.status === null || ORDER[said] > ORDER[before.status]
      return { ...before, state: 'acknowledged', status: further ? said : before.status }
    }
  }
}

/** The delivery after its sender asked for the document back: who has not fetched it never will; who has is asked. */
export function afterRecall(before: Delivery): Delivery {
  if (before.recall !== null) return before
  return before.state === 'waiting' || before.state === 'failed' ? { ...before, state: 'withdrawn', recall: 'agreed' } : { ...before, recall: 'asked' }
}
