/** The file beside the answers is changed in place: whoever compares keeps the line of the answers that they were reading. Without scripts the links load the page. */
const pane = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-doc-pane]')
let wanted = ''

async function show(href: string): Promise<void> {
  wanted = href
  const answer = await fetch(href, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
  const fresh = answer.ok && answer.url.includes('/ho-so/') ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-doc-pane]') : null
  // whoever presses on before the answer is there wants the last one
  if (wanted !== href) return
  const old = pane()
  if (fresh === null || old === null) { location.assign(href); return }
  const from = old.contains(document.activeElement) && document.activeElement instanceof HTMLElement ? document.activeElement.dataset['key'] ?? document.activeElement.getAttribute('href') : null
  old.replaceChildren(...fresh.childNodes)
  history.replaceState(null, '', href)
  ready(old)
  // the focus stays where it was, or goes to what is shown now
  if (from !== null) ([...old.querySelectorAll<HTMLElement>('a')].find((link) => link.dataset['key'] === from || link.getAttribute('href') === from) ?? old.querySelector<HTMLElement>('a[aria-current]'))?.focus({ preventScroll: true })
}

/** A click on a picture shows it in its own size and back; a browser without a viewer for PDF says so instead of showing a grey box. */
function ready(root: ParentNode): void {
  for (const frame of root.querySelectorAll<HTMLIFrameElement>('iframe[data-pdf]')) {
    if (navigator.pdfViewerEnabled) continue
    const words = document.createElement('p')
    words.className = 'ts-viewer__none'
    words.textContent = frame.dataset['pdf'] ?? ''
    frame.replaceWith(words)
  }
}

document.addEventListener('click', (event) => {
  const { target } = event
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return
  const zoom = target.closest<HTMLElement>('[data-zoom]')
  if (zoom !== null) { zoom.classList.toggle('ts-viewer__pages--whole'); return }
  const link = target.closest<HTMLAnchorElement>('a[data-file]')
  if (link === null || pane() === null) return
  event.preventDefault()
  void show(link.href).catch(() => { location.assign(link.href) })
})
ready(document)
export {}
