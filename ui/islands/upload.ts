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
  if (status === null || bar === null || input === null || button === null) continue
  button.hidden = true

  const tell = (text: string): void => { status.textContent = text }
  const fail = (text: string): void => { tell(text); bar.hidden = true; button.hidden = false }

  async function send(files: File[]): Promise<void> {
    waiting = files
    const { maxBytes = '', uploading = '', resuming = '', failed = '', tooLarge = '', empty = '' } = form.dataset
    // photos chosen together are one paper; the server makes one PDF of what comes in one form
    const together = files.length > 1 && files.every((file) => file.type.startsWith('image/'))
    const delivered: string[] = []
    for (const [index, file] of files.entries()) {
      if (file.size === 0) { fail(`${file.name}: ${empty}`); return }
      tell(`${uploading}: ${file.name} (${index + 1}/${files.length})`)
      const small = await shrink(file)
      if (small.size > Number(maxBytes)) { fail(`${file.name}: ${tooLarge}`); return }
      bar!.hidden = false
      try {
        const progress = (share: number): void => { bar!.value = share * 100 }
        const line = (broken: boolean): void => tell(`${broken ? resuming : uploading}: ${file.name} (${index + 1}/${files.length})`)
        const id = together ? await deliver(small, tokenOf(form), progress, line) : undefined
        if (id === undefined) await post(form, small, progress, line)
        else delivered.push(id)
        if (delivered.length > 0 && index === files.length - 1) await postDelivered(form, delivered)
      } catch (error) {
        waiting = delivered.length > 0 ? files : files.slice(index)
        fail(error instanceof Refused ? error.message : failed)
        return
      }
    }
    waiting = []
    window.location.reload() // the page lists what the server really has
  }
  const take = (from: HTMLInputElement) => (): void => { if (from.files !== null && from.files.length > 0) void send([...from.files]) }
  input.addEventListener('change', take(input))
  camera?.addEventListener('change', take(camera))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(waiting.length > 0 ? waiting : [...input.files ?? []])
  })
  window.addEventListener('online', () => { if (waiting.length > 0) void send(waiting) })
}

/** Below this the extra round trips cost more than sending it again. */
const WORTH_RESUMING = 300_000

/** The server looked at the file and says why it is not taken. */
class Refused extends Error {}
function refusalIn(page: string): Refused | undefined {
  const said = new DOMParser().parseFromString(page, 'text/html').querySelector('.govuk-error-summary__list')?.textContent
  return said === undefined || said === null ? undefined : new Refused(said)
}

/** One form post; what is worth it goes ahead in pieces, and the form then names it. */
async function post(form: HTMLFormElement, file: File, progress: (share: number) => void, line: (broken: boolean) => void): Promise<void> {
  const data = new FormData(form)
  const id = file.size < WORTH_RESUMING ? undefined : await deliver(file, tokenOf(form), progress, line)
  if (id !== undefined) { await postDelivered(form, [id]); return }
  data.set('file', file, file.name)
  await submit(form, data, progress)
}

const tokenOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>('[name="_csrf"]')?.value ?? ''

/** The form names what went ahead, in the order chosen. */
async function postDelivered(form: HTMLFormElement, ids: readonly string[]): Promise<void> {
  const data = new FormData(form)
  data.delete('file')
  for (const id of ids) data.append('_resumed.file', id)
  await submit(form, data)
}

async function submit(form: HTMLFormElement, data: FormData, progress?: (share: number) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    if (progress) request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) progress(event.loaded / event.total) })
    request.addEventListener('load', () => { if (request.status >= 200 && request.status < 400) resolve(); else reject(refusalIn(request.responseText) ?? new Error(String(request.status))) })
    request.addEventListener('error', () => reject(new Error('network')))
    request.send(data)
  })
}
