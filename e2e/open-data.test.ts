import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, screenshot, useApplication } from './harness.ts'

const app = useApplication()
const PAGES = ['/du-lieu', '/du-lieu?q=khong-co-gi-ca', '/du-lieu/truong-hoc', '/du-lieu/don-vi-hanh-chinh?ngay=2025-01-01', '/du-lieu/truong-hoc/bieu-do', '/du-lieu/don-vi-hanh-chinh/bieu-do', '/du-lieu/truong-hoc/ban-do', '/du-lieu/ket-qua-giai-quyet'] as const

describe('the open-data portal', () => {
  it.each(PAGES)('%s is open to everybody on a wide screen and a phone', async path => {
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, faults, close } = await app().page(viewport)
      await page.goto(path)
      expect(await accessFaults(page), `${path} ${viewport.width}`).toEqual([])
      expect(faults).toEqual([])
      await screenshot(page, `open-data${path.replace(/\W+/g, '-')}-${viewport.width}`, { fullPage: true })
      await close()
    }
  })

  it('leads from the home page to a file, a filter, a chart and a map without a script', async () => {
    const { page, close } = await app().page(DESKTOP, { javaScript: false })
    await page.goto('/')
    await page.locator('header nav.ts-nav').getByRole('link', { name: 'Dữ liệu mở' }).click()
    await page.getByRole('searchbox').fill('truong hoc')
    await page.getByRole('button', { name: 'Tìm' }).click()
    await page.getByRole('heading', { level: 2 }).getByRole('link', { name: 'Trường học' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /^CSV/ }).click()
    expect((await download).suggestedFilename()).toBe('truong-hoc.csv')
    await page.getByLabel('Trường', { exact: true }).selectOption('cap_hoc')
    await page.getByLabel('Giá trị').fill('mam non')
    await page.getByRole('button', { name: 'Lọc' }).click()
    expect(new URL(page.url()).searchParams.get('loc')).toMatch(/^cap_hoc\.eq\./)
    expect(await page.locator('.ts-api .ts-code').first().textContent()).toContain('cap_hoc=eq.')
    await page.getByRole('link', { name: 'Biểu đồ' }).click()
    expect(await page.locator('.ts-bars tbody tr').count()).toBe(1)
    await page.getByRole('link', { name: 'Bản đồ' }).click()
    expect(await page.locator('.ts-map circle').count()).toBeGreaterThan(10)
    expect(new URL(page.url()).searchParams.get('loc')).toMatch(/^cap_hoc\.eq\./)
    await close()
  })

  it('moves its map where scripts run, with the keyboard too', async () => {
    const { page, faults, close } = await app().page(DESKTOP)
    await page.goto('/du-lieu/truong-hoc/ban-do')
    await page.getByRole('button', { name: 'Mở bản đồ' }).press('Enter')
    await page.locator('.leaflet-container canvas').waitFor()
    expect(await page.locator('.ts-map > svg').count()).toBe(0)
    await page.locator('.leaflet-control-zoom-in').focus()
    await page.keyboard.press('Enter')
    expect(await accessFaults(page)).toEqual([])
    expect(faults).toEqual([])
    await close()
  })

  it('answers the addresses that it tells', async () => {
    const { page, close } = await app().page()
    await page.goto('/du-lieu/truong-hoc?loc=cap_hoc.not-null.&sap=-so_hoc_sinh')
    for (const href of await page.locator('.ts-api h3 a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''))) {
      const answer = await page.request.get(href)
      expect([answer.status(), (await answer.text()).includes('so_hoc_sinh')], href).toEqual([200, true])
    }
    await close()
  })
})
