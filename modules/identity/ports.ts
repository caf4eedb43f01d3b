import type { OfficerActor } from '../../kernel/actor.ts'

/** What sign-in needs to know from other modules; the app composes it from their doors, since all of them use this one. */
export interface IdentityPorts {
  /** The officer behind a staff account in the given position, or in the main one; undefined when the account holds no position today. */
  officerActorFor(accountId: string, positionId?: string): Promise<OfficerActor | undefined>
  /** The positions that a staff account holds today, to choose from. */
  positionsOf(accountId: string): Promise<readonly PositionChoice[]>
  /** Names of procedures by code; codes that do not exist are absent. */
  procedureNames(codes: readonly string[]): Promise<ReadonlyMap<string, string>>
}

export interface PositionChoice { readonly positionId: string; readonly title: string; readonly agencyName: string }
