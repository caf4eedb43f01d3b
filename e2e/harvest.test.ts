import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, narrow, noBrowser, PHONE, screenshot, sound, useApplication, type Viewport } from './harness.ts'

// A steward looks at another catalogue, takes it into the portal without a script, and anybody finds its entries there, on a phone too.
const MARK = Date.now().toString(36)
const packages = ['Danh sách bệnh viện tuyến tỉnh', 'Số giường bệnh theo tỉnh', 'Tỷ lệ tiêm chủng trẻ dưới 1 tuổi'].map((title, at) => ({
  id: `goi-${MARK}-${at}`, name: `goi-${at}`, title: `${title} ${MARK}`, notes: 'Số liệu tổng hợp hằng năm từ báo cáo của các địa phương, dùng cho tra cứu và đối chiếu.', license_id: at === 0 ? 'cc-by' : 'other-open', license_title: at === 0 ? '' : 'Theo điều khoản của cổng', organization: { title: 'Bộ Thử nghiệm' }, tags: [{ name: 'y tế' }], groups: [{ name: 'y-te' }],
  metadata_modified: '2026-10-01T02:00:00.000000', resources: [{ name: 'Bảng dữ liệu', url: `https://du-lieu.bo-thu.example/${at}.csv`, format: 'CSV' }, { name: 'Mô tả', url: `https://du-lieu.bo-thu.example/${at}.pdf`, format: 'PDF' }],
}))

describe.skipIf(noBrowser)('catalogues of others', () => {
  const app = useApplication()
  let server: Server
  let address = ''
  beforeAll(async () => {
    server = createServer((_request, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, result: { count: packages.length, results: packages } })) })
    await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
    const at = server.address()
    address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`
  })
  afterAll(() => { server.close() })
  const enter = (viewport: Viewport, to: string, javaScript = true) => enterAs(app(), 'dulieu.syt', viewport, to, { javaScript })

  it('are looked at, added, read by a job, and told of run by run', async () => {
    const { page, close } = await enter(DESKTOP, '/kho-du-lieu/danh-muc-ngoai', false)
    await page.goto('/kho-du-lieu/danh-muc-ngoai/moi')
    await page.locator('[name="address"]').fill(address)
    await page.getByRole('button', { name: 'Xem thử' }).click()
    expect(await page.locator('main').innerText()).toContain('Danh mục có 3 mục')
    await screenshot(page, 'harvest-preview-1366')
    await page.locator('[name="title"]').fill(`Cổng dữ liệu Bộ Thử nghiệm ${MARK}`)
    await page.locator('[name="code"]').fill(`bo-${MARK}`)
    await page.getByRole('button', { name: 'Thêm và thu thập' }).click()
    // the job is another process's work: the page is asked for again until it tells
    await expect.poll(async () => { await page.reload(); return page.locator('main').innerText() }, { timeout: 60_000, interval: 1000 }).toContain('3 mục ở cổng dữ liệu mở')
    const path = new URL(page.url()).pathname
    await close()
    for (const [viewport, size] of [[DESKTOP, 1366], [PHONE, 320]] as const) {
      const shown = await enter(viewport, path)
      await sound(shown.page)
      if (size === 320) await narrow(shown.page)
      await screenshot(shown.page, `harvest-source-${size}`)
      await shown.page.goto('/kho-du-lieu/danh-muc-ngoai')
      await sound(shown.page)
      if (size === 320) await narrow(shown.page)
      await shown.page.goto('/kho-du-lieu/danh-muc-ngoai/moi')
      await sound(shown.page)
      expect(shown.faults).toEqual([])
      await shown.close()
    }
  })

  it('are found in the portal under their own name', async () => {
    for (const [viewport, size] of [[DESKTOP, 1366], [PHONE, 320]] as const) {
      const { page, faults, close } = await app().page(viewport)
      await page.goto(`/du-lieu?q=${MARK}`)
      expect(await page.locator('main').innerText()).toContain('Danh mục khác')
      await sound(page)
      if (size === 320) await narrow(page)
      await screenshot(page, `harvest-portal-${size}`)
      await page.getByRole('link', { name: 'Danh sách bệnh viện' }).click()
      expect(await page.locator('main').innerText()).toContain('không phải dữ liệu của tỉnh')
      await sound(page)
      if (size === 320) await narrow(page)
      await screenshot(page, `harvest-entry-${size}`)
      await page.goto('/du-lieu/tram-y-te/luot-dung')
      await sound(page)
      if (size === 320) await narrow(page)
      await screenshot(page, `usage-${size}`)
      expect(faults).toEqual([])
      await close()
    }
  })
})
