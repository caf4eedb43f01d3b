import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { TEMPLATES } from '../domain/templates.ts'
import { notificationsModule } from '../index.ts'
import { currentTemplate, insertDispatch, settleDispatch } from '../store.ts'

const NOW = new Date('2026-03-10T02:00:00Z')
const KEY = 'dossiers.received'
const URL_OF = `/quan-tri/mau-thong-bao/${KEY}`

describe('administration of messages', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  let site: AdminSite
  beforeAll(async () => { site = await startAdminSite(t().db, NOW, () => notificationsModule.routes) })
  afterAll(() => site.close())
  const shipped = TEMPLATES[KEY]
  const fields = { subjectVi: 'Đã nhận {{code}}', subjectEn: 'Got {{code}}', bodyVi: shipped.body.vi, bodyEn: shipped.body.en, smsVi: shipped.sms.vi, smsEn: shipped.sms.en }

  test('lists every message, found without marks, for administrators alone', async () => {
    expect((await site.get(boss, '/quan-tri/mau-thong-bao?q=thu+hoi')).body).toContain('dossiers.result-revoked')
    expect((await site.get(boss, '/quan-tri/mau-thong-bao?q=zzz')).body).toContain('Không có mẫu nào khớp')
    expect((await site.get(anOfficer(['case-officer']), URL_OF)).status).toBe(403)
  })
  test('a preview fills sample facts and saves nothing', async () => {
    const { body, status } = await site.post(boss, `${URL_OF}/xem-truoc`, { ...fields, version: '0' })
    expect(status).toBe(200)
    expect(body).toContain('Đã nhận H55.144-260310-0001')
    expect((await currentTemplate(t().db, KEY)).version).toBe(0)
  })
  test('a wording that would tell bystanders is refused and kept as typed', async () => {
    const bad = await site.post(boss, URL_OF, { ...fields, version: '0', smsVi: 'Ho so cua {{name}}' })
    expect(bad.status).toBe(422)
    expect(bad.body).toContain('Tin SMS không được có {{name}}')
    expect(bad.body).toContain('Ho so cua {{name}}')
    for (const path of [URL_OF, `${URL_OF}/xem-truoc`]) expect((await site.post(boss, path, { ...fields, version: '0', bodyEn: '' })).body).toContain('href="#f-bodyEn"')
  })
  test('saves as the next version, refuses the second of two writers, restores', async () => {
    expect((await site.post(boss, URL_OF, { ...fields, version: '0' })).status).toBe(303)
    const late = await site.post(boss, URL_OF, { ...fields, version: '0', subjectVi: 'Muộn' })
    expect(late.status).toBe(409)
    expect(late.body).toContain('value="Muộn"')
    expect(shownVersion(late.body)).toBe('1')
    expect((await site.post(boss, `${URL_OF}/dung-lai`, { version: '1', restore: '0' })).status).toBe(303)
    expect(await currentTemplate(t().db, KEY)).toMatchObject({ version: 2, subject: shipped.subject })
    expect((await ledgerOf(t().owner, KEY)).map(entry => entry.act)).toEqual(['notifications.change-template', 'notifications.change-template'])
    expect((await t().owner.pool.query(`select payload from kernel.ledger_entry where object_id = $1 order by xact desc limit 1`, [KEY])).rows[0]).toEqual({ payload: { version: 2, restores: 0 } })
  })
  test('sends failed messages again, unclear ones only on purpose, and shows no whole address', async () => {
    const [failed, unclear] = [newId(), newId()]
    await transact(t().db, { kind: 'system', name: 'test' }, async tx => {
      for (const [id, state] of [[failed, 'failed'], [unclear, 'ambiguous']] as const) {
        await insertDispatch(tx, { id, messageId: newId(), channel: 'sms', address: '0912345678', subject: '', body: 'bí mật', at: NOW })
        await settleDispatch(tx, id, state, NOW, 'provider answered 500')
      }
    })
    const { body } = await site.get(boss, '/quan-tri/tin-da-gui?state=failed')
    expect(body).toContain('0912…678')
    expect(body).not.toMatch(/0912345678|bí mật/)
    expect(body).not.toContain(unclear)
    expect((await site.post(boss, `/quan-tri/tin-da-gui/${unclear}/gui-lai`, { tries: '1' })).body).toContain('Tin này có thể đã đến nơi')
    expect((await site.post(boss, `/quan-tri/tin-da-gui/${unclear}/gui-lai`, { tries: '1', confirm: 'yes' })).status).toBe(303)
    expect((await site.post(boss, `/quan-tri/tin-da-gui/${failed}/gui-lai`, { tries: '1' })).status).toBe(303)
    expect((await site.post(boss, `/quan-tri/tin-da-gui/${failed}/gui-lai`, { tries: '1' })).status).toBe(409)
    expect(await ledgerOf(t().owner, failed)).toMatchObject([{ act: 'notifications.retry-dispatch' }])
    expect((await t().owner.pool.query('select state from notifications.dispatch where id = $1', [failed])).rows).toEqual([{ state: 'waiting' }])
  })
})
