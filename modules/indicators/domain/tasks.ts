import type { LocalDate } from '../../../kernel/working-time.ts'

export interface TaskFacts { readonly dueOn: LocalDate; readonly doneOn: LocalDate | null }
/** early: before the day it was due · in-time: on that day · late: after it. */
export const TASK_STATES = ['open', 'overdue', 'early', 'in-time', 'late'] as const
export type TaskState = (typeof TASK_STATES)[number]
export function taskState({ dueOn, doneOn }: TaskFacts, today: LocalDate): TaskState {
  if (doneOn === null) return today > dueOn ? 'overdue' : 'open'
  return doneOn < dueOn ? 'early' : doneOn === dueOn ? 'in-time' : 'late'
}

export interface TaskCount { readonly of: number; readonly done: number; readonly early: number; readonly late: number; readonly overdue: number; /** those that were due by today, and of them done */ readonly due: number; readonly dueDone: number }
export function countTasks(tasks: readonly TaskFacts[], today: LocalDate): TaskCount {
  const states = tasks.map(task => taskState(task, today))
  const count = (...wanted: readonly TaskState[]): number => states.filter(state => wanted.includes(state)).length
  const due = tasks.filter(task => task.dueOn <= today)
  return { of: tasks.length, done: count('early', 'in-time', 'late'), early: count('early'), late: count('late'), overdue: count('overdue'), due: due.length, dueDone: due.filter(task => task.doneOn !== null).length }
}
