import type { OfficerRole } from '../../../kernel/actor.ts'

/** applicant: whose dossier it is · helper: who filed it for somebody, while the mandate holds · system: timers and connectors. */
export const ACT_ROLES = ['applicant', 'helper', 'reception-officer', 'case-officer', 'approver', 'signer', 'unit-administrator', 'administrator', 'supervisor', 'data-steward', 'system'] as const satisfies readonly (CitizenRole | 'system' | OfficerRole)[]
export type ActRole = (typeof ACT_ROLES)[number]
export type CitizenRole = 'applicant' | 'helper'

/**
 * As what somebody signed in stands before a dossier; undefined: as nobody. Filing for another makes nobody its owner: a helper acts as long as
 * the mandate holds and is a stranger from the moment it ends (BLDS 2015 D140.3: with its term, or when either side ends it).
 */
export function citizenRole(accountId: string, dossier: { readonly subjectAccountId: string | null; readonly submitterAccountId: string | null }, mandateHolds: boolean): CitizenRole | undefined {
  if (accountId === dossier.subjectAccountId) return 'applicant'
  return accountId === dossier.submitterAccountId && mandateHolds ? 'helper' : undefined
}
