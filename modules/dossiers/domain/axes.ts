/** A dossier's state has separate axes: one column that mixes them cannot be reported truthfully to the national portal. */
export const PROCESSING = ['draft', 'submitted', 'received', 'in-progress', 'proposed', 'approved', 'result-ready', 'returned', 'refused', 'withdrawn', 'stopped'] as const
export type Processing = (typeof PROCESSING)[number]
export const SUPPLEMENT = ['none', 'requested-before-acceptance', 'requested-after-acceptance', 'answered'] as const
export type Supplement = (typeof SUPPLEMENT)[number]
export const MONEY = ['none', 'due', 'paid', 'exempt', 'refunded'] as const
export type Money = (typeof MONEY)[number]
export const DELIVERY = ['none', 'online-available', 'at-counter', 'posted', 'delivered'] as const
export type Delivery = (typeof DELIVERY)[number]
export const DIGITISATION = ['none', 'partial', 'complete'] as const
export type Digitisation = (typeof DIGITISATION)[number]
export const SYNC = ['local', 'pending', 'sent', 'acknowledged', 'failed'] as const
export type Sync = (typeof SYNC)[number]
/** grant: the applicant gets what was asked for · reject: not eligible, which is a result too (ND 61/2018 D19.8). */
export const OUTCOMES = ['none', 'grant', 'reject'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Axes {
  readonly processing: Processing
  readonly outcome: Outcome
  readonly supplement: Supplement
  readonly money: Money
  readonly delivery: Delivery
  readonly digitisation: Digitisation
  readonly sync: Sync
}

/** Every dossier begins here. */
export const NEW_DOSSIER: Axes = { processing: 'draft', outcome: 'none', supplement: 'none', money: 'none', delivery: 'none', digitisation: 'none', sync: 'local' }

export function isSupplementOpen(axes: Pick<Axes, 'supplement'>): boolean {
  return axes.supplement === 'requested-before-acceptance' || axes.supplement === 'requested-after-acceptance'
}
