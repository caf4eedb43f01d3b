import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noBrowser, openBrowser } from './browser.ts'
import { serveGallery, type GallerySite } from './gallery-site.ts'
import { DESKTOP, signInOfficer, useApplication } from './harness.ts'

const CARDS = {
  'seven fields (2021)': '019090000001|091000001|Nguyễn Văn Thử|15031990|Nam|Xóm Giả Định, Tân Cương, Thái Nguyên|10072021',
  'eleven fields (2024)': '006185000003||Hoàng Thị Ví Dụ|20101985|Nữ|Thôn Nà Thử, Ba Bể, Thái Nguyên|01082024||||',
  'six fields': '019300000002|Nông Thị Mẫu|02092000|Nữ|Tổ 5, Chợ Chu|01112022',
} as const
const CHIP = CARDS['seven fields (2021)']

/** Types as a scanner does: what the keyboard has as keys, other letters as the system hands them over (Unicode packets, Alt codes). */
const fire = (page: Page, text: string): Promise<void> => page.keyboard.type(text)

describe.skipIf(noBrowser !== undefined)('a scanner that types', () => {
  let site: GallerySite
  let browser: Browser
  beforeAll(async () => { site = await serveGallery(); browser = await openBrowser() })
  afterAll(async () => { await browser?.close(); site?.close() })
  beforeEach(() => { site.posted.length = 0 })
  const cards = (): (string | null)[] => site.posted.map(({ body }) => new URLSearchParams(body.toString()).get('card'))

  /** The counter's page with a few more fields, such as an intake has. */
  const open = async (run: (page: Page, keys: CDPSession) => Promise<void>): Promise<void> => {
    const page = await browser.newPage({ viewport: DESKTOP })
    await page.goto(`${site.base}/desk-counter.html`)
    await page.evaluate(`document.querySelector('[data-scan]').form.insertAdjacentHTML('beforeend',
      '<input id="phone" name="phone" value="0912"><input id="day" name="day" maxlength="2" value="15"><textarea id="note" name="note">Đã xem bản chính. </textarea><select id="method" name="method"><option>0 tại quầy</option><option>1 bưu chính</option></select><input id="box" type="checkbox" name="box">')`)
    await run(page, await page.context().newCDPSession(page))
    await page.close()
  }

  describe.each(Object.entries(CARDS))('with %s', (_name, card) => {
    it.each([['Enter'], ['Tab'], ['nothing']])('ending with %s, while nothing has the focus', end => open(async page => {
      await page.evaluate('document.activeElement.blur()')
      await fire(page, card)
      if (end !== 'nothing') await page.keyboard.press(end)
      await expect.poll(() => cards()).toEqual([card])
    }))
  })
  it.each(['phone', 'day', 'note', 'method', 'box'])('fired into the field %s gives that field back what it held', id => open(async page => {
    const before = await page.evaluate<string>(`document.getElementById('${id}').value`)
    await page.locator(`#${id}`).focus()
    await page.evaluate(`(() => { const e = document.getElementById('${id}'); e.setSelectionRange?.(e.value.length, e.value.length) })()`).catch(() => undefined)
    await fire(page, CHIP)
    await page.keyboard.press('Enter')
    await expect.poll(() => cards()).toEqual([CHIP])
    expect(await page.evaluate(`document.getElementById('${id}').value`)).toBe(before)
    expect(new URLSearchParams(site.posted[0]?.body.toString()).get(id === 'box' ? 'phone' : id)).toBe(id === 'box' ? '0912' : before)
  }))
  it('fired right after a hand has typed leaves what the hand typed', () => open(async page => {
    await page.locator('#phone').fill('')
    await page.keyboard.type('0912345678')
    await fire(page, CHIP)
    await page.keyboard.press('Enter')
    await expect.poll(() => cards()).toEqual([CHIP])
    expect(new URLSearchParams(site.posted[0]?.body.toString()).get('phone')).toBe('0912345678')
  }))
  it('that sends letters apart from their marks, or without any', () => open(async page => {
    await fire(page, CHIP.normalize('NFD'))
    await page.keyboard.press('Enter')
    await expect.poll(() => cards().map(card => card?.normalize('NFC'))).toEqual([CHIP])
    site.posted.length = 0
    await page.goto(`${site.base}/desk-counter.html`)
    const plain = CHIP.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D')
    await fire(page, plain)
    await page.keyboard.press('Tab')
    await expect.poll(() => cards()).toEqual([plain])
  }))
  it('behind an input method, whose composition ends without an Enter of its own', () => open(async (page, keys) => {
    await page.evaluate('document.activeElement.blur()')
    const [head = '', tail = ''] = CHIP.split('Nguyễn')
    await fire(page, head)
    for (const part of ['N', 'Ng', 'Ngu', 'Nguy', 'Nguye', 'Nguyê', 'Nguyễ', 'Nguyễn']) await keys.send('Input.imeSetComposition', { text: part, selectionStart: part.length, selectionEnd: part.length })
    await keys.send('Input.insertText', { text: 'Nguyễn' })
    await fire(page, tail)
    await expect.poll(() => cards()).toEqual([CHIP])
  }))
  it('that types every letter as an Alt code', () => open(async (page, keys) => {
    await page.evaluate('document.activeElement.blur()')
    for (const letter of CHIP) {
      await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Alt', code: 'AltLeft', modifiers: 1, windowsVirtualKeyCode: 18 })
      await keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: '1', code: 'Numpad1', modifiers: 1, windowsVirtualKeyCode: 97 })
      await keys.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Alt', code: 'AltLeft', windowsVirtualKeyCode: 18 })
      await keys.send('Input.insertText', { text: letter })
    }
    await page.keyboard.press('Enter')
    await expect.poll(() => cards()).toEqual([CHIP])
  }))
  it('that names the kind of code first, or reads two cards in a row', () => open(async page => {
    await page.evaluate('document.activeElement.blur()')
    await fire(page, `${CARDS['six fields']}${CHIP}`)
    await page.keyboard.press('Enter')
    await expect.poll(() => cards()).toEqual([CHIP])
    site.posted.length = 0
    await page.goto(`${site.base}/desk-counter.html`)
    await fire(page, `]Q1${CHIP}`)
    await page.keyboard.press('Enter')
    await expect.poll(() => cards()).toEqual([CHIP])
  }))
  it('is not taken for a hand: twelve digits, a telephone number and words stay where they are typed', () => open(async page => {
    await page.locator('#note').focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('Số 019090000001, gọi 0912345678')
    expect(await page.locator('#note').inputValue()).toBe('Đã xem bản chính. Số 019090000001, gọi 0912345678')
    expect(site.posted).toEqual([])
  }))
})

describe.skipIf(noBrowser !== undefined)('the card at the counter', () => {
  const app = useApplication()
  it('is read before the procedure is chosen, and fills in who stands there', async () => {
    const { page, faults, close } = await app().page()
    await signInOfficer(page, 'tiepnhan.phandinhphung', app().demoPassword, '/ban-lam-viec/quay')
    await page.locator('input[name="q"]').focus()
    await Promise.all([page.waitForNavigation(), fire(page, `${CARDS['seven fields (2021)']}\n`)])
    expect(page.url()).not.toContain('019090000001')
    expect(await page.locator('main').innerText()).toContain('Nguyễn Văn Thử')
    await Promise.all([page.waitForNavigation(), page.locator('button[formaction*="/1.004873/"]').first().click()])
    expect([await page.locator('[name="person.name"]').inputValue(), await page.locator('[name="person.idNumber"]').inputValue()]).toEqual(['Nguyễn Văn Thử', '019090000001'])
    // a second person's card, fired while somebody types in another field
    await page.locator('[name="person.phone"]').fill('0912345678')
    await Promise.all([page.waitForNavigation(), fire(page, `${CARDS['eleven fields (2024)']}\n`)])
    expect([await page.locator('[name="person.name"]').inputValue(), await page.locator('[name="person.phone"]').inputValue()]).toEqual(['Hoàng Thị Ví Dụ', '0912345678'])
    // without marks it is filled in, and said to be compared
    await Promise.all([page.waitForNavigation(), fire(page, `${CARDS['seven fields (2021)'].normalize('NFD').replace(/\p{M}/gu, '').replaceAll('Đ', 'D')}\n`)])
    expect(await page.locator('main').innerText()).toContain('Hãy đối chiếu họ tên, địa chỉ với thẻ')
    expect(faults).toEqual([])
    await close()
  })
})
