import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessFaults, DESKTOP, noBrowser, PHONE, signInOfficer, useApplication, type OpenPage, type Page, type Viewport } from './harness.ts'

/** The first dossier of a work list. */
const firstOf = async (page: Page, list: string): Promise<string> => {
  await page.goto(`/ban-lam-viec?ds=${list}`)
  return await page.locator('[data-rows] tbody a').first().getAttribute('href') ?? ''
}
const COMMUNES = ['phandinhphung', 'ducxuan', 'tancuong', 'dinhhoa', 'phoyen', 'babe', 'quyetthang']

describe.skipIf(noBrowser)('the desk in a browser', () => {
  const app = useApplication()
  const opened: OpenPage[] = []
  afterAll(async () => { for (const each of opened) await each.close() })
  const at = async (username: string, viewport: Viewport = DESKTOP): Promise<Page> => {
    const one = await app().page(viewport)
    opened.push(one)
    await signInOfficer(one.page, username, app().demoPassword)
    return one.page
  }
  /** A commune whose list has something in it, and the dossier. */
  const someDossier = async (role: string, list: string, wanted = 'main'): Promise<{ page: Page; href: string; commune: string }> => {
    for (const commune of COMMUNES) {
      const page = await at(`${role}.${commune}`)
      await page.goto(`/ban-lam-viec?ds=${list}`)
      for (const href of await page.locator('[data-rows] tbody a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''))) {
        await page.goto(href)
        if (await page.locator(wanted).count() > 0) return { page, href, commune }
      }
    }
    throw new Error(`no dossier in ${list} has ${wanted}`)
  }

  describe('a dossier', () => {
    let page: Page, href: string
    beforeAll(async () => { ({ page, href } = await someDossier('lanhdao', 'cho-duyet', '.ts-files li:nth-child(2)')) })

    it('shows the file beside the answers, and the acts, without scrolling on 1366 × 768', async () => {
      await page.goto(href)
      const [file, answers, act] = await Promise.all(['.ts-viewer', '[data-answers]', '.ts-next__acts .govuk-button'].map(selector => page.locator(selector).first().boundingBox()))
      // the demonstration's banner takes 37 px that a real province has not; what is next to do may need a second line
      expect(file?.y).toBeLessThan(768 * 0.6)
      expect(answers?.y).toBeLessThan(768 / 2 + 37)
      expect(act?.y).toBeLessThan(768 / 2 + 37)
      expect(Math.abs((file?.y ?? 0) - (answers?.y ?? 0))).toBeLessThan(90)
      expect((file?.x ?? 0)).toBeGreaterThan((answers?.x ?? 0) + (answers?.width ?? 0) - 1)
      await page.mouse.wheel(0, 900)
      await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(300)
      for (const box of [await page.locator('.ts-next__acts .govuk-button').first().boundingBox(), await page.locator('.ts-viewer').boundingBox()]) expect(box && box.y >= 0 && box.y < 768).toBe(true)
      expect(await accessFaults(page)).toEqual([])
    })
    it('changes the file in place, keeping the line of the answers that was read', async () => {
      await page.goto(href)
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      const line = await page.locator('[data-answers] .ts-row--at').innerText()
      const before = await page.locator('.ts-files a[aria-current]').innerText()
      await page.keyboard.press(']')
      const shown = page.locator('.ts-files a[aria-current]')
      await expect.poll(() => shown.innerText(), { timeout: 15_000 }).not.toBe(before)
      expect(page.url()).toContain('tep=')
      expect(await page.locator('[data-answers] .ts-row--at').innerText()).toBe(line)
      await page.keyboard.press('[')
      await expect.poll(() => shown.innerText(), { timeout: 15_000 }).toBe(before)
      // the address that is shown opens the same file, also without scripts
      await page.goto(page.url())
      expect(await page.locator('.ts-files a[aria-current]').innerText()).toBe(before)
    })
    it('goes back to the very list that was left', async () => {
      await page.goto('/ban-lam-viec?ds=cho-duyet&xep=ten')
      await page.goto(href)
      await Promise.all([page.waitForNavigation(), page.keyboard.press('u')])
      expect(page.url()).toContain('ds=cho-duyet&xep=ten')
    })
  })

  describe('keys', () => {
    it('press what stands beside them, never while one types, and ? names them all', async () => {
      const { page, href } = await someDossier('tiepnhan', 'cho-tiep-nhan', 'a[data-key="B"]')
      await page.goto(href)
      await page.keyboard.press('?')
      const help = page.locator('dialog[data-keys-help]')
      await help.waitFor()
      const words = await help.innerText()
      for (const word of ['Tiếp nhận', 'Yêu cầu bổ sung', 'Tìm hồ sơ', 'Trở về danh sách']) expect(words).toContain(word)
      expect(words).not.toContain('Đánh dấu dòng')
      // nothing happens behind the open table
      await page.keyboard.press('b')
      expect(page.url()).toContain(href)
      await page.keyboard.press('Escape')
      await help.waitFor({ state: 'hidden' })
      await Promise.all([page.waitForNavigation(), page.keyboard.press('b')])
      expect(page.url()).toContain('/yeu-cau-bo-sung')
      await page.locator('textarea[name="note"]').last().focus()
      await page.keyboard.type('bnt?/')
      expect([await page.locator('textarea[name="note"]').last().inputValue(), page.url().includes('/yeu-cau-bo-sung'), await help.isVisible()]).toEqual(['bnt?/', true, false])
      // behind a Vietnamese keyboard the letter itself may be swallowed: the key on the board counts
      await page.goto(href)
      await Promise.all([page.waitForNavigation(), page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: 'KeyB', bubbles: true, cancelable: true }))")])
      expect(page.url()).toContain('/yeu-cau-bo-sung')
      await page.goto(href)
      await Promise.all([page.waitForNavigation(), page.keyboard.press('n')])
      expect(page.url()).toContain('/ban-lam-viec/quay')
      await page.goto(href)
      await Promise.all([page.waitForNavigation(), page.keyboard.press('/')])
      expect(page.url()).toContain('/ban-lam-viec/tim')
    })
  })

  describe('on a phone', () => {
    it('keeps the acts under the thumb, shows rows as cards, and never scrolls sideways', async () => {
      const { href, commune } = await someDossier('tiepnhan', 'cho-tiep-nhan', 'a[data-key="B"]')
      const page = await at(`tiepnhan.${commune}`, PHONE)
      await page.goto(href)
      const primary = await page.locator('.ts-next__acts .govuk-button:visible').first().boundingBox()
      expect(primary && primary.y + primary.height <= PHONE.height && primary.height >= 44).toBe(true)
      await page.locator('.ts-next__more summary').click()
      await page.locator('.ts-next__folded').getByText('Yêu cầu bổ sung').waitFor()
      for (const path of [href, ...['giay-to', 'trao-doi', 'lich-su', 'van-ban'].map(tab => `${href}?xem=${tab}`), `${href}/yeu-cau-bo-sung`, '/ban-lam-viec', '/ban-lam-viec?ds=qua-han', '/ban-lam-viec/quay', '/ban-lam-viec/so', '/ban-lam-viec/ket-qua', '/ban-lam-viec/tong-quan', '/ban-lam-viec/tim?q=a']) {
        await page.goto(path)
        expect([path, ...await accessFaults(page)]).toEqual([path])
      }
    })
  })

  describe('nothing typed is lost', () => {
    it('when the session has ended meanwhile', async () => {
      const { page, href, commune } = await someDossier('tiepnhan', 'cho-tiep-nhan', 'a[data-key="B"]')
      await page.goto(`${href}/tu-choi`)
      await page.locator('[name="reason"]').fill('Không thuộc thẩm quyền của phường; bạn đến Công an phường.')
      await page.context().clearCookies()
      await Promise.all([page.waitForNavigation(), page.locator('form.ts-act button[type="submit"]').click()])
      expect(await page.locator('main').innerText()).toContain('Những gì bạn vừa gõ vẫn còn')
      await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('link', { name: 'Đăng nhập' }).click()])
      expect(page.url()).toContain('/can-bo/dang-nhap')
      await page.locator('[name="username"]').fill(`tiepnhan.${commune}`)
      await page.locator('[name="password"]').fill(app().demoPassword)
      await page.locator('form[action$="/can-bo/dang-nhap"] button').click()
      await page.waitForURL('**/tu-choi')
      expect(await page.locator('[name="reason"]').inputValue()).toBe('Không thuộc thẩm quyền của phường; bạn đến Công an phường.')
      expect(await page.locator('[data-kept-note]').isVisible()).toBe(true)
      // somebody else at the same counter does not see it
      await page.context().clearCookies()
      await signInOfficer(page, 'tiepnhan.stc', app().demoPassword, '/ban-lam-viec/quay')
      expect(await page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('tinhso.typed:')).length")).toBe(1)
      await page.goto('/ban-lam-viec/quay')
      expect(await page.locator('main').innerText()).not.toContain('Không thuộc thẩm quyền')
    })
    it('when somebody was first, and it can be sent over what is there now', async () => {
      const { page, href, commune } = await someDossier('chuyenvien', 'cua-toi', 'a[href$="/yeu-cau-bo-sung"]')
      await page.goto(`${href}/yeu-cau-bo-sung`)
      const pick = page.locator('details.ts-pick').first()
      await pick.locator('summary').click()
      await pick.locator('[name="item"]').check()
      await pick.locator('textarea').fill('Ảnh mờ, bạn chụp lại giúp')
      const other = await at(`tiepnhan.${commune}`)
      await other.goto(`${href}?xem=trao-doi`)
      await other.locator('[name="body"]').fill('Chào bạn')
      await Promise.all([other.waitForNavigation(), other.getByRole('button', { name: 'Gửi lời nhắn' }).click()])
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Gửi yêu cầu bổ sung' }).click()])
      const words = await page.locator('main').innerText()
      for (const word of ['Có người vừa làm việc này trước bạn', 'gửi lời nhắn', 'Ảnh mờ, bạn chụp lại giúp']) expect(words).toContain(word)
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /Mở lại “Yêu cầu bổ sung”/ }).click()])
      expect([await pick.locator('[name="item"]').isChecked(), await pick.locator('textarea').inputValue()]).toEqual([true, 'Ảnh mờ, bạn chụp lại giúp'])
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Gửi yêu cầu bổ sung' }).click()])
      expect(await page.locator('.govuk-notification-banner--success').innerText()).toContain('Đã gửi yêu cầu bổ sung')
      // taken: nothing is put back any more
      expect(await page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('tinhso.typed:') && key.includes('yeu-cau-bo-sung')).length")).toBe(0)
    })
    it('and what was typed for an approval never stands under a refusal', async () => {
      const { page, href } = await someDossier('chuyenvien', 'cua-toi', 'a[href$="/de-xuat"]')
      await page.goto(`${href}/de-xuat`)
      const [title, templates] = [page.locator('[name="title"]'), page.locator('main .ts-chip')]
      const [granted, refused] = [await templates.first().getAttribute('href') ?? '', await templates.last().getAttribute('href') ?? '']
      await page.goto(`${href}/de-xuat${granted}`)
      await title.fill('Giấy đang viết dở')
      await page.goto(`${href}/de-xuat${refused}`)
      expect([await page.locator('[name="templateId"]').inputValue(), (await title.inputValue()).includes('viết dở'), await page.locator('[data-kept-note]').isVisible()]).toEqual([decodeURIComponent(refused.replace('?mau=', '')), false, false])
      await page.goto(`${href}/de-xuat${granted}`)
      expect(await title.inputValue()).toBe('Giấy đang viết dở')
    })
    it('and a double press does the act once', async () => {
      const { page, href } = await someDossier('tiepnhan', 'cho-tiep-nhan', 'button[data-key="T"]')
      await page.goto(href)
      await page.locator('button[data-key="T"]:visible').dblclick()
      await page.locator('.govuk-notification-banner--success').waitFor()
      await page.goto(`${href}?xem=lich-su`)
      expect(await page.locator('.moj-timeline__title', { hasText: /^Tiếp nhận$/ }).count()).toBe(1)
    })
  })

  it('marks, asks with the number, and lets what may be taken back be taken back', async () => {
    // the tests before may have done what was to be urged in one commune
    const { page } = await someDossier('tiepnhan', 'can-don-doc')
    expect(await firstOf(page, 'can-don-doc')).not.toBe('')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /^Đôn đốc/ }).click()])
    expect(await page.locator('h1').innerText()).toBe('Đôn đốc 1 hồ sơ?')
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Đôn đốc 1 hồ sơ' }).click()])
    expect(await page.locator('h1').innerText()).toContain('xong 1 trên 1 hồ sơ')
    const leader = await at('lanhdao.phandinhphung')
    await leader.goto('/ban-lam-viec?ds=dang-xu-ly')
    await leader.keyboard.press('j')
    await leader.keyboard.press('x')
    await leader.locator('[name="to"]').selectOption({ index: 1 })
    await Promise.all([leader.waitForNavigation(), leader.getByRole('button', { name: /^Phân công/ }).click()])
    await Promise.all([leader.waitForNavigation(), leader.keyboard.press('z')])
    expect(await leader.locator('h1').innerText()).toContain('Hoàn tác: xong 1 trên 1 hồ sơ')
  })
})
