import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { tokenFor } from './demo-exchange.ts'

const KEY = { publicId: 'k', secret: 's' }
let close = (): void => undefined
afterEach(() => close())
async function gateway(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  close = () => { server.closeAllConnections(); server.close() }
  await once(server, 'listening')
  const at = server.address()
  return `http://127.0.0.1:${typeof at === 'object' && at ? at.port : ''}`
}

test('a key that the gateway does not know yet is tried again', async () => {
  let asked = 0
  const url = await gateway((request, response) => { asked += 1; response.statusCode = asked < 3 ? 401 : 200; response.end(asked < 3 ? '{"error":"invalid_client"}' : JSON.stringify({ access_token: request.headers.authorization })) })
  expect(await tokenFor(url, KEY)).toBe(`Basic ${Buffer.from('k:s').toString('base64')}`)
  expect(asked).toBe(3)
})
test('a gateway that is not there is asked once, and the start goes on', async () => {
  let asked = 0
  const url = await gateway(request => { asked += 1; request.socket.destroy() })
  expect(await tokenFor(url, KEY)).toBeUndefined()
  expect(asked).toBe(1)
})
