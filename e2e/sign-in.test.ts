import { expect, it } from 'vitest'
import { accessFaults, DESKTOP, PHONE, screenshot, signInCitizen, signInOfficer, useApplication } from './harness.ts'

const app = useApplication()

it.each([{ viewport: DESKTOP, javaScript: true }, { viewport: PHONE, javaScript: false }])('a citizen signs in through the national sign-in ($viewport.width px, scripts: $javaScript)', async ({ viewport, javaScript }) => {
  const { page, close } = await app().page(viewport, { javaScript })
  await page.goto('/tai-khoan')
  expect(new URL(page.url()).pathname).toBe('/dang-nhap')
  await signInCitizen(page, 'Ma Văn Thắng', '/tai-khoan')
  expect(new URL(page.url()).pathname).toBe('/tai-khoan')
  expect(await page.locator('body').innerText()).toContain('Ma Văn Thắng')
  await close()
})

it('an officer signs in with a password, another does not', async () => {
  const { page, faults, close } = await app().page()
  await page.goto('/can-bo/dang-nhap')
  expect(await accessFaults(page)).toEqual([])
  await page.locator('[name="username"]').fill('tiepnhan.stc')
  await page.locator('[name="password"]').fill('sai')
  await page.locator('form[action$="/can-bo/dang-nhap"] button').click()
  await page.getByRole('alert').first().waitFor()
  await signInOfficer(page, 'tiepnhan.stc', app().demoPassword, '/can-bo/tai-khoan')
  expect(await page.locator('body').innerText()).toContain('Nông Thị Hạnh')
  expect(await accessFaults(page)).toEqual([])
  expect(faults.filter(fault => !fault.includes('422'))).toEqual([])
  await close()
})

it('shows its face in the pictures of the README', async () => {
  for (const [name, viewport] of [['home-1366', DESKTOP], ['home-320', PHONE]] as const) {
    const { page, close } = await app().page(viewport)
    await page.goto('/')
    await page.evaluate('document.fonts.ready')
    await screenshot(page, name)
    await close()
  }
})
