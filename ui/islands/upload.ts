import { deliver } from './deliver.ts'
import { shrink } from './shrink.ts'

/** Forms whose files are on their way. */
const sending = new Set<HTMLFormElement>()

/** File slots: photos are made smaller, each file goes up at once with its progress, a lost network is waited for. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
  const status = form.querySelector<HTMLElement>('[role="status"]')
  const bar = form.querySelector('progress')
  const input = form.querySelector<HTMLInputElement>('input[name="file"]')
  const button = form.querySelector<HTMLButtonElement>('button')
  const camera = form.querySelector<HTMLInputElement>('[data-camera]')
  let waiting: File[] = []
  if (status === null || bar === null || input === null || button === null) continue
  button.hidden = true
  const ahead = new Map<File, string>()

  const tell = (text: string, wrong = false): void => {
    status.textContent = text
    status.classList.toggle('govuk-error-message', wrong)
  }
  // one sending at a time: a network that comes back, a second choice or a second click would send the same again
  const busy = (now: boolean): void => {
    if (now) sending.add(form); else sending.delete(form)
    for (const each of [input, camera]) if (each) each.disabled = now
  }

  /** Sends all that can be sent: what is refused says why and holds up nothing else, what found no way waits for the network or the button. */
  async function send(files: readonly File[]): Promise<void> {
    if (sending.has(form) || files.length === 0) return
    waiting = [...files]
    busy(true)
    const wrong: string[] = []
    let taken = false
    try {
      // photos chosen together are one paper; the server makes one PDF of what comes in one form
      const papers = files.length > 1 && files.every(isPhoto) ? [files] : files.map((file) => [file])
      for (const paper of papers) {
        try {
          await sendPaper(paper, files)
          taken = true
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          wrong.push(error.message)
        }
        waiting = waiting.slice(paper.length)
      }
    } catch { wrong.push(form.dataset['failed'] ?? '') } finally { busy(false) }
    tell(wrong.join(' '), wrong.length > 0)
    bar!.hidden = true
    button!.hidden = waiting.length === 0
    if (!taken) return
    // the page lists what the server really has; where there is more to read or still on its way, this slot alone is drawn anew
    if (wrong.length === 0 && sending.size === 0) window.location.reload()
    else await redraw(form)
  }

  /** One paper is one form post. What is worth it goes ahead in pieces, once even if the form has to be sent again; the form then names it, in the order chosen. */
  async function sendPaper(paper: readonly File[], among: readonly File[]): Promise<void> {
    const { maxBytes, maxFiles, uploading, resuming, tooLarge, tooMany = '', empty } = form.dataset
    if (paper.length > Number(maxFiles)) throw new Refused(tooMany)
    const progress = (share: number): void => { bar!.value = share * 100 }
    const small = new Map<File, File>()
    for (const file of paper) {
      if (file.size === 0) throw new Refused(`${file.name}: ${empty}`)
      tell(`${uploading}: ${file.name} (${among.indexOf(file) + 1}/${among.length})`)
      small.set(file, await shrink(file))
      if ((small.get(file)?.size ?? 0) > Number(maxBytes)) throw new Refused(`${file.name}: ${tooLarge}`)
    }
    bar!.hidden = false
    const data = new FormData(form)
    data.delete('file')
    for (const [file, sent] of small) {
      const line = (broken: boolean): void => tell(`${broken ? resuming : uploading}: ${file.name} (${among.indexOf(file) + 1}/${among.length})`)
      line(false)
      const id = ahead.get(file) ?? (paper.length > 1 || sent.size >= WORTH_RESUMING ? await deliver(sent, tokenOf(form), progress, line) : undefined)
      if (id === undefined) break
      ahead.set(file, id)
      data.append('_resumed.file', id)
    }
    // all one way or all the other: the server puts what a form brings before what it names
    if (data.getAll('_resumed.file').length < paper.length) {
      data.delete('_resumed.file')
      for (const sent of small.values()) data.append('file', sent, sent.name)
    }
    try { await submit(form, data, progress) } catch (error) {
      // whatever the server answered, it may have forgotten what went ahead
      if (!(error instanceof Unanswered)) for (const file of paper) ahead.delete(file)
      throw error
    }
  }
  const take = (from: HTMLInputElement) => (): void => {
    const chosen = [...from.files ?? []]
    // so that choosing the same file once more is a choice
    from.value = ''
    void send(chosen)
  }
  input.addEventListener('change', take(input))
  camera?.addEventListener('change', take(camera))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(waiting)
  })
  window.addEventListener('online', () => { void send(waiting) })
}

// whoever leaves now is asked first; what went up in pieces goes on later, the rest would be gone without a word
window.addEventListener('beforeunload', (event) => { if (sending.size > 0) event.preventDefault() })

/** What the server has of a slot, without losing what the page says beneath it. */
async function redraw(form: HTMLFormElement): Promise<void> {
  const slotIn = (within: Document): Element | null | undefined => [...within.querySelectorAll<HTMLFormElement>('form[data-upload]')].find((each) => each.getAttribute('action') === form.getAttribute('action'))?.closest('[data-slot]')
  const page = await fetch(window.location.href).then((answer) => answer.text()).catch(() => '')
  const fresh = slotIn(new DOMParser().parseFromString(page, 'text/html'))
  const old = slotIn(document)
  if (!fresh || !old) return
  old.querySelector('.ts-slot__files')?.remove()
  for (const part of fresh.querySelectorAll('.ts-slot__head, .ts-slot__files')) {
    const there = old.querySelector(`.${part.classList[0]}`)
    if (there) there.replaceWith(part); else form.before(part)
  }
}

/** By its type, or by its ending where the system does not know the type (HEIC on most desktops). */
function isPhoto(file: File): boolean { return file.type.startsWith('image/') || /\.hei[cf]$/i.test(file.name) }

/** Below this the extra round trips cost more than sending it again. */
const WORTH_RESUMING = 300_000

/** The form or the server says why it is not taken. */
class Refused extends Error {}
class Unanswered extends Error {}
/** What the server says against it: on the form's page, or as a problem (RFC 9457) when it is not the file's fault. What may go better next time is no refusal. */
function refusalIn({ status, responseText }: XMLHttpRequest): Refused | undefined {
  if (status >= 500 || status === 408 || status === 429) return undefined
  const said = new DOMParser().parseFromString(responseText, 'text/html').querySelector('.govuk-error-summary__list')?.textContent
  if (said !== undefined && said !== null) return new Refused(said)
  try {
    const { title = '', detail = '' }: { title?: string; detail?: string } = JSON.parse(responseText)
    return new Refused(`${title}. ${detail}`)
  } catch { return undefined }
}

/** A line that stays open and brings nothing is broken, too; after the last byte the server may have to work on it. */
const DEAD_AFTER_MS = 120_000

const tokenOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('[name="_csrf"]')?.value ?? ''

function submit(form: HTMLFormElement, data: FormData, progress: (share: number) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    let dead = setTimeout(() => request.abort(), DEAD_AFTER_MS)
    request.upload.addEventListener('progress', () => { clearTimeout(dead); dead = setTimeout(() => request.abort(), DEAD_AFTER_MS) })
    request.addEventListener('loadend', () => clearTimeout(dead))
    if (data.has('file')) request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) progress(event.loaded / event.total) })
    request.addEventListener('load', () => { if (request.status >= 200 && request.status < 400) resolve(); else reject(refusalIn(request) ?? new Error(String(request.status))) })
    for (const end of ['error', 'abort']) request.addEventListener(end, () => reject(new Unanswered('network')))
    request.send(data)
  })
}
