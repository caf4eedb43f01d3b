import { deliver } from './deliver.ts'
import { shrink } from './shrink.ts'

/** File slots: photos are made smaller, each file goes up at once with its progress, a lost network is waited for. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-upload]')) {
  const status = form.querySelector<HTMLElement>('[role="status"]')
  const bar = form.querySelector('progress')
  const input = form.querySelector<HTMLInputElement>('input[name="file"]')
  const button = form.querySelector<HTMLButtonElement>('button')
  const camera = form.querySelector<HTMLInputElement>('[data-camera]')
  let waiting: File[] = []
  let sending = false
  if (status === null || bar === null || input === null || button === null) continue
  button.hidden = true
  const ahead = new Map<File, string>()

  const tell = (text: string): void => { status.textContent = text }
  // one sending at a time: a network that comes back, a second choice or a second click would send the same again
  const busy = (now: boolean): void => { sending = now; for (const each of [input, camera]) if (each) each.disabled = now }

  async function send(files: readonly File[]): Promise<void> {
    if (sending || files.length === 0) return
    waiting = [...files]
    busy(true)
    try {
      // photos chosen together are one paper; the server makes one PDF of what comes in one form
      const papers = files.length > 1 && files.every(isPhoto) ? [files] : files.map((file) => [file])
      for (const paper of papers) {
        await sendPaper(paper, files)
        waiting = waiting.slice(paper.length)
      }
    } catch (error) {
      tell(error instanceof Refused ? error.message : form.dataset['failed'] ?? '')
      bar!.hidden = true
      button!.hidden = false
    } finally { busy(false) }
    if (waiting.length === 0) window.location.reload() // the page lists what the server really has
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
  const take = (from: HTMLInputElement) => (): void => { void send([...from.files ?? []]) }
  input.addEventListener('change', take(input))
  camera?.addEventListener('change', take(camera))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(waiting.length > 0 ? waiting : [...input.files ?? []])
  })
  window.addEventListener('online', () => { void send(waiting) })
}

/** By its type, or by its ending where the system does not know the type (HEIC on most desktops). */
function isPhoto(file: File): boolean { return file.type.startsWith('image/') || /\.hei[cf]$/i.test(file.name) }

/** Below this the extra round trips cost more than sending it again. */
const WORTH_RESUMING = 300_000

/** The form or the server says why it is not taken. */
class Refused extends Error {}
class Unanswered extends Error {}
function refusalIn(page: string): Refused | undefined {
  const said = new DOMParser().parseFromString(page, 'text/html').querySelector('.govuk-error-summary__list')?.textContent
  return said === undefined || said === null ? undefined : new Refused(said)
}

const tokenOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('[name="_csrf"]')?.value ?? ''

function submit(form: HTMLFormElement, data: FormData, progress: (share: number) => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    if (data.has('file')) request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) progress(event.loaded / event.total) })
    request.addEventListener('load', () => { if (request.status >= 200 && request.status < 400) resolve(); else reject(refusalIn(request.responseText) ?? new Error(String(request.status))) })
    request.addEventListener('error', () => reject(new Unanswered('network')))
    request.send(data)
  })
}
