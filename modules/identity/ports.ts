import type { OfficerActor } from '../../kernel/actor.ts'

/** What sign-in needs to know from the organisations module; the app composes it from that module's door. */
export interface IdentityPorts {
  /** The officer behind a staff account in the given position, or in the main one; undefined when the account holds no position today. */
  officerActorFor(accountId: string, positionId?: string): Promise<OfficerActor | undefined>
  /** The positions that a staff account holds today, to choose from. */
  positionsOf(accountId: string): Promise<readonly PositionChoice[]>
}

export interface PositionChoice { readonly positionId: string; readonly title: string; readonly agencyName: string }
