import { expect, test } from 'vitest'
import { read } from '../../kernel/db/db.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { listAgencies } from '../../modules/organisations/index.ts'
import { loadProvince } from '../province.ts'
import { playReports } from './demo-reports.ts'
import { playTasks } from './demo-tasks.ts'

const t = useDb()
const NOW = new Date('2026-11-29T02:00:00Z')

test('67 tasks, 33 of them done, 13 before time, one overdue', async () => {
  await loadProvince(t().db, 'thai-nguyen', NOW, () => undefined)
  expect(await playTasks({ db: t().db, now: () => NOW }, await listAgencies(t().db, '2026-11-29'))).toBe(67)
  const { rows } = await t().owner.pool.query(`select count(done_on)::int as done, count(*) filter (where done_on < due_on)::int as early, count(*) filter (where done_on is null and due_on < '2026-11-29')::int as overdue from indicators.task`)
  expect(rows).toEqual([{ done: 33, early: 13, overdue: 1 }])
})
test('the communes report: most in time, some late, a few not at all; every value passes the checks of its form', async () => {
  await loadProvince(t().db, 'thai-nguyen', NOW, () => undefined)
  const communes = (await listAgencies(t().db, '2026-11-29')).filter(agency => agency.kind === 'commune-committee')
  const platform = { db: t().db, now: () => NOW }
  expect(await playReports({ platform, communes, officers: [] })).toBe(3 * (92 - 4))
  const { rows } = await read(t().db, { kind: 'system', name: 'test' }, () => t().owner.pool.query<{ code: string; sent: number; late: number }>(`select f.code, count(*)::int as sent, count(*) filter (where (r.first_submitted_at at time zone 'Asia/Ho_Chi_Minh')::date > r.due_on)::int as late from indicators.report r join indicators.form f on f.id = r.form_id where r.state = 'approved' group by 1 order by 1`))
  expect(rows).toEqual(['ha-tang-so', 'phan-anh-kien-nghi', 'to-cong-nghe-so'].map(code => ({ code, sent: 88, late: 7 })))
})
