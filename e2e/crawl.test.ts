import { describe, expect, it } from 'vitest'
import { accessFaults, noBrowser, signInCitizen, signInOfficer, useApplication, type Page } from './harness.ts'

/** One address of each kind: ids and codes stand for all others of their kind. */
const kindOf = (path: string): string => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id').replace(/\/\d\.\d{6}(?=\/|$)/g, '/:procedure').replace(/H55[\d.]+-\d{6}-\d+/g, ':code').replace(/\/kho-du-lieu\/(?!(?:moi|lan-nap|cho-nhan|nguon|truy-van|danh-muc-ngoai)(?:$|\/))[^/]+/, '/kho-du-lieu/:dataset').replace(/^\/du-lieu\/[^/]+/, '/du-lieu/:dataset').replace(/^\/bang-chi-so\/[^/]+/, '/bang-chi-so/:board').replace(/(:board)\/(?!so-sanh|xep-hang|dien-bien)[^/]+/, '$1/:indicator').replace(/\/(du-lieu|dong)\/\d+/, '/$1/:row').replace(/\/chi-tieu\/bao-cao\/.+/, '/chi-tieu/bao-cao/:report').replace(/\/(bo-chi-so|bieu-mau)\/(?!moi$).+/, '/$1/:one').replace(/(\/su-kien|\/ket-noi|\/trang|\/mau-thong-bao|\/truong-hop)\/(?!moi$)[^/]+/g, '$1/:one')
/** Not pages, or pages that end the session. */
const LEFT_OUT = /\.(pdf|png|jpg|csv|xlsx|json)$|\/(dang-xuat|assets|api)\b|\/(tep|giay|ket-qua|tai-ve|xuat)(\/|$)/
const WIDTHS = [320, 768, 1366]
/** Nobody administers on a tablet; what breaks there breaks at one of these two. */
const DESK_WIDTHS = [320, 1366]
const MOST = 90

interface Finding { readonly page: string; readonly width: number; readonly faults: readonly string[] }

/** Walks from `from` along the application's own links and looks at each kind of page that nobody before has `known`, at every width. */
async function crawl(page: Page, from: readonly string[], widths: readonly number[], known: Set<string>): Promise<{ readonly seen: readonly string[]; readonly findings: readonly Finding[] }> {
  const tried = new Set<string>()
  const queue = [...from]
  const seen: string[] = []
  const findings: Finding[] = []
  for (let next = queue.shift(); next !== undefined && seen.length < MOST; next = queue.shift()) {
    const kind = kindOf(next)
    if (known.has(kind) || tried.has(kind)) continue
    tried.add(kind)
    const answer = await page.goto(next).catch(() => null)
    // whoever was led elsewhere, to sign in for instance, did not see it
    if (kindOf(new URL(page.url()).pathname) === kind) known.add(kind)
    if (!answer?.headers()['content-type']?.includes('text/html')) continue
    seen.push(kind)
    if (answer.status() >= 400) findings.push({ page: next, width: 0, faults: [`answers ${answer.status()}`] })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 })
      const faults = await accessFaults(page)
      if (faults.length > 0) findings.push({ page: next, width, faults: faults.slice(0, 3) })
    }
    const links = await page.evaluate<string[]>("[...document.querySelectorAll('a[href]')].map(a => a.href).filter(h => h.startsWith(location.origin)).map(h => new URL(h).pathname)")
    queue.push(...[...new Set(links)].filter(path => !LEFT_OUT.test(path) && !path.startsWith('/en')))
  }
  return { seen, findings }
}

describe.skipIf(noBrowser)('every page that links lead to, at 320, 768 and 1366 px', () => {
  const app = useApplication()
  // what a stranger saw looks the same to those who are signed in
  const known = new Set<string>()
  const visitors: readonly (readonly [string, number, readonly string[], (page: Page) => Promise<void>])[] = [
    ['a stranger', 8, ['/', '/thu-tuc/1.004873', '/xac-thuc'], async () => undefined],
    ['a citizen', 6, ['/ho-so', '/tai-khoan'], page => signInCitizen(page, 'Nông Thị Hòa', '/ho-so')],
    ['an officer', 6, ['/ban-lam-viec'], page => signInOfficer(page, 'tiepnhan.stc', app().demoPassword)],
    ['an administrator', 45, ['/quan-tri', '/quan-tri/thu-tuc/1.001010', '/lien-thong/su-kien', '/lien-thong/ket-noi'], async page => {
      await signInOfficer(page, 'quantri', app().demoPassword, '/quan-tri/thu-tuc/1.001010')
      // a pack under way has pages of its own
      const begin = page.getByRole('button', { name: 'Soạn gói mới từ gói này' })
      if (await begin.count() > 0) await begin.click()
      // and a search without an answer stands on the work list
      await page.goto('/thu-tuc?q=qwrtz')
    }],
  ]
  it.each(visitors)('has no fault of access for %s', async (who, least, from, signIn) => {
    const { page, close } = await app().page()
    await signIn(page)
    const { seen, findings } = await crawl(page, from, who === 'an administrator' || who === 'an officer' ? DESK_WIDTHS : WIDTHS, known)
    expect(findings).toEqual([])
    expect(seen.length, seen.join(' ')).toBeGreaterThanOrEqual(least)
    await close()
  }, 900_000)
})
