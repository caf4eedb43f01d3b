import { mkdtempSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPdf } from '../../../kernel/files/testing.ts'
import { isAddress } from '../../../kernel/forms/conditions.ts'
import type { AnswerValue } from '../../../kernel/forms/definition.ts'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { welcomeNationalAccount } from '../../identity/index.ts'
import { checkPack, type ProcedurePack } from '../../procedures/index.ts'
import { hiddenFields, startDeskSite, type DeskSite, type DeskVisitor } from '../testing-desk.ts'
import { aWorld, type World } from '../testing.ts'

const t = useDb()
const CARD = '019300012345|090123456|Nông Thị Quầy|02092000|Nữ|Xóm Đồng, xã Mẫu, Thái Nguyên|01012022'
let world: World
let site: DeskSite
let desk: DeskVisitor
let pack: ProcedurePack

beforeAll(async () => {
  world = await aWorld(t(), { now: '2026-03-09T09:00:00+07:00', varDir: mkdtempSync(join(tmpdir(), 'tinhso-desk-')) })
  site = await startDeskSite(world, t().owner)
  desk = await site.officer(world.commune, 'reception-officer')
  const parsed = checkPack(JSON.parse(await readFile('provinces/thai-nguyen/procedures/1.004873.json', 'utf8')), { staffedRoles: null })
  if (!parsed.ok) throw new Error('pack')
  pack = parsed.pack
})
afterAll(() => site.close())

const scenario = () => { const found = pack.scenarios.find(each => each.expectStop === undefined && (each.expectFaults ?? []).length === 0); if (!found) throw new Error('no scenario'); return found }
const here = (): string => `/ban-lam-viec/quay/1.004873/${scenario().caseId}`
/** Answers as the boxes of a form post them. */
function posted(answers: Readonly<Record<string, AnswerValue>>): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) { const [year = '', month = '', day = ''] = value.split('-'); return [[`${name}-day`, day], [`${name}-month`, month], [`${name}-year`, year]] }
    if (isAddress(value)) return [[`${name}.communeCode`, value.communeCode], [`${name}.detail`, value.detail]]
    return [[name, value === true ? 'yes' : String(value)]]
  }))
}
const valueOf = (html: string, name: string): string | undefined => new RegExp(`<input[^>]*name="${name.replaceAll('.', '\\.')}"[^>]*?value="([^"]*)"`).exec(html)?.[1] ?? new RegExp(`<input[^>]*value="([^"]*)"[^>]*name="${name.replaceAll('.', '\\.')}"`).exec(html)?.[1]

it('offers what this desk takes, found without diacritics, and nothing to other desks', async () => {
  expect((await desk.get('/ban-lam-viec/quay?q=hon+nhan')).body).toContain(here())
  expect((await desk.get('/ban-lam-viec/quay?q=xe+may+bay')).body).toContain('Không có thủ tục nào khớp')
  const other = await site.officer(world.department, 'reception-officer')
  expect((await other.get('/ban-lam-viec/quay')).body).not.toContain(here())
  expect((await other.get(here())).statusCode).toBe(404)
  expect((await (await site.officer(world.commune, 'case-officer')).get('/ban-lam-viec/quay')).statusCode).toBe(403)
})

it('reads the card, keeps what was typed, and never puts the number into the address', async () => {
  const key = hiddenFields((await desk.get(here())).body, here())
  const scanned = await desk.upload(here(), { ...key, card: CARD, 'person.phone': '0912345678' }, [])
  expect(scanned.statusCode).toBe(200)
  expect([valueOf(scanned.body, 'person.name'), valueOf(scanned.body, 'person.idNumber'), valueOf(scanned.body, 'person.phone'), valueOf(scanned.body, 'person.address')]).toEqual(['Nông Thị Quầy', '019300012345', '0912345678', 'Xóm Đồng, xã Mẫu, Thái Nguyên'])
  expect(scanned.body).toContain('Chưa có tài khoản với số này')
  const wrong = await desk.upload(here(), { ...key, card: 'khong phai the|x', 'person.phone': '0912345678' }, [])
  expect([wrong.statusCode, valueOf(wrong.body, 'person.phone')]).toEqual([422, '0912345678'])
  const distorted = await desk.upload(here(), { ...key, card: '019300012345||Noong Thij Quaay|02092000|Nuwx|Xoms' }, [])
  expect(distorted.body).toContain('Hãy đối chiếu')
})

it('finds the account behind a number, and does not take a name that differs', async () => {
  const accountId = await welcomeNationalAccount(site.services.identity, { issuer: 'https://issuer.test', claims: { sub: 'p1', HoVaTen: 'Nông Thị Quầy', SoDinhDanh: '019300012345', NgayThangNamSinh: '20000902', LoaiTaiKhoan: '1', loginIdp: 'vneid' }, now: world.platform.now() })
  const key = hiddenFields((await desk.get(here())).body, here())
  const typed = await desk.upload(here(), { ...key, card: '019300012345' }, [])
  // a number alone tells nobody a name
  expect([typed.body.includes('Số này đã có tài khoản'), typed.body.includes('Nông Thị Quầy'), valueOf(typed.body, 'person.name')]).toEqual([true, false, undefined])
  const other = await desk.upload(here(), { ...key, do: 'receive', 'person.name': 'Người Khác Hẳn', 'person.idNumber': '019300012345', ...posted(scenario().answers) }, [])
  expect([other.statusCode, other.body.includes('có tài khoản mang họ tên khác'), other.body.includes('Nông Thị Quầy')]).toEqual([422, true, false])
  const done = await desk.upload(here(), { ...key, do: 'receive', 'person.name': 'nông thị quầy', 'person.idNumber': '019300012345', ...posted(scenario().answers) }, [])
  expect(done.statusCode).toBe(303)
  const rows = await sql<{ subject_account_id: string; channel: string; processing: string }>`select subject_account_id, channel, processing from dossiers.dossier where submission_key = ${key['submissionKey']}`.execute(t().owner.kysely)
  expect(rows.rows).toEqual([{ subject_account_id: accountId, channel: 'counter', processing: 'received' }])
})

it('keeps scans over a fault, receives at once, counts papers, and files once however often it is pressed', async () => {
  const key = hiddenFields((await desk.get(here())).body, here())
  const component = pack.cases.find(each => each.id === scenario().caseId)?.components.find(each => each.accept.includes('pdf'))
  const scan = component ? [{ field: `component.${component.id}`, name: 'giay.pdf', type: 'application/pdf', bytes: await aPdf(1) }] : []
  const unnamed = await desk.upload(here(), { ...key, do: 'receive', ...posted(scenario().answers) }, scan)
  expect([unnamed.statusCode, unnamed.body.includes('chưa ghi họ tên')]).toEqual([422, true])
  const kept = [...unnamed.body.matchAll(/name="kept" value="([^"]+)"/g)].map(([, value = '']) => value)
  expect(kept).toHaveLength(scan.length)
  const fields = { ...key, do: 'receive', 'person.name': 'Nông Văn Một', ...posted(scenario().answers), ...(component ? { [`paper.${component.id}.originals`]: '1', kept: kept[0] ?? '' } : {}) }
  const answers = await Promise.all([1, 2].map(() => desk.upload(here(), fields, [])))
  expect(answers.map(answer => answer.statusCode)).toEqual([303, 303])
  expect(answers[0]?.headers.location).toBe(answers[1]?.headers.location)
  const page = await desk.get(String(answers[0]?.headers.location))
  expect(page.body).toMatch(/H55\.33-260309-\d{4}/)
  // the receipt is printed by a job: the page comes back by itself until it is there
  expect(page.headers['refresh']).toBe('3')
})

it('takes no file that another intake uploaded', async () => {
  const [a, b] = [hiddenFields((await desk.get(here())).body, here()), hiddenFields((await desk.get(here())).body, here())]
  const component = pack.cases.flatMap(each => each.components).find(each => each.accept.includes('pdf'))
  if (!component) return
  const first = await desk.upload(here(), { ...a, do: 'refresh' }, [{ field: `component.${component.id}`, name: 'a.pdf', type: 'application/pdf', bytes: await aPdf(1) }])
  const [, kept = ''] = /name="kept" value="([^"]+)"/.exec(first.body) ?? []
  const second = await desk.upload(here(), { ...b, do: 'refresh', kept }, [])
  expect(second.body).not.toContain('name="kept"')
})

it('carries a card into the procedure without ever showing it in an address', async () => {
  const start = await desk.post('/ban-lam-viec/quay', { card: CARD })
  expect([start.statusCode, start.body.includes('Đã đọc thẻ của Nông Thị Quầy'), start.body.includes(`formaction="${here()}"`)]).toEqual([200, true, true])
  expect(start.body).not.toMatch(/(href|action)="[^"]*019300012345/)
  const filled = await desk.post(here(), { card: CARD })
  expect(valueOf(filled.body, 'person.name')).toBe('Nông Thị Quầy')
  const wrong = await desk.post('/ban-lam-viec/quay', { card: 'x|y' })
  expect([wrong.statusCode, wrong.body.includes('Mã quét chưa đủ')]).toEqual([422, true])
})

describe('the JSON twin of the counter', () => {
  const body = (more: object = {}) => ({ procedureCode: '1.004873', caseId: scenario().caseId, submissionKey: newId(), person: { name: 'Nông Văn API', phone: '0912345678' }, answers: scenario().answers, returnMethod: 'counter', ...more })
  const post = (what: object) => desk.api('POST', '/api/v1/desk/dossiers', what)
  it('receives at once, counts papers, and files once for one key', async () => {
    const sent = body({ answers: { ...scenario().answers, issuedBefore: 'yes' }, papers: [{ componentId: 'old-paper', originals: 1 }] })
    const [one, two] = await Promise.all([post(sent), post(sent)])
    expect([one.statusCode, one.json()]).toEqual([201, { id: expect.any(String), version: 2, processing: 'received', code: expect.stringMatching(/^H55\.33-260309-\d{4}$/), warnings: [] }])
    expect(two.json()).toMatchObject({ id: one.json<{ id: string }>().id })
    const { rows } = await sql<object>`select subject_name, channel, (select sum(originals) from dossiers.paper_item p where p.dossier_id = d.id)::int as originals from dossiers.dossier d where id = ${one.json<{ id: string }>().id}`.execute(t().owner.kysely)
    expect(rows).toEqual([{ subject_name: 'Nông Văn API', channel: 'counter', originals: 1 }])
  })
  it('names what is wrong, and files nothing', async () => {
    const errors = async (more: object): Promise<string[]> => { const answer = await post(body(more)); expect(answer.statusCode).toBe(422); return answer.json<{ errors: { field: string }[] }>().errors.map(error => error.field) }
    expect(await errors({ answers: { ...scenario().answers, khongCo: 1 } })).toEqual(['answers.khongCo'])
    expect(await errors({ papers: [{ componentId: 'khong-co', originals: 1 }] })).toEqual(['papers.khong-co'])
    expect(await errors({ person: { name: ' ' } })).toEqual(['person.name'])
    expect(await errors({ returnMethod: 'post' })).toEqual(['returnAddress'])
    expect((await errors({ answers: {} })).length).toBeGreaterThan(1)
    expect((await post({ ...body(), surprise: 1 })).statusCode).toBe(422)
    const stranger = await site.officer(world.department, 'reception-officer')
    expect((await stranger.api('POST', '/api/v1/desk/dossiers', body())).statusCode).toBe(404)
    expect((await (await site.officer(world.commune, 'case-officer')).api('POST', '/api/v1/desk/dossiers', body())).statusCode).toBe(403)
  })
})
