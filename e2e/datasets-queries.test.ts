import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, noBrowser, PHONE, screenshot, signInOfficer, useApplication, type Page, type Viewport } from './harness.ts'

// A steward asks the data: the real jobs, the real engine, with keys and without scripts.
const PATH = '/kho-du-lieu/truy-van'
describe.skipIf(noBrowser)('questions to the shared data store', () => {
  const app = useApplication()
  const sound = async (page: Page): Promise<void> => { expect(await accessFaults(page), page.url()).toEqual([]) }
  const narrow = async (page: Page): Promise<void> => { expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(PHONE.width) }
  const enter = async (viewport: Viewport, to: string, javaScript = true) => {
    const opened = await app().page(viewport, { javaScript })
    await signInOfficer(opened.page, 'dulieu.syt', app().demoPassword, to)
    return opened
  }
  /** Follows the link of the waiting page until the answer is there. */
  async function answered(page: Page): Promise<void> {
    for (let times = 0; times < 20 && await page.getByText('Chờ đến lượt').or(page.getByText('Đang chạy từ')).first().isVisible(); times++) await page.reload()
  }

  it('asks by keys, reads the answer, mends a mistake, saves and schedules', async () => {
    const { page, faults, close } = await enter(DESKTOP, PATH)
    await sound(page)
    await page.locator('summary', { hasText: 'tram_y_te' }).first().click()
    await page.locator('#f-statement').fill('select ma_don_vi, count(*) as so_tram, sum(so_bac_si) as bac_si\nfrom tram_y_te\ngroup by ma_don_vi\norder by so_tram desc, ma_don_vi\nlimit 20')
    await screenshot(page, 'queries-write-1366')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL('**/truy-van/chay/**')
    await answered(page)
    expect(await page.locator('#ket-qua').innerText()).toMatch(/Xong[\s\S]*so_tram \(số\)/)
    await sound(page)
    await screenshot(page, 'queries-answer-1366', { fullPage: true })
    await page.locator('#f-statement').fill('select ma_don_vi,\n  khong_co\nfrom tram_y_te')
    await page.keyboard.press('Control+Enter')
    await page.waitForLoadState()
    await answered(page)
    await page.getByText('Dòng 2, cột 3').first().waitFor()
    await sound(page)
    await screenshot(page, 'queries-mistake-1366')
    await page.goBack()
    await page.getByRole('link', { name: 'Lưu câu truy vấn này' }).click()
    await page.locator('[name="title"]').fill('Trạm theo xã')
    await sound(page)
    await page.getByRole('button', { name: 'Lưu', exact: true }).click()
    await page.waitForURL(/da-luu\/[0-9a-f-]{36}$/)
    await page.locator('summary', { hasText: 'Đặt lịch chạy' }).click()
    await page.getByLabel('Hằng tuần, thứ Hai').check()
    await page.getByRole('button', { name: 'Đặt lịch' }).click()
    await page.getByText('Hằng tuần, thứ Hai, 6:00').first().waitFor()
    await sound(page)
    await screenshot(page, 'queries-saved-1366', { fullPage: true })
    expect(faults).toEqual([])
    await close()
  })
  it('works on a phone without scripts', async () => {
    const { page, close } = await enter(PHONE, PATH, false)
    await narrow(page)
    await page.locator('#f-statement').fill('select ten, so_bac_si from tram_y_te order by ten limit 3')
    await page.getByRole('button', { name: /^Chạy/ }).click()
    await page.waitForURL('**/truy-van/chay/**')
    await answered(page)
    expect(await page.locator('#ket-qua').innerText()).toContain('3 dòng')
    await narrow(page)
    await screenshot(page, 'queries-answer-320', { fullPage: true })
    await close()
  })
  it('fits a phone, in English too', async () => {
    const { page, close } = await enter(PHONE, PATH)
    await sound(page)
    await page.goto(`${PATH}/lich-su`)
    await sound(page)
    await screenshot(page, 'queries-history-320', { fullPage: true })
    await page.goto(`/en${PATH}`)
    expect(await page.locator('h1').innerText()).toBe('Ask the data')
    await sound(page)
    await close()
  })
})
