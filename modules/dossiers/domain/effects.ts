import type { Act } from './action-table.ts'
import type { Axes, Digitisation, Outcome, Processing, Sync } from './axes.ts'

/** What an act carries that changes an axis. */
export interface ActDetails {
  readonly outcome?: Exclude<Outcome, 'none'>
  /** how the applicant wants the result */
  readonly delivery?: 'online' | 'counter' | 'post'
  /** fee known at filing or reception */
  readonly fee?: 'due' | 'exempt'
  readonly digitisation?: Digitisation
  readonly sync?: Exclude<Sync, 'local'>
}

/** The axes after an act that moved `processing` to `to`. What others must hear of waits to be sent (sync). */
export function axesAfter(act: Act, axes: Axes, to: Processing, details: ActDetails): Axes {
  const silent = act === 'sendMessage' || act === 'urgeDossier' || to === 'draft'
  return { ...axes, processing: to, ...(silent ? {} : { sync: 'pending' }), ...changesOf(act, axes, details) }
}

function changesOf(act: Act, axes: Axes, details: ActDetails): Partial<Axes> {
  switch (act) {
    case 'submitDossier':
    case 'receiveDossier': return axes.money === 'none' && details.fee !== undefined ? { money: details.fee } : {}
    case 'requestSupplement': return { supplement: axes.processing === 'submitted' ? 'requested-before-acceptance' : 'requested-after-acceptance' }
    case 'supplementDossier': return { supplement: 'answered' }
    // the text of a revoked result is corrected; what was decided, and told to the national portal, stands
    case 'proposeOutcome': return axes.processing === 'result-ready' || axes.processing === 'returned' ? {} : { outcome: details.outcome ?? 'grant' }
    case 'sendBack': return { outcome: 'none' }
    case 'signResult': return { delivery: details.delivery === 'online' ? 'online-available' : 'at-counter' }
    case 'postResult': return { delivery: 'posted' }
    case 'returnResult': return { delivery: 'delivered' }
    case 'requestPayment': return { money: 'due' }
    case 'recordPayment': return { money: 'paid' }
    case 'exemptPayment': return { money: 'exempt' }
    case 'refundPayment': return { money: 'refunded' }
    case 'recordDigitisation': return { digitisation: details.digitisation ?? 'complete' }
    case 'recordSync': return { sync: details.sync ?? 'sent' }
    default: return {}
  }
}
