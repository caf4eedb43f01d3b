import { randomBytes } from 'node:crypto'
import { connect, createServer } from 'node:net'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { aHeic } from '../kernel/files/testing-heic.ts'
import { aPdf } from '../kernel/files/testing.ts'
import { noBrowser, PHONE, signInCitizen, useApplication } from './harness.ts'

/**
 * A bad line to the application: it breaks `cuts` times in the middle of a piece of an upload, so many bytes after the piece began, and then
 * takes no piece until the page has asked how far it is. Else Chromium, which tries again by itself and says nothing, may be back before the server has noticed.
 */
async function badLine(target: URL, cuts: number, after: number): Promise<{ readonly url: string; readonly heads: string[]; close(): void }> {
  const heads: string[] = []
  let broken = false
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    let sent: number | undefined
    near.on('data', (chunk) => {
      const head = chunk.toString('latin1', 0, 1500)
      if (/^(?:POST|HEAD|PATCH) \/tai-len/.test(head)) { heads.push(head); sent = head.startsWith('PATCH') ? 0 : undefined }
      if (head.startsWith('HEAD /tai-len')) broken = false
      else if (broken && head.startsWith('PATCH /tai-len')) { near.destroy(); return }
      if (sent !== undefined) sent += chunk.length
      if (sent !== undefined && sent > after && cuts > 0) {
        cuts--
        broken = true
        // what went out arrives; nothing comes back
        far.end(chunk)
        near.destroy()
        return
      }
      far.write(chunk)
    })
    far.on('data', (chunk) => { if (!near.destroyed) near.write(chunk) })
    for (const one of [near, far]) one.on('error', () => undefined)
    near.on('close', () => far.end())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done) })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, heads, close: () => { server.close() } }
}

/** Begins a draft as a citizen; answers its address. */
async function aDraft(page: Page): Promise<string> {
  await signInCitizen(page, 'Triệu Mùi Phẩy', '/nop-ho-so/2.001583')
  await page.goto('/nop-ho-so/2.001583')
  const choice = page.locator('main input[type="radio"]')
  if (await choice.count() > 0) await choice.first().check({ force: true })
  await page.locator('main form button[type="submit"]:not(.govuk-button--warning):not(.govuk-button--secondary):visible').first().click()
  await page.waitForURL(/\/nop-ho-so\/nhap\/[0-9a-f-]{36}/)
  return /\/nop-ho-so\/nhap\/[0-9a-f-]{36}/.exec(page.url())?.[0] ?? ''
}

describe.skipIf(noBrowser)('an upload over a bad line', () => {
  const app = useApplication()

  it('goes on where it broke off, shows how far it is, and becomes a paper of the draft', async () => {
    const side = 1700
    const noise = await sharp(randomBytes(side * side * 3), { raw: { width: side, height: side, channels: 3 } }).jpeg({ quality: 100 }).toBuffer()
    const buffer = await aPdf(1, async (document) => { const image = await document.embedJpg(noise); document.addPage([595, 842]).drawImage(image, { width: 500, height: 500 }) })
    expect(buffer.length).toBeGreaterThan(3_000_000)
    const line = await badLine(new URL(app().url), 2, 900_000)
    const { page, close } = await app().page(PHONE)
    try {
      const draft = await aDraft(page)
      await page.goto(`${line.url}${draft}/giay-to/charter`)
      // what it says while the line is broken may be there for a moment only
      const said: { readonly text: string; readonly percent: number }[] = []
      await page.exposeFunction('hear', (text: string, percent: number) => { said.push({ text, percent }) })
      await page.evaluate("(() => { const form = document.querySelector('[data-upload]'); new MutationObserver(() => { hear(form.textContent, form.querySelector('progress')?.value ?? 0) }).observe(form, { subtree: true, childList: true, characterData: true }) })()")
      await page.locator('input[name="file"]').setInputFiles({ name: 'Bản chính.pdf', mimeType: 'application/pdf', buffer })
      await page.locator('.ts-slot__name', { hasText: 'Bản chính.pdf' }).waitFor({ timeout: 45_000 })
      // of two breaks, 900 KB apart in a file of some 4 MB
      expect(Math.max(...said.filter(({ text }) => text.includes('gửi tiếp từ chỗ dừng')).map(({ percent }) => percent))).toBeGreaterThan(5)
    } finally { line.close(); await close() }
    // Chromium itself tries a request once more on a fresh connection, from the same place; the server refuses that and is asked how far it is
    const offsets = [...new Set(line.heads.filter((head) => head.startsWith('PATCH')).map((head) => Number(/upload-offset: (\d+)/i.exec(head)?.[1])))]
    expect(offsets[0]).toBe(0)
    expect(offsets.length, String(offsets)).toBeGreaterThan(1)
    expect(offsets.toSorted((a, b) => a - b)).toEqual(offsets)
    expect(offsets.at(-1)).toBeGreaterThan(100_000)
    expect(line.heads.filter((head) => head.startsWith('POST'))).toHaveLength(1)
  }, 90_000)

  it('makes one PDF of photos that were chosen together', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      const photo = async (name: string, background: string) => ({ name, mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 900, height: 1200, channels: 3, background } }).jpeg().toBuffer() })
      await page.locator('input[name="file"]').setInputFiles([await photo('trang 1.jpg', 'white'), await photo('trang 2.jpg', 'grey')])
      await page.locator('.ts-slot__name', { hasText: 'trang 1.pdf' }).waitFor({ timeout: 30_000 })
      expect(await page.locator('.ts-slot__name').count()).toBe(1)
      expect(await page.locator('main').innerText()).toContain('2 trang')
    } finally { await close() }
  }, 90_000)

  it('sends photos once when their form has to be sent again, also one whose kind the browser does not know', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      const form = page.url()
      const posts: string[] = []
      page.on('request', (request) => { if (request.method() === 'POST') posts.push(new URL(request.url()).pathname) })
      await page.route(form, (route) => route.request().method() === 'POST' ? route.abort() : route.continue())
      const photo = { name: 'trang 1.jpg', mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 900, height: 1200, channels: 3, background: 'white' } }).jpeg().toBuffer() }
      await page.locator('input[name="file"]').setInputFiles([photo, { name: 'trang 2.heic', mimeType: 'application/octet-stream', buffer: aHeic() }])
      const again = page.locator('[data-upload] button')
      await again.waitFor({ timeout: 30_000 })
      await page.unroute(form)
      await again.click()
      await page.locator('.ts-slot__name', { hasText: 'trang 1.pdf' }).waitFor({ timeout: 30_000 })
      expect(await page.locator('.ts-slot__name').count()).toBe(1)
      expect(posts).toEqual(['/tai-len', '/tai-len', new URL(form).pathname, new URL(form).pathname])
    } finally { await close() }
  }, 90_000)

  it('says before anything is sent that photos are too many for one paper', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      const posts: string[] = []
      page.on('request', (request) => { if (request.method() === 'POST') posts.push(request.url()) })
      await page.locator('input[name="file"]').setInputFiles(Array.from({ length: 21 }, (_, i) => ({ name: `${i}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from('x') })))
      await page.getByText('nhiều nhất 20 ảnh').waitFor()
      expect(posts).toEqual([])
    } finally { await close() }
  }, 90_000)

  const pdf = async (name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(await aPdf(1)) })
  const status = (page: Page) => page.locator('[data-upload] [role="status"]')
  const names = (page: Page): Promise<string[]> => page.locator('.ts-slot__name').evaluateAll(found => found.map(each => String(each.firstChild?.textContent)))

  it('takes what can be taken, says why the rest is not, and waits for nothing', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      await page.evaluate("document.querySelector('[data-upload]').dataset.maxBytes = '200000'")
      const large = { name: 'quá lớn.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(300_000)]) }
      const posing = { name: 'giả.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ this is a program') }
      await page.locator('input[name="file"]').setInputFiles([large, await pdf('một.pdf'), posing, await pdf('hai.pdf')])
      await page.locator('.ts-slot__name', { hasText: 'hai.pdf' }).waitFor()
      expect(await names(page)).toEqual(['một.pdf', 'hai.pdf'])
      const said = await status(page).innerText()
      expect(said).toContain('quá lớn.pdf: Tệp quá lớn')
      expect(said).toContain('giả.pdf')
      // nothing is left to try again; the same file may be chosen once more, which a browser notices only in an empty field
      expect(await page.evaluate("document.querySelector('input[name=\"file\"]').files.length")).toBe(0)
      expect(await page.locator('[data-upload] button').isHidden()).toBe(true)
      await page.locator('input[name="file"]').setInputFiles(large)
      await expect.poll(() => status(page).innerText()).toBe('quá lớn.pdf: Tệp quá lớn. Chọn tệp nhỏ hơn.')
      expect(await page.getByText('Đã có 2 tệp').count()).toBe(1)
    } finally { await close() }
  }, 90_000)

  it('waits for the network that was gone before a small file was chosen, and sends it once', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      await page.context().setOffline(true)
      await page.locator('input[name="file"]').setInputFiles(await pdf('điều lệ.pdf'))
      await page.getByText('Chưa tải lên được').waitFor()
      await page.locator('[data-upload] button').waitFor()
      await page.context().setOffline(false)
      await page.locator('.ts-slot__name', { hasText: 'điều lệ.pdf' }).waitFor()
      expect(await names(page)).toEqual(['điều lệ.pdf'])
    } finally { await close() }
  }, 90_000)

  it('takes a single photo of a phone as HEIC, which the browser itself cannot draw', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      await page.locator('input[name="file"]').setInputFiles({ name: 'IMG_0001.HEIC', mimeType: '', buffer: aHeic() })
      await page.locator('.ts-slot__name', { hasText: 'IMG_0001' }).waitFor()
      expect(await page.locator('.ts-slot__name').count()).toBe(1)
    } finally { await close() }
  }, 90_000)

  it('says so when the session has ended meanwhile, instead of asking to try again for ever', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      await page.context().clearCookies()
      await page.locator('input[name="file"]').setInputFiles(await pdf('điều lệ.pdf'))
      await page.getByText('Bạn cần đăng nhập để tiếp tục').waitFor()
      expect(await page.locator('[data-upload] button').isHidden()).toBe(true)
    } finally { await close() }
  }, 90_000)

  it('gives up a line that stays open and brings nothing, and goes on over another', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      await page.clock.install()
      await page.goto(`${await aDraft(page)}/giay-to/charter`)
      const noise = Buffer.concat([Buffer.from((await pdf('x')).buffer), randomBytes(400_000)])
      let asked = 0
      const first = Promise.withResolvers<undefined>()
      await page.route('**/tai-len/*', route => { if (route.request().method() === 'PATCH' && asked++ === 0) first.resolve(undefined); else void route.continue() })
      await page.locator('input[name="file"]').setInputFiles({ name: 'dài.pdf', mimeType: 'application/pdf', buffer: noise })
      await first.promise
      await page.clock.fastForward(31_000)
      await page.getByText('gửi tiếp từ chỗ dừng').waitFor()
      await page.clock.fastForward(5000)
      await expect.poll(() => asked).toBeGreaterThan(1)
    } finally { await close() }
  }, 90_000)

  it('asks before a page is left whose file is still on its way', async () => {
    const { page, close } = await app().page(PHONE)
    try {
      const draft = await aDraft(page)
      await page.goto(`${draft}/giay-to/charter`)
      const form = page.url()
      const begun = Promise.withResolvers<undefined>()
      await page.route(form, route => { if (route.request().method() === 'POST') begun.resolve(undefined); else void route.continue() })
      await page.locator('input[name="file"]').setInputFiles(await pdf('điều lệ.pdf'))
      await begun.promise
      const asked = page.waitForEvent('dialog')
      // a click is what a browser wants to have seen before it asks
      await page.locator('h1').click()
      void page.goto(draft).catch(() => undefined)
      const dialog = await asked
      expect(dialog.type()).toBe('beforeunload')
      await dialog.dismiss()
      expect(page.url()).toBe(form)
    } finally { await close() }
  }, 90_000)
})
