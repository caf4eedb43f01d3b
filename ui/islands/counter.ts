import { watchWedge } from './wedge.ts'

/** The counter: a wedge scanner may fire whatever has the focus; the camera reads a QR code where no scanner is at hand. */
const scan = document.querySelector<HTMLInputElement>('[data-scan]')
if (scan !== null) watchWedge(scan, () => { scan.form?.requestSubmit() })

function deliver(text: string, target: HTMLInputElement | null): void {
  if (target === null) return
  target.value = text
  target.form?.requestSubmit()
}

for (const box of document.querySelectorAll<HTMLElement>('[data-qr-scan]')) {
  const button = box.querySelector<HTMLButtonElement>('[data-qr-start]')
  const video = box.querySelector('video')
  const status = box.querySelector<HTMLElement>('[role="status"]')
  if (button === null || video === null || status === null) continue
  button.addEventListener('click', () => {
    button.disabled = true
    status.textContent = box.dataset['starting'] ?? ''
    void import('./camera.ts')
      .then(({ readCode }) => readCode(video, () => { status.textContent = box.dataset['hold'] ?? '' }))
      .then((text) => { status.textContent = box.dataset['read'] ?? ''; deliver(text, box.closest('form')?.querySelector<HTMLInputElement>('[data-scan]') ?? null) })
      .catch(() => { status.textContent = box.dataset['noCamera'] ?? '' })
      .finally(() => { button.disabled = false; video.hidden = true })
  })
}
