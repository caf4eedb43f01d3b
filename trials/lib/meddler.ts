import { connect, createServer, type Server } from 'node:net'
import { flipBit } from './flips.ts'
import type { Random } from './random.ts'

/** Somebody on the line between a client and a gateway's TLS port: passes everything on, with one bit of what the client says changed. */
export async function aMeddler(target: number, random: Random): Promise<{ readonly port: number; /** pieces changed so far */ readonly hits: () => number; close(): void }> {
  let hits = 0
  const server: Server = createServer(inner => {
    const outer = connect(target, '127.0.0.1')
    const victim = random.below(3)
    let piece = 0
    inner.on('data', (chunk: Buffer) => { const hit = piece++ === victim; if (hit) hits++; outer.write(hit ? flipBit(chunk, random) : chunk) })
    outer.on('data', (chunk: Buffer) => { inner.write(chunk) })
    for (const [one, other] of [[inner, outer], [outer, inner]] as const) { one.on('error', () => { other.destroy() }); one.on('close', () => { other.destroy() }) }
  })
  await new Promise<void>(done => { server.listen(0, '127.0.0.1', done) })
  const at = server.address()
  return { port: typeof at === 'object' && at ? at.port : 0, hits: () => hits, close: () => { server.close() } }
}
