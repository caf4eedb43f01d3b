import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { DESKTOP, noBrowser, signInOfficer, useApplication, type Page } from './harness.ts'
import { fillByKeys, follow, tabTo, type Typist } from './keys.ts'

// The whole main job without a mouse: every stop of the Tab key is to be seen, nothing is out of its reach.
const pack: { readonly scenarios: readonly { readonly caseId: string; readonly answers: Readonly<Record<string, unknown>> }[] } = JSON.parse(await readFile('provinces/thai-nguyen/procedures/1.004873.json', 'utf8'))
const [scenario] = pack.scenarios
if (!scenario) throw new Error('the pack has no scenario')
const answers = scenario.answers
const AGENCY = 'Ủy ban nhân dân phường Phan Đình Phùng'

/** The scenario's answer to the part of a question that has the focus. */
const citizen: Typist = ({ name }) => {
  if (name === 'place') return AGENCY
  if (name === 'method') return 'online'
  if (name === 'phone') return '0912345678'
  if (name === 'email') return 'nguoi-nop@example.vn'
  if (name === 'declaration') return 'yes'
  const [question = '', part] = name.split(/[-.](?=day|month|year|commune|detail)/)
  const value = answers[question]
  if (typeof value === 'object' && value !== null) {
    const found = new Map(Object.entries(value)).get(part?.startsWith('commune') ? 'communeCode' : 'detail')
    return typeof found === 'string' ? found : undefined
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const at = ['year', 'month', 'day'].indexOf(part ?? '')
  return at < 0 ? String(value) : String(value).split('-')[at]
}

describe.skipIf(noBrowser)('by keys alone', () => {
  const app = useApplication()
  let dossierId = ''

  it.each([
    ['no mark of the focus', '*, *::before { outline: none !important; box-shadow: none !important }', 'does not show that it has the focus'],
    ['something on top', 'body::after { content: ""; position: fixed; inset: 0; z-index: 999; background: #fff }', 'is covered'],
  ])('is a walk that notices %s', async (_what, css, fault) => {
    const { page, close } = await app().page(DESKTOP)
    await page.goto('/')
    await page.evaluate(`{ const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(css)}); document.adoptedStyleSheets = [sheet] }`)
    await expect(tabTo(page, 'main input[name="q"]')).rejects.toThrow(fault)
    await close()
  })

  it('a citizen finds, signs in, files and sees the confirmation', async () => {
    const { page, close } = await app().page(DESKTOP)
    await page.goto('/')
    await tabTo(page, 'main input[type="search"], main input[name="q"]')
    await page.keyboard.type('giay doc than')
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    await follow(page, 'main a[href="/thu-tuc/1.004873"]')
    await follow(page, 'main a[href^="/nop-ho-so/1.004873"]')
    await page.goto(`/dang-nhap/vnconnect?den=${encodeURIComponent('/nop-ho-so/1.004873')}`)
    await follow(page, 'li form button')
    while (!page.url().startsWith(`${app().url}/nop-ho-so/1.004873`)) await follow(page, 'button[value="step-up"], main form button')
    await fillByKeys(page, ({ name }) => name === 'caseId' ? scenario.caseId : undefined)
    for (let pages = 0; !page.url().includes('/da-gui') && !page.url().includes('/ho-so/'); pages++) {
      expect(pages, page.url()).toBeLessThan(40)
      if (await page.locator('.govuk-task-list').count() > 0) {
        const next = page.locator('.govuk-task-list__item:has(.govuk-tag) a.govuk-task-list__link')
        const href = await next.first().getAttribute('href', { timeout: 1000 }).catch(() => null)
        if (href) { await follow(page, `main a[href="${href}"]`); continue }
      }
      await fillByKeys(page, citizen)
      expect(await page.locator('.govuk-error-summary').allInnerTexts(), page.url()).toEqual([])
    }
    dossierId = /\/ho-so\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? ''
    expect(dossierId).not.toBe('')
    await close()
  })

  const atDesk = async (username: string, work: (page: Page) => Promise<void>): Promise<void> => {
    const { page, close } = await app().page(DESKTOP)
    await signInOfficer(page, `${username}.phandinhphung`, app().demoPassword, `/ban-lam-viec/ho-so/${dossierId}`)
    await work(page)
    await close()
  }
  /** An act is a button of the dossier's page, or a link to a page of its own with more to fill in. */
  const act = async (page: Page, slug: string): Promise<void> => {
    const button = `main form[action$="/${slug}"] button[type="submit"]:not([name="look"])`
    await page.goto(`/ban-lam-viec/ho-so/${dossierId}`)
    await follow(page, `main a[href$="/${slug}"], ${button}`)
    if (new URL(page.url()).pathname.endsWith(`/${slug}`)) await follow(page, button)
    expect(await page.locator('.govuk-error-summary').allInnerTexts()).toEqual([])
  }

  it('officers receive, take, propose, approve, sign and return', async () => {
    await atDesk('tiepnhan', page => act(page, 'tiep-nhan'))
    await atDesk('chuyenvien', async page => {
      await act(page, 'nhan-xu-ly')
      await act(page, 'de-xuat')
    })
    await atDesk('lanhdao', page => act(page, 'duyet-va-ky'))
    await atDesk('tiepnhan', async page => {
      await act(page, 'tra-ket-qua')
      await page.goto(`/ban-lam-viec/ho-so/${dossierId}`)
      expect(await page.locator('main').innerText()).toContain('Đã trả kết quả')
    })
  })
})
