const BURST_MS = 60 // a hand types slower, a scanner faster
const SHORTEST = 12

/**
 * Watches for a scanner that types: a burst of keys ended by Enter. Where it went into another field, that field gets back
 * what it held, and the text is delivered; where it went into the scan field itself, nothing is to do.
 */
export function watchWedge(deliver: (text: string) => void): void {
  let text = ''
  let last = 0
  let field: HTMLInputElement | HTMLTextAreaElement | undefined
  let before = ''
  document.addEventListener('keydown', (event) => {
    const now = event.timeStamp
    if (now - last > BURST_MS) {
      text = ''
      const { activeElement } = document
      field = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement ? activeElement : undefined
      before = field?.value ?? ''
    }
    last = now
    if (event.key.length === 1) { text += event.key; return }
    if (event.key !== 'Enter' || text.length < SHORTEST || (field !== undefined && 'scan' in field.dataset)) return
    event.preventDefault()
    if (field !== undefined) field.value = before
    deliver(text)
    text = ''
  }, true)
}
