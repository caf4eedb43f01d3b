import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DESKTOP, narrow, noBrowser, PHONE, screenshot, sound, useApplication } from './harness.ts'

// Somebody without an account follows a board: the form, the mail in the box, the yes, the end, and taking it back.
const BOARD = '/bang-chi-so/resolution-01?ky=2023'

describe.skipIf(noBrowser)('mails about a board', () => {
  const app = useApplication()
  const mailTo = async (address: string): Promise<string | undefined> => {
    const dir = join(app().varDir, 'mail')
    for (const name of (await readdir(dir)).filter(each => each.endsWith('.json'))) {
      const mail: { recipients: readonly string[]; text: string } = JSON.parse(await readFile(join(dir, name), 'utf8'))
      if (mail.recipients.includes(address)) return mail.text
    }
    return undefined
  }

  it.each([['1366', DESKTOP, true], ['320', PHONE, false]] as const)('are asked for, confirmed, changed, ended and taken back on %s px', async (name, viewport, javaScript) => {
    const { page, faults, close } = await app().page(viewport, { javaScript })
    const fits = async (what: string): Promise<void> => { if (javaScript) await sound(page); else await narrow(page); await screenshot(page, `mails-${what}-${name}`, { fullPage: true }) }
    await page.goto(BOARD)
    await page.getByRole('link', { name: 'Nhận thư khi số liệu thay đổi' }).click()
    await page.getByLabel('Thư điện tử của bạn').fill('khong phai dia chi')
    await page.getByRole('button', { name: 'Đăng ký' }).click()
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('chưa phải địa chỉ thư điện tử')
    expect(await page.getByLabel('Thư điện tử của bạn').inputValue()).toBe('khong phai dia chi')
    await fits('faults')
    const address = `nguoi-doc-${name}@example.vn`
    await page.getByLabel('Thư điện tử của bạn').fill(address)
    await page.getByLabel('Mỗi tuần một thư').check()
    await fits('ask')
    await page.getByRole('button', { name: 'Đăng ký' }).click()
    await page.getByRole('heading', { name: 'Hãy mở hộp thư của bạn' }).waitFor()
    await fits('asked')
    expect(page.url()).not.toContain('example.vn')
    await expect.poll(() => mailTo(address), { timeout: 60_000 }).toBeDefined()
    const link = (await mailTo(address))?.split('\n').find(line => line.endsWith('/xac-nhan')) ?? ''
    await page.goto(new URL(link).pathname)
    await fits('confirm')
    await page.getByRole('button', { name: 'Xác nhận' }).click()
    await page.getByText('Đã xác nhận.').waitFor()
    expect(await page.getByLabel('Mỗi tuần một thư').isChecked()).toBe(true)
    await fits('kept')
    await page.getByLabel('Mỗi tháng một thư').check()
    await page.getByRole('button', { name: 'Lưu lịch nhận thư' }).click()
    await page.getByText('Đã lưu lịch nhận thư.').waitFor()
    await page.getByRole('button', { name: 'Thôi nhận thư này' }).click()
    await page.getByRole('heading', { name: 'Bạn đã thôi nhận thư này' }).waitFor()
    await fits('ended')
    await page.getByRole('button', { name: 'Nhận lại' }).click()
    await page.getByText('Bạn lại nhận thư như trước.').waitFor()
    expect(await page.getByLabel('Mỗi tháng một thư').isChecked()).toBe(true)
    // the server answers 422 to what was typed wrong, and the browser says so
    expect(faults.filter(fault => !fault.includes('422'))).toEqual([])
    await close()
  })
})
