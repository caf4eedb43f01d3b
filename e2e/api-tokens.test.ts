import { describe, expect, it } from 'vitest'
import { DESKTOP, enterAs, narrow, noBrowser, PHONE, screenshot, sound, useApplication } from './harness.ts'

// An officer makes a token for a system, the system reads with it, and the officer takes it back.
describe.skipIf(noBrowser)('access tokens for systems', () => {
  const app = useApplication()
  it.each([['1366', DESKTOP, true], ['320', PHONE, false]] as const)('are made, used and revoked on %s px', async (name, viewport, javaScript) => {
    const { page, close } = await enterAs(app(), 'chuyenvien.phandinhphung', viewport, '/can-bo/tai-khoan', { javaScript })
    const fits = async (what: string): Promise<void> => { if (javaScript) await sound(page); else await narrow(page); await screenshot(page, `api-tokens-${what}-${name}`, { fullPage: true }) }
    await fits('account')
    await page.getByRole('link', { name: /mã để phần mềm gửi số liệu/ }).click()
    await page.getByLabel('Chỉ từ các địa chỉ IP').fill('không phải mạng')
    await page.getByRole('button', { name: 'Lập mã', exact: true }).click()
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('Đặt tên cho mã')
    await fits('faults')
    await page.getByLabel('Tên', { exact: true }).fill(`Phần mềm ${name}`)
    await page.getByLabel('Chỉ từ các địa chỉ IP').fill('127.0.0.1\n10.55.0.0/16')
    // the same form, open and filled in twice
    const twin = await page.context().newPage()
    await twin.goto('/can-bo/tai-khoan/ma-truy-cap')
    await twin.getByLabel('Tên', { exact: true }).fill(`Phần mềm ${name}`)
    await twin.getByLabel('Chỉ từ các địa chỉ IP').fill('127.0.0.1\n10.55.0.0/16')
    await page.getByRole('button', { name: 'Lập mã', exact: true }).click()
    const token = await page.locator('#main code').first().innerText()
    expect(token).toMatch(/^d2pat_/)
    await fits('made')
    const me = () => fetch(`${app().url}/api/dhis2/api/41/me`, { headers: { authorization: `ApiToken ${token}` } }).then(answer => answer.status)
    expect(await me()).toBe(200)
    await page.goto('/can-bo/tai-khoan/ma-truy-cap')
    expect(await page.content()).not.toContain(token)
    await twin.getByRole('button', { name: 'Lập mã', exact: true }).click()
    expect(await twin.locator('.govuk-error-summary').innerText()).toContain('Bạn vừa làm đúng việc này')
    expect(await page.getByRole('row').filter({ hasText: `Phần mềm ${name}` }).count()).toBe(1)
    const row = page.getByRole('row').filter({ hasText: `Phần mềm ${name}` })
    expect(await row.innerText()).toContain('127.0.0.1')
    await row.getByRole('button', { name: 'Thu hồi' }).click()
    await page.getByText('Đã thu hồi mã truy cập.').waitFor()
    expect(await me()).toBe(401)
    await fits('revoked')
    await close()
  })
})
