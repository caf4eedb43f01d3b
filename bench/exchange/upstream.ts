import { createServer } from 'node:http'

/** A provider with next to nothing to do: answers every request with the same kilobyte. Prints its port. */
const body = Buffer.alloc(1024, 'x')
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => { response.writeHead(200, ['content-type', 'text/plain', 'content-length', String(body.length)]); response.end(body) })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', () => { const at = server.address(); process.stdout.write(`${typeof at === 'object' && at ? at.port : 0}\n`) })
