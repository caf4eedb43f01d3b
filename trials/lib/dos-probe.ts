import { createServer, request as httpRequest } from 'node:http'
import { createInterface } from 'node:readline'

/**
 * A provider and an honest client in a process of their own, so that only the gateway can make them slow. Prints the provider's port; each line on
 * standard input (`PORT`: probe that gateway; `?`: what was measured since the last question) is answered with one of JSON.
 */
const LARGE = Buffer.alloc(8 * 1024 * 1024)
const provider = createServer((request, response) => { request.resume(); request.on('error', () => undefined); response.on('error', () => undefined); response.end(request.url?.startsWith('/large') ? LARGE : 'ok') })
provider.listen(0, '127.0.0.1', () => { const at = provider.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
let taken: number[] = []
let failures = 0
/** when the call that is under way began: one that hangs must count */
let since: number | undefined
const LONGEST = 10_000
function probe(port: number): void {
  const from = performance.now()
  let over = false
  since = from
  const done = (good: boolean): void => {
    if (over) return
    over = true
    taken.push(performance.now() - from)
    since = undefined
    if (!good) failures++
    setTimeout(() => { probe(port) }, 25)
  }
  const asked = httpRequest({ host: '127.0.0.1', port, path: '/r1/DEV/COM/1234/TestService/small', headers: { 'X-Road-Client': 'DEV/COM/4321/TestClient' }, agent: false, timeout: LONGEST }, response => { response.resume(); response.on('end', () => { done(response.statusCode === 200) }); response.on('error', () => { done(false) }) })
  asked.on('timeout', () => { asked.destroy(new Error('timeout')) })
  asked.on('error', () => { done(false) })
  asked.end()
}
createInterface({ input: process.stdin }).on('line', line => {
  if (line !== '?') { probe(Number(line)); return }
  const sorted = (since === undefined ? taken : [...taken, performance.now() - since]).toSorted((a, b) => a - b)
  process.stdout.write(`${JSON.stringify({ probes: sorted.length, failures, p95: Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? LONGEST), worst: Math.round(sorted.at(-1) ?? LONGEST) })}\n`)
  taken = []
  failures = 0
}).on('close', () => { process.exit(0) })
