import { formatTime } from '../texts/format.ts'

const QUIET_MS = 700
const LONGEST_MS = 1_600
const RETRY_MS = 8_000

/**
 * Posts the form to its `data-autosave` URL soon after a change: 0.7 s after the last key, 1.6 s after the first at the latest,
 * so that a change is kept within 2 s. One post at a time; what changed meanwhile goes with the next. Failures are told and retried.
 */
export function autosave(form: HTMLFormElement): void {
  const url = form.dataset['autosave']
  if (url === undefined) return
  const { saving = '', saved = '', notSaved = '' } = document.body.dataset
  const note = form.querySelector<HTMLElement>('[data-saved-note]')
  let first = 0
  let timer: number | undefined
  let busy = false
  let sent = body()

  function body(): string {
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value)
    return fields.toString()
  }
  function tell(text: string, fault = false): void {
    if (note === null) return
    note.textContent = text
    note.classList.toggle('ts-saved--fault', fault)
  }
  function plan(wait: number): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => { void save() }, wait)
  }
  async function save(leaving = false): Promise<void> {
    const now = body()
    first = 0
    if ('sending' in form.dataset || now === sent) return
    if (busy && !leaving) { plan(QUIET_MS); return }
    busy = true
    if (!leaving) tell(saving)
    try {
      const answer = await fetch(url ?? '', { method: 'POST', body: now, keepalive: leaving, credentials: 'same-origin', redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', accept: 'application/json' } })
      if (!answer.ok) throw new Error(String(answer.status))
      sent = now
      tell(`${saved} ${formatTime(new Date())}`)
    } catch {
      tell(notSaved, true)
      plan(RETRY_MS)
    } finally {
      busy = false
    }
  }
  const changed = (): void => {
    const now = Date.now()
    if (first === 0) first = now
    plan(Math.max(0, Math.min(QUIET_MS, first + LONGEST_MS - now)))
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  window.addEventListener('online', () => plan(0))
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') void save(true) })
}
