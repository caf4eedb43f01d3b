/** Who acts. Every act, row and ledger entry keeps the three apart: actor (who clicks), subject (for whom), mandate (by what right). */
export const OFFICER_ROLES = ['reception-officer', 'case-officer', 'approver', 'signer', 'unit-administrator', 'administrator', 'supervisor', 'data-steward'] as const
export type OfficerRole = (typeof OFFICER_ROLES)[number]

/** Nobody signed in. */
export interface AnonymousActor { readonly kind: 'anonymous' }

/** A person or organisation account of the national sign-in; assurance is the LoA of this session (NĐ 69/2024: 1 or 2). */
export interface CitizenActor {
  readonly kind: 'citizen'
  readonly accountId: string
  readonly assurance: 1 | 2
  readonly displayName: string
}

/** Staff in one position; scopeAgencyIds is the agency of the position and everything below it today. */
export interface OfficerActor {
  readonly kind: 'officer'
  readonly accountId: string
  readonly positionId: string
  readonly agencyId: string
  readonly roles: readonly OfficerRole[]
  readonly scopeAgencyIds: readonly string[]
  readonly displayName: string
  /** as printed under a signature: "Công chức tư pháp - hộ tịch" */
  readonly positionTitle: string
  readonly agencyName: string
  /** id of the access token by which a system acts as this officer; absent: the officer is there */
  readonly token?: string
}

/** The platform itself: timers, imports, the operator's command. */
export interface SystemActor { readonly kind: 'system'; readonly name: string }

export type Actor = AnonymousActor | CitizenActor | OfficerActor | SystemActor
