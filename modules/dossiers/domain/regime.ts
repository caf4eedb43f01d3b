import type { LocalDate } from '../../../kernel/working-time.ts'
import type { ClockPolicy } from './clock-types.ts'
import type { CodeStrategy } from './code.ts'
import { REGIMES } from './regime-table.ts'
import type { FormKey, FormSpec, Regime, RegimeId, Rule, RuleName, Rules, RuleValues } from './regime-types.ts'

/** The law for a dossier received on a day (ND 61/2018, ND 118/2025, ND 309/2026); undefined before 21/06/2018. */
export function findRegime(receivedOn: LocalDate): Regime | undefined {
  const row = REGIMES.findLast(candidate => candidate.validFrom <= receivedOn)
  if (row === undefined) return undefined
  const { base, amendments, ...regime } = row
  const rules = amendments.filter(amendment => amendment.validFrom <= receivedOn).reduce<Rules>((all, amendment) => ({ ...all, ...amendment.changes }), base)
  return { ...regime, rules }
}

/** What a province may set for a regime: only rules that nobody has verified. */
export type RegimeSettings = { readonly [Id in RegimeId]?: Partial<RuleValues> & { readonly source: string } }

/** Names of settings that contradict a verified rule; empty when the settings are usable. */
export function refusedSettings(regime: Regime, settings: RegimeSettings): readonly RuleName[] {
  const own = settings[regime.id]
  return own === undefined ? [] : ruleNames(regime).filter(name => own[name] !== undefined && regime.rules[name].verified)
}

/** The regime with the province's settings in place of unverified rules; settings against verified rules are not taken. */
export function withSettings(regime: Regime, settings: RegimeSettings): Regime {
  const own = settings[regime.id]
  if (own === undefined) return regime
  const { source, ...values } = own
  return { ...regime, rules: override(regime.rules, values, source) }
}

/** The part of a regime that the clock needs. */
export function clockPolicyOf({ rules }: Regime): ClockPolicy {
  return {
    dayCounting: rules.dayCounting.value, dayEnd: rules.dayEnd.value, supplement: rules.supplementEffect.value, cutoffMinute: rules.cutoffMinute.value,
    boundaryFreeStart: rules.boundaryFreeStart.value, reappointmentsAllowed: rules.reappointmentsAllowed.value, reappointmentNoticeDays: rules.reappointmentNoticeDays.value
  }
}

/** How dossier codes are written under a regime. */
export function codeStrategyOf({ rules }: Regime): CodeStrategy {
  return { version: 1, order: rules.codeOrder.value }
}

/** A form by what it is; undefined where the regime has none (a stop notice before 2025). */
export function findForm({ rules }: Regime, key: FormKey): FormSpec | undefined {
  return rules.forms.value.find(form => form.key === key)
}

export type FilingReason = 'national-portal-only' | 'centralised-service'

/** Whether the province's own portal may take this service online (ND 224/2026 D15.1.i); the answer names the rule's source. */
export function judgeProvincialFiling({ rules }: Regime, service: { readonly centralised: boolean }): { readonly ok: true } | { readonly ok: false; readonly reason: FilingReason; readonly source: string } {
  const { value, source } = rules.provincialFiling
  if (value === 'none') return { ok: false, reason: 'national-portal-only', source }
  return value === 'not-centralised' && service.centralised ? { ok: false, reason: 'centralised-service', source } : { ok: true }
}

function override(rules: Rules, values: Partial<RuleValues>, source: string): Rules {
  const take = <T>(rule: Rule<T>, value: T | undefined): Rule<T> => value === undefined || rule.verified ? rule : { value, source, verified: false }
  return {
    levels: take(rules.levels, values.levels),
    forms: take(rules.forms, values.forms),
    codeOrder: take(rules.codeOrder, values.codeOrder),
    provincialFiling: take(rules.provincialFiling, values.provincialFiling),
    dayCounting: take(rules.dayCounting, values.dayCounting),
    dayEnd: take(rules.dayEnd, values.dayEnd),
    supplementEffect: take(rules.supplementEffect, values.supplementEffect),
    supplementWindowDays: take(rules.supplementWindowDays, values.supplementWindowDays),
    cutoffMinute: take(rules.cutoffMinute, values.cutoffMinute),
    boundaryFreeStart: take(rules.boundaryFreeStart, values.boundaryFreeStart),
    reappointmentsAllowed: take(rules.reappointmentsAllowed, values.reappointmentsAllowed),
    reappointmentNoticeDays: take(rules.reappointmentNoticeDays, values.reappointmentNoticeDays),
    proposerMayApprove: take(rules.proposerMayApprove, values.proposerMayApprove)
  }
}

function ruleNames(regime: Regime): readonly RuleName[] {
  const isName = (name: string): name is RuleName => name in regime.rules
  return Object.keys(regime.rules).filter(isName)
}
