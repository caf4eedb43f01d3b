import type { ColumnType, Generated } from 'kysely'
import type { ElementDefinition, FrameworkDefinition, IndicatorDefinition, SourceKind } from './domain/definition.ts'
import type { Categories, FormChecks } from './domain/form.ts'
import type { MissingReason } from './domain/missing.ts'
import type { PeriodType } from './domain/period.ts'
import type { ReportState } from './domain/report.ts'
import type { Frequency, Snapshot } from './subscriptions/snapshot.ts'
import type { MailContent } from './subscriptions/words.tsx'

type Json<T> = ColumnType<T, string, string>

export interface IndicatorsTables {
  'indicators.framework': { id: string; code: string; edition: string; definition: Json<FrameworkDefinition>; state: 'draft' | 'published' | 'withdrawn'; origin: 'delivery' | 'office'; valid_from: string; valid_to: string | null; version: number; created_at: Date; published_at: Date | null }
  'indicators.indicator': { id: string; framework_id: string; code: string; place: number; definition: Json<IndicatorDefinition> }
  'indicators.element': { code: string; definition: Json<ElementDefinition>; public: boolean; version: Generated<number> }
  'indicators.constant': { code: string; title: string; value: number; source: Generated<string>; verified: Generated<boolean>; version: Generated<number> }
  'indicators.unit_group': { code: string; title: string; units: string[]; version: Generated<number> }
  'indicators.form': { id: string; code: string; title: string; title_en: string; period_type: PeriodType; due_days: number; elements: string[]; agency_kinds: string[]; valid_from: string; valid_to: string | null; version: Generated<number>; categories: ColumnType<Categories, string | undefined, string>; checks: ColumnType<FormChecks, string | undefined, string> }
  'indicators.report': { id: string; form_id: string; agency_id: string; unit_code: string; period: string; due_on: string; state: ReportState; first_submitted_at: Date | null; submitted_by: string | null; decided_at: Date | null; decided_by: string | null; returned_because: string | null; version: number }
  'indicators.reading': {
    id: string; element: string; category: Generated<string>; unit_code: string; agency_id: string | null; period: string; period_start: string; period_end: string; value: number | null; comment: Generated<string>; source: SourceKind; source_ref: Generated<string>; evidence: Generated<string[]>
    report_id: string | null; state: ReportState; corrects: string | null; superseded_by: string | null; recorded_at: Date; recorded_by: string | null; approved_at: Date | null; approved_by: string | null
  }
  'indicators.run': { id: string; framework_id: string; period: string; inputs_hash: Buffer; method: Json<object>; at: Date; by_account: string | null; public: Generated<boolean> }
  'indicators.run_score': { run_id: string; unit_code: string; code: string; value: number | null; points: number | null; max: number | null; rank: number | null; rank_low: number | null; rank_high: number | null; reasons: ColumnType<readonly MissingReason[], string | undefined, never> }
  'indicators.run_request': { id: string; framework_id: string; period: string; scope: 'communes' | 'entered'; draws: number; public: boolean; state: Generated<'waiting' | 'running' | 'done' | 'failed'>; done: Generated<number>; run_id: string | null; message: Generated<string>; requested_at: Date; requested_by: string | null; finished_at: Date | null }
  'indicators.task': { id: string; title: string; document: string; indicator_code: Generated<string>; agency_id: string; assigner_agency_id: string; assigned_on: string; due_on: string; done_on: string | null; result: Generated<string>; evidence: Generated<string[]>; version: Generated<number> }
  'indicators.subscription': { id: string; email_sealed: Buffer; email_hash: Buffer; framework: string; edition: string; subject: string; frequency: Frequency; lang: 'vi' | 'en'; asked_at: Date; confirmed_at: Date | null; ended_at: Date | null; seen: ColumnType<Snapshot | null, string | null, string>; told_on: string | null; looked_at: Date | null; refusals: Generated<number> }
  'indicators.subscription_mail': { id: string; subscription_id: string; digest: string; content: ColumnType<MailContent | null, string, string | null>; state: Generated<'waiting' | 'sending' | 'sent' | 'failed' | 'unclear'>; made_at: Date; sent_at: Date | null; last_error: string | null }
}
