import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, screenshot, useApplication } from './harness.ts'

const app = useApplication()
const BOARD = '/bang-chi-so/qd-766'
const DTI = '/bang-chi-so/dti/xep-hang?phien-ban=2022&ky=2022&cap=tinh&don-vi=92'
const PAGES = [`${BOARD}/so-sanh`, `${BOARD}/so-sanh?xem=ban-do&chi-so=ON_TIME`, `${BOARD}/so-sanh?xem=ky&chi-so=ON_TIME`, `${BOARD}/xep-hang`, DTI, '/bang-chi-so/dti/so-sanh?phien-ban=2022&ky=2022&cap=tinh'] as const

describe('units compared', () => {
  it.each(PAGES)('%s is open to everybody on a wide screen and a phone, nothing wider than the screen', async path => {
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, faults, close } = await app().page(viewport)
      await page.goto(path)
      expect(await accessFaults(page), `${path} ${viewport.width}`).toEqual([])
      expect(faults).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width)
      await screenshot(page, `indicators${path.replace(/\W+/g, '-')}-${viewport.width}`, { fullPage: true })
      await close()
    }
  })

  it('lead from the board to a sorted heat map, one commune over time and a file without a script', async () => {
    const { page, close } = await app().page(DESKTOP, { javaScript: false })
    await page.goto(BOARD)
    await page.getByRole('link', { name: 'So sánh các đơn vị' }).click()
    expect(await page.locator('.ts-heat tbody tr').count()).toBe(92)
    const head = page.getByRole('columnheader', { name: 'Hồ sơ giải quyết đúng hạn' })
    await head.getByRole('link').click()
    expect(await head.getAttribute('aria-sort')).toBe('descending')
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^qd-766-\d{6}\.csv$/)
    const [name] = await page.locator('.ts-heat tbody th a').allTextContents()
    await page.locator('.ts-heat tbody th a').first().click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(name)
    await close()
  })

  it('show one criterion at a time on a phone: the chosen one, with its number in words', async () => {
    const { page, close } = await app().page(PHONE, { javaScript: false })
    await page.goto(`${BOARD}/so-sanh`)
    const shown = (): Promise<string[]> => page.locator('.ts-heat thead th:visible a').allTextContents()
    expect(await shown()).toEqual(['Xã, phường', 'Tổng điểm'])
    await page.getByLabel('Chỉ số', { exact: true }).selectOption('ON_TIME')
    await page.getByRole('button', { name: 'Xem', exact: true }).click()
    expect((await shown())[1]).toMatch(/^Hồ sơ giải quyết đúng hạn/)
    expect(await page.locator('.ts-heat tbody tr').first().locator('td:visible').count()).toBe(1)
    await close()
  })

  it('rank the official values of DTI 2022 in the official order', async () => {
    const { page, close } = await app().page(DESKTOP)
    await page.goto(DTI)
    const rows = await page.getByRole('table').first().locator('tbody tr').allTextContents()
    expect(rows.map(row => row.replace(/chưa chạy.*/, ''))).toEqual(['1Thành phố Đà Nẵng0,80020,8002', '2Thành phố Hồ Chí Minh0,71630,7164', '3Tỉnh Quảng Ninh0,70240,7024', '4Thành phố Huế0,69750,6975', '5Thành phố Cần Thơ0,69240,6924'])
    await close()
  })
})
