import { connect } from 'node:net'

/**
 * Sends large bodies and reads large answers, a piece at a time. `streaming-load.ts PORT CONNECTIONS BODIES BYTES BASE64-HEAD` prints
 * `{ bodies, failures, seconds, p50, p99 }`, times in milliseconds. The head ends with its empty line.
 */
const [port = 0, connections = 1, bodies = 1, bytes = 0] = process.argv.slice(2, 6).map(Number)
const head = Buffer.from(process.argv[6] ?? '', 'base64')
const piece = Buffer.alloc(64 * 1024, 'y')
const times: number[] = []
let failures = 0
let begun = 0

function client(): Promise<void> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1')
    let started = 0
    let toSend = 0
    let toRead = -1
    let status = ''
    let pending = Buffer.alloc(0)
    const pour = (): void => {
      for (let flows = true; toSend > 0 && flows;) {
        const next = toSend < piece.length ? piece.subarray(0, toSend) : piece
        toSend -= next.length
        flows = socket.write(next)
      }
      if (toSend > 0) socket.once('drain', pour)
    }
    const next = (): void => {
      if (begun === bodies) { socket.destroy(); return }
      begun++
      started = performance.now()
      toRead = -1
      toSend = bytes
      socket.write(head)
      pour()
    }
    socket.on('connect', next)
    socket.on('data', (chunk: Buffer) => {
      let read = chunk.length
      if (toRead < 0) {
        pending = Buffer.concat([pending, chunk])
        const end = pending.indexOf('\r\n\r\n')
        if (end < 0) return
        const text = pending.toString('latin1', 0, end)
        status = text.slice(9, 12)
        toRead = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN)
        if (Number.isNaN(toRead)) throw new Error(`an answer without length: ${text}`)
        read = pending.length - end - 4
        pending = Buffer.alloc(0)
      }
      toRead -= read
      if (toRead > 0) return
      if (status === '200') times.push(performance.now() - started)
      else failures++
      next()
    })
    socket.on('error', () => { failures++ })
    socket.on('close', () => done())
  })
}

const started = performance.now()
await Promise.all(Array.from({ length: connections }, client))
const seconds = (performance.now() - started) / 1000
times.sort((a, b) => a - b)
const at = (share: number): number => Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100
process.stdout.write(JSON.stringify({ bodies: times.length, failures, seconds, p50: at(0.5), p99: at(0.99) }))
