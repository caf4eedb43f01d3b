import type { Text } from '../../../kernel/forms/definition.ts'
import type { TimeLimit, TimeUnit } from '../../../kernel/working-time.ts'

/** Units in which the catalogue gives a time (procedures of the national database use exactly these five). */
export const TIME_UNITS = ['HOUR', 'WORKING_DAY', 'DAY', 'MONTH', 'OTHER'] as const satisfies readonly TimeUnit[]

export const STEP_KINDS = ['work', 'consult', 'propose', 'approve', 'sign'] as const
export type StepKind = (typeof STEP_KINDS)[number]

export interface WorkflowStep {
  readonly id: string
  readonly name: Text
  /** who does it: an officer role of `kernel/actor.ts` or a group of the agency */
  readonly role: string
  /** null: the step has no time of its own */
  readonly time: TimeLimit | null
  readonly kind: StepKind
}
export interface WorkflowTransition { readonly from: string; readonly to: string; readonly label: Text }

/**
 * The internal process (quy trinh noi bo, TT 01/2018/TT-VPCP D8) of one procedure case. The first step is the start, steps stand in
 * working order; a transition to an earlier step is a return and takes no legal time of its own.
 */
export interface WorkflowDefinition { readonly steps: readonly WorkflowStep[]; readonly transitions: readonly WorkflowTransition[] }

export type WorkflowFaultCode = 'no-steps' | 'duplicate-step' | 'unknown-step' | 'duplicate-transition' | 'unreachable-step' | 'no-end'
  | 'role-with-nobody' | 'negative-time' | 'time-above-limit'
export interface WorkflowFault { readonly code: WorkflowFaultCode; readonly stepId: string | null; readonly params: Readonly<Record<string, string | number>> }

export interface WorkflowContext {
  /** roles that somebody holds; null: not checked here */
  readonly staffedRoles: ReadonlySet<string> | null
  /** the legal time of the case; null or OTHER: not checked */
  readonly legalTime: TimeLimit | null
  /** working minutes of one working day; default 480 */
  readonly minutesPerDay?: number
}

/**
 * Working minutes of a time, for comparing steps with the legal time before any date is known: a calendar day counts 5/7 of a
 * working day, a month 30 days. OTHER has none.
 */
export function approximateMinutes(time: TimeLimit, minutesPerDay = 480): number | null {
  switch (time.unit) {
    case 'HOUR': return time.value * 60
    case 'WORKING_DAY': return time.value * minutesPerDay
    case 'DAY': return time.value * minutesPerDay * 5 / 7
    case 'MONTH': return time.value * 30 * minutesPerDay * 5 / 7
    case 'OTHER': return null
  }
}

/** The step a dossier starts in; undefined for an empty definition. */
export function firstStep(workflow: WorkflowDefinition): WorkflowStep | undefined {
  return workflow.steps[0]
}

/** Steps that may follow `stepId`, in the order of the definition. */
export function nextSteps(workflow: WorkflowDefinition, stepId: string): readonly WorkflowStep[] {
  const targets = new Set(workflow.transitions.filter(t => t.from === stepId).map(t => t.to))
  return workflow.steps.filter(step => targets.has(step.id))
}

/** The longest way from the first step onwards (returns not counted) and its working minutes. Needs unique step ids. */
export function longestPath(workflow: WorkflowDefinition, minutesPerDay = 480): { readonly minutes: number; readonly stepIds: readonly string[] } {
  const order = new Map(workflow.steps.map((step, index) => [step.id, index]))
  const best = new Map<string, { minutes: number; stepIds: readonly string[] }>()
  for (const step of workflow.steps.toReversed()) {
    const here = order.get(step.id) ?? 0
    const onward = nextSteps(workflow, step.id).filter(next => (order.get(next.id) ?? 0) > here).map(next => best.get(next.id))
    const tail = onward.reduce<{ minutes: number; stepIds: readonly string[] }>((a, b) => b !== undefined && b.minutes > a.minutes ? b : a, onward[0] ?? { minutes: 0, stepIds: [] })
    const own = step.time === null ? 0 : approximateMinutes(step.time, minutesPerDay) ?? 0
    best.set(step.id, { minutes: own + tail.minutes, stepIds: [step.id, ...tail.stepIds] })
  }
  const start = firstStep(workflow)
  return (start === undefined ? undefined : best.get(start.id)) ?? { minutes: 0, stepIds: [] }
}

/** Every fault of a definition, in a stable order; an empty list means that it may be put into force. */
export function validateWorkflow(workflow: WorkflowDefinition, context: WorkflowContext): readonly WorkflowFault[] {
  if (workflow.steps.length === 0) return [fault('no-steps', null)]
  const structural = structuralFaults(workflow)
  if (structural.length > 0) return structural
  return [...pathFaults(workflow), ...staffFaults(workflow, context.staffedRoles), ...timeFaults(workflow, context)]
}

function structuralFaults(workflow: WorkflowDefinition): WorkflowFault[] {
  const faults: WorkflowFault[] = []
  const ids = new Set<string>()
  for (const step of workflow.steps) {
    if (ids.has(step.id)) faults.push(fault('duplicate-step', step.id))
    ids.add(step.id)
  }
  const seen = new Set<string>()
  for (const { from, to } of workflow.transitions) {
    for (const id of new Set([from, to])) if (!ids.has(id)) faults.push(fault('unknown-step', id))
    const key = JSON.stringify([from, to])
    if (seen.has(key)) faults.push(fault('duplicate-transition', from, { to }))
    seen.add(key)
  }
  return faults
}

/**
 * A dossier can leave the process here: the step leads nowhere, or it decides (approve, sign) and leads only back. A step of
 * work that only leads back is half of a circle.
 */
export function isEnd(workflow: WorkflowDefinition, step: WorkflowStep): boolean {
  const here = workflow.steps.indexOf(step)
  const onward = nextSteps(workflow, step.id)
  const decides = step.kind === 'approve' || step.kind === 'sign'
  return onward.length === 0 || decides && onward.every(next => workflow.steps.indexOf(next) < here)
}

function pathFaults(workflow: WorkflowDefinition): WorkflowFault[] {
  const start = workflow.steps[0]
  const ends = workflow.steps.filter(step => isEnd(workflow, step))
  const reached = closure(start === undefined ? [] : [start.id], workflow.transitions.map(t => [t.from, t.to]))
  const finishing = closure(ends.map(step => step.id), workflow.transitions.map(t => [t.to, t.from]))
  return workflow.steps.flatMap(step => [
    ...(reached.has(step.id) ? [] : [fault('unreachable-step', step.id)]),
    ...(finishing.has(step.id) ? [] : [fault('no-end', step.id)])
  ])
}

function staffFaults(workflow: WorkflowDefinition, staffed: ReadonlySet<string> | null): WorkflowFault[] {
  if (staffed === null) return []
  return workflow.steps.filter(step => !staffed.has(step.role)).map(step => fault('role-with-nobody', step.id, { role: step.role }))
}

function timeFaults(workflow: WorkflowDefinition, context: WorkflowContext): WorkflowFault[] {
  const negative = workflow.steps.filter(step => step.time !== null && step.time.value < 0).map(step => fault('negative-time', step.id))
  const legal = context.legalTime === null ? null : approximateMinutes(context.legalTime, context.minutesPerDay)
  if (legal === null) return negative
  const { minutes, stepIds } = longestPath(workflow, context.minutesPerDay)
  // a hundredth of a minute forgives the fractions that 5/7 leaves
  if (minutes <= legal + 0.01) return negative
  return [...negative, fault('time-above-limit', null, { minutes: Math.round(minutes), limit: Math.round(legal), path: stepIds.join(' > ') })]
}

function closure(from: readonly string[], edges: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const found = new Set(from)
  for (const id of found) for (const [a, b] of edges) if (a === id) found.add(b)
  return found
}

function fault(code: WorkflowFaultCode, stepId: string | null, params: Readonly<Record<string, string | number>> = {}): WorkflowFault {
  return { code, stepId, params }
}
