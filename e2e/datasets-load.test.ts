import { afterAll, describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, noBrowser, PHONE, screenshot, signInOfficer, useApplication, type Page } from './harness.ts'

// A steward sends a file that does not quite fit: decides about a column, reads the report, takes the good rows, finds where they come from.
const RUN = Date.now().toString(36).toUpperCase()
const FILE = Buffer.from(`Mã trạm;Tên trạm;Xã, phường;Số bác sĩ;Số nhân viên;Số giường;Đạt chuẩn;Ghi chú thêm\nT${RUN}1;Trạm y tế thử một;01840;2;8;10;Có;x\nT${RUN}2;Trạm y tế thử hai;01843;ba;7;5;Không;\nT${RUN}1;Trạm trùng mã;01840;1;5;5;Có;\n`)

describe.skipIf(noBrowser)('a file of rows', () => {
  const app = useApplication()
  const closing: (() => Promise<void>)[] = []
  afterAll(async () => { for (const close of closing) await close() })
  const sound = async (page: Page, name: string): Promise<void> => {
    for (const [size, viewport] of [['1366', DESKTOP], ['320', PHONE]] as const) {
      await page.setViewportSize(viewport)
      expect(await accessFaults(page), `${page.url()} at ${size}`).toEqual([])
      await screenshot(page, `${name}-${size}`, { fullPage: true })
    }
    await page.setViewportSize(DESKTOP)
  }

  it('is sent, decided on, checked and taken', async () => {
    const { page, faults, close } = await app().page(DESKTOP)
    closing.push(close)
    await signInOfficer(page, 'quantri', app().demoPassword, '/kho-du-lieu/tram-y-te/lan-nap')
    await page.getByRole('link', { name: 'Nạp tệp' }).click()
    await sound(page, 'nap-du-lieu')
    await page.locator('input[name="file"]').setInputFiles({ name: 'Trạm y tế thử.csv', mimeType: 'text/csv', buffer: FILE })
    await page.getByRole('button', { name: 'Gửi tệp' }).click()
    // the scene's own papers are still being typeset when the application has just started
    await page.getByRole('heading', { name: 'Cột không khớp với cấu trúc' }).waitFor({ timeout: 180_000 })
    await sound(page, 'lan-nap-cot')
    await page.getByRole('button', { name: 'Tiếp tục đọc tệp' }).click()
    await page.getByRole('button', { name: 'Nhận các dòng đúng' }).waitFor({ timeout: 60_000 })
    await sound(page, 'lan-nap-bao-cao')
    await page.getByText('Không phải số nguyên').first().waitFor()
    await page.getByText('Trùng khóa với dòng trước').first().waitFor()
    await page.getByLabel(/Nhận 1 dòng đúng/).check()
    await page.getByRole('button', { name: 'Nhận các dòng đúng' }).click()
    await page.getByText('Đã nhận', { exact: true }).first().waitFor({ timeout: 60_000 })
    await sound(page, 'lan-nap-xong')
    await page.goto('/kho-du-lieu/tram-y-te/nguon')
    await sound(page, 'nguon-du-lieu')
    expect(faults).toEqual([])
  }, 400_000)
})
