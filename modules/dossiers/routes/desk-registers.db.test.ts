import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDb } from '../../../kernel/testing/db.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
let world: World
let site: DeskSite
let desk: DeskVisitor, stranger: DeskVisitor
let first = ''

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-desk-')) })
  site = await startDeskSite(world, t().owner)
  desk = await site.officer(world.commune, 'reception-officer')
  stranger = await site.officer(world.department, 'reception-officer')
  for (const name of ['=HYPERLINK("x")', 'Hoàng Thị Sổ']) {
    const id = await world.submitted(world.citizen(name))
    await receiveDossier(world.platform, { actor: desk.actor, dossierId: id })
    first ||= id
  }
  await sql`insert into dossiers.result (id, dossier_id, kind_code, kind, code, symbol, title, owner_name, agency_id, agency_name, signer_name, signer_title, signed_at, valid_from, file_id, file_hash)
    values (gen_random_uuid(), ${first}, 'KQ', 'granted', 'KQ-H55.33-26-00001-ABCDEFGH', '1/KQ-UBND', 'Giấy xác nhận', 'Hoàng Thị Sổ', ${world.commune}, 'UBND', 'Lê Ký', 'Chủ tịch', ${world.platform.now()}, '2026-03-09', gen_random_uuid(), '\\x00')`.execute(t().owner.kysely)
})
afterAll(() => site.close())

it('lists what was received in a period, exports it without live formulas, and prints it', async () => {
  const page = await desk.get('/ban-lam-viec/so?tu=2026-03-01&den=2026-03-31')
  expect(page.body).toContain('H55.33-260309-0002')
  expect((await desk.get('/ban-lam-viec/so?tu=2026-02-01&den=2026-02-28')).body).toContain('Không có hồ sơ nào trong kỳ này')
  expect((await desk.get('/ban-lam-viec/so?tu=2026-03-31&den=2026-03-01&q=hoang+thi+so')).body).not.toContain('H55.33-260309-0001')
  const csv = await desk.get('/ban-lam-viec/so.csv?tu=2026-03-01&den=2026-03-31')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body.split('\r\n')).toHaveLength(4)
  expect(csv.body).toContain(`"'=HYPERLINK(""x"")"`)
  const pdf = await desk.get('/ban-lam-viec/so.pdf?tu=2026-03-01&den=2026-03-31')
  expect([pdf.statusCode, pdf.body.startsWith('%PDF')]).toEqual([200, true])
})

it('writes down who carried away how many rows, and who saw the answers on the page of an act', async () => {
  const exports = async () => (await sql<{ payload: { list: string; rows: number } }>`select payload from kernel.ledger_entry where act = 'dossiers.export-rows'`.execute(t().owner.kysely)).rows.map(({ payload }) => `${payload.list}: ${payload.rows}`).toSorted()
  const before = await exports()
  await desk.get('/ban-lam-viec/so.csv?tu=2026-03-01&den=2026-03-31')
  await desk.get('/ban-lam-viec/danh-sach.csv?ds=cho-phan-cong')
  expect(await exports()).toEqual([...before, 'register:received: 2', 'to-assign: 2'].toSorted())
  const views = async (): Promise<number> => (await sql<{ n: number }>`select count(*) as n from dossiers.view_log where dossier_id = ${first}`.execute(t().owner.kysely)).rows[0]?.n ?? 0
  const seen = await views()
  await desk.get(`/ban-lam-viec/ho-so/${first}/yeu-cau-bo-sung`)
  expect(await views()).toBe(seen + 1)
})

it('shows another agency nothing of it', async () => {
  expect((await stranger.get('/ban-lam-viec/so?tu=2026-03-01&den=2026-03-31')).body).toContain('Không có hồ sơ nào')
  expect((await stranger.get('/ban-lam-viec/so.csv?tu=2026-03-01&den=2026-03-31')).body.split('\r\n')).toHaveLength(2)
  expect((await stranger.get('/ban-lam-viec/ket-qua')).body).toContain('Chưa có kết quả nào')
})

it('finds results by code, number and name', async () => {
  for (const q of ['KQ-H55.33-26-00001-ABCDEFGH', '1/KQ-UBND', 'hoang thi so', '']) expect([q, (await desk.get(`/ban-lam-viec/ket-qua?q=${encodeURIComponent(q)}`)).body.includes('1/KQ-UBND')]).toEqual([q, true])
  expect((await desk.get('/ban-lam-viec/ket-qua?q=khong-co')).body).toContain('Không tìm thấy')
  expect((await desk.get('/ban-lam-viec/ket-qua?tt=revoked')).body).not.toContain('1/KQ-UBND')
})

it('counts in the overview what the register lists', async () => {
  const page = (await desk.get('/ban-lam-viec/tong-quan?tu=2026-03-01&den=2026-03-31')).body
  expect(page).toMatch(/loc=tiep-nhan">Đã tiếp nhận<\/a><\/dt><dd>2</)
})

it('answers lists and dossiers as JSON, and says what may be done', async () => {
  expect((await desk.api('GET', '/api/v1/desk/dossiers?list=to-assign')).json()).toMatchObject({ items: [{ processing: 'received' }, { processing: 'received' }], next: null })
  expect((await desk.api('GET', '/api/v1/desk/counts')).json()).toMatchObject({ 'to-assign': 2 })
  expect((await desk.api('GET', '/api/v1/desk/dossiers?q=hoang')).json()).toMatchObject({ items: [{ applicant: 'Hoàng Thị Sổ' }] })
  expect((await desk.api('GET', '/api/v1/desk/dossiers?list=nonsense')).statusCode).toBe(400)
  const one = (await desk.api('GET', `/api/v1/desk/dossiers/${first}`)).json<{ acts: Record<string, unknown>; history: unknown[] }>()
  expect(one.acts).toMatchObject({ receiveDossier: 'wrong-status', sendMessage: true })
  expect(one.history).toHaveLength(2)
  expect((await stranger.api('GET', `/api/v1/desk/dossiers/${first}`)).statusCode).toBe(404)
  expect((await sql`select from dossiers.view_log where dossier_id = ${first}`.execute(t().owner.kysely)).rows.length).toBeGreaterThan(0)
})
