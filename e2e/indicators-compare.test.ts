import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, screenshot, useApplication } from './harness.ts'

const app = useApplication()
const BOARD = '/bang-chi-so/qd-766'
const DTI = '/bang-chi-so/dti/xep-hang?phien-ban=2022&ky=2022&cap=tinh&don-vi=92'
const PAGES = [`${BOARD}/so-sanh`, `${BOARD}/so-sanh?xem=ban-do&chi-so=ON_TIME`, `${BOARD}/so-sanh?xem=ban-do&chi-so=ON_TIME&tu=2026&den=2026`, `${BOARD}/so-sanh?xem=ky&chi-so=ON_TIME`, `${BOARD}/xep-hang`, DTI, '/bang-chi-so/dti/so-sanh?phien-ban=2022&ky=2022&cap=tinh'] as const

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

  const MOVING = `${BOARD}/so-sanh?xem=ban-do&chi-so=ON_TIME&tu=2026&den=2026&ky=202603`
  const LATER = 'Tháng 4 năm 2026'
  it('move through the periods by links alone where no script runs', async () => {
    const { page, close } = await app().page(PHONE, { javaScript: false })
    await page.goto(MOVING)
    const [now, list] = [page.locator('.ts-time__now strong'), page.getByRole('list', { name: 'Các kỳ' })]
    await page.getByRole('link', { name: 'Kỳ sau' }).click()
    expect([await now.textContent(), await list.locator('[aria-current]').textContent(), await page.getByRole('slider').count()]).toEqual([LATER, '4/2026', 0])
    await page.getByRole('link', { name: 'Kỳ trước' }).click()
    expect(await now.textContent()).toBe('Tháng 3 năm 2026')
    await page.getByLabel('Từ năm').selectOption({ index: 0 })
    await page.getByRole('button', { name: 'Đổi' }).click()
    expect([await now.textContent(), new URL(page.url()).searchParams.get('chi-so')]).toEqual(['Tháng 3 năm 2026', 'ON_TIME'])
    await close()
  })
  it('move by the keys of a slider, the address and the whole page with it; nothing plays for who asked for less motion', async () => {
    const { page, faults, close } = await app().page(PHONE)
    await page.goto(MOVING)
    const slider = page.getByRole('slider')
    await slider.focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(url => url.searchParams.get('ky') === '202604')
    expect(await page.locator('.ts-time__now strong').textContent()).toBe(LATER)
    expect([await slider.getAttribute('aria-valuetext'), await page.getByLabel('Kỳ', { exact: true }).first().inputValue(), await page.locator('.ts-board__of').textContent(), await page.title()]).toEqual([LATER, '202604', expect.stringContaining(LATER), expect.stringContaining('tháng 4 năm 2026')])
    expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toContain('ky=202604')
    expect([await slider.evaluate(own => own === document.activeElement), await page.getByRole('button', { name: 'Chạy' }).count(), await accessFaults(page), faults]).toEqual([true, 0, [], []])
    await close()
  })
  it('play from the keyboard until they are stopped or at the end', async () => {
    const { page, close } = await app().page(DESKTOP)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    await page.goto(MOVING)
    const button = page.locator('[data-time-play]')
    expect(await button.getAttribute('aria-pressed')).toBe('false')
    await button.press('Enter')
    expect([await button.getAttribute('aria-pressed'), await button.textContent()]).toEqual(['true', 'Dừng'])
    await page.waitForURL(url => (url.searchParams.get('ky') ?? '') >= '202605')
    await button.press('Space')
    const stopped = new URL(page.url()).searchParams.get('ky')
    expect([await button.textContent(), await button.getAttribute('aria-pressed')]).toEqual(['Chạy', 'false'])
    await page.reload()
    expect([new URL(page.url()).searchParams.get('ky'), await page.getByRole('slider').inputValue()]).toEqual([stopped, String(Number(stopped?.slice(4)) - 1)])
    await page.getByRole('slider').press('End')
    const last = Number(await page.getByRole('slider').getAttribute('max')) + 1
    await page.waitForURL(url => url.searchParams.get('ky') === `2026${String(last).padStart(2, '0')}`)
    expect([await page.locator('.ts-time__now small').textContent(), await page.getByRole('link', { name: 'Kỳ sau' }).count()]).toEqual([`kỳ ${last} trên ${last}`, 0])
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
