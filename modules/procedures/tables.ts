import type { ColumnType, Generated } from 'kysely'
import type { Text } from '../../kernel/forms/definition.ts'
import type { Level, OnlineLevel, ProcedureContent } from './domain/content.ts'
import type { ProcedurePack } from './domain/pack.ts'

/** jsonb goes in as text and comes out parsed. */
type Json<T> = ColumnType<T, string, string>
export type LocalStatus = 'published' | 'hidden' | 'abolished'
export type ProposalState = 'open' | 'published' | 'withdrawn'
export type Settlement = 'synonym' | 'set-aside'

export interface ProceduresTables {
  'procedures.procedure': { code: string; popularity: Generated<number>; local_status: Generated<LocalStatus>; version: Generated<number>; offers_version: Generated<number>; created_at: Date }
  'procedures.procedure_version': {
    id: string; code: string; version: number; valid_from: string; valid_to: string | null; source: string; decision: string
    name: string; name_folded: Generated<string>; field: string; ministry: string; levels: readonly Level[]; agency: string | null
    subjects: readonly string[]; online_level: OnlineLevel; content: Json<ProcedureContent>; content_hash: string; recorded_at: Date
  }
  'procedures.procedure_case': {
    id: string; code: string; version_id: string; pack: Json<ProcedurePack>; pack_hash: string; valid_from: string; valid_to: string | null
    approved_by: string; approved_on: string; amended: Generated<boolean>; recorded_at: Date
  }
  'procedures.agency_offer': {
    id: string; code: string; receiving_agency_id: string; competent_agency_id: string; boundary_free: Generated<boolean>
    external_url: string | null; beneficiary_account: string | null; valid_from: string; valid_to: string | null
  }
  'procedures.synonym': { id: string; phrase: string; phrase_folded: Generated<string>; replacements: readonly string[]; active: Generated<boolean>; delivered: Generated<boolean>; version: Generated<number>; changed_at: Date }
  'procedures.life_event': { slug: string; position: number; title: Json<Text>; summary: Json<Text>; codes: readonly string[]; active: Generated<boolean>; version: Generated<number>; changed_at: Date }
  'procedures.signpost': { slug: string; about: readonly string[]; names: readonly string[]; title: Json<Text>; advice: Json<Text>; url: string | null; url_text: ColumnType<Text | null, string | null, string | null>; active: Generated<boolean>; version: Generated<number>; changed_at: Date }
  'procedures.search_miss': {
    query_folded: string; query: string; times: Generated<number>; first_at: Date; last_at: Date
    version: Generated<number>; settled: Settlement | null; settled_at: Date | null; settled_reason: string | null; settled_by_account_id: string | null
  }
  'procedures.pack_proposal': {
    id: string; code: string; pack: Json<ProcedurePack>; state: Generated<ProposalState>; version: Generated<number>
    opened_at: Date; opened_by_account_id: string; changed_at: Date; changed_by_account_id: string
  }
  'procedures.history': { id: string; object_type: string; object_id: string; version: number; content: unknown; changed_at: Date; changed_by_account_id: string | null }
  'procedures.catalogue_state': { single: Generated<boolean>; revision: number }
}
