import type { NoteVerifier } from '../../kernel/ledger/index.ts'
import type { Module } from '../../kernel/module.ts'
import { administrationRoutes } from './routes.ts'

export interface AdministrationPorts {
  readonly verifier: NoteVerifier
  readonly witnessDirs: readonly string[]
  namesOf(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  agencyNamesOf(agencyIds: readonly string[]): Promise<ReadonlyMap<string, string>>
}

export const administrationModule = (ports: AdministrationPorts): Module => ({ name: 'administration', routes: administrationRoutes(ports) })
