import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { read, transact } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { appendLedger, fileWitness, ledgerState, loadLedgerSigner, startSealer, type RunningLedger } from '../../kernel/ledger/index.ts'
import { useDb } from '../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, startAdminSite, type AdminSite } from '../../ui/testing-site.ts'
import { administrationModule } from './index.ts'

const NOW = new Date('2026-03-10T02:00:00Z')

describe('the ledger as administrators see it', () => {
  const t = useDb()
  const boss = anOfficer(['administrator'])
  const clerk = anOfficer(['case-officer'])
  let dir = ''
  let site: AdminSite
  let verifier: RunningLedger['verifier']
  let entry = ''
  const dossier = newId()
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ledger-'))
    const signer = await loadLedgerSigner(join(dir, 'keys'), 'tinhso/thu/ledger')
    verifier = signer.verifier
    entry = await transact(t().db, clerk, tx => appendLedger(tx, { actor: clerk, role: 'case-officer', agency: clerk.agencyId, act: 'dossiers.propose', object: { type: 'dossier', id: dossier }, payload: { name: 'Nguyễn Bí Mật' }, at: NOW }))
    await transact(t().db, boss, tx => appendLedger(tx, { actor: boss, act: 'calendar.set-day', object: { type: 'calendar-day', id: '2026-04-24' }, at: new Date('2026-03-08T16:59:00Z') }))
    const sealer = startSealer({ db: t().owner, signer, witnesses: [fileWitness(join(dir, 'a'), verifier, () => NOW)], alarm: () => undefined })
    await vi.waitUntil(async () => (await read(t().db, boss, tx => ledgerState(tx, verifier, [join(dir, 'a')]))).witnesses[0]?.verdict === 'agrees', { timeout: 10_000 })
    await sealer.stop()
    site = await startAdminSite(t().db, NOW, () => administrationModule({ verifier, witnessDirs: [join(dir, 'a'), join(dir, 'b')], actNames: new Map([['dossiers.propose', { vi: 'Đề xuất kết quả', en: 'Propose the outcome' }]]), roleNames: new Map([['case-officer', { vi: 'Xử lý thử', en: 'Trial case work' }]]), objectNames: new Map([['dossier', { vi: 'Hồ sơ thử', en: 'Trial dossier' }]]), dossierIdOf: async typed => typed === 'H55.144-261129-0002' ? dossier : undefined, namesOf: async ids => new Map(ids.map(id => [id, 'Phan Thị Hằng'])), agencyNamesOf: async () => new Map() }).routes)
  })
  afterAll(async () => { await site.close(); await rm(dir, { recursive: true, force: true }) })

  test('lists by act, object and local day, and tells the state of the seal', async () => {
    const { body } = await site.get(boss, `/quan-tri/nhat-ky?viec=dossiers.&doi-tuong=${dossier}&tu=10/03/2026&den=10/03/2026`)
    for (const words of ['Đề xuất kết quả</a>', '>Hồ sơ thử …', 'Mọi việc: hồ sơ', '>calendar.set-day<', 'Phan Thị Hằng', 'Chữ ký hợp lệ', 'Khớp', 'Chưa có gì']) expect(body).toContain(words)
    expect(body).not.toContain('Nguyễn Bí Mật')
    const byCode = (await site.get(boss, '/quan-tri/nhat-ky?doi-tuong=H55.144-261129-0002')).body
    expect([byCode.includes('Đề xuất kết quả</a>'), byCode.includes('calendar.set-day</a>'), byCode.includes('value="H55.144-261129-0002"')]).toEqual([true, false, true])
    expect((await site.get(boss, '/quan-tri/nhat-ky?den=08/03/2026')).body).toContain('/quan-tri/nhat-ky?doi-tuong=2026-04-24')
    expect((await site.get(boss, '/quan-tri/nhat-ky?den=07/03/2026')).body).toContain('Không có mục nào khớp')
    expect((await site.get(boss, '/quan-tri/nhat-ky?tu=hom+qua')).status).toBe(422)
  })
  test('shows content only for a reason, which is itself an entry', async () => {
    const url = `/quan-tri/nhat-ky/${entry}`
    expect((await site.get(boss, url)).body).toContain(`>Hồ sơ thử ${dossier}<`)
    expect((await site.get(boss, url)).body).toContain('Vai trò: Xử lý thử')
    expect((await site.get(boss, url)).body).not.toContain('Nguyễn Bí Mật')
    const short = await site.post(boss, url, { reason: 'xem' })
    expect(short.status).toBe(422)
    expect(short.body).not.toContain('Nguyễn Bí Mật')
    expect((await site.post(boss, url, { reason: 'giải quyết khiếu nại số 12' })).body).toContain('Nguyễn Bí Mật')
    expect(await ledgerOf(t().owner, entry)).toEqual([{ act: 'administration.view-ledger-content', role: 'administrator', reason: 'giải quyết khiếu nại số 12' }])
  })
  test('a past that was rewritten contradicts the witness', async () => {
    const other = await loadLedgerSigner(join(dir, 'other-keys'), 'tinhso/thu/ledger')
    expect(await read(t().db, boss, tx => ledgerState(tx, other.verifier, [join(dir, 'a')]))).toMatchObject({ checkpoint: { validlySigned: false }, witnesses: [{ verdict: 'contradicts' }] })
  })
  test('is closed to others; the front page shows what is open to whom', async () => {
    expect((await site.get(clerk, '/quan-tri')).status).toBe(403)
    const unit = anOfficer(['unit-administrator'])
    const home = (await site.get(unit, '/quan-tri')).body
    expect(home).toContain('/quan-tri/co-quan')
    expect(home).not.toContain('/quan-tri/nhat-ky')
    expect((await site.get(unit, `/quan-tri/nhat-ky/${entry}`)).status).toBe(403)
  })
})
