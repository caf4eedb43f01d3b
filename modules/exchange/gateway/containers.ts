import { verificationConfiguration } from './metadata.ts'
import { answerFault } from './fault-answer.ts'
import type { Call, GatewayParts } from './parts.ts'
import { zipOf } from '../evidence/zip.ts'

/** `/verificationconf` and `/asic`: what a party needs to prove an exchange to somebody else. */
export async function answerContainers(parts: GatewayParts, call: Call, path: '/verificationconf' | '/asic', query: URLSearchParams): Promise<void> {
  if (path === '/verificationconf') return send(call, 'application/zip', 'verificationconf.zip', zipOf([...verificationConfiguration(parts.registry.current, parts.instance)].map(([name, text]) => ({ name, bytes: Buffer.from(text) }))))
  void query
  return answerFault(parts, call, { type: 'internal-error', message: 'Not here yet' })
}

function send(call: Call, mediaType: string, name: string, bytes: Buffer): void {
  call.response.writeHead(200, ['content-type', mediaType, 'content-length', String(bytes.length), 'content-disposition', `attachment; filename="${name}"`])
  call.response.end(bytes)
}
