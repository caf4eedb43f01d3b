import { expect, it } from 'vitest'
import { renderPage, SideNav } from '../../../../ui/index.ts'
import { MOST_COUNTED, type WorkCounts } from '../../work-queries.ts'
import { sideOf } from './frame.tsx'

it('says of a list that was not counted to its end that there are more', () => {
  const counts: WorkCounts = { 'to-receive': 0, 'waiting-supplement': 0, 'to-transfer': 0, 'to-assign': 0, 'in-progress': 0, mine: 0, 'to-approve': 0, 'to-sign': 0, 'to-return': 0, 'to-replace': 0, 'due-soon': 0, overdue: 0, stalled: 0, 'to-urge': 0, consultations: 0, closed: 0 }
  const shown = (counted: WorkCounts): string => renderPage(<SideNav sections={sideOf(['supervisor'], counted, 0, 'vi', '')} here="/" />)
  expect(shown({ ...counts, 'to-urge': MOST_COUNTED })).toContain('>99<')
  expect(shown({ ...counts, 'to-urge': MOST_COUNTED + 1 })).toContain('>99+<')
})
