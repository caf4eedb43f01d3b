import { expect } from 'vitest'
import type { Page } from './harness.ts'

/** What has the focus, as a person without a mouse needs to see it. */
interface Focused { readonly at: string; readonly tag: string; readonly type: string; readonly name: string; readonly value: string; readonly inForm: boolean; readonly fault: string }

/** Visible, marked as focused, inside the window and under nothing (WCAG 2.2: 2.4.7, 2.4.11). */
const LOOK = `(() => {
  const e = document.activeElement
  if (!e || e === document.body) return { at: 'body', tag: 'BODY', type: '', name: '', value: '', inForm: false, fault: '' }
  const shown = e.type === 'radio' || e.type === 'checkbox' ? e.labels?.[0] ?? e : e
  const box = shown.getBoundingClientRect()
  const styles = [e, shown, e.nextElementSibling].filter(Boolean).flatMap(x => [getComputedStyle(x), getComputedStyle(x, '::before')])
  const marked = styles.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none')
  // a link broken over two lines: its first line
  const line = shown.getClientRects()[0] ?? box
  const [x, y] = [Math.min(Math.max(line.left + line.width / 2, 0), innerWidth - 1), Math.min(Math.max(line.top + Math.min(line.height, 40) / 2, 0), innerHeight - 1)]
  const top = document.elementFromPoint(x, y)
  const covered = top && !(shown.contains(top) || e.contains(top) || top.closest('label')?.control === e)
  const fault = box.width === 0 || box.height === 0 ? 'is not to be seen' : !marked ? 'does not show that it has the focus' : box.bottom < 0 || box.top > innerHeight ? 'lies outside the window' : covered ? 'is covered by ' + top.outerHTML.slice(0, 80) : ''
  return { at: e.outerHTML.slice(0, 140), tag: e.tagName, type: e.type ?? '', name: e.name ?? '', value: e.value ?? '', inForm: Boolean(e.closest('main form')), fault }
})()`

async function focused(page: Page): Promise<Focused> {
  const found = await page.evaluate<Focused>(LOOK)
  expect(found.fault, `${page.url()}: ${found.at}`).toBe('')
  return found
}

/** Presses Tab until what `selector` names has the focus; everything on the way must be seen as well. */
export async function tabTo(page: Page, selector: string, most = 150): Promise<void> {
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press('Tab')
    await focused(page)
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`${page.url()}: ${selector} is not reached by ${most} presses of Tab`)
}

/** Tab, then Enter; waits for the page that follows. */
export async function follow(page: Page, selector: string): Promise<void> {
  await tabTo(page, selector)
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}

/** What to do with the field that has the focus; undefined leaves it as it is. Radio buttons and lists take the value to be chosen, check boxes a space. */
export type Typist = (field: { readonly name: string; readonly type: string }) => string | undefined

/** Goes through the form of this page from its first field to its button by keys alone, and sends it. */
export async function fillByKeys(page: Page, typist: Typist): Promise<void> {
  const [from, done] = [page.url(), new Set<string>()]
  for (let pressed = 0; pressed < 200; pressed++) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    if (!at.inForm) continue
    if (at.tag === 'BUTTON' && at.type === 'submit') {
      if (await page.evaluate("document.activeElement.matches('.govuk-button--secondary, .govuk-button--warning, [name=\"look\"]')")) continue
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
      return
    }
    const wanted = at.name === '' || done.has(`${at.name} ${at.type}`) ? undefined : typist({ name: at.name, type: at.type })
    if (wanted === undefined) continue
    done.add(`${at.name} ${at.type}`)
    if (at.type === 'radio') await chooseRadio(page, at.name, wanted)
    else if (at.type === 'checkbox') { if (!await page.evaluate('document.activeElement.checked')) await page.keyboard.press('Space') }
    else if (at.tag === 'SELECT') await chooseOption(page, wanted)
    else { await page.keyboard.press('Control+A'); await page.keyboard.type(wanted) }
  }
  throw new Error(`${from}: no button to send the form is reached by Tab`)
}

async function chooseRadio(page: Page, name: string, value: string): Promise<void> {
  const active = (): Promise<string> => page.evaluate<string>('document.activeElement.value')
  if (await active() === value) return page.keyboard.press('Space')
  for (let pressed = 0; pressed < 40; pressed++) {
    await page.keyboard.press('ArrowDown')
    await focused(page)
    if (await active() === value) return
  }
  throw new Error(`${name}: ${value} is not reached by arrow keys`)
}

/** Goes down the list with the arrow key; `value` is an option's value or its text. */
async function chooseOption(page: Page, value: string): Promise<void> {
  await page.keyboard.press('Home')
  const options = await page.evaluate<number>('document.activeElement.options.length')
  for (let pressed = 0; pressed <= options; pressed++) {
    if (await page.evaluate(`[document.activeElement.value, document.activeElement.selectedOptions[0]?.text.trim()].includes(${JSON.stringify(value)})`)) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`${page.url()}: no option ${value}`)
}
