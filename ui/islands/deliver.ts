const HEADERS = { 'tus-resumable': '1.0.0' }
const MOST_FAILURES = 8
const LONGEST_WAIT_MS = 20_000
/** a line that stays open and brings nothing is broken, too */
const DEAD_AFTER_MS = 30_000

/**
 * Sends a file in a way that goes on where the line broke (tus 1.0), also after the page was closed: how far it is, the server knows.
 * Answers the name of the upload for the form; undefined when the server does not want it this way. Throws when the line stays broken.
 */
export async function deliver(file: File, csrf: string, progress: (share: number) => void, line: (broken: boolean) => void): Promise<string | undefined> {
  // no file name: this browser may be everybody's
  const key = `ts-upload:${file.size}:${file.lastModified}`
  const headers = { ...HEADERS, 'x-csrf-token': csrf }
  let address = recall(key)
  let offset: number | undefined
  for (let failures = 0; offset !== file.size;) {
    try {
      offset = address === null ? undefined : await measure(address, headers)
      if (address === null || offset === undefined) {
        address = await announce(file, headers)
        if (address === null) return undefined
        remember(key, address)
        offset = 0
      }
      if (failures > 0) line(false)
      offset = await send(address, file, offset, headers, progress)
      failures = 0
    } catch {
      if (++failures > MOST_FAILURES) throw new Error('network')
      line(true)
      await patience(Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures))
    }
  }
  remember(key, null)
  return address?.slice(address.lastIndexOf('/') + 1)
}

async function announce(file: File, headers: Record<string, string>): Promise<string | null> {
  const word = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
  const answer = await fetch('/tai-len', { method: 'POST', signal: AbortSignal.timeout(DEAD_AFTER_MS), headers: { ...headers, 'upload-length': String(file.size), 'upload-metadata': `filename ${word(file.name)},filetype ${word(file.type)}` } })
  return answer.status === 201 ? answer.headers.get('location') : null
}

/** How far the server is; undefined: it knows nothing of it any more. */
async function measure(address: string, headers: Record<string, string>): Promise<number | undefined> {
  const answer = await fetch(address, { method: 'HEAD', headers, signal: AbortSignal.timeout(DEAD_AFTER_MS) })
  if (answer.status >= 500) throw new Error(String(answer.status))
  return answer.ok ? Number(answer.headers.get('upload-offset')) : undefined
}

function send(address: string, file: File, from: number, headers: Record<string, string>, progress: (share: number) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PATCH', address)
    for (const [name, value] of Object.entries({ ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) })) request.setRequestHeader(name, value)
    let dead = setTimeout(() => request.abort(), DEAD_AFTER_MS)
    request.upload.addEventListener('progress', (event) => {
      clearTimeout(dead)
      dead = setTimeout(() => request.abort(), DEAD_AFTER_MS)
      progress((from + event.loaded) / file.size)
    })
    request.addEventListener('loadend', () => clearTimeout(dead))
    request.addEventListener('load', () => { if (request.status === 204) resolve(Number(request.getResponseHeader('upload-offset'))); else reject(new Error(String(request.status))) })
    for (const end of ['error', 'abort', 'timeout']) request.addEventListener(end, () => reject(new Error('network')))
    request.send(file.slice(from))
  })
}

/** A while, or until the network is back. */
const patience = (ms: number): Promise<void> => new Promise((done) => { window.addEventListener('online', () => done(), { once: true }); setTimeout(done, ms) })

// a browser that keeps nothing still uploads
function recall(key: string): string | null { try { return localStorage.getItem(key) } catch { return null } }
function remember(key: string, address: string | null): void { try { if (address === null) localStorage.removeItem(key); else localStorage.setItem(key, address) } catch { /* see above */ } }
