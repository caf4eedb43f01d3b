import type { Text } from '../../../kernel/forms/definition.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { CodeOrder } from './agency-code.ts'
import type { DayCounting, SupplementEffect, SupplementReason } from './clock-types.ts'

export const REGIME_IDS = ['nd-61-2018', 'nd-118-2025', 'nd-309-2026'] as const
export type RegimeId = (typeof REGIME_IDS)[number]

/** A rule and where it stands. `verified`: read in the named text, binding. Else an assumption that a province may set otherwise. */
export interface Rule<T> { readonly value: T; readonly source: string; readonly verified: boolean }

export type Level = 'province' | 'district' | 'commune'

/** The papers of the one-stop desk, named by what they are; their numbers changed with the regime. */
export const FORM_KEYS = ['receipt', 'supplement-request', 'refusal', 'reappointment', 'stop-notice', 'process-control', 'register'] as const
export type FormKey = (typeof FORM_KEYS)[number]
export interface FormSpec {
  readonly key: FormKey
  /** `01` */
  readonly number: string
  readonly title: Required<Text>
  readonly paper: 'A4' | 'A5'
}

/** What the province's own portal may take in online; the national portal always may. */
export type ProvincialFiling = 'all' | 'not-centralised' | 'none'

export interface RuleValues {
  readonly levels: readonly Level[]
  readonly forms: readonly FormSpec[]
  readonly codeOrder: CodeOrder
  readonly provincialFiling: ProvincialFiling
  readonly dayCounting: DayCounting
  readonly dayEnd: 'closing' | 'midnight'
  readonly supplementEffect: Readonly<Record<SupplementReason, SupplementEffect>>
  /** working days after reception within which a supplement may be asked */
  readonly supplementWindowDays: number
  readonly cutoffMinute: number
  readonly boundaryFreeStart: 'competent-agency' | 'reception'
  readonly reappointmentsAllowed: number
  readonly reappointmentNoticeDays: number
  /** whether who proposed an outcome may approve it */
  readonly proposerMayApprove: boolean
}
export type RuleName = keyof RuleValues
export type Rules = { readonly [Name in RuleName]: Rule<RuleValues[Name]> }

/** The law at one day of reception: the regime with the amendments in force that day. */
export interface Regime {
  readonly id: RegimeId
  readonly name: Required<Text>
  readonly validFrom: LocalDate
  /** last day; null while in force */
  readonly validTo: LocalDate | null
  readonly rules: Rules
}
