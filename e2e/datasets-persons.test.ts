import { describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, narrow, noBrowser, PHONE, screenshot, sound, useApplication, type Page, type Viewport } from './harness.ts'

// (The demonstration makes its papers first: jobs of a fresh start wait for a minute.)
// A commune keeps data about invented persons: sees how good it is, finds the doubles, makes an anonymised release that its leader signs.
const CODE = `ho-can-giup-${Date.now().toString(36)}`
const PATH = `/kho-du-lieu/${CODE}`
const NAMES = ['Nguyễn Văn Thử', 'Trần Thị Mẫu', 'Lê Đức Giả', 'Phạm Thị Nháp', 'Hoàng Văn Kiểm', 'Vũ Thị Ví Dụ']
const row = (n: number, ten: string, sinh: string): string => `H${String(n).padStart(3, '0')},${ten},${sinh},${n % 2 === 0 ? 'thiếu nhà ở' : 'thiếu nước sạch'}`
const CSV = ['ma_ho,ho_ten,ngay_sinh,kho_khan', ...Array.from({ length: 24 }, (_, n) => row(n, `${NAMES[n % 6] ?? ''} ${'ABCD'[Math.floor(n / 6)] ?? ''}`, `${String(n + 2).padStart(2, '0')}/03/${n % 2 === 0 ? 1971 + n % 8 : 1982 + n % 7}`)), row(30, 'NGUYEN VAN THU A', '02/03/1971'), row(31, 'Trần Mẫu A', '03/03/1983'), row(32, 'Người Già Nhất', '05/05/1921')].join('\n')

describe.skipIf(noBrowser)('data about persons in the shared store', () => {
  const app = useApplication()
  const enter = (username: string, viewport: Viewport, to: string) => enterAs(app(), username, viewport, to)
  const phone = async (page: Page, name: string): Promise<void> => { await page.setViewportSize(PHONE); await narrow(page); await screenshot(page, `${name}-320`, { fullPage: true }); await page.setViewportSize(DESKTOP) }

  it('is scored by itself after a load, box by box', async () => {
    const { page, close } = await enter('quantri.tancuong', DESKTOP, '/kho-du-lieu/moi')
    const headers = { 'x-csrf-token': await page.locator('input[name="_csrf"]').first().inputValue() }
    const field = (name: string, title: string, more: object) => ({ name, title: { vi: title }, ...more })
    const made = await page.request.post('/api/v1/datasets', { headers, data: { code: CODE, title: `Hộ cần giúp ${CODE}`, agency: 'H55.144', purpose: 'Giúp đúng người', access: 'internal', legalBasis: 'Nghị định 278/2025/NĐ-CP', refreshDays: 30, schema: { key: ['ma_ho'], temporal: false, rules: [], fields: [field('ma_ho', 'Mã hộ', { type: 'text', classification: 'shared', required: true }), field('ho_ten', 'Họ tên', { type: 'text', classification: 'personal' }), field('ngay_sinh', 'Ngày sinh', { type: 'date', classification: 'personal' }), field('kho_khan', 'Khó khăn', { type: 'text', classification: 'sensitive' })] } } })
    expect(made.status(), await made.text()).toBe(201)
    await page.goto(`${PATH}/nap`)
    await page.locator('input[type="file"]').setInputFiles({ name: 'ho.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) })
    await page.getByRole('button', { name: 'Gửi tệp' }).click()
    await page.waitForURL('**/kho-du-lieu/lan-nap/**')
    await expect.poll(async () => { await page.reload(); return page.getByRole('button', { name: /^Nhận/ }).count() }, { timeout: 100_000 }).toBe(1)
    await page.getByRole('button', { name: /^Nhận/ }).click()
    await page.getByRole('button', { name: /^Nhận/ }).waitFor({ state: 'detached' })
    await expect.poll(async () => { await page.goto(`${PATH}/chat-luong`); return page.getByText('Điểm chất lượng').count() }, { timeout: 100_000 }).toBe(1)
    const text = await page.locator('main').innerText()
    for (const words of ['Đúng', 'Liên thông', 'Dùng chung', 'Mô tả từ 200 ký tự', '27/27']) expect(text).toContain(words)
    await sound(page)
    await screenshot(page, 'store-quality-1366', { fullPage: true })
    await phone(page, 'store-quality')
    await close()
  })

  it('doubles are found, answered and merged', async () => {
    const { page, close } = await enter('quantri.tancuong', DESKTOP, `${PATH}/trung-nguoi`)
    await page.getByRole('button', { name: 'Tìm lại' }).click()
    await page.getByText('Đang tìm').waitFor()
    await expect.poll(async () => { await page.goto(`${PATH}/trung-nguoi`); return page.locator('main tbody tr').count() }, { timeout: 100_000 }).toBe(2)
    await sound(page)
    await screenshot(page, 'store-doubles-1366', { fullPage: true })
    await phone(page, 'store-doubles')
    await page.locator('main tbody a').first().click()
    await page.getByRole('button', { name: 'Một người' }).click()
    await page.getByText('Gộp thành một dòng').waitFor()
    await sound(page)
    await screenshot(page, 'store-pair-1366', { fullPage: true })
    await phone(page, 'store-pair')
    await page.locator('[name="keep"][value="a"]').check({ force: true })
    await page.locator('[name="reason"]').fill('đã đối chiếu giấy tờ')
    await page.getByRole('button', { name: 'Gộp', exact: true }).click()
    await page.waitForURL(`**${PATH}/trung-nguoi`)
    expect(await page.locator('main tbody tr').count()).toBe(1)
    await close()
  })

  it('becomes open only when another person signed', async () => {
    const { page, close } = await enter('quantri.tancuong', DESKTOP, `${PATH}/an-danh`)
    await page.locator('[name="treat.ngay_sinh"]').selectOption('years-10')
    await page.getByRole('button', { name: 'Kiểm tra' }).click()
    await page.getByText('Kiểm tra đạt').waitFor()
    await sound(page)
    await screenshot(page, 'store-anonymity-1366', { fullPage: true })
    await phone(page, 'store-anonymity')
    await page.locator('[name="code"]').fill(`${CODE}-mo`.slice(0, 50))
    await page.getByRole('button', { name: 'Lập và trình ký' }).click()
    await page.waitForURL('**/kho-du-lieu/phat-hanh/**')
    const address = new URL(page.url()).pathname
    expect(await page.locator('[name="decision"]').count()).toBe(0)
    await close()
    const leader = await enter('lanhdao.tancuong', DESKTOP, '/kho-du-lieu/cho-ky')
    await sound(leader.page)
    await leader.page.locator(`a[href="${address}"]`).click()
    await leader.page.getByText('Rủi ro nhận ra một người').waitFor()
    await sound(leader.page)
    await screenshot(leader.page, 'store-release-1366', { fullPage: true })
    await phone(leader.page, 'store-release')
    await leader.page.locator('[name="decision"][value="sign"]').check({ force: true })
    await leader.page.getByRole('button', { name: 'Xác nhận' }).click()
    await leader.page.getByText('Đã ký').first().waitFor()
    await leader.close()
  })
})
