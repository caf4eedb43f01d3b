import { describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, narrow, noBrowser, PHONE, screenshot, sound, useApplication } from './harness.ts'

const CODE = `cau-duong-${Date.now().toString(36)}`

describe.skipIf(noBrowser)('lists of a large dataset', () => {
  const app = useApplication()
  it('have an index that their keeper asks for and a job builds', async () => {
    const { page, close } = await enterAs(app(), 'quantri.tancuong', DESKTOP, '/kho-du-lieu/moi')
    const headers = { 'x-csrf-token': await page.locator('input[name="_csrf"]').first().inputValue() }
    const field = (name: string, title: string, type: string) => ({ name, title: { vi: title }, type, classification: 'open', required: name === 'ma' })
    const made = await page.request.post('/api/v1/datasets', { headers, data: { code: CODE, title: `Cầu đường ${CODE}`, agency: 'H55.144', purpose: 'Duy tu', access: 'internal', legalBasis: '', schema: { key: ['ma'], temporal: false, rules: [], fields: [field('ma', 'Mã cầu', 'text'), field('xa', 'Xã, phường', 'unit'), field('dai', 'Chiều dài', 'decimal')] } } })
    expect(made.status(), await made.text()).toBe(201)
    await page.goto(`/kho-du-lieu/${CODE}/cau-truc`)
    await page.getByRole('link', { name: 'Chỉ mục cho danh sách' }).click()
    await page.getByText('Chưa có chỉ mục nào').waitFor()
    await sound(page)
    await page.locator('[name="filter"]').selectOption('xa')
    await page.locator('[name="sort"]').selectOption('dai')
    await page.getByRole('button', { name: 'Lập chỉ mục', exact: true }).click()
    await page.getByText('Xã, phường → Chiều dài').waitFor()
    await expect.poll(async () => { await page.reload(); return page.getByText('Đã có').count() }, { timeout: 100_000 }).toBe(1)
    await sound(page)
    await screenshot(page, 'store-indexes-1366', { fullPage: true })
    await page.setViewportSize(PHONE)
    await narrow(page)
    await screenshot(page, 'store-indexes-320', { fullPage: true })
    await page.getByRole('button', { name: 'Bỏ' }).click()
    await page.getByText('Chưa có chỉ mục nào').waitFor()
    await close()
  })
})
