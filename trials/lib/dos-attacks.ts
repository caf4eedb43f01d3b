import { connect, type Socket } from 'node:net'

export interface Attack { readonly name: string; /** begins it; answers how to stop */ start(port: number, connections: number): () => void }

const HEAD = 'Host: x\r\nX-Road-Client: DEV/COM/4321/TestClient\r\n'
const SMALL = '/r1/DEV/COM/1234/TestService/small'

/** Keeps so many connections open, each led by `act`; what is closed is opened again. */
function crowd(port: number, connections: number, act: (socket: Socket) => (() => void) | void): () => void {
  let stopped = false
  const open = new Set<Socket>()
  const join = (): void => {
    if (stopped) return
    const socket = connect(port, '127.0.0.1')
    open.add(socket)
    let leave: (() => void) | void
    socket.on('connect', () => { leave = act(socket) })
    socket.on('error', () => undefined)
    socket.on('close', () => { leave?.(); open.delete(socket); setTimeout(join, 100) })
  }
  for (let each = 0; each < connections; each++) join()
  return () => { stopped = true; for (const socket of open) socket.destroy() }
}
const drip = (socket: Socket, text: string): (() => void) => { const timer = setInterval(() => { socket.write(text) }, 500); return () => { clearInterval(timer) } }
/** One request after the other, as fast as they are answered. */
const flood = (request: () => string | Buffer, share = 20) => (port: number, connections: number): (() => void) => crowd(port, Math.ceil(connections / share), socket => {
  socket.write(request())
  socket.on('data', () => { socket.write(request()) })
})
const post = (path: string, body: string, more = ''): string => `POST ${path} HTTP/1.1\r\n${HEAD}${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth)

export const ATTACKS: readonly Attack[] = [
  { name: 'slow heads', start: (port, n) => crowd(port, n, socket => { socket.write(`GET ${SMALL} HTTP/1.1\r\nHost: x\r\n`); return drip(socket, 'X-a: b\r\n') }) },
  { name: 'slow bodies', start: (port, n) => crowd(port, n, socket => { socket.write(`POST ${SMALL} HTTP/1.1\r\n${HEAD}Content-Length: 60000\r\n\r\n`); return drip(socket, 'x') }) },
  { name: 'slow large bodies', start: (port, n) => crowd(port, Math.ceil(n / 4), socket => { socket.write(`POST ${SMALL} HTTP/1.1\r\n${HEAD}Content-Length: 6000000\r\n\r\n${'x'.repeat(10_000)}`); return drip(socket, 'x'.repeat(100)) }) },
  // each answer of 8 MB runs into the buffers of the system first: many more would measure how fast the machine hashes
  { name: 'slow reads', start: (port, n) => crowd(port, Math.ceil(n / 40), socket => { socket.pause(); socket.write(`GET /r1/DEV/COM/1234/TestService/large HTTP/1.1\r\n${HEAD}\r\n`) }) },
  { name: 'idle connections', start: (port, n) => crowd(port, n, () => undefined) },
  { name: 'heads of 63 KB', start: flood(() => `GET ${SMALL} HTTP/1.1\r\n${HEAD}${`X-a: ${'a'.repeat(1000)}\r\n`.repeat(62)}\r\n`) },
  { name: 'heads that never fit', start: flood(() => `GET ${SMALL} HTTP/1.1\r\n${HEAD}X-a: ${'a'.repeat(70_000)}\r\n\r\n`) },
  // Node's parser alone takes some 10 µs for each chunk: more of this at once is for the proxy in front to gather
  { name: 'bodies of one-byte chunks', start: flood(() => `POST ${SMALL} HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(20_000)}0\r\n\r\n`, 100) },
  { name: 'nested JSON', start: flood(() => post('/token', nested('[', ']', 8000), 'Content-Type: application/json\r\n')) },
  { name: 'a login of nested JSON', start: flood(() => post('/v1/auth/login?allow_anonymous=true', nested('{"a":', '}', 100_000), 'Content-Type: application/json\r\n')) },
  { name: 'entities in XML', start: flood(() => post('/XrdAdapter/RestService/forward/x?dstcode=DEV:COM:1234:TestService', `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}">${'<!ENTITY c "&b;&b;&b;&b;">'.repeat(100)}]><a>&c;</a>`, 'Content-Type: application/xml\r\n')) },
  { name: 'bad tokens', start: flood(() => `GET ${SMALL.replace('small', 'secure')} HTTP/1.1\r\n${HEAD.replace('4321/TestClient', '777/Machine')}Authorization: Bearer ${'YWJj'.repeat(50)}.x\r\n\r\n`) },
  { name: 'guessed keys', start: flood(() => post('/token', 'grant_type=client_credentials', 'Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic YTpi\r\n')) },
]
