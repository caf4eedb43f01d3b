import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ScannerDown, scanWithClamd } from './clamd.ts'

/** The EICAR test string in two halves, so that this file itself alarms nobody. */
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

/** Speaks clamd's side of INSTREAM (clamd(8)): a real socket, the framing checked. `answer` decides what it says about the bytes. */
async function clamd(answer: (bytes: Buffer) => string | undefined): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((socket) => {
    let input = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      input = Buffer.concat([input, chunk])
      if (!input.subarray(0, 10).equals(Buffer.from('zINSTREAM\0'))) { socket.end('UNKNOWN COMMAND\0'); return }
      const parts: Buffer[] = []
      for (let at = 10; at + 4 <= input.length;) {
        const length = input.readUInt32BE(at)
        if (length === 0) { const said = answer(Buffer.concat(parts)); if (said !== undefined) socket.end(`${said}\0`); return }
        parts.push(input.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
    })
    socket.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  open.push(server)
  const address = server.address()
  return { server, address: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}
const open: Server[] = []
afterEach(() => { for (const server of open.splice(0)) server.close() })

test('what the scanner says is what counts, over many chunks', async () => {
  const { address } = await clamd((bytes) => bytes.includes(EICAR) ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK')
  expect(await scanWithClamd(address, Buffer.alloc(300_000, 1))).toEqual({ clean: true })
  expect(await scanWithClamd(address, Buffer.concat([Buffer.alloc(200_000), Buffer.from(EICAR)]))).toEqual({ clean: false, signature: 'Win.Test.EICAR_HDB-1' })
})

test('no verdict is never a good one: down, silent, confused, hung up', async () => {
  const bytes = Buffer.from('x')
  await expect(scanWithClamd('127.0.0.1:1', bytes)).rejects.toThrow(ScannerDown)
  await expect(scanWithClamd('unix:/nonexistent/clamd.ctl', bytes)).rejects.toThrow(ScannerDown)
  await expect(scanWithClamd((await clamd(() => undefined)).address, bytes, 200)).rejects.toThrow(ScannerDown)
  for (const said of ['', 'INSTREAM size limit exceeded. ERROR', 'stream: OK FOUND maybe', 'stream: OKAY']) {
    await expect(scanWithClamd((await clamd(() => said)).address, bytes)).rejects.toThrow(ScannerDown)
  }
})
