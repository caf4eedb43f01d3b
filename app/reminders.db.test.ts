import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { OfficerActor } from '../kernel/actor.ts'
import { newId } from '../kernel/ids.ts'
import { deliver } from '../kernel/outbox.ts'
import { read } from '../kernel/db/db.ts'
import { useDb } from '../kernel/testing/db.ts'
import { aWorld, watchDossiers } from '../modules/dossiers/testing.ts'
import { countUnread, listNotices, notificationsModule } from '../modules/notifications/index.ts'

const t = useDb()

it('a dossier that lies still reaches its officers in the application, the agency and the applicant by e-mail, once however often the watch and the delivery run', async () => {
  const world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-reminders-')) })
  const { platform } = world
  const officer: OfficerActor = world.officer(world.commune, 'reception-officer')
  await sql`insert into organisations.position (id, agency_id, title, roles, valid_from) values (${officer.positionId}, ${world.commune}, 'Công chức', '{reception-officer}', '2018-01-01')`.execute(t().owner.kysely)
  await sql`insert into organisations.position_holder (id, position_id, account_id, display_name, valid_from) values (${newId()}, ${officer.positionId}, ${officer.accountId}, 'Hà Thị Trực', '2018-01-01')`.execute(t().owner.kysely)
  await sql`update organisations.agency set email = 'mot-cua@phuong-mau.example.vn' where id = ${world.commune}`.execute(t().owner.kysely)
  const citizen = world.citizen()
  await world.submitted(citizen)
  const nights = async (): Promise<void> => {
    await watchDossiers(platform)
    const { rows } = await sql<{ id: string }>`select id from kernel.outbox order by id`.execute(t().owner.kysely)
    for (const { id } of [...rows, ...rows]) await deliver(platform.db, notificationsModule.subscribers?.(platform) ?? [], id)
  }
  world.setNow('2026-03-11T06:00:00+07:00')
  await nights()
  await nights()
  const seen = await read(platform.db, officer, tx => listNotices(tx, 10))
  expect(seen.map(({ title, link }) => [title.startsWith('Đôn đốc hồ sơ'), link?.startsWith('/ban-lam-viec/ho-so/')])).toEqual([[true, true]])
  expect(seen[0]?.body).toMatch(/đang ở Ủy ban nhân dân phường Mẫu\. Đã quá hạn/)
  expect(await read(platform.db, officer, countUnread)).toBe(1)
  const mine = await read(platform.db, citizen, tx => listNotices(tx, 10))
  expect(mine.filter(({ body }) => body.includes('đang ở Ủy ban nhân dân phường Mẫu'))).toHaveLength(1)
  const { rows: letters } = await sql<{ address: string; subject: string }>`select address, subject from notifications.dispatch where channel = 'email' and (subject like '%xử lý ngay%' or subject like '%đang ở đâu%') order by address`.execute(t().owner.kysely)
  expect(letters.map(({ address }) => address)).toEqual(['mau@example.vn', 'mot-cua@phuong-mau.example.vn'])
})
