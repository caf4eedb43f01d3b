import type { ColumnType, Generated } from 'kysely'
import type { FieldFault } from '../../kernel/errors.ts'
import type { Access, DatasetSchema } from './domain/schema.ts'
import type { ReleasePlan, ReleaseReport } from './domain/anonymise.ts'
import type { Reason } from './domain/persons.ts'
import type { Box } from './domain/quality.ts'
import type { ForeignEntry, KnownPage } from './harvest/entry.ts'
import type { Period, RunFailure, RunResult, RunState, Used } from './domain/analysis.ts'
import type { FileSettings } from './reading/settings.ts'

export type DatasetState = 'draft' | 'published' | 'withdrawn'
export type LoadKind = 'upload' | 'form' | 'pull' | 'drop' | 'register' | 'correction'
export type LoadMode = 'upsert' | 'snapshot' | 'append'
export type LoadState = 'receiving' | 'drifted' | 'reading' | 'checked' | 'accepting' | 'accepted' | 'rejected' | 'failed'
export type LoadPhase = 'inspect' | 'copy' | 'check' | 'accept'
/** What a file has and the contract lacks, or the other way round; a steward decides. */
export interface Drift { readonly kind: 'extra-column' | 'missing-field' | 'doubled-column'; readonly name: string }

/** What a steward said about columns that do not fit: column → field (`''`: leave it out), and fields that may stay empty. */
export interface Decided { readonly columns?: Readonly<Record<string, string>>; readonly missing?: readonly string[] }
/** How far a check is. */
export type CheckPhase = 'waits' | 'pseudonyms' | 'treat' | 'judge' | 'derive'
export type CheckState = 'waiting' | 'running' | 'done' | 'failed'
export type ReleaseState = 'checked' | 'signed' | 'refused'
/** Whether two rows are one person: as somebody answered. */
export type PairState = 'open' | 'later' | 'same' | 'different' | 'merged'
export type SourceKind = 'drop' | 'sql' | 'api'
/** Who accepts what communes enter by form: the keeper, or it counts at once. */
export type FormEntry = 'keeper' | 'at-once'
/** Values of a row as text, by field; null: empty. */
export type Cells = Readonly<Record<string, string | null>>

export interface DatasetsTables {
  'datasets.dataset': {
    id: string; number: Generated<number>; code: string; title: string; title_en: string; description: string; description_en: string; agency_id: string; steward_account_id: string | null
    legal_basis: string; purpose: string; theme: string; keywords: string[]; licence: string; refresh_days: number | null; retention_months: number | null; access: Access; feed: string | null
    state: DatasetState; published_at: Date | null; withdrawn_at: Date | null; withdrawn_because: string | null; schema_version: number; last_load: number; refreshed_at: Date | null; row_count: number; version: number; created_at: Date
    form_entry: ColumnType<FormEntry | null, FormEntry | null | undefined, FormEntry | null>; forgotten_load: Generated<number>; release_id: ColumnType<string | null, string | null | undefined, string | null>
  }
  'datasets.schema_version': { dataset_id: string; version: number; schema: ColumnType<DatasetSchema, string, never>; at: Date; by_account: string | null; reason: string }
  'datasets.load': {
    id: string; dataset_id: string; kind: LoadKind; mode: LoadMode; state: LoadState; file_name: Generated<string>; file_key: string | null; file_sha256: string | null; file_bytes: Generated<number>; format: Generated<string>; encoding: Generated<string>
    mapping: ColumnType<Readonly<Record<string, string>>, string | undefined, string>; drift: ColumnType<readonly Drift[], string | undefined, string>; schema_version: number; effective_on: string; number: number | null; accept: 'all' | 'valid' | null
    rows_read: Generated<number>; rows_valid: Generated<number>; rows_warned: Generated<number>; rows_invalid: Generated<number>; rows_added: Generated<number>; rows_changed: Generated<number>; rows_same: Generated<number>; rows_ended: Generated<number>; bytes_read: Generated<number>
    findings: ColumnType<Readonly<Record<string, number>>, string | undefined, string>; failure: string | null; begun_at: Date; checked_at: Date | null; decided_at: Date | null; by_account: string | null; decided_by: string | null; reason: Generated<string>; version: Generated<number>
    settings: ColumnType<Partial<FileSettings>, string | undefined, string>; header: ColumnType<readonly string[], string | undefined, string>; decided: ColumnType<Decided, string | undefined, string>; report_key: ColumnType<string | null, string | null | undefined, string | null>; source_id: ColumnType<string | null, string | null | undefined, string | null>
  }
  'datasets.load_progress': { load_id: string; phase: LoadPhase; bytes: number; rows: number; at: Date }
  'datasets.source': {
    id: string; dataset_id: string; kind: SourceKind; mode: LoadMode; settings: ColumnType<Readonly<Record<string, string>>, string, string>; sealed: Buffer | null; every_minutes: number | null; accept_alone: boolean; state: 'on' | 'off'
    position: string | null; pending_position: string | null; last_run_at: Date | null; last_load_id: string | null; last_error: string | null; version: number; created_at: Date
  }
  'datasets.form_entry': { id: string; dataset_id: string; agency_id: string; unit_code: string; kind: 'put' | 'end'; row_key: string[]; cells: ColumnType<Cells, string, string>; at: Date; by_account: string | null; load_id: string | null; version: Generated<number> }
  'datasets.load_problem': { load_id: string; place: number; row_number: number; field: string; rule: string; severity: 'error' | 'warning'; value: string }
  'datasets.release': {
    id: string; dataset_id: string; target_id: string; state: ReleaseState; plan: ColumnType<ReleasePlan, string, never>; report: ColumnType<ReleaseReport, string, never>; fields: string[]; k_required: number; k_found: number; load_number: number
    made_at: Date; made_by: string | null; decided_at: Date | null; decided_by: string | null; note: Generated<string>; version: Generated<number>
  }
  'datasets.release_check': {
    id: string; dataset_id: string; plan: ColumnType<ReleasePlan, string, never>; load_number: number; schema_version: number; state: CheckState; phase: Generated<CheckPhase>; report: ColumnType<ReleaseReport | null, string | null, string>; failure: ColumnType<readonly FieldFault[] | null, string | null, string | null>
    code: string | null; title: string | null; release_id: string | null; asked_at: Date; asked_by: string | null; ended_at: Date | null
  }
  'datasets.list_index': { id: string; number: Generated<number>; dataset_id: string; filter_field: string; sort_field: string; state: 'waiting' | 'ready' | 'failed'; failure: string | null; built: ColumnType<string | null, never, never>; asked_at: Date; asked_by: string | null; ended_at: Date | null }
  'datasets.slow_list': { dataset_id: string; filter_field: string; sort_field: string; times: Generated<number>; last_at: Date }
  'datasets.person_pair': { id: string; dataset_id: string; a: Buffer; b: Buffer; row_a: number; row_b: number; score: number; reasons: Reason[]; state: PairState; found_at: Date; decided_at: Date | null; decided_by: string | null; version: number }
  'datasets.person_search': { dataset_id: string; at: Date; load_number: number; rows: number; compared: number; found: number; skipped_blocks: number }
  'datasets.name_form': { short: string; whole: string; changed_at: Date; changed_by: string | null }
  'datasets.quality_day': { dataset_id: string; day: string; at: Date; load_number: number; schema_version: number; score: number | null; boxes: ColumnType<readonly Box[], string, string> }
  'datasets.harvest_source': {
    id: string; code: string; title: string; kind: 'ckan' | 'dcat'; address: string; agency_id: string; every_minutes: number | null; keep_vanished_days: number; state: 'on' | 'off' | 'removed'; pages: ColumnType<Readonly<Record<string, KnownPage>>, string | undefined, string>
    last_run_id: string | null; last_run_at: Date | null; version: Generated<number>; created_at: Date
  }
  'datasets.harvest_run': {
    id: string; source_id: string; state: 'running' | 'done' | 'failed'; begun_at: Date; ended_at: Date | null; pages: Generated<number>; pages_unchanged: Generated<number>; bytes: Generated<number>; expected: number | null; seen: Generated<number>
    added: Generated<number>; changed: Generated<number>; same: Generated<number>; vanished: Generated<number>; removed: Generated<number>; refused: Generated<number>; failure: string | null
  }
  'datasets.harvest_finding': { run_id: string; place: number; kind: 'added' | 'changed' | 'vanished' | 'removed' | 'refused'; identifier: string; title: string; reason: string }
  'datasets.foreign_dataset': { id: string; source_id: string; identifier: string; code: string; entry: ColumnType<ForeignEntry, string, string>; hash: string; modified_at: Date | null; first_seen_at: Date; changed_at: Date; vanished_at: Date | null }
  'datasets.quality_notice': { dataset_id: string; matter: string; at: Date }
  'datasets.query': { id: string; title: string; description: string; statement: string; with_persons: boolean; purpose: string; shared: boolean; agency_id: string; by_account: string; position_id: string; created_at: Date; changed_at: Date; removed_at: ColumnType<Date | null, Date | null | undefined, Date | null>; version: Generated<number> }
  'datasets.query_schedule': { query_id: string; every: Period; hour: number; keep: number; next_at: Date; by_account: string; version: Generated<number> }
  'datasets.query_run': {
    id: string; query_id: string | null; query_version: number | null; scheduled: boolean; statement: string; with_persons: boolean; purpose: string; by_account: string; position_id: string; agency_id: string; state: RunState; cancel_asked: Generated<boolean>
    asked_at: Date; begun_at: ColumnType<Date | null, Date | null | undefined, Date | null>; ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>; used: ColumnType<readonly Used[], string | undefined, string>; rows: ColumnType<number | null, number | null | undefined, number | null>; cut: Generated<boolean>
    failure: ColumnType<RunFailure | null, string | null | undefined, string | null>; result: ColumnType<RunResult | null, string | null | undefined, string | null>
  }
  'datasets.look': { id: string; at: Date; dataset_id: string; person: Buffer; reader: string; agency_id: string | null; purpose: string; fields: string[] }
}
