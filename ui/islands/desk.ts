import './desk-files.ts'
import './keep.ts'
import { showKeys } from './keys-help.ts'

/** Keys for the desk: J K choose a row, Enter opens it, X marks it, U goes back to the list, any `data-key` presses its link or button, ? shows them all. Can be switched off (WCAG 2.1.4). */
const STORE = 'tinhso.keys'
const LIST = 'tinhso.list'
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-rows] > tbody > tr, [data-answers] .govuk-summary-list__row')]
let at = -1

function choose(next: number): void {
  const all = rows()
  if (all.length === 0) return
  all[at]?.classList.remove('ts-row--at')
  at = Math.max(0, Math.min(all.length - 1, next))
  const row = all[at]
  row?.classList.add('ts-row--at')
  const link = row?.closest('[data-rows]') ? row.querySelector<HTMLElement>('a[href]') : null
  link?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}

function marked(): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>('.ts-check:not([data-select-all])')]
  const count = boxes.filter((box) => box.checked).length
  for (const note of document.querySelectorAll('[data-marked]')) note.textContent = ` (${count})`
  for (const all of document.querySelectorAll<HTMLInputElement>('[data-select-all]')) {
    all.checked = count > 0 && count === boxes.length
    all.indeterminate = count > 0 && count < boxes.length
  }
}

document.addEventListener('change', (event) => {
  const box = event.target
  if (!(box instanceof HTMLInputElement)) return
  if ('selectAll' in box.dataset) for (const other of box.closest('table')?.querySelectorAll<HTMLInputElement>('.ts-check') ?? []) other.checked = box.checked
  if (box.classList.contains('ts-check')) marked()
})

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox]):not([type=radio])'))
const keysOn = (): boolean => { try { return localStorage.getItem(STORE) !== 'off' } catch { return true } }
/** A Vietnamese keyboard swallows letters on their way (Telex, VNI): then the key on the board tells which it was. */
const letterOf = (event: KeyboardEvent): string => /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.key.length > 1 && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key.toLowerCase()

// a question is sent from where it is typed
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target instanceof HTMLTextAreaElement && event.target.form?.matches('[data-send-keys]')) { event.preventDefault(); event.target.form.requestSubmit() }
})

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]') !== null || !keysOn()) return
  const key = letterOf(event)
  if (key === 'j' || key === 'k') choose(at === -1 ? 0 : at + (key === 'j' ? 1 : -1))
  else if (key === 'x' && at >= 0) rows()[at]?.querySelector<HTMLInputElement>('.ts-check')?.click()
  else if (key === 'enter' && at >= 0 && event.target instanceof HTMLElement && event.target.tagName === 'TR') rows()[at]?.querySelector<HTMLElement>('a[href]')?.click()
  else if (key === 'u' && document.querySelector('.govuk-back-link') !== null) document.querySelector<HTMLElement>('.govuk-back-link')?.click()
  else if (key === '?') showKeys()
  else {
    const pressed = [...document.querySelectorAll<HTMLElement>('[data-key]')].find((one) => one.dataset['key']?.toLowerCase() === key && one.offsetParent !== null)
    const search = key === '/' ? document.querySelector<HTMLElement>('[data-search]') : null
    if (search !== null) search.focus()
    else if (pressed !== undefined) pressed.click()
    else return
  }
  event.preventDefault()
})

for (const toggle of document.querySelectorAll<HTMLElement>('[data-keys-toggle]')) {
  const show = (): void => { toggle.textContent = (keysOn() ? toggle.dataset['turnOff'] : toggle.dataset['turnOn']) ?? '' }
  toggle.addEventListener('click', () => { try { localStorage.setItem(STORE, keysOn() ? 'off' : 'on') } catch { /* private window: stays on */ } show() })
  show()
}

// Back to the list goes to the one that was left, with its filters and its page.
try {
  if (location.pathname.endsWith('/ban-lam-viec')) sessionStorage.setItem(LIST, location.pathname + location.search)
  const left = sessionStorage.getItem(LIST)
  const back = document.querySelector<HTMLAnchorElement>('.govuk-back-link')
  if (left !== null && back !== null && new URL(back.href).pathname === left.split('?')[0] && new URL(back.href).search === '') back.href = left
} catch { /* private window: back to the first list */ }

// one press outside, or Escape, folds up what was opened over the page
document.addEventListener('click', (event) => { for (const open of document.querySelectorAll<HTMLDetailsElement>('.ts-next__more[open]')) if (event.target instanceof Node && !open.contains(event.target)) open.open = false })
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') for (const open of document.querySelectorAll<HTMLDetailsElement>('.ts-next__more[open]')) { open.open = false; open.querySelector('summary')?.focus() } })
marked()
