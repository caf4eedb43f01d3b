import { channel } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createRelay, type RelayFailure } from './relay.ts'

const hasSocket = (message: unknown): message is { readonly socket: Socket } => typeof message === 'object' && message !== null && 'socket' in message
/** What the relay says of a request to `origin`. */
const failureOf = async (origin: string): Promise<RelayFailure> => {
  const relay = createRelay({ allowLoopback: true })
  try {
    return await new Promise<RelayFailure>((done, fail) => {
      relay.send({ origin, path: '/', method: 'POST', headers: [], body: Buffer.from('x'), timeoutMs: 5000 }, { onHead: () => undefined, onData: () => true, onEnd: () => { fail(new Error('it was answered')) }, onFailure: reason => { done(reason) } })
    })
  } finally { await relay.close() }
}

test('a route that is lost when the request is on its way is no reason to think that it never arrived', async () => {
  const sockets: Socket[] = []
  const connected = (message: unknown): void => { if (hasSocket(message)) sockets.push(message.socket) }
  channel('undici:client:connected').subscribe(connected)
  // as the system says it when nothing was heard of what was sent (ICMP, or the end of retransmission)
  const provider = createServer(() => { for (const socket of sockets) socket.destroy(Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' })) })
  await new Promise<void>(done => { provider.listen(0, '127.0.0.1', done) })
  const address = provider.address()
  try { expect(await failureOf(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)).toBe('broken') } finally {
    channel('undici:client:connected').unsubscribe(connected)
    provider.close()
  }
})
test('where nobody listens nothing arrived', async () => {
  expect(await failureOf('http://127.0.0.1:1')).toBe('connect')
})
