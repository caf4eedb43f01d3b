/** What a scanner types of a card begins with twelve digits and a bar: nobody types that by hand. `]Q1` in front names the kind of code. */
const HEAD = /^(?:\]Q\d)?\d{12}[|¦｜]/u
const HEAD_LAST = /(?:\]Q\d)?\d{12}[|¦｜]$/u
const LATEST_HEAD = /^.*?((?:\]Q\d)?\d{12}[|¦｜].*)$/su
const PARTS = 6
/** After this silence a scanner that sends no Enter has finished; a hand that types never comes near a whole card. */
const QUIET_MS = 500
/** A pause as long as this is no scanner's: what comes then is a new word. */
const PAUSE_MS = 1_000

const isText = (one: EventTarget | null): one is HTMLInputElement | HTMLTextAreaElement =>
  one instanceof HTMLTextAreaElement || (one instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'file', 'range', 'color'].includes(one.type))
const isWhole = (text: string): boolean => HEAD.test(text) && text.split(/[|¦｜]/u).length >= PARTS

/**
 * A scanner that types (keyboard wedge) may fire whatever has the focus. Its text is always led into the scan field itself, so that the browser
 * puts the letters together however they come: as keys, as Alt codes, through an input method. Where it began in another field, that field gets
 * back what it held. It may end with Enter, with Tab, or with nothing.
 */
export function watchWedge(scan: HTMLInputElement, deliver: () => void): void {
  let field: HTMLInputElement | HTMLTextAreaElement | undefined
  /** what was typed into it without a pause, and what the field held before each part of it */
  let typed = ''
  let held: { readonly at: number; readonly value: string }[] = []
  let last = 0
  let timer: number | undefined

  document.addEventListener('keydown', (event) => {
    if (event.target === scan) {
      if (event.key === 'Tab' && !event.shiftKey && isWhole(scan.value)) { event.preventDefault(); finish() }
      return
    }
    // Alt codes hold Alt and press digits of the number pad; the letter follows when Alt is let go
    const begins = event.altKey ? event.code.startsWith('Numpad') : !event.ctrlKey && !event.metaKey && (/^[\d\]]$/.test(event.key) || /^(Digit|Numpad)\d$/.test(event.code))
    if (begins && !isText(event.target) && document.querySelector('dialog[open]') === null) { scan.focus(); scan.select() }
  }, true)

  document.addEventListener('beforeinput', (event) => {
    const { target, data } = event
    if (target === scan || !isText(target) || data === null || event.inputType.startsWith('delete')) return
    const now = event.timeStamp
    if (target !== field || now - last > PAUSE_MS) { field = target; typed = ''; held = [] }
    last = now
    held.push({ at: typed.length, value: target.value })
    typed += data
    const head = HEAD_LAST.exec(typed)
    if (head === null) return
    event.preventDefault()
    // a hand may have typed right before the scanner began
    target.value = held.filter(({ at }) => at <= head.index).at(-1)?.value ?? ''
    target.dispatchEvent(new Event('input', { bubbles: true }))
    ;[scan.value] = head
    scan.focus()
    scan.setSelectionRange(scan.value.length, scan.value.length)
    field = undefined
  }, true)

  scan.addEventListener('input', (event) => {
    window.clearTimeout(timer)
    // a second card right behind the first: the last one counts
    const [, latest] = LATEST_HEAD.exec(scan.value.slice(1)) ?? []
    if (latest !== undefined && isWhole(scan.value) && event instanceof InputEvent && !event.isComposing) scan.value = latest
    if (isWhole(scan.value)) timer = window.setTimeout(finish, QUIET_MS)
  })
  scan.addEventListener('compositionend', () => { if (isWhole(scan.value)) { window.clearTimeout(timer); timer = window.setTimeout(finish, QUIET_MS) } })
  scan.form?.addEventListener('submit', () => { window.clearTimeout(timer) })

  function finish(): void {
    window.clearTimeout(timer)
    deliver()
  }
}
