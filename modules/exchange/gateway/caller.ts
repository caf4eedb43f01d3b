import type { IncomingMessage } from 'node:http'

const HANDED_ON = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/**
 * The address of whoever calls without credentials; '' when it is not known. A proxy hands on what came from anywhere: its own address would make the
 * whole world a neighbour of ours. It is believed about X-Forwarded-For only where the settings count on it (`TRUST_PROXY`).
 */
export function callerAddress({ headers, socket }: { readonly headers: IncomingMessage['headers']; readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'> }, proxies: number): string {
  const direct = socket.remoteAddress ?? ''
  if (!HANDED_ON.some(header => headers[header] !== undefined)) return direct
  if (proxies === 0) return ''
  const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(each => each.trim()).filter(each => each !== '')
  // each proxy adds whom it heard; what stands before the first of ours is the caller's own invention
  return told.length === 0 ? '' : [...told, direct].at(-1 - proxies) ?? told[0] ?? ''
}
