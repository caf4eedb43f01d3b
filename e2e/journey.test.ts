import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, noBrowser, PHONE, screenshot, signInCitizen, signInOfficer, useApplication, type Page } from './harness.ts'

// The main job, as its people do it: a citizen files from a phone without scripts, the commune receives, examines and signs, the citizen has a
// result that anyone can check.
interface Scenario { readonly caseId: string; readonly answers: Readonly<Record<string, unknown>> }
const pack: { readonly scenarios: readonly Scenario[] } = JSON.parse(await readFile('provinces/thai-nguyen/procedures/1.004873.json', 'utf8'))
const answers: Readonly<Record<string, unknown>> = pack.scenarios[0]?.answers ?? {}
const COMMUNE = 'phường Phan Đình Phùng'

/** Fills whatever question stands on the page with the scenario's answer to it. */
async function answer(page: Page): Promise<void> {
  const form = page.locator('main form[method="post"]').first()
  for (const [name, value] of Object.entries(answers)) {
    const field = form.locator(`[name="${name}"]`)
    if (typeof value === 'object' && value !== null && 'communeCode' in value && 'detail' in value) {
      const commune = form.locator(`[name="${name}-commune"], [name="${name}.communeCode"]`)
      if (await commune.count() > 0) { await commune.first().selectOption(String(value.communeCode)); await form.locator(`[name="${name}-detail"], [name="${name}.detail"]`).first().fill(String(value.detail)) }
      continue
    }
    const day = form.locator(`[name="${name}-day"]`)
    if (typeof value === 'string' && await day.count() > 0) {
      const [year = '', month = '', date = ''] = value.split('-')
      await day.fill(date)
      await form.locator(`[name="${name}-month"]`).fill(month)
      await form.locator(`[name="${name}-year"]`).fill(year)
      continue
    }
    if (await field.count() === 0) continue
    const kind = await field.first().getAttribute('type')
    if (kind === 'radio' || kind === 'checkbox') await form.locator(`[name="${name}"][value="${value === true ? 'yes' : String(value)}"], [name="${name}"][type="checkbox"]`).first().check({ force: true })
    else if (kind !== 'hidden') await field.first().fill(String(value)).catch(async () => field.first().selectOption(String(value)))
  }
}

/** The form's own button: the one that sends the answers, not the one that signs out or discards. */
const send = (page: Page): ReturnType<Page['locator']> => page.locator('main form button[type="submit"]:not(.govuk-button--warning):not(.govuk-button--secondary):visible').first()

describe.skipIf(noBrowser)('the main job', () => {
  const app = useApplication()
  let code = ''
  let dossierId = ''

  it('files from a phone without scripts: questions, task list, check, confirmation', async () => {
    const { page, close } = await app().page(PHONE, { javaScript: false })
    await signInCitizen(page, 'Triệu Mùi Phẩy', '/nop-ho-so/1.004873')
    await page.goto('/nop-ho-so/1.004873')
    await screenshot(page, 'filing-start-320', { fullPage: true })
    await page.locator('main input[type="radio"]').first().check({ force: true })
    await send(page).click()
    const seen: string[] = []
    while (!page.url().includes('/da-gui') && !page.url().includes('/ho-so/')) {
      seen.push(new URL(page.url()).pathname.split('/').slice(4).join('/') || 'task list')
      if (seen.length > 40) throw new Error(seen.join(' → '))
      const open = page.locator('.govuk-task-list__item:has(.govuk-tag) a.govuk-task-list__link')
      if (await page.locator('.govuk-task-list').count() > 0 && await open.count() > 0) {
        if (seen.filter(each => each === 'task list').length === 1) await screenshot(page, 'task-list-320', { fullPage: true })
        await open.first().click()
        continue
      }
      if (await page.locator('[name="place"]').count() > 0) await page.locator('select[name="place"]').selectOption({ label: `Ủy ban nhân dân ${COMMUNE}` })
      if (await page.locator('[name="method"]').count() > 0) await page.locator('[name="method"][value="online"]').check({ force: true })
      if (await page.locator('[name="phone"]').count() > 0) { await page.locator('[name="phone"]').fill('0912345678'); await page.locator('[name="email"]').fill('nguoi-nop@example.vn') }
      if (await page.locator('[name="declaration"]').count() > 0) { await page.locator('[name="declaration"]').first().check({ force: true }); await screenshot(page, 'check-answers-320', { fullPage: true }) }
      await answer(page)
      await send(page).click()
      const faults = page.locator('.govuk-error-summary')
      if (await faults.count() > 0) throw new Error(`${page.url()}: ${await faults.innerText()}`)
    }
    await screenshot(page, 'confirmation-320', { fullPage: true })
    expect(seen.filter(each => each.startsWith('trang/')).length).toBeGreaterThan(8)
    dossierId = /\/ho-so\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
    expect(dossierId).not.toBe('')
    // back and press again: the same dossier, not a second one
    await page.goBack()
    await page.goto('/ho-so')
    expect(await page.locator(`a[href="/ho-so/${dossierId}"]`).count()).toBe(1)
    await screenshot(page, 'my-dossiers-320', { fullPage: true })
    await close()
  })

  const atDesk = async (username: string, work: (page: Page) => Promise<void>): Promise<void> => {
    const { page, faults, close } = await app().page(DESKTOP)
    await signInOfficer(page, `${username}.phandinhphung`, app().demoPassword)
    await work(page)
    expect(faults).toEqual([])
    await close()
  }
  const act = async (page: Page, slug: string, fill: () => Promise<void> = async () => undefined): Promise<void> => {
    await page.goto(`/ban-lam-viec/ho-so/${dossierId}/${slug}`)
    await fill()
    await page.locator(`main form[action$="/${slug}"] button[type="submit"]:not([name="look"])`).last().click()
    await page.waitForURL(url => !url.pathname.endsWith(`/${slug}`))
  }

  it('is received at the desk: work list, dossier beside its files, code and receipt', () => atDesk('tiepnhan', async page => {
    await screenshot(page, 'desk-work-list-1366')
    expect(await accessFaults(page)).toEqual([])
    await page.goto(`/ban-lam-viec/ho-so/${dossierId}`)
    await screenshot(page, 'desk-dossier-1366')
    expect(await accessFaults(page)).toEqual([])
    await act(page, 'tiep-nhan')
    await page.goto(`/ban-lam-viec/ho-so/${dossierId}`)
    code = /H55\.\d+-\d{6}-\d{4}/.exec(await page.locator('main').innerText())?.[0] ?? ''
    expect(code).not.toBe('')
  }))

  it('is examined and an outcome proposed from the template', () => atDesk('chuyenvien', async page => {
    await act(page, 'nhan-xu-ly')
    await page.goto(`/ban-lam-viec/ho-so/${dossierId}/de-xuat`)
    // the template is chosen first, its text then stands filled in
    if (await page.locator('[name="body"]').count() === 0) await page.locator('main a, main button').filter({ hasText: /Giấy xác nhận|cấp|Soạn/i }).first().click()
    await screenshot(page, 'desk-proposal-1366', { fullPage: true })
    expect(await page.locator('[name="body"]').inputValue()).toContain('Nguyễn Văn Thử')
    await page.locator('main form[action$="/de-xuat"] button[type="submit"]:not([name="look"])').last().click()
    await page.waitForURL(url => !url.pathname.endsWith('/de-xuat'))
  }))

  it('is approved and signed by the leader, then returned', async () => {
    await atDesk('lanhdao', page => act(page, 'duyet-va-ky'))
    await atDesk('tiepnhan', page => act(page, 'tra-ket-qua'))
  })

  it('reaches the citizen as a signed result that anyone can check, by code and by file', async () => {
    const { page, close } = await app().page(PHONE, { javaScript: false })
    await signInCitizen(page, 'Triệu Mùi Phẩy', `/ho-so/${dossierId}`)
    await page.goto(`/ho-so/${dossierId}`)
    await screenshot(page, 'dossier-finished-320', { fullPage: true })
    const link = page.locator('a[href*="/ket-qua/"]').first()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const result = { name: 'ket-qua.pdf', mimeType: 'application/pdf', buffer: await readFile(await download.path()) }
    expect(result.buffer.subarray(0, 5).toString()).toBe('%PDF-')
    const proof = await page.locator('a[href*="/xac-thuc/KQ-"]').first().getAttribute('href')
    await page.goto(`/ho-so/${dossierId}/ai-da-xem`)
    expect(await page.locator('main').innerText()).toContain('Bùi Đức Long')
    await close()

    const anyone = await app().page(PHONE, { javaScript: false })
    await anyone.page.goto(proof ?? '')
    await screenshot(anyone.page, 'result-checked-320', { fullPage: true })
    expect(await anyone.page.locator('main').innerText()).toContain('Mã này có trong sổ kết quả, còn giá trị')
    await anyone.page.goto('/xac-thuc')
    await anyone.page.locator('input[type="file"]').setInputFiles(result)
    await anyone.page.locator('main form:has(input[type="file"]) button').first().click()
    expect(await anyone.page.locator('main').innerText()).toContain('KQ-')
    await anyone.page.goto(`/tra-cuu/${code}`)
    const shown = await anyone.page.locator('main').innerText()
    expect(shown).toContain(code)
    expect(shown).not.toContain('Triệu Mùi Phẩy')
    await screenshot(anyone.page, 'track-320', { fullPage: true })
    await anyone.close()
  })
})
