import { connect } from 'node:net'

/**
 * A load generator: keeps `connections` busy with one request at a time each, as raw bytes, so that it costs little beside what it measures.
 * `load.ts PORT CONNECTIONS MILLISECONDS BASE64-REQUEST [REQUESTS]` prints `{ requests, failures, seconds, p50, p99 }`, times in milliseconds.
 */
const [port = 0, connections = 1, milliseconds = 1000] = process.argv.slice(2, 5).map(Number)
const request = Buffer.from(process.argv[5] ?? '', 'base64')
const times: number[] = []
let failures = 0
let running = true
// 0: as many as fit into the time
const atMost = Number(process.argv[6] ?? 0)
let sent = 0

function client(): Promise<void> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1')
    let pending = Buffer.alloc(0)
    let started = 0
    const next = (): void => { if (!running || atMost > 0 && sent === atMost) { socket.destroy(); return } sent++; started = performance.now(); socket.write(request) }
    socket.setNoDelay(true)
    socket.on('connect', next)
    socket.on('data', chunk => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const head = pending.indexOf('\r\n\r\n')
      if (head < 0) return
      const text = pending.toString('latin1', 0, head)
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN)
      if (Number.isNaN(length)) throw new Error(`an answer without length: ${text}`)
      if (pending.length < head + 4 + length) return
      pending = pending.subarray(head + 4 + length)
      if (text.startsWith('HTTP/1.1 200')) times.push(performance.now() - started)
      else failures++
      next()
    })
    socket.on('error', () => { failures++ })
    socket.on('close', () => done())
  })
}

const started = performance.now()
if (atMost === 0) setTimeout(() => { running = false }, milliseconds)
await Promise.all(Array.from({ length: connections }, client))
const seconds = (performance.now() - started) / 1000
times.sort((a, b) => a - b)
const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100
process.stdout.write(JSON.stringify({ requests: times.length, failures, seconds, p50: at(0.5), p99: at(0.99) }))
