import type { NoteVerifier } from '../../kernel/ledger/index.ts'
import type { Module } from '../../kernel/module.ts'
import { administrationRoutes } from './routes.ts'

export interface AdministrationPorts {
  readonly verifier: NoteVerifier
  readonly witnessDirs: readonly string[]
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** acts in words, by their codes */
  readonly actNames: ReadonlyMap<string, { readonly vi: string; readonly en: string }>
  /** types of objects in words, likewise */
  readonly objectNames: ReadonlyMap<string, { readonly vi: string; readonly en: string }>
  /** roles in words, likewise */
  readonly roleNames: ReadonlyMap<string, { readonly vi: string; readonly en: string }>
  /** the inner id of the dossier with this code */
  dossierIdOf(typed: string): Promise<string | undefined>
  agencyNamesOf(agencyIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

export const administrationModule = (ports: AdministrationPorts): Module => ({ name: 'administration', routes: administrationRoutes(ports) })
