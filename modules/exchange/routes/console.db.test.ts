import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { useDb } from '../../../kernel/testing/db.ts'
import { anOfficer, ledgerOf, shownVersion, startAdminSite, type AdminSite } from '../../../ui/testing-site.ts'
import { exchangeModule } from '../index.ts'
import { aGateway, aProvider, registryOf, send, type RunningGateway } from '../testing.ts'

const t = useDb()
const agencies = { consumer: newId(), provider: newId() }
const boss = anOfficer(['administrator'])
const unitOf = (agency: string) => anOfficer(['unit-administrator'], { agencyId: agency, scopeAgencyIds: [agency] })
const [asker, provider, stranger, clerk] = [unitOf(agencies.consumer), unitOf(agencies.provider), unitOf(newId()), anOfficer(['case-officer'])]
const ANYONE = anOfficer([])
let site: AdminSite
let gateway: RunningGateway
let real: Awaited<ReturnType<typeof aProvider>>
let [consumer, service] = [{ id: '', number: 0 }, { id: '', number: 0 }]
const now = new Date()
const tomorrow = new Date(now.getTime() + 2 * 86_400_000).toISOString().slice(0, 10).split('-').reverse().join('/')

beforeAll(async () => {
  real = await aProvider((seen, _request, response) => { if (!seen.url.endsWith('/khong-co')) return false; response.writeHead(404).end(); return true })
  for (const [code, id] of Object.entries(agencies)) await t().owner.pool.query(`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values ($1, $2, $3, 'department', 'province', array[$1]::uuid[], '2020-01-01')`, [id, `H55.${code.toUpperCase()}`, `Sở ${code}`])
  const registry = registryOf(t().owner.pool)
  const asking = await registry.member('H55.A', { name: 'Sở Hỏi', agencyId: agencies.consumer })
  const giving = await registry.member('H55.B', { name: 'Sở Đáp', agencyId: agencies.provider })
  consumer = await registry.subsystem(asking.id, 'mot-cua', 'credential')
  service = await registry.service((await registry.subsystem(giving.id, 'ho-tich')).id, 'tra-cuu', real.url, { evidence: 'full' })
  await registry.endpoint(service.id, 'GET', '/trich-luc/*')
  site = await startAdminSite(t().db, now, () => exchangeModule({ timeStamp: undefined, emailsOf: async () => [], namesOf: async () => new Map() }).routes)
  gateway = await aGateway(t().urls.app, { masterKey: site.platform.config.masterKey })
})
afterAll(async () => { await gateway.close(); await real.close(); await site.close() })

const one = async (text: string, values: unknown[] = []): Promise<string> => (await t().owner.pool.query<{ v: string }>(text, values)).rows[0]?.v ?? ''
/** The gateway counts by itself, too, and who counts keeps others from it: done when no batch is left. */
const counted = (): Promise<boolean> => vi.waitUntil(async () => {
  await t().owner.pool.query(`select set_config('tinhso.actor_kind', 'system', false), exchange.count_batches(100000)`)
  return await one('select count(*)::text as v from exchange.batch b join exchange.gateway g on g.id = b.gateway_id where b.seq > g.counted_seq') === '0'
}, { timeout: 10_000 })

test('a form that names no service leads to the catalogue', async () => {
  for (const path of ['/lien-thong/yeu-cau/moi', '/lien-thong/quyen/moi']) expect(await site.get(boss, path), path).toMatchObject({ status: 303, location: '/lien-thong/danh-muc' })
})

test('forms of one page keep their fields and faults apart', async () => {
  const member = `/lien-thong/thanh-vien/${await one("select id::text as v from exchange.member where code = 'H55.A'")}`
  const ids = [...(await site.get(boss, member)).body.matchAll(/ id="([^"]+)"/g)].map(found => found[1])
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  const bad = await site.post(boss, `${member}/he-thong`, { 'code-subsystem': 'có dấu', 'name-subsystem': 'Kho', 'connection-subsystem': 'http' })
  expect(bad.status).toBe(422)
  expect(bad.body).toContain('href="#f-code-subsystem"')
  expect(bad.body).toContain('value="có dấu"')
})

describe('the way of a contract', () => {
  let key = ''
  let secret = ''
  let transaction = ''
  test('asks, with faults told; the page says until when and why', async () => {
    const bad = await site.post(asker, '/lien-thong/yeu-cau/moi', { service: service.id, subsystem: consumer.id, purpose: '', legalBasis: '', perDay: 'nhiều', validTo: '', endpoints: 'LẤY /a' })
    expect(bad.status).toBe(422)
    for (const words of ['Chưa ghi mục đích', 'Chưa ghi căn cứ', 'Lượt một ngày là số nguyên dương', 'Dòng “LẤY /a” chưa đúng', 'LẤY /a</textarea>']) expect(bad.body).toContain(words)
    // a form is mended once: who was not chosen and a day that is none are told with the rest
    for (const [who, path] of [[asker, '/lien-thong/yeu-cau/moi'], [boss, '/lien-thong/quyen/moi']] as const) {
      const { body } = await site.post(who, path, { service: service.id, subsystem: '', to: '', purpose: '', legalBasis: '', perMinute: '0', validTo: '31/02', endpoints: '' })
      for (const words of [/Chọn hệ thống/, /“31\/02” không phải là ngày/, /Chưa ghi mục đích/, /Chưa ghi căn cứ/, /Lượt một phút là số nguyên dương/]) expect(body).toMatch(words)
    }
    const asked = await site.post(asker, '/lien-thong/yeu-cau/moi', { service: service.id, subsystem: consumer.id, purpose: 'Giải quyết hồ sơ', legalBasis: 'NĐ 87/2020', perDay: '1.000', validTo: tomorrow, endpoints: 'GET /trich-luc/*' })
    expect(asked.status).toBe(303)
    const seen = await site.get(asker, asked.location ?? '')
    for (const words of ['Đang chờ', 'Sở Đáp', 'Vì sao hạn là ngày này?', 'ngày gửi, chưa tính', 'ngày làm việc thứ 2', '1.000 lượt một ngày']) expect(seen.body).toContain(words)
    expect(seen.body).not.toContain('Trả lời yêu cầu')
    expect((await site.get(stranger, asked.location ?? '')).status).toBe(404)
    const own = await site.get(provider, asked.location ?? '')
    expect(own.body).toContain('Trả lời yêu cầu')
    expect((await site.get(provider, '/lien-thong')).body).toContain('1 yêu cầu truy cập chờ trả lời')
    const refused = await site.post(provider, `${asked.location ?? ''}/tra-loi`, { version: shownVersion(own.body), decision: 'refuse', reason: 'không', ground: '' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('Chưa có căn cứ pháp lý')
    expect((await site.post(asker, `${asked.location ?? ''}/tra-loi`, { version: '1', decision: 'grant' })).status).toBe(403)
    expect((await site.post(provider, `${asked.location ?? ''}/tra-loi`, { version: shownVersion(own.body), decision: 'grant' })).status).toBe(303)
    expect((await site.get(asker, asked.location ?? '')).body).toContain('Xem quyền đã cấp')
  })
  test('a credential is shown once, and calls with it pass the gateway', async () => {
    const form = /name="form" value="([^"]+)"/.exec((await site.get(boss, `/lien-thong/he-thong/${consumer.id}`)).body)?.[1] ?? ''
    const posted = { kind: 'oauth-client', label: 'Máy chủ một cửa', validTo: '', form }
    const issued = await site.post(boss, `/lien-thong/he-thong/${consumer.id}/xac-thuc`, posted)
    // F5 sends the form again: no second credential, and no secret
    const again = await site.post(boss, `/lien-thong/he-thong/${consumer.id}/xac-thuc`, posted)
    expect([again.status, again.body.includes('Biểu mẫu này đã gửi rồi'), again.body.includes('data-issued')]).toEqual([422, true, false])
    expect(await one('select count(*)::text as v from exchange.credential')).toBe('1')
    key = /data-issued="key">([^<]+)/.exec(issued.body)?.[1] ?? ''
    secret = /data-issued="secret">([^<]+)/.exec(issued.body)?.[1] ?? ''
    expect(secret.length).toBeGreaterThan(40)
    expect((await site.get(boss, `/lien-thong/he-thong/${consumer.id}`)).body).not.toContain(secret)
    await gateway.gateway.reload()
    const token = (await send(gateway.url, '/token', { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' })).json()
    const bearer = typeof token === 'object' && token !== null && 'access_token' in token ? String(token.access_token) : ''
    const call = (path: string) => send(gateway.url, `/r1/DEV/COM/H55.B/ho-tich/tra-cuu${path}`, { headers: { 'x-road-client': 'DEV/COM/H55.A/mot-cua', authorization: `Bearer ${bearer}`, 'x-road-id': newId() } })
    const answer = await call('/trich-luc/17')
    expect(answer.status).toBe(200)
    transaction = String(answer.headers['x-road-request-id'])
    expect((await call('/trich-luc/khong-co')).status).toBe(404)
    expect((await call('/khac')).headers['x-road-error']).toContain('access_denied')
    await counted()
  })
  test('the console shows it: overview, quota, search by ids, hash and parties, the 38 fields', async () => {
    const overview = await site.get(asker, '/lien-thong')
    for (const words of ['<strong>3</strong> lượt gọi', 'cổng từ chối 1 lượt', 'bên cung cấp từ chối (4xx) 1 lượt', '1 thành công, 1 bên cung cấp từ chối, 0 lỗi', 'Dịch vụ tra-cuu', '2 / 1.000', 'Đang chạy', 'Khớp']) expect(overview.body).toContain(words)
    // a histogram of texts would say «> 5 s» of everything
    for (const body of [overview.body, (await site.get(boss, `/lien-thong/dich-vu/${service.id}`)).body, (await site.get(boss, '/lien-thong/dich-vu')).body]) expect(body).toMatch(/≤ \d+ ms/)
    expect(overview.body).not.toContain('> 5 s')
    expect(overview.body).not.toContain('&gt; 5 s')
    const quiet = (await site.get(stranger, '/lien-thong')).body
    expect(quiet).toContain('Chưa có lượt gọi nào')
    expect(quiet).not.toMatch(/≤ \d+ ms/)
    const message = await one('select message_id as v from exchange.transaction where id = $1', [transaction])
    const hash = await one(`select record::jsonb->>39 as v from exchange.transaction where id = $1`, [transaction])
    for (const query of [`ma=${transaction}`, `thong-diep=${encodeURIComponent(message)}`, `bam=${encodeURIComponent(hash)}`, `he-thong=${consumer.number}&ket-qua=passed`, `dich-vu=${service.number}&ket-qua=passed`]) expect((await site.get(provider, `/lien-thong/giao-dich?${query}`)).body, query).toContain(transaction)
    const rows = async (outcome: string): Promise<readonly string[]> => [...(await site.get(provider, `/lien-thong/giao-dich?ket-qua=${outcome}`)).body.matchAll(/trich-luc\/[\w-]+/g)].map(([path]) => path)
    expect([await rows('passed'), await rows('declined')]).toEqual([['trich-luc/17'], ['trich-luc/khong-co']])
    expect((await site.get(provider, '/lien-thong/giao-dich?ket-qua=refused')).body).not.toContain(transaction)
    expect((await site.get(stranger, `/lien-thong/giao-dich?ma=${transaction}`)).body).toContain('Không có giao dịch nào khớp')
    expect((await site.get(boss, '/lien-thong/giao-dich?bam=abc&tu=31/02/2026')).body).toContain('Mã băm là 88 ký tự')
    const days = async (tu: string, den: string): Promise<boolean> => (await site.get(boss, `/lien-thong/giao-dich?tu=${tu}&den=${den}`)).body.includes('“Đến ngày” đứng trước “Từ ngày”')
    expect([await days('02/03/2026', '01/03/2026'), await days('02/03/2026', '02/03/2026')]).toEqual([true, false])
    const detail = await site.get(provider, `/lien-thong/giao-dich/${transaction}`)
    for (const words of ['securityServerInternalIp', 'responseOutTs', hash.replaceAll('+', '+'), 'tinhso-exchange-batch/1', 'Khớp']) expect(detail.body).toContain(words)
    expect((await site.get(boss, `/lien-thong/giao-dich.csv?ma=${transaction}`)).body).toContain(`${transaction},`)
  })
  test('bodies are opened by an administrator, with a reason that the ledger keeps', async () => {
    expect((await site.get(provider, `/lien-thong/giao-dich/${transaction}`)).body).toContain('Chỉ quản trị tỉnh mở được nội dung')
    expect((await site.post(provider, `/lien-thong/giao-dich/${transaction}/xem`, { reason: 'muốn xem thử thôi' })).status).toBe(403)
    expect((await site.post(boss, `/lien-thong/giao-dich/${transaction}/xem`, { reason: 'xem' })).status).toBe(422)
    expect(await ledgerOf(t().owner, transaction)).toEqual([])
    const looked = await site.post(boss, `/lien-thong/giao-dich/${transaction}/xem`, { reason: 'Người dân khiếu nại về hồ sơ 17' })
    expect(looked.body).toContain('/trich-luc/17&quot;')
    expect(await ledgerOf(t().owner, transaction)).toEqual([{ act: 'exchange.look', role: 'administrator', reason: 'Người dân khiếu nại về hồ sơ 17' }])
  })
})

describe('the registry’s pages', () => {
  test('every page of the console draws, and is closed to who may not', async () => {
    const right = await one('select id::text as v from exchange.access_right limit 1')
    const member = await one(`select id::text as v from exchange.member where code = 'H55.A'`)
    for (const path of ['', '?khoang=24h', '?khoang=7d', '?khoang=30d', '/giao-dich', '/co-so-du-lieu', '/danh-muc', `/danh-muc/${service.id}`, '/yeu-cau', '/yeu-cau?tinh-trang=all', `/yeu-cau/moi?dich-vu=${service.id}`, `/yeu-cau/moi?dich-vu=${service.id}&gia-han=${right}`, '/quyen', '/quyen?tinh-trang=ending', '/quyen?tinh-trang=ended', `/quyen/${right}`, `/quyen/moi?dich-vu=${service.id}`, '/thanh-vien', '/thanh-vien/moi', `/thanh-vien/${member}`, `/he-thong/${consumer.id}`, `/he-thong/${consumer.id}/dich-vu-moi`, '/dich-vu', `/dich-vu/${service.id}`, '/nhom', '/luu-luong.csv']) {
      expect((await site.get(boss, `/lien-thong${path}`)).status, path).toBe(200)
      expect((await site.get(boss, `/en/lien-thong${path}`)).status, path).toBe(200)
      expect((await site.get(clerk, `/lien-thong${path}`)).status, path).toBe(path.startsWith('/danh-muc') ? 200 : 403)
    }
    for (const path of ['/nhom', '/thanh-vien/moi', `/quyen/moi?dich-vu=${service.id}`]) expect((await site.get(asker, `/lien-thong${path}`)).status, path).toBe(403)
    for (const path of [`/thanh-vien/${member}`, `/he-thong/${consumer.id}`, `/dich-vu/${service.id}`, `/quyen/${right}`]) expect((await site.get(stranger, `/lien-thong${path}`)).status, path).toBe(404)
  })
  test('from a member to a service with endpoints from OpenAPI, previewed before they count', async () => {
    const made = await site.post(boss, '/lien-thong/thanh-vien/moi', { memberClass: 'GOV', code: 'H55.C', name: 'Sở Mới', agencyCode: 'H55.PROVIDER' })
    expect(made.status).toBe(303)
    expect((await site.post(boss, '/lien-thong/thanh-vien/moi', { memberClass: 'GOV', code: 'H55.D', name: 'x', agencyCode: 'H55.KHONG' })).body).toContain('Không có cơ quan mang mã “H55.KHONG”')
    await site.post(boss, `${made.location ?? ''}/he-thong`, { 'code-subsystem': 'dat-dai', 'name-subsystem': 'Đất đai', 'connection-subsystem': 'credential' })
    const sub = await one(`select id::text as v from exchange.subsystem where code = 'dat-dai'`)
    const form = { name: 'Thửa đất', kind: 'REST', checkPath: '/', errorEnvelope: 'x-road', evidence: 'metadata', whenLogFails: 'closed', timeoutMs: '60.000', maxBodyMb: '50' }
    expect((await site.post(boss, `/lien-thong/he-thong/${sub}/dich-vu-moi`, { ...form, code: 'thua-dat', baseUrl: 'ftp://x' })).body).toContain('phải bắt đầu bằng http')
    const faulty = (await site.post(boss, `/lien-thong/he-thong/${sub}/dich-vu-moi`, { ...form, name: '', code: 'thửa', baseUrl: 'x', timeoutMs: '0' })).body
    for (const words of ['Mã dịch vụ gồm chữ', 'Chưa có tên dịch vụ', 'Địa chỉ gốc chưa đúng', 'Thời gian chờ từ 100']) expect(faulty).toContain(words)
    const added = await site.post(boss, `/lien-thong/he-thong/${sub}/dich-vu-moi`, { ...form, code: 'thua-dat', baseUrl: 'https://dat-dai.example.gov.vn' })
    const yaml = 'openapi: 3.0.3\ninfo: { title: Thửa đất, version: "1" }\npaths:\n  /thua/{id}: { get: { summary: Xem thửa } }\n'
    const preview = await site.upload(boss, `${added.location ?? ''}/openapi`, { version: '2' }, [{ field: 'file', name: 'a.yaml', bytes: Buffer.from(yaml) }])
    expect(preview.body).toContain('GET /thua/*')
    expect(await one('select count(*)::text as v from exchange.endpoint e join exchange.data_service d on d.id = e.service_id where d.code = $1', ['thua-dat'])).toBe('0')
    expect((await site.post(boss, `${added.location ?? ''}/openapi`, { version: '2', do: 'import', openapi: yaml })).status).toBe(303)
    const after = (await site.get(provider, added.location ?? '')).body
    expect(after).toContain('GET /thua/*')
    // what it said before, in the words of the form
    for (const words of ['<div>Tên: Thửa đất</div>', '<div>Tình trạng: Đang mở</div>', '<div>Có trong danh mục: có</div>', '<div>Chứng cứ: Ghi 38 trường và mã băm</div>']) expect(after).toContain(words)
    expect(after).not.toMatch(/base_url|check_path|when_log_fails/)
  })
  test('a renewal asks for end and quota; what it keeps is shown, and no field', async () => {
    const right = await one("select r.id as v from exchange.access_right r where r.kind = 'call' and r.ended_at is null and r.subsystem_id is not null limit 1")
    const path = `/lien-thong/yeu-cau/moi?dich-vu=${await one(`select service_id::text as v from exchange.access_right where id = '${right}'`)}&gia-han=${right}`
    const form = (await site.get(boss, path)).body
    expect([form.includes('Gia hạn giữ nguyên'), ...['purpose', 'endpoints', 'fields', 'rowRule', 'legalBasis', 'perDay', 'validTo'].map(name => form.includes(`name="${name}"`))]).toEqual([true, false, false, false, false, true, true, true])
  })
  test('a database counts as connected when its service answers, not when it is named', async () => {
    await t().owner.pool.query(`insert into exchange.shared_database (id, code, name, owner_name, scope, source) values ($1, 'ho-tich', 'Hộ tịch', 'Bộ Tư pháp', 'national', 'NĐ 87/2020'), (gen_random_uuid(), 'dat-dai', 'Đất đai', 'Bộ', 'national', 'Luật')`, [newId()])
    const id = await one(`select id::text as v from exchange.shared_database where code = 'ho-tich'`)
    expect((await site.get(boss, '/lien-thong/co-so-du-lieu')).body).toContain('<strong>0</strong> trên <strong>2</strong>')
    expect((await site.post(boss, `/lien-thong/co-so-du-lieu/${id}`, { version: '1', [`service-${id}`]: service.id })).status).toBe(303)
    expect((await site.get(boss, '/lien-thong/co-so-du-lieu')).body).toContain('<strong>1</strong> trên <strong>2</strong>')
    expect((await site.get(boss, '/lien-thong')).body).toContain('1 / 2')
  })
})

describe('events', () => {
  let topic = ''
  let right = ''
  test('a steward adds a topic; every officer sees it and its schema, and asks only for systems of the own agency', async () => {
    expect((await site.get(provider, '/lien-thong/su-kien/moi')).status).toBe(403)
    const subsystem = await one("select s.id as v from exchange.subsystem s where s.code = 'ho-tich'")
    expect((await site.post(boss, '/lien-thong/su-kien/moi', { subsystem: '', code: 'A', name: '', retentionDays: '30' })).body).toMatch(/Chọn hệ thống phát[\s\S]*Mã chủ đề gồm[\s\S]*Chưa có tên chủ đề/)
    const wrong = await site.post(boss, '/lien-thong/su-kien/moi', { subsystem, code: 'ket-qua.tra', name: '', legalBasis: '', schema: '[', retentionDays: 'nhiều' })
    for (const words of ['Chưa có tên chủ đề', 'Lược đồ phải là JSON Schema', 'Thời gian lưu từ 1']) expect(wrong.body).toContain(words)
    const added = await site.post(boss, '/lien-thong/su-kien/moi', { subsystem, code: 'ket-qua.tra', name: 'Kết quả đã trả', legalBasis: 'NĐ 194/2025', schema: '{"type":"object"}', retentionDays: '30' })
    topic = added.location?.split('/').at(-1) ?? ''
    expect((await site.get(clerk, '/lien-thong/su-kien')).body).toContain('Kết quả đã trả')
    const seen = await site.get(clerk, `/lien-thong/su-kien/${topic}`)
    expect([seen.body.includes('Xem JSON Schema'), seen.body.includes('Xin nhận sự kiện'), seen.body.includes('Sửa chủ đề')]).toEqual([true, false, false])
    expect((await site.get(clerk, `/lien-thong/su-kien/${topic}/luoc-do.json`)).body).toBe('{"type":"object"}')
    const form = await site.get(asker, `/lien-thong/yeu-cau/moi?chu-de=${topic}&viec=subscribe`)
    expect([form.body.includes('Hệ thống sẽ nhận'), form.body.includes('Điểm gọi')]).toEqual([true, false])
    const asked = await site.post(asker, '/lien-thong/yeu-cau/moi', { topic, kind: 'subscribe', subsystem: consumer.id, purpose: 'Báo người dân', legalBasis: 'NĐ 194/2025', perMinute: '10' })
    expect([asked.status, (await site.get(stranger, asked.location ?? '')).status]).toEqual([303, 404])
    expect((await site.get(provider, '/lien-thong/yeu-cau')).body).toContain('Nhận sự kiện · Sở Đáp')
    expect((await site.post(provider, `${asked.location ?? ''}/tra-loi`, { version: '1', decision: 'grant' })).status).toBe(303)
    right = await one("select id as v from exchange.access_right where kind = 'subscribe'")
    expect((await site.get(provider, `/lien-thong/su-kien/${topic}`)).body).toContain('Báo người dân')
    expect((await site.get(asker, '/lien-thong/quyen')).body).toContain('Kết quả đã trả')
  })
  test('the subscriber looks after its delivery, others do not see it; a fault stands at its own field, a key is shown once', async () => {
    const page = `/lien-thong/giao-su-kien/${right}`
    for (const [who, said] of [[stranger, 404], [provider, 403]] as const) expect([(await site.get(who, page)).status, (await site.post(who, `${page}/dia-chi`, { url: real.url })).status]).toEqual([404, said])
    expect((await site.get(asker, page)).body).toContain('Chưa đặt địa chỉ nhận')
    expect((await site.post(asker, `${page}/dia-chi`, { url: 'http://169.254.169.254/latest' })).body).toContain('dẫn về chính cổng')
    expect((await site.post(asker, `${page}/dia-chi`, { url: `${real.url}/hook` })).body).toContain('chưa cho phép tinhso-exchange.vn')
    await t().owner.pool.query("insert into exchange.event_delivery (subscription_id, url, secret_sealed, registered_at, position, next_at) values ($1, 'https://a.example.vn/su-kien?khoa=bi-mat', '\\x00', now(), 3, now())", [right])
    await t().owner.pool.query("insert into exchange.event_dead_letter (id, subscription_id, position, event_id, at, attempts, last_status, last_error) values ($1, $2, 2, 'hs-17', now(), 3, 422, 'status 422')", [newId(), right])
    const shown = await site.get(asker, page)
    expect([shown.body.includes('a.example.vn/su-kien'), shown.body.includes('bi-mat'), shown.body.includes('Trả lời 422')]).toEqual([true, false, true])
    expect((await site.get(asker, '/lien-thong/giao-su-kien?tinh-trang=troubled')).body).toContain('Hệ thống mot-cua')
    expect((await site.get(stranger, '/lien-thong/giao-su-kien')).body).toContain('Chưa hệ thống nào nhận sự kiện')
    const noReason = await site.post(asker, `${page}/tam-dung`, { 'reason-pause': '' })
    expect([noReason.status, /href="#[^"]*reason-pause"/.test(noReason.body)]).toEqual([422, true])
    expect((await site.post(asker, `${page}/tam-dung`, { 'reason-pause': 'bảo trì' })).status).toBe(303)
    expect((await site.get(asker, page)).body).toContain('có người tạm dừng')
    expect((await site.get(asker, '/lien-thong/su-kien')).body).toMatch(/Giao sự kiện[^]{0,200}1/)
    const key = /data-issued="secret">([^<]+)/.exec((await site.post(asker, `${page}/khoa`, {})).body)?.[1] ?? ''
    expect([key.startsWith('whsec_'), (await site.get(asker, page)).body.includes(key)]).toEqual([true, false])
    const dead = await one('select id as v from exchange.event_dead_letter')
    expect((await site.post(stranger, `/lien-thong/su-kien-de-rieng/${dead}`, { version: '1', do: 'drop', [`reason-${dead}`]: 'x' })).status).toBe(404)
    expect((await site.post(asker, `/lien-thong/su-kien-de-rieng/${dead}`, { version: '1', do: 'replay', [`reason-${dead}`]: 'đã sửa' })).location).toBe(page)
    expect((await site.get(asker, page)).body).toContain('Đang gửi lại')
    expect((await ledgerOf(t().owner, right)).map(each => each.act)).toEqual(expect.arrayContaining(['exchange.pause-delivery', 'exchange.renew-webhook-key']))
  })
})

describe('the open log', () => {
  const at = async (daysAgo: number, count: number, client = consumer.number): Promise<string> => {
    const minute = new Date(Date.now() - daysAgo * 86_400_000)
    await t().owner.pool.query(`insert into exchange.usage_minute (minute, client, service, passed, failed, refused, bytes_in, bytes_out, total_ms, took) values (date_trunc('minute', $1::timestamptz), $2, $3, $4, 0, 0, 0, 0, 0, array_fill(0, array[13]))`, [minute, client, service.number, count])
    return new Date(minute.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  }
  test('shows hours of days past the delay, and nothing younger whoever asks for it', async () => {
    const none = (await site.get(ANYONE, '/lien-thong/cong-khai')).body
    expect([none.includes('Chưa có ngày nào đủ 10 ngày để công bố'), none.includes('type="date"')]).toEqual([true, false])
    const old = await at(12, 1)
    const young = await at(5, 777)
    const shown = await site.get(ANYONE, '/lien-thong/cong-khai')
    expect(shown.body).not.toContain('Chưa có ngày nào')
    expect(shown.body).toMatch(new RegExp(`type="date"[^>]*min="${old}"[^>]*max="\\d{4}-\\d\\d-\\d\\d"`))
    expect((await site.get(ANYONE, `/lien-thong/cong-khai?ngay=${old}`)).body).not.toContain('Ngày trước')
    expect((await site.get(ANYONE, '/lien-thong/cong-khai.json?ngay=2020-01-01')).body).toContain(`"day":"${old}"`)
    const page = await site.get(ANYONE, `/lien-thong/cong-khai?ngay=${old}`)
    for (const words of ['Sở Hỏi', 'Sở Đáp', 'hỏi nhau 1 lượt', 'công bố sau 10 ngày']) expect(page.body).toContain(words)
    const json = (day: string) => site.get(ANYONE, `/lien-thong/cong-khai.json?ngay=${day}`)
    expect((await json(old)).body).toContain('"passed":1')
    expect((await json(old)).body).toMatch(/"hour":"[^"]*T\d\d:00:00.000Z"/)
    expect((await json(young)).body).not.toContain('777')
    expect((await site.get(ANYONE, `/lien-thong/cong-khai.csv?ngay=${old}`)).body).toContain('hour,clientMember')
    const { rows } = await t().db.pool.query(`select * from exchange.open_log(6, now() - interval '1 year', now()) where passed = 777`)
    expect(rows).toEqual([])
  })
  test('leaves out members that stay out, on both sides', async () => {
    const day = await at(13, 5)
    expect((await site.get(ANYONE, `/lien-thong/cong-khai.json?ngay=${day}`)).body).toContain('"passed":5')
    await t().owner.pool.query(`update exchange.member set in_open_log = false where code = 'H55.A'`)
    expect((await site.get(ANYONE, `/lien-thong/cong-khai.json?ngay=${day}`)).body).not.toContain('"passed":5')
    await t().owner.pool.query(`update exchange.member set in_open_log = true where code = 'H55.A'; update exchange.member set in_open_log = false where code = 'H55.B'`)
    expect((await site.get(ANYONE, `/lien-thong/cong-khai.json?ngay=${day}`)).body).not.toContain('"passed":5')
  })
})
