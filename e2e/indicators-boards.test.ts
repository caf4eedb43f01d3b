import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, screenshot, signInCitizen, signInOfficer, useApplication } from './harness.ts'

const app = useApplication()
const PAGES = ['/bang-chi-so', '/bang-chi-so/resolution-01?ky=2023', '/bang-chi-so/resolution-01/nq01.02?ky=2023', '/bang-chi-so/qd-766', '/bang-chi-so/qd-766/ON_TIME', '/bang-chi-so/report-2023', '/bang-chi-so/province-live', '/bang-chi-so/resolution-01?ky=2023&man-hinh=1', '/bang-chi-so/qd-766?nhung=1'] as const

describe('the boards of indicators', () => {
  it.each(PAGES)('%s is open to everybody on a wide screen and a phone', async path => {
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, faults, close } = await app().page(viewport)
      await page.goto(path)
      for (const details of await page.locator('details:not(.ts-menu)').all()) await details.evaluate(each => { each.setAttribute('open', '') })
      expect(await accessFaults(page), `${path} ${viewport.width}`).toEqual([])
      expect(faults).toEqual([])
      await screenshot(page, `boards${path.replace(/\W+/g, '-')}-${viewport.width}`, { fullPage: true })
      await close()
    }
  })

  it('lead from the home page to the reading behind a number, another period and a file, without a script', async () => {
    const { page, close } = await app().page(DESKTOP, { javaScript: false })
    await page.goto('/')
    await page.locator('header nav.ts-nav').getByRole('link', { name: 'Chỉ số' }).click()
    await page.getByRole('link', { name: 'Mục tiêu đến 2025 của Nghị quyết 01-NQ/TU' }).click()
    await page.getByLabel('Kỳ', { exact: true }).selectOption('2023')
    await page.getByRole('button', { name: 'Xem' }).click()
    expect(new URL(page.url()).searchParams.get('ky')).toBe('2023')
    expect(await page.locator('.ts-headline').textContent()).toContain('3 trên 9 tiêu chí đạt')
    expect(await page.getByRole('row').filter({ hasText: 'Cấp tỉnh' }).textContent()).toContain('Chưa đạt')
    await page.getByRole('link', { name: 'Hồ sơ công việc xử lý trên môi trường mạng' }).click()
    expect(await page.getByRole('row').filter({ hasText: 'Báo cáo kết quả chuyển đổi số năm 2023' }).count()).toBe(3)
    await page.goBack()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    expect((await download).suggestedFilename()).toBe('resolution-01-19-2023.csv')
    await close()
  })

  it('show an officer the dossiers that are theirs behind a number, and a citizen none', async () => {
    const { page, close } = await app().page(DESKTOP)
    await signInOfficer(page, 'tiepnhan.stc', app().demoPassword, '/bang-chi-so/qd-766/ON_TIME')
    await page.getByRole('row').filter({ hasText: 'Hồ sơ tiếp nhận trong kỳ' }).getByRole('link').click()
    expect(await page.locator('a[href*="/ban-lam-viec/ho-so/"]').count()).toBeGreaterThan(0)
    expect(await accessFaults(page)).toEqual([])
    await page.locator('a[href*="/ban-lam-viec/ho-so/"]').first().click()
    expect(page.url()).toContain('/ban-lam-viec/ho-so/')
    await close()
    const citizen = await app().page(DESKTOP)
    await signInCitizen(citizen.page)
    expect((await citizen.page.goto('/bang-chi-so/qd-766/ON_TIME/ho-so?nhom=received'))?.status()).toBe(403)
    await citizen.page.goto('/bang-chi-so/qd-766/ON_TIME')
    expect(await citizen.page.locator('a[href*="/ho-so?"]').count()).toBe(0)
    await citizen.close()
  })

  it('print with all their figures', async () => {
    const { page, close } = await app().page(DESKTOP)
    await page.goto('/bang-chi-so/resolution-01/nq01.02?ky=2023')
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.ts-board__choose').isVisible()).toBe(false)
    expect(await page.getByText('Được tính thế nào').isVisible()).toBe(true)
    await screenshot(page, 'boards-print', { fullPage: true })
    await close()
  })
})
