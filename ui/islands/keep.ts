/**
 * What an officer types stays in this tab until it has been taken: an ended session, a lost network, a closed lid lose nothing. Kept by account and
 * address of the form (`data-keep`), never longer than a working day, and gone with the tab; files and hidden fields are not kept.
 */
const PREFIX = 'tinhso.typed:'
const LONGEST_MS = 12 * 3_600_000
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
interface Kept { readonly at: number; readonly sent: boolean; readonly fields: readonly (readonly [string, string])[] }

const isKept = (value: unknown): value is Kept => typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' && 'sent' in value && 'fields' in value && Array.isArray(value.fields)
function read(key: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return isKept(value) && Date.now() - value.at < LONGEST_MS ? value : undefined
  } catch { return undefined }
}
function write(key: string, kept: Kept | undefined): void {
  try { if (kept === undefined) sessionStorage.removeItem(key); else sessionStorage.setItem(key, JSON.stringify(kept)) } catch { /* private window or full: the page works as without scripts */ }
}

/** One form may be of several kinds, such as the texts of an approval and of a refusal: what was typed for one never stands under the other. */
const kindOf = (form: HTMLFormElement): string => { const kind = form.querySelector<HTMLInputElement>('[data-keep-kind]'); return kind === null ? '' : `#${kind.value}` }
const keyOf = (form: HTMLFormElement): string => `${PREFIX}${form.dataset['keep'] ?? ''}:${new URL(form.action).pathname}${kindOf(form)}`
const controlsOf = (form: HTMLFormElement): Control[] => [...form.elements].filter((one): one is Control => (one instanceof HTMLInputElement && !['hidden', 'file', 'password', 'submit', 'button'].includes(one.type)) || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement).filter((one) => one.name !== '' && !('scan' in one.dataset))
const isTick = (one: Control): one is HTMLInputElement => one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio')
const valuesOf = (form: HTMLFormElement): (readonly [string, string])[] => controlsOf(form).filter((one) => !isTick(one) || one.checked).map((one) => [one.name, one.value] as const)

function fill(form: HTMLFormElement, fields: Kept['fields']): void {
  const left = new Map<string, string[]>()
  for (const [name, value] of fields) left.set(name, [...left.get(name) ?? [], value])
  for (const one of controlsOf(form)) {
    if (isTick(one)) one.checked = left.get(one.name)?.includes(one.value) ?? false
    else one.value = left.get(one.name)?.shift() ?? one.value
    if (isTick(one) ? one.checked : one.value !== '') { const folded = one.closest('details'); if (folded !== null) folded.open = true }
  }
  form.dispatchEvent(new Event('change', { bubbles: true }))
}

// what came back with a word of success has been taken
if (document.querySelector('.govuk-notification-banner--success, .govuk-panel--confirmation') !== null) {
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) if (read(key)?.sent !== false) write(key, undefined)
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) {
  const key = keyOf(form)
  const kept = read(key)
  const note = form.querySelector<HTMLElement>('[data-kept-note]')
  const drawn = valuesOf(form)
  // what the server has drawn from a form that it was sent is newer than what was kept
  if (kept !== undefined && !('posted' in form.dataset) && JSON.stringify(kept.fields) !== JSON.stringify(drawn)) {
    fill(form, kept.fields)
    if (note !== null) {
      note.hidden = false
      note.querySelector('button')?.addEventListener('click', () => { write(key, undefined); fill(form, drawn); note.hidden = true })
    }
  }
  const keep = (sent: boolean): void => { write(key, { at: Date.now(), sent, fields: valuesOf(form) }) }
  form.addEventListener('input', () => { keep(false) })
  form.addEventListener('change', (event) => { if (event.isTrusted) keep(false) })
  form.addEventListener('submit', () => { keep(true) })
}
export {}
