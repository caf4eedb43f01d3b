import { ACT_NAMES, ACT_ROWS } from './action-table.ts'
import type { Act, Transition } from './action-table.ts'
import type { Axes, Processing } from './axes.ts'
import { axesAfter } from './effects.ts'
import type { ActDetails } from './effects.ts'
import { GUARDS } from './guards.ts'
import type { ActorFacts, DossierFacts, GuardReason, JudgeSettings } from './guards.ts'
import type { ActRole } from './roles.ts'

export type Reason = 'wrong-role' | 'outside-scope' | 'wrong-status' | GuardReason
export type Warning = 'second-supplement' | 'supplement-window-over' | 'consultation-open' | 'result-before-payment'
export type Verdict =
  | { readonly ok: true; readonly next: Axes; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly reason: Reason }

/**
 * May this actor do this to this dossier, and what becomes of it? Pages ask it to show or explain a button, the API asks it again
 * before it writes. Reasons are stable codes (`reasons.ts` has their texts).
 */
export function judge(act: Act, dossier: DossierFacts, actor: ActorFacts, settings: JudgeSettings, details: ActDetails = {}): Verdict {
  const row = ACT_ROWS[act]
  const held = actor.roles.filter(role => row.transitions.some(transition => transition.by.includes(role)))
  if (held.length === 0) return { ok: false, reason: 'wrong-role' }
  const roles = held.filter(role => isInScope(role, act, dossier, actor))
  if (roles.length === 0) return { ok: false, reason: 'outside-scope' }
  const possible = transitionsFor(act, dossier.axes.processing, roles)
  if (possible.length === 0) return { ok: false, reason: blockedReason(act, dossier.axes.processing) }
  const failures = possible.map(transition => firstFailure(transition, row.guards, dossier, actor, settings))
  const index = failures.indexOf(null)
  const transition = possible[index]
  if (transition === undefined) return { ok: false, reason: failures[0] ?? 'wrong-status' }
  return { ok: true, next: axesAfter(act, dossier.axes, targetOf(transition, dossier.axes.processing), details), warnings: warningsOf(act, dossier, settings) }
}

/** Every act that this actor's roles know, with the verdict: a desk page shows the possible ones and explains the others. */
export function judgeAll(dossier: DossierFacts, actor: ActorFacts, settings: JudgeSettings): readonly { readonly act: Act; readonly verdict: Verdict }[] {
  return ACT_NAMES.map(act => ({ act, verdict: judge(act, dossier, actor, settings) })).filter(({ verdict }) => verdict.ok || verdict.reason !== 'wrong-role')
}

/** The table alone, guards and scope aside: the state after, or why not. */
export function tableVerdict(act: Act, processing: Processing, role: ActRole): Processing | 'wrong-role' | 'wrong-status' {
  const transition = transitionsFor(act, processing, [role])[0]
  if (transition !== undefined) return targetOf(transition, processing)
  return ACT_ROWS[act].transitions.some(({ by }) => by.includes(role)) ? blockedReason(act, processing) : 'wrong-role'
}

/** The state a history step leads to, whoever did it; undefined when the table has no such step. */
export function tableTarget(act: Act, processing: Processing): Processing | undefined {
  const transition = ACT_ROWS[act].transitions.find(({ from }) => from.includes(processing))
  return transition === undefined ? undefined : targetOf(transition, processing)
}

function transitionsFor(act: Act, processing: Processing, roles: readonly ActRole[]): readonly Transition[] {
  return ACT_ROWS[act].transitions.filter(({ from, by }) => from.includes(processing) && by.some(role => roles.includes(role)))
}

/** Somebody else could do it now, or nobody can. */
function blockedReason(act: Act, processing: Processing): 'wrong-role' | 'wrong-status' {
  return tableTarget(act, processing) === undefined ? 'wrong-status' : 'wrong-role'
}

function targetOf({ to }: Transition, processing: Processing): Processing {
  return to === 'same' ? processing : to
}

function firstFailure(transition: Transition, shared: Transition['guards'], dossier: DossierFacts, actor: ActorFacts, settings: JudgeSettings): GuardReason | null {
  const failed = [...transition.guards ?? [], ...shared ?? []].find(name => !GUARDS[name].holds(dossier, actor, settings))
  return failed === undefined ? null : GUARDS[failed].reason
}

/** The one-stop desk acts for the receiving agency, the others for the competent one; who was asked for an opinion, for itself (ND 61/2018 D14, D19.5). */
function isInScope(role: ActRole, act: Act, dossier: DossierFacts, actor: ActorFacts): boolean {
  if (role === 'applicant' || role === 'helper' || role === 'system') return true
  if (act === 'answerConsultation') return dossier.consultedAgencyIds.some(agencyId => actor.scopeAgencyIds.includes(agencyId))
  // who supervises urges on either side (ND 61/2018 D8.2.b)
  if (role === 'supervisor') return [dossier.receivingAgencyId, dossier.competentAgencyId].some(agencyId => actor.scopeAgencyIds.includes(agencyId))
  return actor.scopeAgencyIds.includes(role === 'reception-officer' ? dossier.receivingAgencyId : dossier.competentAgencyId)
}

function warningsOf(act: Act, dossier: DossierFacts, settings: JudgeSettings): readonly Warning[] {
  const warnings: Warning[] = []
  if (act === 'requestSupplement') {
    // ND 61/2018 D5, D15.3: once and complete; the national dashboard counts a second request as late (QD 766 rule 5)
    if (dossier.supplementCount > 0) warnings.push('second-supplement')
    if ((dossier.workingDaysSinceReceived ?? 0) > settings.supplementWindowDays) warnings.push('supplement-window-over')
  }
  if (act === 'proposeOutcome' && dossier.consultedAgencyIds.length > 0) warnings.push('consultation-open')
  if (act === 'signResult' && dossier.axes.money === 'due') warnings.push('result-before-payment')
  return warnings
}
