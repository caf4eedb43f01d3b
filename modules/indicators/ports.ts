import type { Tx } from '../../kernel/db/db.ts'
import type { Period } from './domain/period.ts'

/** A number that another module of the platform counts; null with the reason when it cannot. */
export interface PlatformCount { readonly element: string; readonly value: number | null; readonly comment?: string }
/** What the platform counts by itself beside dossiers, for the whole province; `ref` says where, for those who open the number. */
export interface PlatformCounter {
  readonly ref: string
  /** what happened in the period, or what is so at this moment, which is counted for the running period only */
  readonly of: 'period' | 'moment'
  count(tx: Tx, period: Period): Promise<readonly PlatformCount[]>
}
export interface IndicatorsPorts { readonly province: { readonly code: string; readonly name: { readonly vi: string; readonly en: string } }; readonly counters: readonly PlatformCounter[] }

export interface OutgoingMail { readonly id: string; readonly to: string; readonly subject: string; readonly text: string; readonly html: string; /** where one press unsubscribes, by POST (RFC 8058) */ readonly unsubscribe?: string }
/** The house's way out for mails. `refused`: for good; `later`: certainly not taken; `unclear`: it may have arrived. */
export type Mailer = (mail: OutgoingMail) => Promise<{ readonly done: 'sent' } | { readonly done: 'refused' | 'later' | 'unclear'; readonly error: string }>
