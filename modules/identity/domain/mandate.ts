/** Evidence of a mandate: the subject's own online act, a signed paper, a code sent to the subject, an officer's word at the counter. */
export const EVIDENCE = ['subject-online', 'signed-paper', 'otp', 'officer-attest'] as const
export type Evidence = (typeof EVIDENCE)[number]

export interface MandateTerms {
  readonly procedureCodes: readonly string[]
  /** ISO dates, local, both inclusive. */
  readonly validFrom: string
  readonly validTo: string
}

export type GrantFault = 'no-procedure' | 'ends-before-start' | 'already-over' | 'too-long' | 'to-oneself' | 'assurance-too-low'

/** May `terms` be granted today? A subject who grants online must have shown level 2: a mandate gives somebody else their voice. */
export function judgeGrant(terms: MandateTerms, about: { readonly today: string; readonly maxDays: number; readonly toOneself: boolean; readonly evidence: Evidence; readonly assurance: 1 | 2 }): readonly GrantFault[] {
  const days = (Date.parse(terms.validTo) - Date.parse(terms.validFrom)) / 86_400_000
  return [
    ...(terms.procedureCodes.length === 0 ? ['no-procedure' as const] : []),
    ...(days < 0 ? ['ends-before-start' as const] : []),
    ...(terms.validTo < about.today ? ['already-over' as const] : []),
    ...(days >= about.maxDays ? ['too-long' as const] : []),
    ...(about.toOneself ? ['to-oneself' as const] : []),
    ...(about.evidence === 'subject-online' && about.assurance < 2 ? ['assurance-too-low' as const] : []),
  ]
}

export type HolderFault = 'name-missing' | 'number-unusable'

/** Is the holder named well enough to be found later? A name with letters and the 12 digits of a citizen's number. */
export function judgeHolder(holder: { readonly name: string; readonly idNumber: string }): readonly HolderFault[] {
  return [
    ...(/\p{L}/u.test(holder.name) ? [] : ['name-missing' as const]),
    ...(/^\d{12}$/.test(holder.idNumber) ? [] : ['number-unusable' as const]),
  ]
}

export type MandateState = 'waiting' | 'active' | 'future' | 'over' | 'revoked'

/** Where a mandate stands on `today`; `waiting` until the named person has signed in once. */
export function mandateState(mandate: MandateTerms & { readonly actorKnown: boolean; readonly revoked: boolean }, today: string): MandateState {
  if (mandate.revoked) return 'revoked'
  if (mandate.validTo < today) return 'over'
  if (!mandate.actorKnown) return 'waiting'
  return mandate.validFrom > today ? 'future' : 'active'
}

/** Does it cover this procedure today? */
export function covers(mandate: MandateTerms & { readonly actorKnown: boolean; readonly revoked: boolean }, procedureCode: string, today: string): boolean {
  return mandateState(mandate, today) === 'active' && mandate.procedureCodes.includes(procedureCode)
}
