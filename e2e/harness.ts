import { mkdir } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import { openBrowser } from './browser.ts'

export { noBrowser } from './browser.ts'
export type { Page } from 'playwright-core'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const DESKTOP = { width: 1366, height: 768 } as const
export const PHONE = { width: 320, height: 640 } as const
export interface Viewport { readonly width: number; readonly height: number }

export interface PageOptions { readonly javaScript?: boolean; readonly lang?: 'vi' | 'en' }
export interface OpenPage {
  readonly page: Page
  /** errors that the page threw or wrote to its console, refused resources among them */
  readonly faults: readonly string[]
  close(): Promise<void>
}
export interface Application {
  readonly url: string
  /** empty when E2E_URL named a foreign one */
  readonly varDir: string
  readonly demoPassword: string
  readonly browser: Browser
  /** a page with cookies of its own; closed after the file at the latest */
  page(viewport?: Viewport, options?: PageOptions): Promise<OpenPage>
}

/** The running application for one test file: `const app = useApplication()`, then `app()` inside tests. */
export function useApplication(): () => Application {
  let application: Application | undefined
  beforeAll(async () => {
    const { url, varDir, demoPassword, fault } = inject('application')
    if (fault) throw new Error(`The application did not start: ${fault}`)
    const browser = await openBrowser()
    application = { url, varDir, demoPassword, browser, page: (viewport, options) => openPage(browser, url, viewport ?? DESKTOP, options ?? {}) }
  })
  afterAll(async () => { await application?.browser.close() })
  return () => {
    if (!application) throw new Error('the application is there only inside tests and hooks')
    return application
  }
}

async function openPage(browser: Browser, url: string, viewport: Viewport, { javaScript = true, lang = 'vi' }: PageOptions): Promise<OpenPage> {
  const context = await browser.newContext({ baseURL: url, viewport, javaScriptEnabled: javaScript, locale: lang === 'vi' ? 'vi-VN' : 'en-GB', timezoneId: 'Asia/Ho_Chi_Minh', reducedMotion: 'reduce' })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.message))
  page.on('console', message => { if (message.type() === 'error') faults.push(message.text()) })
  return { page, faults, close: () => context.close() }
}

/** Signs in through the simulated national provider as one of its invented people (simulators/vnconnect/people.ts). */
export async function signInCitizen(page: Page, name = 'Nông Thị Hòa', returnTo = '/'): Promise<void> {
  await page.goto(`/dang-nhap/vnconnect?den=${encodeURIComponent(returnTo)}`)
  await page.locator('li form', { hasText: name }).getByRole('button').click()
  const stepUp = page.locator('button[value="step-up"]')
  if (await stepUp.count() > 0) await stepUp.click()
  await page.waitForURL(url => !url.pathname.startsWith('/dang-nhap') && url.pathname !== '/oauth2/authorize')
}

/** Signs in at the officers' desk with a name of provinces/…/demo-people.json, e.g. `tiepnhan.stc`. */
export async function signInOfficer(page: Page, username: string, password: string, returnTo = '/ban-lam-viec'): Promise<void> {
  await page.goto(`/can-bo/dang-nhap?den=${encodeURIComponent(returnTo)}`)
  await page.locator('[name="username"]').fill(username)
  await page.locator('[name="password"]').fill(password)
  await page.locator('form[action$="/can-bo/dang-nhap"] button').click()
  await page.waitForURL(url => !url.pathname.includes('/can-bo/dang-nhap'))
}

/** A page on which an officer of the demonstration has just signed in and was led to `to`. */
export async function enterAs(app: Application, username: string, viewport: Viewport, to: string, options: PageOptions = {}): Promise<OpenPage> {
  const opened = await app.page(viewport, options)
  await signInOfficer(opened.page, username, app.demoPassword, to)
  return opened
}

interface AxeResult { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[] }

/** What WCAG 2.2 AA (axe) and a narrow screen find wrong with the page as it stands; empty when nothing. */
export async function accessFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResult>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })")
  // axe no longer minds an id that stands twice, yet a label then ticks the box of another
  const twice = await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)")
  const doubled = twice.map(id => `the id ${id} stands twice`)
  const faults = [...doubled, ...violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))]
  const width = await page.evaluate('document.documentElement.scrollWidth')
  const room = page.viewportSize()?.width ?? Infinity
  return typeof width === 'number' && width > room ? [...faults, `scrolls sideways: ${width} px on a screen of ${room}`] : faults
}

/** Nothing of it is wrong. */
export const sound = async (page: Page): Promise<void> => { expect(await accessFaults(page), page.url()).toEqual([]) }
/** It fits a phone. */
export const narrow = async (page: Page): Promise<void> => { expect(await page.evaluate('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(PHONE.width) }

/** Writes the page's picture to docs/screenshots when SCREENSHOTS=1 (the ones that the README shows), else to var/screenshots. */
export async function screenshot(page: Page, name: string, options: { readonly fullPage?: boolean } = {}): Promise<string> {
  const dir = join(ROOT, process.env['SCREENSHOTS'] === '1' ? 'docs' : 'var', 'screenshots')
  await mkdir(dir, { recursive: true })
  const path = join(dir, `${name}.png`)
  const picture = await page.screenshot({ fullPage: options.fullPage ?? false, animations: 'disabled', scale: 'css' })
  // a palette keeps flat pages sharp at a third of the size
  await sharp(picture).png({ palette: true, quality: 85, effort: 8 }).toFile(path)
  return path
}
