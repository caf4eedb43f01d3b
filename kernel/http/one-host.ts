import type { IncomingMessage, RequestListener } from 'node:http'

function hosts(request: IncomingMessage): number {
  let count = 0
  // names stand at even places; `headers` keeps the first Host and says nothing of others
  for (let at = 0; at < request.rawHeaders.length; at += 2) if (request.rawHeaders[at]?.length === 4 && request.rawHeaders[at]?.toLowerCase() === 'host') count++
  return count
}

/** Refuses a request with several Host fields, as RFC 9112 §3.2 asks: a proxy may have gone by the one and we by the other. Node itself refuses only none. */
export const oneHost = (listener: RequestListener): RequestListener => (request, response) => {
  if (hosts(request) > 1) response.writeHead(400, { connection: 'close', 'content-length': '0' }).end()
  else listener(request, response)
}
