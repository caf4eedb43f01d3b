import { createServer } from 'node:net'

/**
 * A provider with next to nothing to do: answers every request with the same kilobyte. It shares its core with the load and PostgreSQL, and stands
 * for another machine: so it reads no more of HTTP than where a request ends. Prints its port.
 */
const body = Buffer.alloc(1024, 'x')
const answer = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n\r\n`), body])
const HEAD_END = '\r\n\r\n'
const server = createServer({ noDelay: true }, socket => {
  let pending: Buffer | undefined
  // of the body of the request that is being read
  let missing = 0
  socket.on('data', (chunk: Buffer) => {
    let at = 0
    let rest = chunk
    if (pending) { rest = Buffer.concat([pending, chunk]); pending = undefined }
    while (at < rest.length) {
      if (missing > 0) {
        const taken = Math.min(missing, rest.length - at)
        at += taken
        missing -= taken
        if (missing === 0) socket.write(answer)
        continue
      }
      const end = rest.indexOf(HEAD_END, at, 'latin1')
      if (end < 0) { pending = rest.subarray(at); return }
      missing = Number(/\r\ncontent-length: *(\d+)/i.exec(rest.toString('latin1', at, end))?.[1] ?? 0)
      at = end + HEAD_END.length
      if (missing === 0) socket.write(answer)
    }
  })
  socket.on('error', () => undefined)
})
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
