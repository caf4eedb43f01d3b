import type { ColumnType, Generated } from 'kysely'
import type { KnownFacts } from '../../kernel/forms/prefill.ts'
import type { Answers, Text } from '../../kernel/forms/definition.ts'

/** jsonb: read as parsed value, written as JSON text */
type Json<T> = ColumnType<T, string, string>
type At = ColumnType<Date, Date, Date>
type AtOrNone = ColumnType<Date | null, Date | null, Date | null>

/** Processing, supplement and the other axes are typed where they are decided: `domain/state.ts`. */
export interface DossierTables {
  'dossiers.draft': DraftTable
  'dossiers.draft_file': { id: string; draft_id: string; component_id: string; file_id: string; position: number; added_at: At }
  'dossiers.dossier': DossierTable
  'dossiers.action': ActionTable
  'dossiers.dossier_file': { id: string; dossier_id: string; component_id: string; file_id: string; position: number; added_seq: number; replaced_seq: number | null }
  'dossiers.paper_item': { dossier_id: string; component_id: string; originals: number; certified_copies: number; plain_copies: number; shown_only: boolean; digitised: number }
  'dossiers.supplement_request': SupplementTable
  'dossiers.consultation': { id: string; dossier_id: string; agency_id: string; question: string; deadline: At; asked_at: At; asked_by_name: string; answer: string | null; answered_at: AtOrNone; answered_by_name: string | null }
  'dossiers.message': { id: string; dossier_id: string; from_side: 'applicant' | 'desk' | 'system'; author_account_id: string | null; author_name: string; body: string; at: At; read_at: AtOrNone }
  'dossiers.paper': { id: string; dossier_id: string; kind: string; action_seq: number; file_id: string; made_at: At }
  'dossiers.result': ResultTable
  'dossiers.delivery': { id: string; dossier_id: string; method: 'online' | 'counter' | 'post'; recipient_name: string | null; recipient_id_last4: string | null; tracking_number: string | null; at: At; by_name: string }
  'dossiers.work_filter': { id: string; account_id: string; name: string; query: string; created_at: At }
  'dossiers.digest': { agency_id: string; day: string; sent_at: At }
  'dossiers.code_counter': { scope: string; period: string; last: number }
  'dossiers.view_log': { id: string; dossier_id: string; viewer_account_id: string; viewer_name: string; viewer_title: string; agency_id: string | null; what: string; at: At }
}

/** What the population database said when the person let it be asked; only what the form wants. `notes`: why an answer is another, by question. */
export interface PopulationFacts { readonly at: string; readonly facts: KnownFacts; readonly notes: Readonly<Record<string, string>> }

interface DraftTable {
  id: string; account_id: string; subject_account_id: string; mandate_id: string | null; procedure_code: string; case_id: string | null; receiving_agency_id: string | null
  answers: Json<Answers>; done_pages: string[]; submission_key: string; version: Generated<number>
  contact: ColumnType<Contact, string | undefined, string>; return_method: ColumnType<'online' | 'counter' | 'post' | null, 'online' | 'counter' | 'post' | null | undefined, 'online' | 'counter' | 'post' | null>; return_address: ColumnType<string | null, string | null | undefined, string | null>
  created_at: Generated<Date>; updated_at: ColumnType<Date, Date | undefined, Date>; submitted_dossier_id: string | null
  population: ColumnType<PopulationFacts | null, string | undefined, string>
}

export interface SupplementItem { readonly componentId?: string; readonly field?: string; readonly reasonCode: string; readonly note: string }

interface SupplementTable {
  id: string; dossier_id: string; stage: 'before-acceptance' | 'after-acceptance'; items: Json<readonly SupplementItem[]>; note: string; asked_at: At; asked_by_account_id: string; asked_by_name: string; deadline: AtOrNone; answered_at: AtOrNone
}

/** What the case officer proposes and the approver approves; `values` fill the template. */
export interface Outcome { readonly kind: 'granted' | 'refused'; readonly templateId: string; readonly title: string; readonly values: Readonly<Record<string, string>>; readonly body: string }
export interface Contact { readonly phone?: string; readonly email?: string; readonly address?: string }
export interface TraceStep { readonly text: Text; readonly at?: string; readonly source?: string }

interface DossierTable {
  id: string; submission_key: string; code: string | null; external_code: string | null; origin: ColumnType<'local' | 'external', 'local' | 'external' | undefined, never>; regime: string
  procedure_code: string; procedure_name: string; field: string; procedure_case_id: string; case_id: string; channel: 'online' | 'counter' | 'post'
  subject_account_id: string | null; subject_kind: 'person' | 'organisation' | 'agency' | 'other'; subject_name: string; subject_id_hash: Buffer | null; subject_contact: Json<Contact>
  submitter_account_id: string | null; submitter_name: string; mandate_id: string | null
  receiving_agency_id: string; competent_agency_id: string; holder_agency_id: string
  answers: Json<Answers>; population: ColumnType<PopulationFacts | null, string | null | undefined, never>; summary: string
  processing: string; supplement: string; money: string; delivery: string; digitisation: string; sync: string
  step_id: string | null; assignee_account_id: string | null; proposed_by_account_id: string | null
  return_method: 'online' | 'counter' | 'post'; return_address: string | null
  submitted_at: At; received_at: AtOrNone; legal_due_at: AtOrNone; promised_at: AtOrNone; due_at: ColumnType<Date | number, Date | 'infinity', Date | 'infinity'>; due_trace: Json<readonly TraceStep[]>
  reappointed: boolean; supplement_count: number; outcome: ColumnType<Outcome | null, string | null, string | null>; fee_amount: number
  finished_at: AtOrNone; closed_at: AtOrNone; last_event_at: At; last_alarm_at: ColumnType<Date | null, Date | null | undefined, Date | null>; search: string; version: Generated<number>
}

interface ActionTable {
  dossier_id: string; seq: number; id: string; act: string; at: At; actor_kind: string; actor_account_id: string | null; actor_position_id: string | null; actor_name: string
  role: string; agency_id: string | null; payload: Json<Readonly<Record<string, unknown>>>; reason: string | null; idempotency_key: string | null; press_hash: Buffer | null
}

interface ResultTable {
  id: string; dossier_id: string; kind_code: string; kind: 'granted' | 'refused'; code: string; symbol: string; title: string; owner_name: string; agency_id: string; agency_name: string
  signer_name: string; signer_title: string; signed_at: At; valid_from: string; valid_to: string | null; file_id: string; file_hash: Buffer; state: ColumnType<'in-force' | 'revoked', 'in-force' | 'revoked' | undefined, 'in-force' | 'revoked'>
  revoked_at: AtOrNone; revoked_by_name: string | null; revoke_reason: string | null; version: Generated<number>
}
