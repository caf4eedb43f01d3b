import { createServer } from 'node:http'

/** A provider of large bodies: reads the whole request, then answers with as many bytes. `streaming-upstream.ts BYTES`; prints its port. */
const bytes = Number(process.argv[2] ?? 0)
const piece = Buffer.alloc(64 * 1024, 'x')
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response.writeHead(200, ['content-type', 'application/octet-stream', 'content-length', String(bytes)])
    let left = bytes
    const pour = (): void => {
      for (let flows = true; left > 0 && flows;) {
        const next = left < piece.length ? piece.subarray(0, left) : piece
        left -= next.length
        flows = response.write(next)
      }
      if (left === 0) response.end()
      else response.once('drain', pour)
    }
    pour()
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
