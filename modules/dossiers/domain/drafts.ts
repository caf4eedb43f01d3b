export interface FilingSettings { /** open drafts that one account may have at a time */ readonly openDrafts: number }
export const FILING_DEFAULTS: FilingSettings = { openDrafts: 50 }

export type DraftReason = 'too-many-drafts' | 'mandate-over'

/** For whom a draft is begun: oneself, or somebody under a mandate that was named; `mandateHolds` is true when that one covers the procedure today. */
export interface NewDraftFacts { readonly open: number; readonly forOneself: boolean; readonly mandateNamed: boolean; readonly mandateHolds: boolean }

/** May a draft be begun? A mandate that is unknown or over never turns the filing into one's own. */
export function judgeDraft(facts: NewDraftFacts, settings: FilingSettings): DraftReason | undefined {
  if (facts.forOneself ? facts.mandateNamed : !(facts.mandateNamed && facts.mandateHolds)) return 'mandate-over'
  return facts.open >= settings.openDrafts ? 'too-many-drafts' : undefined
}
