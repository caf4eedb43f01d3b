import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, noBrowser, PHONE, screenshot, signInOfficer, sound, useApplication, type Page, type Viewport } from './harness.ts'

// One agency asks another for data: asks, is granted, calls, and both see what passed.
const CODE = `thu-${Date.now().toString(36)}`
const NAME = `Dịch vụ thử ${CODE}`

describe.skipIf(noBrowser)('a contract of the exchange', () => {
  const app = useApplication()
  let provider: Server
  let baseUrl = ''
  let credentials = ''
  let request = ''
  let transaction = ''
  beforeAll(async () => {
    provider = createServer((asked, answer) => { answer.setHeader('content-type', 'application/json'); answer.end(JSON.stringify({ path: asked.url })) })
    await new Promise<void>(done => provider.listen(0, '127.0.0.1', done))
    const address = provider.address()
    baseUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  })
  afterAll(() => { provider.close() })

  const enter = async (username: string, to: string, viewport: Viewport = DESKTOP) => {
    const opened = await app().page(viewport)
    await signInOfficer(opened.page, username, app().demoPassword, to)
    return opened
  }
  const subsystemOf = async (page: Page, agency: string): Promise<void> => {
    await page.goto(`/lien-thong/thanh-vien?q=${encodeURIComponent(agency)}`)
    await page.locator('main tbody a').first().click()
    await page.locator('main').getByRole('link', { name: /Phần mềm một cửa/ }).click()
  }

  it('an administrator registers a service and tests its connection', async () => {
    const { page, faults, close } = await enter('quantri', '/lien-thong')
    await sound(page)
    await subsystemOf(page, 'Phan Đình Phùng')
    await sound(page)
    await page.getByRole('link', { name: 'Thêm dịch vụ' }).click()
    await sound(page)
    await page.locator('[name="code"]').fill(CODE)
    await page.locator('[name="name"]').fill(NAME)
    await page.locator('[name="baseUrl"]').fill(baseUrl)
    await page.getByRole('button', { name: 'Thêm dịch vụ' }).click()
    await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click()
    await page.getByText('Trả lời 200').first().waitFor()
    await sound(page)
    expect(faults).toEqual([])
    await close()
  })

  it('a commune finds it in the catalogue and asks; the page says until when', async () => {
    const { page, close } = await enter('quantri.tancuong', `/lien-thong/danh-muc?q=${CODE}`)
    await sound(page)
    await page.getByRole('link', { name: NAME }).click()
    await sound(page)
    await page.getByRole('link', { name: 'Xin quyền truy cập' }).click()
    await sound(page)
    await page.locator('[name="purpose"]').fill('Giải quyết hồ sơ tại một cửa')
    await page.locator('[name="legalBasis"]').fill('Nghị định 194/2025/NĐ-CP')
    await page.locator('[name="perDay"]').fill('1.000')
    await page.getByRole('button', { name: 'Gửi yêu cầu' }).click()
    await page.waitForURL(/yeu-cau\/[0-9a-f-]{36}$/)
    request = new URL(page.url()).pathname
    expect(await page.locator('main').innerText()).toContain('Đang chờ')
    expect(await page.getByRole('button', { name: 'Gửi trả lời' }).count()).toBe(0)
    await close()
  })

  it('the owner grants it on a phone', async () => {
    const { page, close } = await enter('quantri.phandinhphung', request, PHONE)
    await sound(page)
    await page.locator('[name="decision"][value="grant"]').check({ force: true })
    await page.getByRole('button', { name: 'Gửi trả lời' }).click()
    await page.getByText('Đã cấp quyền').first().waitFor()
    await sound(page)
    await close()
  })

  it('with a new credential the commune calls through the gateway', async () => {
    const { page, close } = await enter('quantri', '/lien-thong')
    await subsystemOf(page, 'Tân Cương')
    await page.locator('summary', { hasText: 'Cấp thông tin xác thực mới' }).click()
    await page.locator('[name="label"]').fill('Máy chủ một cửa xã')
    await page.getByRole('button', { name: 'Cấp', exact: true }).click()
    await sound(page)
    credentials = `${await page.locator('[data-issued="key"]').innerText()}:${await page.locator('[data-issued="secret"]').innerText()}`
    await close()
    const token = async (): Promise<string> => {
      const answer = await fetch(`${app().url}/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) })
      const said: unknown = await answer.json()
      return typeof said === 'object' && said !== null && 'access_token' in said ? String(said.access_token) : ''
    }
    // the gateway hears of the new credential from the database
    await expect.poll(token, { timeout: 15_000 }).not.toBe('')
    const answer = await fetch(`${app().url}/r1/VN/GOV/H55.138/mot-cua/${CODE}/ho-so/1`, { headers: { 'x-road-client': 'VN/GOV/H55.144/mot-cua', authorization: `Bearer ${await token()}` } })
    expect([answer.status, await answer.json()]).toEqual([200, { path: '/ho-so/1' }])
    transaction = answer.headers.get('x-road-request-id') ?? ''
  })

  it('the examples of the catalogue run as they are copied, in every dialect, once right and keys are there', async () => {
    const entry = '/lien-thong/danh-muc?q=danh+m%E1%BB%A5c+d%C3%B9ng+chung'
    const asker = await enter('quantri.tancuong', entry)
    await asker.page.getByRole('link', { name: 'Danh mục dùng chung (mô phỏng)' }).click()
    await sound(asker.page)
    expect(await asker.page.locator('main').innerText()).toContain('GET /AllCategory')
    const examples = await asker.page.locator('main details').evaluateAll(all => all.map(each => [each.querySelector('summary')?.textContent?.trim() ?? '', each.querySelector('pre')?.textContent ?? ''] as const))
    expect(examples.map(([name]) => name)).toEqual(['X-Road REST', 'WSO2', 'lgspaccesstoken', 'VDXP'])
    await asker.page.getByRole('link', { name: 'Xin quyền truy cập' }).click()
    await asker.page.locator('[name="purpose"]').fill('Đọc danh mục')
    await asker.page.locator('[name="legalBasis"]').fill('Nghị định 278/2025/NĐ-CP')
    await asker.page.getByRole('button', { name: 'Gửi yêu cầu' }).click()
    await asker.page.waitForURL(/yeu-cau\/[0-9a-f-]{36}$/)
    const asked = new URL(asker.page.url()).pathname
    await asker.close()

    const { page, close } = await enter('quantri', asked)
    await page.locator('[name="decision"][value="grant"]').check({ force: true })
    await page.getByRole('button', { name: 'Gửi trả lời' }).click()
    await page.getByText('Đã cấp quyền').first().waitFor()
    await subsystemOf(page, 'Tân Cương')
    const keys: Record<string, readonly [string, string]> = {}
    for (const kind of ['oauth-client', 'access-key']) {
      await page.locator('summary', { hasText: 'Cấp thông tin xác thực mới' }).click()
      await page.locator('[name="kind"]').selectOption(kind)
      await page.locator('[name="label"]').fill(`Ví dụ ${kind}`)
      await page.getByRole('button', { name: 'Cấp', exact: true }).click()
      keys[kind] = [await page.locator('[data-issued="key"]').innerText(), await page.locator('[data-issued="secret"]').innerText()]
    }
    await close()
    for (const [name, text] of examples) {
      const [key, secret] = keys[name === 'lgspaccesstoken' ? 'access-key' : 'oauth-client'] ?? ['', '']
      const script = text.replace("KEY=''", `KEY='${key}'`).replace("SECRET=''", `SECRET='${secret}'`).replace("CLIENT=''", "CLIENT='VN/GOV/H55.144/mot-cua'")
      // the gateway hears of right and key from the database
      await expect.poll(async () => (await promisify(execFile)('bash', ['-c', script])).stdout, { timeout: 15_000, message: name }).toContain('DM_DAN_TOC')
    }
  })

  it('both sides see the call; others do not', async () => {
    for (const username of ['quantri.tancuong', 'quantri.phandinhphung']) {
      const { page, faults, close } = await enter(username, '/lien-thong')
      await expect.poll(async () => { await page.reload(); return page.locator('#song').innerText() }, { timeout: 15_000 }).toMatch(/lượt gọi trong 60 phút qua/)
      await sound(page)
      await page.goto(`/lien-thong/giao-dich?ma=${transaction}`)
      await sound(page)
      await page.locator('main tbody a').first().click()
      expect(await page.locator('main').innerText()).toContain('responseOutTs')
      await sound(page)
      expect(faults).toEqual([])
      await close()
    }
    const { page, close } = await enter('quantri.babe', `/lien-thong/giao-dich?ma=${transaction}`)
    expect(await page.locator('main').innerText()).toContain('Không có giao dịch nào khớp')
    await close()
  })

  it('a topic is announced, asked for, granted, and delivered to a webhook that agreed; the steward watches it', async () => {
    const hook = createServer((asked, answer) => { answer.setHeader('webhook-allowed-origin', '*'); asked.resume(); answer.writeHead(asked.method === 'OPTIONS' ? 200 : 204).end() })
    await new Promise<void>(done => hook.listen(0, '127.0.0.1', done))
    const address = hook.address()
    const steward = await enter('quantri', '/lien-thong/su-kien')
    await sound(steward.page)
    await steward.page.getByRole('link', { name: 'Thêm chủ đề' }).click()
    await sound(steward.page)
    await steward.page.locator('[name="subsystem"]').selectOption({ label: await steward.page.locator('[name="subsystem"] option', { hasText: 'Phan Đình Phùng' }).first().innerText() })
    for (const [name, value] of [['code', `thu.${CODE}`], ['name', `Chủ đề ${CODE}`], ['legalBasis', 'Nghị định 194/2025/NĐ-CP'], ['schema', '{"type":"object"}']] as const) await steward.page.locator(`[name="${name}"]`).fill(value)
    await steward.page.getByRole('button', { name: 'Thêm chủ đề' }).click()
    await steward.page.waitForURL(/su-kien\/[0-9a-f-]{36}$/)
    await sound(steward.page)
    const topic = new URL(steward.page.url()).pathname

    const asker = await enter('quantri.tancuong', topic)
    await asker.page.getByRole('link', { name: 'Xin nhận sự kiện' }).click()
    await sound(asker.page)
    await asker.page.locator('[name="purpose"]').fill('Báo người dân đến nhận kết quả')
    await asker.page.locator('[name="legalBasis"]').fill('Nghị định 61/2018/NĐ-CP')
    await asker.page.getByRole('button', { name: 'Gửi yêu cầu' }).click()
    await asker.page.waitForURL(/yeu-cau\/[0-9a-f-]{36}$/)
    await steward.page.goto(new URL(asker.page.url()).pathname)
    await sound(steward.page)
    await steward.page.locator('[name="decision"][value="grant"]').check({ force: true })
    await steward.page.getByRole('button', { name: 'Gửi trả lời' }).click()
    await steward.page.getByText('Đã cấp quyền').first().waitFor()

    await asker.page.goto('/lien-thong/giao-su-kien')
    await sound(asker.page)
    await asker.page.locator('main tbody a', { hasText: 'Tân Cương' }).first().click()
    await sound(asker.page)
    await asker.page.locator('[name="url"]').fill(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/su-kien`)
    await asker.page.getByRole('button', { name: 'Hỏi và lưu địa chỉ' }).click()
    expect(await asker.page.locator('[data-issued="secret"]').innerText()).toMatch(/^whsec_/)
    await sound(asker.page)
    await asker.page.locator('summary', { hasText: 'Tạm dừng giao' }).click()
    await asker.page.getByRole('button', { name: 'Tạm dừng', exact: true }).click()
    await asker.page.locator('[role="alert"]').getByText('Chưa có lý do').waitFor()
    await sound(asker.page)
    await asker.page.locator('[name="reason-pause"]').fill('Bảo trì máy chủ')
    await asker.page.getByRole('button', { name: 'Tạm dừng', exact: true }).click()
    await asker.page.getByText('có người tạm dừng').waitFor()
    await steward.page.goto('/lien-thong/giao-su-kien?tinh-trang=troubled')
    await sound(steward.page)
    expect(await steward.page.locator('main').innerText()).toContain(`Chủ đề ${CODE}`)
    expect([...steward.faults, ...asker.faults.filter(each => !each.includes('422'))]).toEqual([])
    await steward.close()
    await asker.close()
    hook.close()
  })

  it('a steward tests a register, and issues a key of the document axis that is shown once', async () => {
    const { page, faults, close } = await enter('quantri', '/lien-thong/ket-noi')
    await sound(page)
    await page.getByRole('link', { name: 'Danh mục dùng chung' }).first().click()
    await sound(page)
    await page.getByRole('button', { name: 'Kiểm tra kết nối' }).click()
    await page.getByText('Trả lời 200').first().waitFor()
    await sound(page)
    await page.goto('/lien-thong/truc-van-ban')
    await page.locator('summary', { hasText: 'Cấp khóa cho một hệ thống' }).click()
    await page.locator('[name="subsystem"]').selectOption({ index: 1 })
    await page.locator('[name="systemId"]').fill(`H55.${CODE}`)
    await page.locator('[name="label"]').fill('Máy chủ văn bản')
    await page.getByRole('button', { name: 'Cấp khóa', exact: true }).click()
    expect((await page.locator('[data-issued="secret"]').innerText()).length).toBeGreaterThan(40)
    await sound(page)
    await page.goto('/lien-thong/truc-van-ban')
    expect(await page.locator('[data-issued="secret"]').count()).toBe(0)
    await page.locator('main tbody summary').first().click()
    await sound(page)
    expect(faults).toEqual([])
    await close()
  })

  it('the demonstration reads the shared datasets of others, so they count as connected', async () => {
    const { page, close } = await app().page()
    await signInOfficer(page, 'quantri', app().demoPassword)
    await page.goto('/lien-thong/co-so-du-lieu')
    // usage is counted within a minute of the calls
    await expect.poll(async () => { await page.reload(); return Number(/Đã kết nối\s+(\d+)\s+trên/.exec(await page.locator('main').innerText())?.[1] ?? 0) }, { timeout: 75_000, interval: 2_000 }).toBeGreaterThanOrEqual(10)
    await close()
  }, 100_000)
  it('every page of the console is sound on a desk and on a phone', async () => {
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, close } = await enter('quantri', '/lien-thong', viewport)
      for (const path of ['/lien-thong?khoang=24h', '/lien-thong/giao-dich', '/lien-thong/co-so-du-lieu', '/lien-thong/danh-muc', '/lien-thong/yeu-cau?tinh-trang=all', '/lien-thong/quyen', '/lien-thong/thanh-vien', '/lien-thong/dich-vu', '/lien-thong/nhom', '/lien-thong/cong-khai', '/lien-thong/su-kien', '/lien-thong/su-kien/moi', '/lien-thong/giao-su-kien', '/lien-thong/ket-noi', '/lien-thong/ket-noi/population', '/lien-thong/truc-van-ban', '/lien-thong/van-ban', '/lien-thong/van-ban?tinh-trang=all']) {
        await page.goto(path)
        await sound(page)
      }
      // one of each kind that others have made
      for (const list of ['/lien-thong/su-kien', '/lien-thong/giao-su-kien', '/lien-thong/van-ban?tinh-trang=all']) {
        await page.goto(list)
        const first = page.locator('main tbody a').first()
        if (await first.count() > 0) { await first.click(); await sound(page) }
      }
      await page.goto('/lien-thong')
      await screenshot(page, `exchange-console-${viewport.width}`, { fullPage: true })
      await close()
    }
  })
})
