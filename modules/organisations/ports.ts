import type { OfficerActor } from '../../kernel/actor.ts'

/** An open dossier of an agency, as far as handing over needs it. */
export interface OpenDossier { readonly id: string; readonly code: string | null; readonly procedureName: string; readonly dueOn: string | null }

/** What the pages of administration need to know from modules that stand above this one; the app composes it. */
export interface OrganisationPorts {
  /** a staff account by user name; `disabled` ones may not be seated; `homeAgencyId` opened it */
  findStaffAccount(username: string): Promise<{ readonly accountId: string; readonly displayName: string; readonly disabled: boolean; readonly homeAgencyId: string | null } | undefined>
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  openDossiersOf(actor: OfficerActor, agencyId: string, limit: number): Promise<{ readonly rows: readonly OpenDossier[]; readonly count: number }>
}
