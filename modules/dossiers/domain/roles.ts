import type { OfficerRole } from '../../../kernel/actor.ts'

/** applicant: the subject or the holder of a mandate · helper: somebody of the community team who sits beside · system: timers and connectors. */
export const ACT_ROLES = ['applicant', 'helper', 'reception-officer', 'case-officer', 'approver', 'signer', 'unit-administrator', 'administrator', 'supervisor', 'system'] as const satisfies readonly ('applicant' | 'helper' | 'system' | OfficerRole)[]
export type ActRole = (typeof ACT_ROLES)[number]
