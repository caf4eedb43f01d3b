/**
 * Parts of a page that show what is going on now: every so many seconds the page is asked for again and the parts marked `data-live` take the new
 * words. Stops while nobody looks, while somebody reads inside (focus, open details), and by a button (WCAG 2.2.2). Without it: reload.
 */
const parts = [...document.querySelectorAll<HTMLElement>('[data-live][id]')]
const button = document.querySelector<HTMLButtonElement>('[data-live-toggle]')
const seconds = Math.max(5, Number(document.querySelector<HTMLElement>('[data-live-every]')?.dataset['liveEvery'] ?? 15))
let on = true

const show = (): void => { if (button) { button.hidden = false; button.textContent = (on ? button.dataset['turnOff'] : button.dataset['turnOn']) ?? ''; button.setAttribute('aria-pressed', String(!on)) } }
const isRead = (part: HTMLElement): boolean => part.contains(document.activeElement) || part.querySelector('details[open]') !== null

async function renew(): Promise<void> {
  if (!on || document.hidden) return
  const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' }).catch(() => undefined)
  // signed out meanwhile: the next click says so, in words
  if (!answer?.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of parts) {
    const next = fresh.getElementById(part.id)
    if (next && !isRead(part)) part.replaceChildren(...next.childNodes)
  }
}

button?.addEventListener('click', () => { on = !on; show(); if (on) void renew() })
show()
setInterval(() => { void renew() }, seconds * 1000)
export {}
