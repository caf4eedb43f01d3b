import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noBrowser, openBrowser } from './browser.ts'
import { serveGallery, type GallerySite } from './gallery-site.ts'

if (noBrowser !== undefined) console.log(`islands: skipped, ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('what the scripts add', () => {
  let site: GallerySite
  let browser: Browser
  beforeAll(async () => { site = await serveGallery(); browser = await openBrowser() })
  afterAll(async () => { await browser?.close(); site?.close() })
  beforeEach(() => { site.posted.length = 0; site.status = 204; site.gate = Promise.resolve() })
  const open = async (name: string, run: (page: Page) => Promise<void>): Promise<void> => {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(`${site.base}/${name}.html`)
    await run(page)
    await page.close()
    expect(faults).toEqual([])
  }

  it('saves the draft while one keeps typing, without waiting for a pause, and says when', () => open('question-many', async (page) => {
    await page.locator('[name="childName"]').pressSequentially(' Mẫu và còn gõ thêm rất nhiều chữ nữa', { delay: 150 })
    const stopped = performance.now()
    await page.getByText(/Đã lưu lúc \d\d:\d\d/).waitFor({ timeout: 3000 })
    expect(site.posted[0]?.url).toBe('/nop/child/nhap')
    expect(site.posted[0]?.at).toBeLessThan(stopped)
    await expect.poll(() => new URLSearchParams(site.posted.at(-1)?.body.toString()).get('childName')).toContain('chữ nữa')
  }))

  it('says that it could not save, and saves when it can again', () => open('question-many', async (page) => {
    site.status = 503
    await page.locator('[name="childName"]').fill('Nông Thị Mẫu')
    await page.getByText('Chưa lưu được').waitFor({ timeout: 3000 })
    site.status = 204
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await page.getByText('Đã lưu lúc').waitFor({ timeout: 3000 })
  }))

  it.each(['', ', also where a field is called `method`'])('sends a form once however often it is pressed%s', (named) => open('question-one', async (page) => {
    if (named !== '') await page.evaluate("document.querySelector('main form').insertAdjacentHTML('beforeend', '<input type=hidden name=method value=cash>')")
    const { promise, resolve } = Promise.withResolvers<undefined>()
    site.gate = promise.then(() => undefined)
    // in one go: the browser's driver waits for the navigation that the first press began
    await page.evaluate("const b = document.querySelector('main form .govuk-button'); setTimeout(() => b.click(), 50); setTimeout(() => { b.click(); void fetch('/after', { method: 'POST' }) }, 400)")
    await expect.poll(() => site.posted.some(({ url }) => url === '/after')).toBe(true)
    expect(site.posted.map(({ url }) => url)).toEqual(['/nop/place', '/after'])
    resolve(undefined)
    expect(await page.locator('main form .govuk-button').first().innerText()).toBe('Đang gửi…')
  }))

  it('hides a question that does not apply and does not send it', () => open('question-conditional', async (page) => {
    const date = page.locator('[name="marriedOn-day"]')
    expect(await date.isVisible()).toBe(true)
    await page.getByText('Chưa', { exact: true }).click()
    expect(await date.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Tiếp tục' }).click()
    await expect.poll(() => site.posted.some(({ url }) => url === '/nop/married')).toBe(true)
    expect(site.posted.find(({ url }) => url === '/nop/married')?.body.toString()).not.toContain('marriedOn')
  }))

  it('takes the focus to the error summary', () => open('question-faults', async (page) => {
    expect(await page.evaluate('document.activeElement.className')).toContain('govuk-error-summary')
    await page.getByRole('link', { name: 'Viết họ và tên của con' }).click()
    expect(await page.evaluate('document.activeElement.name')).toBe('childName')
    await page.getByRole('link', { name: 'Chọn giới tính của con' }).click()
    expect(await page.evaluate('document.activeElement.name')).toBe('childSex')
  }))

  it('walks the desk by keys, and lets them be switched off', () => open('desk-list', async (page) => {
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    expect(await page.locator('input[value="2"]').isChecked()).toBe(true)
    expect(await page.locator('[data-marked]').textContent()).toBe(' (1)')
    await page.locator('[data-select-all]').check()
    expect(await page.locator('[data-marked]').textContent()).toBe(' (5)')
    await page.getByRole('button', { name: 'Tắt phím tắt' }).click()
    await page.keyboard.press('x')
    expect(await page.locator('[data-marked]').textContent()).toBe(' (5)')
    await page.getByRole('button', { name: 'Bật phím tắt' }).click()
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/ban-lam-viec/1')
  }))

  it('shrinks a photo before it goes up, and sends a file once chosen', () => open('controls', async (page) => {
    // made here: a canvas of twelve megapixels is more than a browser without a graphics card always draws in time
    const buffer = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 20 } } }).jpeg({ quality: 80 }).toBuffer()
    expect(buffer.length).toBeGreaterThan(900_000)
    await page.locator('#f-slot-a').setInputFiles({ name: 'anh.jpg', mimeType: 'image/jpeg', buffer })
    // this server does not take it in pieces: then it goes as a plain form does
    const sent = (): readonly Buffer[] => site.posted.filter(({ url }) => url === '/up').map(({ body }) => body)
    await expect.poll(() => sent().length, { timeout: 20_000 }).toBe(1)
    expect(sent()[0]?.length).toBeLessThan(buffer.length * 0.8)
  }))

  it('refuses an empty file with words, before anything is sent', () => open('controls', async (page) => {
    await page.locator('#f-slot-a').setInputFiles({ name: 'rong.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })
    await page.getByText('Tệp này trống').waitFor()
    expect(site.posted).toHaveLength(0)
  }))

  it('tells when the network is gone', () => open('home', async (page) => {
    await page.context().setOffline(true)
    await page.getByText('Bạn đang mất mạng').waitFor({ timeout: 3000 })
    await page.context().setOffline(false)
    await page.getByText('Bạn đang mất mạng').waitFor({ state: 'hidden', timeout: 3000 })
  }))

  it('reads a card through the camera, with nothing loaded from elsewhere', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'tinhso-camera-'))
    const code = '019090000001|190000001|Vi Văn Thử|01011990|Nam|Xóm Ví Dụ|01072021'
    const frame = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#ddd' } }).composite([{ input: await QRCode.toBuffer(code, { width: 380, margin: 3 }) }]).jpeg().toBuffer()
    writeFileSync(path.join(dir, 'camera.mjpeg'), Buffer.concat(Array.from({ length: 20 }, () => frame)))
    const withCamera = await openBrowser(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path.join(dir, 'camera.mjpeg')}`])
    try {
      const page = await withCamera.newPage()
      const foreign: string[] = []
      page.on('request', (request) => { if (!request.url().startsWith(site.base)) foreign.push(request.url()) })
      await page.goto(`${site.base}/desk-counter.html`)
      await page.getByRole('button', { name: 'Quét bằng máy ảnh' }).click()
      await expect.poll(() => site.posted.length, { timeout: 20_000 }).toBe(1)
      expect(new URLSearchParams(site.posted[0]?.body.toString()).get('card')).toBe(code)
      expect(foreign).toEqual([])
    } finally {
      await withCamera.close()
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
