import { connect } from 'node:net'

/**
 * Asks pages of the PostgREST dialect from a process of its own, as a client does: `ask-pages.ts URL SECONDS LANES`; prints requests a second. The
 * machine is the server's as well, so it speaks over bare sockets: what it costs is taken from what it measures.
 */
const [url = '', seconds = '3', lanes = '8'] = process.argv.slice(2)
const { host, hostname, port } = new URL(url)
let done = 0
let until = 0

function lane(): Promise<void> {
  return new Promise((ended, failed) => {
    const socket = connect(Number(port), hostname)
    let head = ''
    let missing = 0
    const next = (): void => {
      if (performance.now() >= until) { socket.destroy(); ended(); return }
      head = ''
      socket.write(`GET /rest/lon?so=gte.${done++ * 9_973 % 1_000_000}&order=so&limit=50 HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    }
    socket.setNoDelay(true).on('connect', next).on('error', failed).on('data', chunk => {
      if (missing === 0) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = Number(/^content-length: (\d+)\r$/im.exec(head.slice(0, end + 2))?.[1] ?? NaN)
        if (!head.startsWith('HTTP/1.1 200') || Number.isNaN(length)) { failed(new Error(head.slice(0, end))); return }
        missing = length - (head.length - end - 4)
      } else missing -= chunk.length
      if (missing === 0) next()
    })
  })
}
async function run(milliseconds: number): Promise<number> {
  done = 0
  const begun = performance.now()
  until = begun + milliseconds
  await Promise.all(Array.from({ length: Number(lanes) }, lane))
  return done / (performance.now() - begun) * 1000
}
// connections and caches first
await run(500)
process.stdout.write(`${await run(Number(seconds) * 1000)}\n`)
