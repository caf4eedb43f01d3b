import type { Scene } from './acts/perform.ts'
import { stepDueAt } from './domain/clock.ts'
import { clockPolicyOf } from './domain/regime.ts'
import type { WatchFacts } from './domain/watch.ts'
import { findOpenSupplement } from './store.ts'

// what was waited for does not count against the step
const STEP_BEGINS = new Set(['receiveDossier', 'advanceStep', 'sendBack', 'supplementDossier'])

/** What the watch needs to know about a dossier. */
export async function watchFactsOf({ tx, dossier, axes, actions, case: of, regime, work }: Pick<Scene, 'tx' | 'dossier' | 'axes' | 'actions' | 'case' | 'regime' | 'work'>): Promise<WatchFacts> {
  const step = of.case.workflow.steps.find(each => each.id === dossier.step_id)
  const began = actions.findLast(action => STEP_BEGINS.has(action.act))?.at
  const request = dossier.supplement.startsWith('requested') ? await findOpenSupplement(tx, dossier.id) : undefined
  return {
    axes, lastEventAt: dossier.last_event_at, lastAlarmAt: dossier.last_alarm_at, dueAt: dossier.due_at instanceof Date ? dossier.due_at : null, supplementDeadline: request?.deadline ?? null,
    stepDueAt: step && began && axes.processing === 'in-progress' ? stepDueAt(began, step.time, clockPolicyOf(regime), work) : null,
  }
}
