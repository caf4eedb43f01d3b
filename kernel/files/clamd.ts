import { connect } from 'node:net'

/** `unix:/run/clamav/clamd.ctl` or `host:port`. */
export type ClamdAddress = string
export type ScanVerdict = { readonly clean: true } | { readonly clean: false; readonly signature: string }

/** The scanner cannot be asked, or did not give a verdict: nothing may be accepted on its behalf. */
export class ScannerDown extends Error {}

const CHUNK = 64 * 1024

/** Asks clamd over its INSTREAM protocol. Throws ScannerDown after `timeoutMs` without a verdict. */
export async function scanWithClamd(address: ClamdAddress, bytes: Uint8Array, timeoutMs = 20_000): Promise<ScanVerdict> {
  const answer = await new Promise<string>((done, fail) => {
    const [host = '', port] = address.split(':')
    const socket = address.startsWith('unix:') ? connect({ path: address.slice(5) }) : connect({ host, port: Number(port) })
    let text = ''
    const down = (why: string): void => { socket.destroy(); fail(new ScannerDown(`the virus scanner ${address} ${why}`)) }
    socket.setTimeout(timeoutMs, () => down('does not answer'))
    socket.on('error', (error) => down(`cannot be reached: ${error.message}`))
    socket.on('data', (chunk) => { text += chunk.toString() })
    socket.on('close', () => done(text))
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let start = 0; start < bytes.length; start += CHUNK) {
        const chunk = bytes.subarray(start, start + CHUNK)
        const length = Buffer.alloc(4)
        length.writeUInt32BE(chunk.length)
        socket.write(length)
        socket.write(chunk)
      }
      socket.write(Buffer.alloc(4))
    })
  })
  const reply = answer.replaceAll('\0', '').trim()
  if (reply === 'stream: OK') return { clean: true }
  const found = /^stream: (.+) FOUND$/u.exec(reply)?.[1]
  if (found !== undefined) return { clean: false, signature: found }
  throw new ScannerDown(`the virus scanner ${address} gave no verdict: ${reply.slice(0, 200)}`)
}
