import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sendMail, tryMail } from './mail.ts'

let close = (): void => undefined
afterEach(() => close())
/** A mail server that takes everything up to the recipient, whom it answers so. */
async function serverThatSays(recipient: string): Promise<{ readonly smtpUrl: string; readonly publicUrl: string }> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write('220 here\r\n')
    socket.on('data', (chunk: Buffer) => { socket.write(`${chunk.toString().startsWith('RCPT') ? recipient : '250 well'}\r\n`) })
  }).listen(0, '127.0.0.1')
  close = () => { server.close() }
  await once(server, 'listening')
  const at = server.address()
  return { smtpUrl: `smtp://127.0.0.1:${typeof at === 'object' && at ? at.port : ''}`, publicUrl: 'http://localhost' }
}
const MAIL = { id: 'a', to: 'chu.ho-so+1@vidu.vn', subject: 'x', text: 'x' }

test.each([['550 5.1.1 <chu.ho-so+1@vidu.vn>: Recipient address rejected', 'refused'], ['451 4.7.1 chu.ho-so+1@vidu.vn: greylisted', 'later']] as const)('whom a server refuses is not told on: %s', async (answer, done) => {
  const config = await serverThatSays(answer)
  const outcome = await tryMail(config, MAIL)
  expect(outcome).toMatchObject({ done, error: expect.stringContaining(answer.slice(0, 9)) })
  expect(JSON.stringify(outcome)).not.toContain('vidu.vn')
  const error: unknown = await sendMail(config, MAIL).catch((thrown: unknown) => thrown)
  expect(error instanceof Error && error.stack).toContain(answer.slice(0, 9))
  expect(error instanceof Error && error.stack).not.toContain('vidu.vn')
})
