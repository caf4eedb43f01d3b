import type { Answers, Condition, FormDefinition, FormPage, Text } from '../../../kernel/forms/definition.ts'
import type { TimeLimit, TimeUnit } from '../../../kernel/working-time.ts'
import type { WorkflowDefinition } from './workflow.ts'

/**
 * A procedure as a province publishes it: the parts of NĐ 63/2010 Đ8.2 plus what lets people fill it in and officers process
 * it. Plain data, one file a procedure (`provinces/…/procedures/<code>.json`); `pack-check.ts` says whether it may be published.
 */
export interface ProcedurePack {
  readonly code: string
  /** the official name */
  readonly name: Text
  /** one plain sentence: what you get and when you need it */
  readonly summary: Text
  readonly field: string
  readonly levels: readonly Level[]
  /** code in the national catalogue */
  readonly nationalCode: string
  readonly source: string
  readonly decision?: string
  /** what of the content is restated from the source, what the province must still confirm */
  readonly sourceNote: Text
  /** first and last day on which it may be filed (`yyyy-mm-dd`) */
  readonly validFrom: string
  readonly validTo?: string
  /** level of assurance that the sign-in must have (NĐ 69/2024) */
  readonly assurance: 1 | 2
  /** NĐ 224/2026 Đ14: toàn trình unless a published reason forbids */
  readonly onlineLevel: 'full' | 'partial'
  readonly onlineLevelReason?: Text
  readonly subjects: readonly Subject[]
  readonly results: readonly ResultKind[]
  readonly legalBasis: readonly { readonly code: string; readonly name: string }[]
  readonly cases: readonly ProcedureCase[]
  readonly scenarios: readonly Scenario[]
}

export const LEVELS = ['province', 'commune'] as const
export type Level = (typeof LEVELS)[number]
export const SUBJECTS = ['citizen', 'overseas-vietnamese', 'foreigner', 'enterprise', 'cooperative', 'organisation', 'household-business'] as const
export type Subject = (typeof SUBJECTS)[number]
export const CHANNELS = ['online', 'counter', 'post'] as const
export type Channel = (typeof CHANNELS)[number]

/** code of the national list of results, `KQ.G15.000031` */
export interface ResultKind { readonly code: string; readonly name: string }

/** Trường hợp: the unit that carries form, papers, times, fees and process. */
export interface ProcedureCase {
  readonly id: string
  readonly title: Text
  readonly hint?: Text
  readonly eligibility: Eligibility
  /** asked after the eligibility questions; both share one space of names, so that conditions may use either */
  readonly form: FormDefinition
  readonly components: readonly ComponentDefinition[]
  readonly channels: { readonly [C in Channel]?: ChannelTerms }
  /** NĐ 61/2018 Đ17.4: given at once, no receipt with an appointment needed */
  readonly noAppointment?: boolean
  /** may be filed at any desk of the province, whatever the place of residence */
  readonly boundaryFree?: boolean
  readonly receivingLevels: readonly Level[]
  readonly competentLevel: Level
  /** kind of the competent agency (`agencies.json`) */
  readonly agencyKind: string
  readonly consultations: readonly Consultation[]
  readonly workflow: WorkflowDefinition
  readonly outcomes: readonly OutcomeTemplate[]
  readonly supplementReasons: readonly SupplementReason[]
}

/** Questions before the form, and the answers that end the way with advice instead of a form. */
export interface Eligibility { readonly pages: readonly FormPage[]; readonly stops: readonly Stop[] }
export interface Stop { readonly id: string; readonly when: Condition; readonly title: Text; readonly advice: Text; readonly seeProcedure?: string }

/** Thành phần hồ sơ: a paper or proof besides the form. Never the form itself (the answers are the form). */
export interface ComponentDefinition {
  readonly id: string
  readonly name: Text
  /** what it is and where one gets it, in plain words */
  readonly explanation: Text
  readonly original: number
  readonly copy: number
  readonly required: boolean
  readonly showIf?: Condition
  readonly accept: readonly ('photo' | 'pdf' | 'document')[]
  /** result code under which the person's store may already hold it */
  readonly reusableResultCode?: string
  /** only shown for comparison and handed back (NĐ 61/2018 Đ20.2) */
  readonly presentOnly?: boolean
  /** the article that asks for a hand-signed form although its content is asked online */
  readonly wetSignatureLaw?: string
}

export interface ChannelTerms { readonly time: CaseTime; readonly fees: readonly Fee[] }
/** `SAME_DAY`: within the day of reception, the next working day after the cut-off; `value` is 1 then. `OTHER`: `note` says it in words. */
export interface CaseTime { readonly value: number; readonly unit: TimeUnit | 'SAME_DAY'; readonly note?: Text }

export interface Fee {
  readonly id: string
  readonly name: Text
  /** fee = phí, charge = lệ phí */
  readonly kind: 'fee' | 'charge'
  /** whole VND; of one unit when `per` is given; 0 beside `tariff` or `usd` */
  readonly amount: number
  /** multiplies by this number answer, or by the items of this repeat group */
  readonly per?: string
  readonly tariff?: PageTariff
  /** set in dollars by the rule, paid in VND at the day's rate */
  readonly usd?: number
  readonly exemptIf?: Condition
  readonly note?: Text
  /** the amount belongs to the People's Council and was not found: the province must confirm it */
  readonly unconfirmed?: boolean
}
/** A price by page for every item of a repeat group, for every copy, with a ceiling for one copy (TT 226/2016/TT-BTC). */
export interface PageTariff {
  readonly each: string; readonly pages: string; readonly copies: string
  readonly firstPages: number; readonly firstAmount: number; readonly nextAmount: number; readonly maxPerCopy: number
}

export interface Consultation { readonly id: string; readonly agencyKind: string; readonly question: Text; readonly time: TimeLimit; readonly when?: Condition }

/** `{{…}}` places in title and body are listed in `outcome.ts`. */
export interface OutcomeTemplate {
  readonly id: string
  readonly kind: 'granted' | 'refused'
  readonly title: string
  readonly body: string
  readonly resultCode?: string
  readonly paperKind: 'certificate' | 'extract' | 'notice' | 'decision' | 'certified-copy'
  readonly validForDays?: number
}

/** A ready sentence for a request to supplement; names the paper or the question it is about (QĐ 766: no second request). */
export interface SupplementReason { readonly id: string; readonly text: Text; readonly component?: string; readonly field?: string }

/** A worked example that must keep holding at every publication. */
export interface Scenario {
  readonly name: string
  readonly caseId: string
  readonly channel: Channel
  /** day of filing */
  readonly today: string
  readonly answers: Answers
  /** id of the stop that ends the way; then nothing else is expected */
  readonly expectStop?: string
  readonly expectComponents?: readonly string[]
  readonly expectFaults?: readonly { readonly field: string; readonly code: string }[]
  /** whole VND */
  readonly expectFee?: number
  /** instants with offset; a `dueAt` of ten characters compares the day only */
  readonly expectDue?: { readonly receivedAt: string; readonly dueAt: string }
  readonly expectOutcome?: { readonly template: string; readonly contains: readonly string[] }
}

/** Everything a person is asked: the eligibility questions, then the form. What a dossier stores answers to. */
export function completeForm(of: Pick<ProcedureCase, 'eligibility' | 'form'>): FormDefinition {
  if (of.eligibility.pages.length === 0) return of.form
  return { sections: [{ id: 'eligibility', title: { vi: 'Bạn có làm được thủ tục này không?', en: 'Can you use this service?' }, pages: of.eligibility.pages }, ...of.form.sections] }
}
