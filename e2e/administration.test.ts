import { describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, noBrowser, PHONE, screenshot, sound, useApplication, type Page, type Viewport } from './harness.ts'

// An administrator changes what people call a paper and what a procedure costs; people see both at once.
const PROCEDURE = '2.001159'
const PHRASE = 'phòng không gối chiếc'
const FEE = `Phí thử ${Date.now().toString(36)}`
/** `dd/mm/yyyy` in Vietnam, so many days from now. */
const day = (days: number): string => new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10).split('-').toReversed().join('/')

describe.skipIf(noBrowser)('the administrator’s work', () => {
  const app = useApplication()
  const enter = (viewport: Viewport, to: string, javaScript = true) => enterAs(app(), 'quantri', viewport, to, { javaScript })
  const finds = async (page: Page, q: string, code: string): Promise<boolean> => {
    await page.goto(`/thu-tuc?q=${encodeURIComponent(q)}`)
    return await page.locator(`main a[href="/thu-tuc/${code}"]`).count() > 0
  }

  it('adds a synonym from a search that missed, tries it first, and the next search finds', async () => {
    const { page, faults, close } = await enter(DESKTOP, '/quan-tri')
    expect(await finds(page, PHRASE, '1.004873')).toBe(false)
    await page.goto('/quan-tri')
    await sound(page)
    await page.locator('main').getByRole('link', { name: 'Tìm chưa thấy' }).click()
    await sound(page)
    await page.getByRole('row', { name: PHRASE }).getByRole('link', { name: 'Tạo từ đồng nghĩa' }).click()
    expect(await page.locator('[name="phrase"]').inputValue()).toBe(PHRASE)
    await page.locator('[name="replacements"]').fill('giấy xác nhận tình trạng hôn nhân')
    await page.getByRole('button', { name: 'Xem sẽ đổi gì' }).click()
    const trial = page.locator('#ket-qua-thu')
    expect(await trial.locator('section').nth(0).innerText()).not.toContain('1.004873')
    expect(await trial.locator('section').nth(1).innerText()).toContain('1.004873')
    await sound(page)
    await screenshot(page, 'admin-synonym-1366')
    await page.getByRole('button', { name: 'Lưu', exact: true }).click()
    await page.waitForURL('**/quan-tri/tim-chua-thay')
    expect(await page.getByRole('row', { name: PHRASE }).count()).toBe(0)
    expect(await finds(page, 'phong khong goi chiec', '1.004873')).toBe(true)
    expect(faults).toEqual([])
    await close()
  })

  it('takes the synonym back on a phone without scripts, and the search forgets it', async () => {
    const { page, close } = await enter(PHONE, `/quan-tri/tu-dong-nghia?q=${encodeURIComponent('goi chiec')}`, false)
    await page.locator('main table').getByRole('link', { name: PHRASE }).click()
    // axe needs scripts; the width does not
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width)
    await page.locator('summary', { hasText: 'Bỏ cụm từ này' }).click()
    await page.locator('[name="reason"]').fill('thử xong')
    await page.getByRole('button', { name: 'Bỏ', exact: true }).click()
    expect(await page.locator('main').innerText()).toContain('Cụm từ này đang bỏ')
    expect(await finds(page, PHRASE, '1.004873')).toBe(false)
    await close()
  })

  it('gives a procedure a new fee: proposal, report, scenarios, decision; the public page shows it', async () => {
    const { page, faults, close } = await enter(DESKTOP, `/quan-tri/thu-tuc/${PROCEDURE}`)
    await sound(page)
    await page.getByRole('button', { name: 'Soạn gói mới từ gói này' }).click()
    await sound(page)
    await page.getByRole('link', { name: 'Thời hạn, mức thu, giấy tờ, quy trình' }).first().click()
    await sound(page)
    await page.locator('summary', { hasText: 'Thêm khoản thu: Trực tuyến' }).click()
    await page.locator('[name="online.fee.new.name"]').fill(FEE)
    await page.locator('[name="online.fee.new.kind"][value="fee"]').check({ force: true })
    await page.locator('[name="online.fee.new.amount"]').fill('12.000')
    await page.getByRole('button', { name: 'Lưu vào bản soạn' }).click()
    expect(await page.locator('#khac-biet').innerText()).toContain(FEE)
    await sound(page)
    await screenshot(page, 'admin-proposal-1366', { fullPage: true })
    const moved = page.getByRole('button', { name: 'Kết quả mới đúng, cập nhật' })
    for (let left = await moved.count(); left > 0; left = await moved.count()) {
      expect(await page.locator('#cong-bo').innerText()).toContain('Chưa công bố được')
      await moved.first().click()
      await page.waitForLoadState()
    }
    expect(await page.locator('#bao-cao').innerText()).toContain('Công bố được')

    await page.locator('[name="decision"]').fill('45/QĐ-UBND')
    await page.locator('[name="decidedOn"]').fill(day(-1))
    await page.locator('[name="from"]').fill(day(0))
    await page.getByRole('button', { name: 'Công bố', exact: true }).click()
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('ít nhất 5 ngày làm việc')
    await sound(page)
    await page.locator('[name="decidedOn"]').fill(day(-14))
    await page.getByRole('button', { name: 'Công bố', exact: true }).click()
    await page.waitForURL(`**/quan-tri/thu-tuc/${PROCEDURE}`)
    await sound(page)
    await page.goto(`/thu-tuc/${PROCEDURE}`)
    expect(await page.locator('main').innerText()).toContain(FEE)
    // the browser itself notes the refusal that was asked for
    expect(faults.filter(fault => !fault.includes('422'))).toEqual([])
    await close()
  })

  it('shows packs, their difference and where a procedure is filed on a phone', async () => {
    const { page, close } = await enter(PHONE, `/quan-tri/thu-tuc/${PROCEDURE}`)
    await sound(page)
    await screenshot(page, 'admin-procedure-320', { fullPage: true })
    await page.getByRole('link', { name: 'So với gói trước' }).first().click()
    expect(await page.locator('main').innerText()).toContain(FEE)
    await sound(page)
    await page.goto(`/quan-tri/thu-tuc/${PROCEDURE}/noi-nhan`)
    await sound(page)
    await page.goto('/quan-tri/su-kien')
    await sound(page)
    await close()
  })
})
