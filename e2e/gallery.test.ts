import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deskPages } from '../ui/gallery/desk-pages.tsx'
import { publicPages } from '../ui/gallery/public-pages.tsx'
import { noBrowser, openBrowser } from './browser.ts'
import { serveGallery, type GallerySite } from './gallery-site.ts'

if (noBrowser !== undefined) console.log(`gallery: skipped, ${noBrowser}`)
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const NAMES = [...Object.keys(publicPages), ...Object.keys(deskPages)]
interface AxeResult { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] }[] }

describe.skipIf(noBrowser !== undefined)('every component and state', () => {
  let site: GallerySite
  let browser: Browser
  let base = ''
  beforeAll(async () => {
    site = await serveGallery()
    base = site.base
    browser = await openBrowser()
  })
  afterAll(async () => { await browser?.close(); site?.close() })

  it.each([[1366, 768], [320, 640]])('has no fault at %i px: axe, sideways scrolling, small targets, CSP', async (width, height) => {
    const page = await browser.newPage({ viewport: { width, height } })
    const said: string[] = []
    page.on('console', (message) => { if (message.type() === 'error') said.push(message.text()) })
    page.on('pageerror', (error) => said.push(error.message))
    const faults: string[] = []
    for (const name of NAMES) {
      await page.goto(`${base}/${name}.html`, { waitUntil: 'load' })
      faults.push(...(await faultsOn(page, width)).map((fault) => `${name}: ${fault}`), ...said.splice(0).map((text) => `${name}: ${text}`))
    }
    await page.close()
    expect(faults).toEqual([])
  })

  it('shows everything that matters without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
    const page = await context.newPage()
    await page.goto(`${base}/question-conditional.html`)
    expect(await page.locator('[name="marriedOn-day"]').isVisible()).toBe(true)
    await page.goto(`${base}/controls.html`)
    expect(await page.getByRole('button', { name: 'Tải lên Giấy chứng sinh' }).isVisible()).toBe(true)
    expect(await page.locator('[data-print]').isVisible()).toBe(false)
    await page.goto(`${base}/desk-list.html`)
    await page.getByText('Danh mục').first().click()
    expect(await page.getByRole('link', { name: 'Quá hạn' }).first().isVisible()).toBe(true)
    await context.close()
  })

  it('keeps to the budget: a public page ≤ 60 KB over the wire without fonts, ≤ 15 KB of it scripts', () => {
    const html = readFileSync(path.join(site.dir, 'home.html'), 'utf8')
    const asked = [...html.matchAll(/(?:href|src)="(assets\/[^"]+\.(?:css|js|svg))"/g)].map(([, file]) => file ?? '')
    expect(asked.length).toBeGreaterThanOrEqual(4)
    const sizes = asked.map((file) => ({ file, size: statSync(path.join(site.dir, `${file}.gz`)).size }))
    const sum = (list: typeof sizes): number => list.reduce((total, { size }) => total + size, 0)
    expect(sum(sizes) + gzipSync(html).length).toBeLessThanOrEqual(60_000)
    expect(sum(sizes.filter(({ file }) => file.endsWith('.js')))).toBeLessThanOrEqual(15_000)
  })

  it('finds a fault when there is one', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } })
    await page.goto(`${base}/home.html`)
    await page.evaluate(() => { document.querySelector('main')?.insertAdjacentHTML('beforeend', '<img src="x.png"><div class="ts-grid"><pre>' + 'x'.repeat(400) + '</pre></div><button class="tiny">·</button>') })
    const found = (await faultsOn(page, 320)).join('\n')
    expect(found).toContain('image-alt')
    expect(found).toContain('scrolls sideways')
    await page.close()
  })
})

async function faultsOn(page: Page, width: number): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate<AxeResult>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })")
  const faults = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
  const scrollWidth = await page.evaluate('document.documentElement.scrollWidth')
  if (typeof scrollWidth === 'number' && scrollWidth > width) faults.push(`scrolls sideways: ${scrollWidth} px`)
  const small = await page.evaluate<string[]>(`[...document.querySelectorAll('.govuk-button:not(.ts-button--small), .ts-nav__link, .govuk-radios__item, .govuk-checkboxes__item, .govuk-input, .govuk-select, .ts-menu > summary')]
    .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < ${width < 600 ? 40 : 24}).map((one) => one.outerHTML.slice(0, 120))`)
  return [...faults, ...small.map((html) => `small target: ${html}`)]
}
