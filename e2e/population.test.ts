import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, noBrowser, PHONE, screenshot, signInCitizen, signInOfficer, useApplication, type Page } from './harness.ts'

// A filing that takes what the state already knows: through the province's own exchange, from the simulated population database, with a yes.
const ONE = 'Bàn Tiến Vượng'
const forms = 'main form[method="post"]'
const next = (page: Page): Promise<void> => page.locator(`${forms} button[type="submit"]:not(.govuk-button--warning):not(.govuk-button--secondary):visible`).first().click()

/** From the start page to the question about the home; answers the address of the draft. */
async function begin(page: Page): Promise<string> {
  await page.goto('/nop-ho-so/1.004873')
  await page.locator('main input[type="radio"]').first().check({ force: true })
  await next(page)
  return /^.*\/nhap\/[0-9a-f-]{36}/.exec(page.url())?.[0] ?? ''
}
async function choose(page: Page, draft: string, id: string, name: string, value: string): Promise<void> {
  await page.goto(`${draft}/trang/${id}`)
  await page.locator(`[name="${name}"][value="${value}"]`).check({ force: true })
  await next(page)
}

describe.skipIf(noBrowser)('what the population database knows', () => {
  const app = useApplication()

  it.each([['without scripts, on a phone', PHONE, false], ['with scripts, on a desk', DESKTOP, true]] as const)('fills the form %s', async (_, viewport, javaScript) => {
    const { page, faults, close } = await app().page(viewport, { javaScript })
    await signInCitizen(page, ONE, '/nop-ho-so/1.004873')
    // the simulated sign-in has no icon of its own
    const before = faults.length
    const draft = await begin(page)
    await page.goto(draft)
    await page.getByRole('link', { name: 'Lấy từ cơ sở dữ liệu dân cư' }).click()
    if (javaScript) expect(await accessFaults(page)).toEqual([])
    await screenshot(page, `population-consent-${viewport.width}`, { fullPage: true })
    // nobody has said yes beforehand
    expect(await page.locator('[name="consent"]').isChecked()).toBe(false)
    await next(page)
    expect(await page.locator('.govuk-error-summary').count()).toBe(1)
    await page.locator('[name="consent"]').check({ force: true })
    await next(page)
    expect(await page.locator('body').innerText()).toContain('Đã lấy được thông tin')
    await screenshot(page, `population-taken-${viewport.width}`, { fullPage: true })
    await choose(page, draft, 'for-whom', 'forWhom', 'self')
    await choose(page, draft, 'embassy', 'sameSexOrEmbassy', 'no')
    await choose(page, draft, 'here', 'personHere', 'yes')
    await page.goto(`${draft}/trang/home`)
    expect(await page.locator('[name="personAddress.detail"]').inputValue()).toMatch(/^Xóm \d$/)
    expect(await page.locator('[name="personAddress.communeCode"]').inputValue()).not.toBe('')
    expect(await page.locator('main').innerText()).toContain('Lấy từ Cơ sở dữ liệu quốc gia về dân cư')
    await screenshot(page, `population-filled-${viewport.width}`, { fullPage: true })
    await page.locator('[name="personAddress.detail"]').fill('Nhà mới, tổ 3')
    await next(page)
    await page.goto(`${draft}/dan-cu`)
    await page.locator('[name="note.personAddress"]').fill('Mới chuyển nhà tuần trước')
    await page.locator('form[action$="/ghi-chu"] button').click()
    await page.goto(`${draft}/kiem-tra`)
    expect(await page.locator('main').innerText()).toContain('Người khai ghi: Mới chuyển nhà tuần trước')
    await screenshot(page, `population-corrected-${viewport.width}`, { fullPage: true })
    // the one refusal was asked for
    expect(faults.slice(before).filter(fault => !fault.includes('422'))).toEqual([])
    await close()
  })

  it('compares who stands at the counter', async () => {
    const { page, close } = await app().page(DESKTOP)
    await signInOfficer(page, 'tiepnhan.phandinhphung', app().demoPassword, '/ban-lam-viec/quay')
    await page.goto('/ban-lam-viec/quay/1.004873/for-marriage')
    await page.locator('[name="person.name"]').fill(ONE)
    await page.locator('[name="person.idNumber"]').fill('999084000007')
    await page.getByRole('button', { name: 'Đối chiếu CSDL dân cư' }).click()
    expect(await page.locator('main').innerText()).toContain('khớp Cơ sở dữ liệu quốc gia về dân cư')
    expect(await accessFaults(page)).toEqual([])
    await screenshot(page, 'population-counter-1366')
    await close()
  })
})
