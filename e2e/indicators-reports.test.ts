import { describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, narrow, noBrowser, PHONE, screenshot, sound, useApplication, type Page, type Viewport } from './harness.ts'
import { tabTo } from './keys.ts'

// A commune files its report on a phone, its leader returns it, it files again, and the approved value counts on the public board.
const REPORT = '/chi-tieu/bao-cao/phan-anh-kien-nghi/202610/H55.138'

describe.skipIf(noBrowser)('reports of the communes', () => {
  const app = useApplication()
  const enter = (username: string, viewport: Viewport, to: string, javaScript = true) => enterAs(app(), username, viewport, to, { javaScript })
  const file = async (page: Page, values: Readonly<Record<string, string>>, button: string): Promise<void> => {
    for (const [name, value] of Object.entries(values)) await page.locator(`[name="${name}"]`).fill(value)
    await page.getByRole('button', { name: button }).click()
  }
  const path = async (): Promise<string> => {
    // the last month that ended, as the demonstration counts it
    const { page, close } = await enter('chuyenvien.phandinhphung', DESKTOP, '/chi-tieu')
    const href = await page.locator('main a[href*="/phan-anh-kien-nghi/"]').first().getAttribute('href')
    await close()
    return href ?? REPORT
  }

  it('a commune fills in its report on a phone without scripts; what is wrong stands at its cell', async () => {
    const { page, close } = await enter('chuyenvien.phandinhphung', PHONE, '/chi-tieu', false)
    await narrow(page)
    await screenshot(page, 'reports-home-320', { fullPage: true })
    await page.locator('main a[href*="/phan-anh-kien-nghi/"]').first().click()
    await narrow(page)
    await file(page, { 'v.petitions': '20', 'v.petitions_in_time': '25', 'v.petitions_rated': 'mười' }, 'Lưu nháp')
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('không phải là số')
    expect(await page.locator('[name="v.petitions_in_time"]').inputValue()).toBe('25')
    await file(page, { 'v.petitions_rated': '10', 'v.petitions_satisfied': '9' }, 'Lưu và gửi duyệt')
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('nhiều hơn số phản ánh (25 so với 20)')
    await narrow(page)
    await screenshot(page, 'reports-faults-320', { fullPage: true })
    await file(page, { 'v.petitions_in_time': '18' }, 'Lưu và gửi duyệt')
    // half of the usual number is odd: a word stands beside what the checks ask about
    for (let rounds = 0; rounds < 3 && await page.locator('.govuk-error-summary').count() > 0; rounds += 1) {
      for (const href of await page.locator('.govuk-error-summary a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''))) await page.locator(href).fill('Đã đối chiếu sổ tiếp nhận')
      await page.getByRole('button', { name: 'Lưu và gửi duyệt' }).click()
    }
    await page.getByText('Đã gửi báo cáo').waitFor()
    await close()
  })

  it('the leader returns it with keys alone; it is mended, with evidence, and approved', async () => {
    const leader = await enter('lanhdao.phandinhphung', DESKTOP, '/chi-tieu')
    await sound(leader.page)
    await screenshot(leader.page, 'reports-approve-1366')
    await tabTo(leader.page, 'main a[href*="/phan-anh-kien-nghi/"]')
    await leader.page.keyboard.press('Enter')
    await leader.page.getByRole('heading', { name: 'Duyệt báo cáo' }).waitFor()
    const here = new URL(leader.page.url()).pathname
    await sound(leader.page)
    await leader.page.getByText('Trả lại để sửa').click()
    await leader.page.locator('[name="reason"]').fill('Đính kèm trang sổ tiếp nhận')
    await leader.page.getByRole('button', { name: 'Trả lại', exact: true }).click()
    await leader.page.getByText('Đã trả lại').waitFor()
    const clerk = await enter('chuyenvien.phandinhphung', DESKTOP, here)
    expect(await clerk.page.locator('main').innerText()).toContain('Đính kèm trang sổ tiếp nhận')
    await clerk.page.locator('summary', { hasText: 'Phản ánh, kiến nghị (0)' }).click()
    await clerk.page.locator('section:has(> form[action$="/them/petitions"]) input[name="file"]').setInputFiles({ name: 'so-tiep-nhan.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') })
    await clerk.page.locator('section:has(> form[action$="/them/petitions"])').getByRole('button', { name: /Tải/ }).first().click().catch(() => undefined)
    await clerk.page.getByText('so-tiep-nhan').first().waitFor()
    await clerk.page.locator('[name="v.petitions"]').fill('21')
    await sound(clerk.page)
    await screenshot(clerk.page, 'reports-grid-1366', { fullPage: true })
    await clerk.page.getByRole('button', { name: 'Lưu và gửi duyệt' }).click()
    await clerk.page.getByText('Đã gửi báo cáo').waitFor()
    await leader.page.goto(here)
    await leader.page.getByRole('button', { name: 'Duyệt', exact: true }).click()
    await leader.page.getByText('Đã duyệt. Số liệu được tính').waitFor()
    await sound(leader.page)
    await leader.page.goto('/chi-tieu/ty-le?bieu=phan-anh-kien-nghi')
    await sound(leader.page)
    await screenshot(leader.page, 'reports-rates-1366')
    const phone = await enter('chuyenvien.tancuong', PHONE, '/chi-tieu')
    for (const href of ['/chi-tieu', '/chi-tieu/nhiem-vu', await phone.page.locator('main a[href*="/bao-cao/"]').first().getAttribute('href') ?? '']) { await phone.page.goto(href); await sound(phone.page) }
    await phone.close()
    expect(leader.faults).toEqual([])
    await clerk.close()
    await leader.close()
  })

  it('what was approved counts in the figures of the commune', async () => {
    const { page, close } = await app().page(DESKTOP)
    const month = /\/(\d{6})\//.exec(await path())?.[1] ?? ''
    await page.goto(`/bang-chi-so/community?don-vi=05443&ky=${month}`)
    expect(await page.locator('main').innerText()).toMatch(/85,7\s%/)
    await close()
  })

  it('who gave a task moves its day with a reason, which stands in its history', async () => {
    const { page, faults, close } = await enter('lanhdao.ubnd', DESKTOP, '/chi-tieu/nhiem-vu?xem=chua')
    await page.locator('main table a').first().click()
    await page.getByRole('link', { name: 'Sửa', exact: true }).click()
    await page.locator('[name="dueOn"]').fill('31/12/2027')
    await sound(page)
    await page.getByRole('button', { name: 'Lưu' }).click()
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('Nêu lý do sửa')
    expect(await page.locator('[name="dueOn"]').inputValue()).toBe('31/12/2027')
    await page.locator('[name="reason"]').fill('Chờ khung kiến trúc của Bộ')
    await page.getByRole('button', { name: 'Lưu' }).click()
    await page.getByText('Đã sửa nhiệm vụ').waitFor()
    expect(await page.locator('main').innerText()).toMatch(/Hạn: \d{2}\/\d{2}\/\d{4} → 31\/12\/2027/)
    await sound(page)
    await screenshot(page, 'reports-task-changed-1366', { fullPage: true })
    expect(faults.filter(fault => !fault.includes('422'))).toEqual([])
    await close()
    const phone = await enter('lanhdao.stc', PHONE, '/chi-tieu/nhiem-vu?xem=chua')
    await phone.page.locator('main table a').first().click()
    await phone.page.getByRole('heading', { level: 1 }).waitFor()
    expect(await phone.page.getByRole('link', { name: 'Sửa', exact: true }).count()).toBe(0)
    await narrow(phone.page)
    await phone.close()
  })

  it('the register of tasks counts with a digit to spare; definitions open for stewards', async () => {
    const { page, faults, close } = await enter('dulieu.skhcn', DESKTOP, '/chi-tieu/nhiem-vu')
    expect((await page.locator('main').innerText()).replaceAll('\u00a0', ' ')).toContain('33 trên 67 nhiệm vụ đã xong (49,25 %), 13 trước hạn')
    await sound(page)
    await screenshot(page, 'reports-tasks-1366')
    for (const href of ['/chi-tieu/bo-chi-so', '/chi-tieu/bo-chi-so/community/1', '/chi-tieu/bieu-mau', '/chi-tieu/bieu-mau/to-cong-nghe-so', '/chi-tieu/bo-chi-so/community/1/chi-so/cn.01', '/chi-tieu/nhiem-vu/giao', '/chi-tieu/bo-chi-so/moi']) { await page.goto(href); await sound(page) }
    await screenshot(page, 'reports-framework-new-1366')
    expect(faults).toEqual([])
    await close()
  })
})
