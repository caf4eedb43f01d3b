import { expect, it } from 'vitest'
import { DESKTOP, signInCitizen, useApplication, type Page } from './harness.ts'

const app = useApplication()

/** A fresh draft of 1.004873 on the page that asks who the paper is about. */
async function begin(page: Page): Promise<string> {
  await signInCitizen(page, 'Nông Thị Hòa', '/nop-ho-so/1.004873')
  await page.goto('/nop-ho-so/1.004873')
  const choice = page.locator('input[name="caseId"]').first()
  if (await choice.count() > 0) await choice.check()
  await page.locator('main form[method="post"] button').last().click()
  await page.waitForURL(/\/nop-ho-so\/nhap\//)
  return /\/nhap\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
}
const submit = (page: Page): Promise<void> => page.locator('main form[method="post"] button').last().click()

it('keeps what was typed through refresh, back and a second tab', async () => {
  const { page, close } = await app().page(DESKTOP)
  const draft = await begin(page)
  const at = `/nop-ho-so/nhap/${draft}/trang/partner`
  await page.goto(at)
  await page.locator('[name="partnerName"]').fill('Trần Văn Giữ')
  await submit(page)
  await page.goto(at)
  expect(await page.locator('[name="partnerName"]').inputValue()).toBe('Trần Văn Giữ')
  await page.reload()
  expect(await page.locator('[name="partnerName"]').inputValue()).toBe('Trần Văn Giữ')
  // another page of the same draft in a second tab, and back here
  const second = await page.context().newPage()
  await second.goto(`/nop-ho-so/nhap/${draft}/lien-lac`)
  await second.locator('[name="phone"]').fill('0912345678')
  await submit(second)
  await page.goBack().catch(() => null)
  await page.goto(at)
  expect(await page.locator('[name="partnerName"]').inputValue()).toBe('Trần Văn Giữ')
  await second.goto(`/nop-ho-so/nhap/${draft}/lien-lac`)
  expect(await second.locator('[name="phone"]').inputValue()).toBe('0912345678')
  await close()
})

it('keeps what was typed when the session has ended meanwhile', async () => {
  const { page, close } = await app().page(DESKTOP)
  const draft = await begin(page)
  await page.goto(`/nop-ho-so/nhap/${draft}/trang/partner`)
  await page.locator('[name="partnerName"]').fill('Lê Thị Còn')
  await submit(page)
  await page.context().clearCookies()
  await page.goto(`/nop-ho-so/nhap/${draft}/trang/partner`)
  // the way leads through the sign-in back to this very page
  expect(page.url()).toContain(encodeURIComponent(`/nop-ho-so/nhap/${draft}/trang/partner`))
  await signInCitizen(page, 'Nông Thị Hòa', `/nop-ho-so/nhap/${draft}/trang/partner`)
  await page.goto(`/nop-ho-so/nhap/${draft}/trang/partner`)
  expect(await page.locator('[name="partnerName"]').inputValue()).toBe('Lê Thị Còn')
  await close()
})
