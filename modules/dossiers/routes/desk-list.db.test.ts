import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transact } from '../../../kernel/db/db.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { takeDossier } from '../acts/take-dossier.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'
import { workDeskOf } from '../work-desk.ts'
import { listWork } from '../work-queries.ts'

const t = useDb()
let world: World
let site: DeskSite
let reception: DeskVisitor, caseOfficer: DeskVisitor, leader: DeskVisitor

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-desk-')) })
  site = await startDeskSite(world, t().owner)
  reception = await site.officer(world.commune, 'reception-officer')
  caseOfficer = await site.officer(world.commune, 'case-officer')
  leader = await site.officer(world.commune, 'approver')
})
afterAll(() => site.close())
/** Names and texts of what is packed in a workbook. */
function readZip(bytes: Buffer): [string, string][] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const parts: [string, string][] = []
  for (let i = 0, at = bytes.readUInt32LE(end + 16); i < bytes.readUInt16LE(end + 10); i++) {
    const [method, packed, nameLength, extra, note, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)]
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const body = bytes.subarray(start, start + packed)
    parts.push([bytes.toString('utf8', at + 46, at + 46 + nameLength), (method === 8 ? inflateRawSync(body) : body).toString('utf8')])
    at += 46 + nameLength + extra + note
  }
  return parts
}
const rows = (html: string): number => [...html.matchAll(/<tbody[\s\S]*<\/tbody>/g)].join('').match(/<tr /g)?.length ?? 0

it('leads an administrator whose lists are empty to the administration, and still shows a list that is asked for', async () => {
  const administrator = await site.officer(world.commune, 'administrator')
  const { statusCode, headers } = await administrator.get('/ban-lam-viec')
  expect([statusCode, headers['location']]).toEqual([303, '/quan-tri'])
  expect((await administrator.get('/ban-lam-viec?ds=qua-han')).statusCode).toBe(200)
})

it('shows each role its own work first, the counts beside it, and filters kept in the address', async () => {
  const empty = (await reception.get('/ban-lam-viec')).body
  expect(empty).toContain('Không còn hồ sơ nào chờ tiếp nhận')
  for (let i = 0; i < 3; i++) await world.submitted(world.citizen(`Hoàng Thị Mẫu ${['Một', 'Hai', 'Ba'][i]}`))
  const list = (await reception.get('/ban-lam-viec')).body
  expect(list).toContain('<h1 class="govuk-heading-l">Chờ tiếp nhận</h1>')
  expect(rows(list)).toBe(3)
  expect(list).toMatch(/Chờ tiếp nhận<\/span><span class="ts-side__count">3</)
  expect(rows((await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&kenh=online')).body)).toBe(3)
  expect((await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&kenh=counter')).body).toContain('Không có hồ sơ nào khớp bộ lọc')
  expect((await caseOfficer.get('/ban-lam-viec')).body).toContain('Bạn không giữ hồ sơ nào')
  expect((await leader.get('/ban-lam-viec')).body).toContain('Không có kết quả nào chờ duyệt')
})

it('finds by name without diacritics, and nothing of other agencies', async () => {
  expect(rows((await reception.get('/ban-lam-viec/tim?q=hoang+thi+mau+hai')).body)).toBe(1)
  const stranger = await site.officer(world.department, 'reception-officer')
  expect((await stranger.get('/ban-lam-viec/tim?q=hoang+thi+mau')).body).toContain('Không tìm thấy')
})

it('does an act to many, each with its own answer', async () => {
  const html = (await reception.get('/ban-lam-viec')).body
  const chosen = [...html.matchAll(/name="chon" value="([^"]+)"/g)].map(([, value = '']) => value)
  const stale = `${(chosen[2] ?? '').split('~')[0]}~77`
  const marked3 = { ...hiddenFields(html, '/ban-lam-viec/hang-loat'), viec: 'receive', chon: [chosen[0] ?? '', chosen[1] ?? '', stale] }
  // what cannot be undone is asked about first, by number
  const asked = await reception.post('/ban-lam-viec/hang-loat', marked3)
  expect(asked.body).toContain('Tiếp nhận 3 hồ sơ?')
  expect(asked.body).toContain('không hoàn tác được')
  expect((await reception.get('/ban-lam-viec')).body).toMatch(/Chờ tiếp nhận<\/span><span class="ts-side__count">3</)
  const fields = { ...hiddenFields(asked.body, '/ban-lam-viec/hang-loat'), chon: marked3.chon }
  const answer = await reception.post('/ban-lam-viec/hang-loat', fields)
  expect(answer.body).not.toContain('Hoàn tác')
  expect(answer.body).toContain('xong 2 trên 3 hồ sơ')
  expect(answer.body).toContain('H55.33-260309-0001')
  // sent again (refresh, double press): the same answer, no second code
  expect((await reception.post('/ban-lam-viec/hang-loat', fields)).body).toContain('xong 2 trên 3 hồ sơ')
  expect((await reception.get('/ban-lam-viec?ds=cho-phan-cong')).body).not.toContain('0003')
  expect((await caseOfficer.post('/ban-lam-viec/hang-loat', { viec: 'receive', 'xac-nhan': 'yes', chon: [chosen[2] ?? ''] })).body).toContain('không thuộc vai trò')
  const toAssign = (await leader.get('/ban-lam-viec?ds=cho-phan-cong')).body
  const marked = [...toAssign.matchAll(/name="chon" value="([^"]+)"/g)].map(([, value = '']) => value)
  const nobody = await leader.post('/ban-lam-viec/hang-loat', { ...hiddenFields(toAssign, '/ban-lam-viec/hang-loat'), viec: 'assign', chon: marked })
  expect(nobody.statusCode).toBe(422)
  const assigned = await leader.post('/ban-lam-viec/hang-loat', { ...hiddenFields(toAssign, '/ban-lam-viec/hang-loat'), viec: 'assign', chon: marked, to: caseOfficer.actor.accountId })
  expect(assigned.body).toContain('xong 2 trên 2 hồ sơ')
  expect(rows((await caseOfficer.get('/ban-lam-viec')).body)).toBe(2)
})

const column = async (id: string, name: string): Promise<unknown> => (await sql<{ value: unknown }>`select ${sql.ref(name)} as value from dossiers.dossier where id = ${id}`.execute(t().owner.kysely)).rows[0]?.value
const acts = async (id: string): Promise<string[]> => (await sql<{ act: string }>`select act from dossiers.action where dossier_id = ${id} order by seq`.execute(t().owner.kysely)).rows.map(row => row.act)
const ledger = async (id: string): Promise<number> => (await sql<{ n: number }>`select count(*) as n from kernel.ledger_entry where object_id = ${id}`.execute(t().owner.kysely)).rows[0]?.n ?? 0
async function received(): Promise<string> {
  const id = await world.submitted(world.citizen('Hà Thị Hoàn Tác'))
  await receiveDossier(world.platform, { actor: reception.actor, dossierId: id })
  return id
}
/** Marks one dossier in a list, presses, and answers the page that follows. */
async function bulk(who: DeskVisitor, list: string, id: string, viec: string, more: Record<string, string> = {}): Promise<string> {
  const html = (await who.get(`/ban-lam-viec?ds=${list}`)).body
  const value = new RegExp(`name="chon" value="(${id}~\\d+)"`).exec(html)?.[1] ?? ''
  return (await who.post('/ban-lam-viec/hang-loat', { ...hiddenFields(html, '/ban-lam-viec/hang-loat'), viec, chon: value, ...more })).body
}
const undo = (who: DeskVisitor, html: string) => who.post('/ban-lam-viec/hoan-tac', hiddenFields(html, '/ban-lam-viec/hoan-tac'))

describe('taking back what was done to many', () => {
  it('frees what was taken, by an act of its own, and only once', async () => {
    const id = await received()
    const done = await bulk(caseOfficer, 'cho-phan-cong', id, 'take')
    expect(done).toContain('Hoàn tác 1 hồ sơ')
    const entries = await ledger(id)
    expect((await undo(caseOfficer, done)).body).toContain('Hoàn tác: xong 1 trên 1 hồ sơ')
    expect((await undo(caseOfficer, done)).body).toContain('Hoàn tác: xong 1 trên 1 hồ sơ')
    expect([await column(id, 'assignee_account_id'), await acts(id), await ledger(id)]).toEqual([null, ['submitDossier', 'receiveDossier', 'takeDossier', 'releaseDossier'], entries + 1])
    // it waits to be taken again: nothing has an owner nobody sees
    expect((await caseOfficer.get('/ban-lam-viec?ds=cho-phan-cong')).body).toContain(id)
  })
  it('gives an assignment back to whoever held it before, or to nobody', async () => {
    const other = await site.officer(world.commune, 'case-officer')
    const id = await received()
    const first = await bulk(leader, 'cho-phan-cong', id, 'assign', { to: caseOfficer.actor.accountId })
    expect(await column(id, 'assignee_account_id')).toBe(caseOfficer.actor.accountId)
    const second = await bulk(leader, 'dang-xu-ly', id, 'assign', { to: other.actor.accountId })
    await undo(leader, second)
    expect(await column(id, 'assignee_account_id')).toBe(caseOfficer.actor.accountId)
    // the first press can no longer be taken back: others have followed
    expect((await undo(leader, first)).body).toContain('xong 0 trên 1 hồ sơ')
    const fresh = await received()
    await undo(leader, await bulk(leader, 'cho-phan-cong', fresh, 'assign', { to: other.actor.accountId }))
    expect(await column(fresh, 'assignee_account_id')).toBeNull()
  })
  it('recalls what was passed on, until somebody there has taken it', async () => {
    const [id, taken] = [await received(), await received()]
    await sql`update dossiers.dossier set competent_agency_id = ${world.department} where id in (${id}, ${taken})`.execute(t().owner.kysely)
    const done = await bulk(reception, 'cho-chuyen', id, 'transfer')
    expect(await column(id, 'holder_agency_id')).toBe(world.department)
    await undo(reception, done)
    expect(await column(id, 'holder_agency_id')).toBe(world.commune)
    const passed = await bulk(reception, 'cho-chuyen', taken, 'transfer')
    await takeDossier(world.platform, { actor: world.officer(world.department, 'case-officer'), dossierId: taken })
    expect((await undo(reception, passed)).body).toContain('xong 0 trên 1 hồ sơ')
    expect(await column(taken, 'holder_agency_id')).toBe(world.department)
  })
  it('is over after ten minutes, and nobody takes back what a colleague did', async () => {
    const id = await received()
    const done = await bulk(caseOfficer, 'cho-phan-cong', id, 'take')
    const colleague = await site.officer(world.commune, 'case-officer', 'approver')
    expect((await undo(colleague, done)).body).toContain('Đã quá 10 phút, hoặc đã có người làm tiếp')
    world.setNow('2026-03-09T09:10:01+07:00')
    expect((await undo(caseOfficer, done)).body).toContain('Đã quá 10 phút, hoặc đã có người làm tiếp')
    world.setNow('2026-03-09T09:00:00+07:00')
    expect(await column(id, 'assignee_account_id')).toBe(caseOfficer.actor.accountId)
  })
})

it('asks before it urges many, and reminds each holder', async () => {
  const id = await received()
  await sql`update dossiers.dossier set due_at = '2026-03-06T10:00:00Z' where id = ${id}`.execute(t().owner.kysely)
  const asked = await bulk(reception, 'can-don-doc', id, 'urge')
  expect(asked).toContain('Đôn đốc 1 hồ sơ?')
  expect((await reception.post('/ban-lam-viec/hang-loat', { ...hiddenFields(asked, '/ban-lam-viec/hang-loat') })).body).toContain('xong 1 trên 1')
  expect(await acts(id)).toContain('urgeDossier')
})

it('shows the receiving desk what is late or due soon wherever it lies', async () => {
  const id = await received()
  await sql`update dossiers.dossier set holder_agency_id = ${world.department}, competent_agency_id = ${world.department}, due_at = '2026-03-06T10:00:00Z' where id = ${id}`.execute(t().owner.kysely)
  expect((await reception.get('/ban-lam-viec?ds=can-don-doc')).body).toMatch(new RegExp(`${id}[\\s\\S]*Sở Tư pháp`))
  // the unit's own lists hold what lies there
  expect((await reception.get('/ban-lam-viec?ds=qua-han')).body).not.toContain(id)
})

it('leads an administrator to what lies below them, the most urgent first', async () => {
  const administrator = await site.officer(world.commune, 'administrator')
  expect(rows((await administrator.get('/ban-lam-viec')).body)).toBeGreaterThan(0)
})

describe('narrowing, ordering, keeping, carrying away', () => {
  it('sorts people by given name, over the pages too', async () => {
    const people = ['Vũ Thị Ánh', 'Đỗ Văn Ân', 'Bùi Thị Bích', 'An Văn Đức', 'Hoàng Thị Dung']
    for (const name of people) await world.submitted(world.citizen(name))
    const html = (await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&xep=ten')).body
    const seen = people.map(name => ({ name, at: html.indexOf(`>${name}<`) })).toSorted((a, b) => a.at - b.at)
    expect(seen.map(({ name }) => name)).toEqual(['Vũ Thị Ánh', 'Đỗ Văn Ân', 'Bùi Thị Bích', 'Hoàng Thị Dung', 'An Văn Đức'])
    expect(html).toContain('aria-sort="ascending"')
    const pages = await transact(t().db, reception.actor, async tx => {
      const query = { ...await workDeskOf(tx, reception.actor, world.platform.now()), list: 'to-receive', sort: 'name', limit: 2 } as const
      const names: string[] = []
      for (let next: string | undefined = ''; next !== undefined;) {
        const at: number = next.lastIndexOf('~')
        const found = await listWork(tx, { ...query, ...(next ? { after: { key: next.slice(0, at), id: next.slice(at + 1) } } : {}) })
        names.push(...found.items.map(row => row.subject_name))
        next = found.next
      }
      return names
    })
    expect(pages.filter(name => people.includes(name))).toEqual(['Vũ Thị Ánh', 'Đỗ Văn Ân', 'Bùi Thị Bích', 'Hoàng Thị Dung', 'An Văn Đức'])
  })
  it('keeps a filter under a name, for oneself alone, and drops it', async () => {
    const saved = await reception.post('/ban-lam-viec/bo-loc', { ten: 'Hộ tịch trực tuyến', den: 'ds=cho-tiep-nhan&kenh=online&evil=%22%3E' })
    expect(saved.headers.location).toBe('/ban-lam-viec?ds=cho-tiep-nhan&kenh=online')
    const html = (await reception.get('/ban-lam-viec?ds=cho-tiep-nhan&kenh=online')).body
    expect(html).toMatch(/href="\/ban-lam-viec\?ds=cho-tiep-nhan&amp;kenh=online"[^>]*aria-current="true"[^>]*>Hộ tịch trực tuyến/)
    expect((await caseOfficer.get('/ban-lam-viec')).body).not.toContain('Hộ tịch trực tuyến')
    const drop = /action="(\/ban-lam-viec\/bo-loc\/[0-9a-f-]{36}\/bo)"/.exec(html)?.[1] ?? ''
    expect((await caseOfficer.post(drop, {})).statusCode).toBe(303)
    expect((await reception.get('/ban-lam-viec')).body).toContain('Hộ tịch trực tuyến')
    await reception.post(drop, {})
    expect((await reception.get('/ban-lam-viec')).body).not.toContain('Hộ tịch trực tuyến')
    expect((await reception.post('/ban-lam-viec/bo-loc', { ten: ' ' })).statusCode).toBe(422)
  })
  it('writes the list as CSV and as a workbook, with what was chosen and never as formulas', async () => {
    await world.submitted(world.citizen('=HYPERLINK("x")'))
    const csv = await reception.get('/ban-lam-viec/danh-sach.csv?ds=cho-tiep-nhan')
    expect([csv.headers['content-type'], String(csv.headers['content-disposition'])]).toEqual(['text/csv; charset=utf-8', expect.stringContaining('cho-tiep-nhan-2026-03-09.csv')])
    expect(csv.body.split('\r\n')[0]).toContain('Mã hồ sơ,Thủ tục')
    expect(csv.body).toContain(`"'=HYPERLINK(""x"")"`)
    expect((await reception.get('/ban-lam-viec/danh-sach.csv?ds=cho-tiep-nhan&kenh=counter')).body.split('\r\n').filter(Boolean)).toHaveLength(1)
    const book = await reception.get('/ban-lam-viec/danh-sach.xlsx?ds=cho-tiep-nhan')
    expect(String(book.headers['content-type'])).toContain('spreadsheetml')
    const zip = readZip(book.rawPayload)
    const sheet = zip.find(([name]) => name.endsWith('sheet1.xml'))?.[1] ?? ''
    expect(sheet).not.toContain('<f>')
    expect(zip.map(([, text]) => text).join('')).toContain('Vũ Thị Ánh')
    // filed at nine in the morning of Viet Nam, not at two: 46090 days and three eighths
    expect(sheet).toContain('46090.375')
  })
})
