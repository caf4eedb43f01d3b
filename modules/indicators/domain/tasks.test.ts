import { expect, test } from 'vitest'
import { countTasks, taskState } from './tasks.ts'

const TODAY = '2026-06-30'
test('the day it is due is still in time; the day before is early', () => {
  expect(['2026-06-29', '2026-06-30', '2026-07-01', null].map(doneOn => taskState({ dueOn: '2026-06-30', doneOn }, TODAY))).toEqual(['early', 'in-time', 'late', 'open'])
  expect(taskState({ dueOn: '2026-06-29', doneOn: null }, TODAY)).toBe('overdue')
})
test('33 of 67 done, 13 before time; of 23 due so far 22', () => {
  const of = (count: number, dueOn: string, doneOn: string | null) => Array.from({ length: count }, () => ({ dueOn, doneOn }))
  const tasks = [...of(20, '2026-06-30', '2026-06-30'), ...of(2, '2026-06-20', '2026-06-25'), ...of(1, '2026-06-29', null), ...of(11, '2026-12-31', '2026-06-01'), ...of(33, '2026-12-31', null)]
  expect(countTasks(tasks, TODAY)).toEqual({ of: 67, done: 33, early: 11, late: 2, overdue: 1, due: 23, dueDone: 22 })
})
