import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { CitizenActor } from '../../kernel/actor.ts'
import { readConfig } from '../../kernel/config.ts'
import { read, transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { deliver, publish } from '../../kernel/outbox.ts'
import type { Platform } from '../../kernel/platform.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { listNotices, notificationsModule } from './index.ts'

const t = useDb()

it('a helper whose mandate was taken back is told so, once, and nobody else', async () => {
  const quiet = (): void => undefined
  const platform: Platform = { config: readConfig({ VAR_DIR: mkdtempSync(join(tmpdir(), 'tinhso-')), MASTER_KEY: randomBytes(32).toString('hex') }), db: t().db, now: () => new Date('2026-03-09T02:00:00Z'), log: { debug: quiet, info: quiet, warn: quiet, error: console.error } }
  const citizen = (): CitizenActor => ({ kind: 'citizen', accountId: newId(), assurance: 2, displayName: 'x' })
  const [helper, subject] = [citizen(), citizen()]
  await transact(t().db, subject, tx => publish(tx, 'identity.mandate-revoked', { mandateId: newId(), subjectId: subject.accountId, to: { accountIds: [helper.accountId], name: 'Lục Văn Giúp' }, path: '/tai-khoan', procedure: 'Đăng ký khai sinh', agency: '', reason: 'Bế Thị Cao Tuổi đã thu hồi ủy quyền cho bạn làm thay.' }))
  const { rows: [message] } = await sql<{ id: string }>`select id from kernel.outbox`.execute(t().owner.kysely)
  for (const _ of [1, 2]) await deliver(platform.db, notificationsModule.subscribers?.(platform) ?? [], message?.id ?? '')
  const notices = await read(t().db, helper, tx => listNotices(tx, 10))
  expect(notices.map(({ title, body, link }) => [title, body, link])).toEqual([['Một ủy quyền đã kết thúc', 'Bế Thị Cao Tuổi đã thu hồi ủy quyền cho bạn làm thay. Thủ tục: Đăng ký khai sinh. Người được ủy quyền không còn xem, sửa và nộp được hồ sơ, bản nháp đã lập theo ủy quyền này.', '/tai-khoan']])
  expect(notices.map(({ titleEn, bodyEn }) => [titleEn, bodyEn])).toEqual([['A mandate has ended', 'Bế Thị Cao Tuổi đã thu hồi ủy quyền cho bạn làm thay. Procedures: Đăng ký khai sinh. The helper can no longer see, change or submit what was filed or begun under this mandate.']])
  expect(await read(t().db, subject, tx => listNotices(tx, 10))).toEqual([])
})
