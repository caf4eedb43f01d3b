/** What a steward may type: X-Road's characters, within the length that its own servers take. */
const CODE = /^[A-Za-z0-9'()+,\-.=?]{1,100}$/
export const isCode = (text: string): boolean => CODE.test(text)

export interface EndpointLine { readonly method: string; readonly path: string; readonly summary: string }
export const METHODS = ['*', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'] as const

/** `GET /path  what it does`, one a line, as officials type it; the second part of the answer is the lines that are none. */
export function readEndpointLines(text: string): { readonly endpoints: readonly EndpointLine[]; readonly wrong: readonly string[] } {
  const endpoints: EndpointLine[] = []
  const wrong: string[] = []
  for (const line of text.split(/\r?\n/).map(each => each.trim()).filter(each => each !== '')) {
    const [, method = '', path = '', summary = ''] = /^(\S+)\s+(\/\S*|\*{1,2})(?:\s+(.*))?$/.exec(line) ?? []
    const known = METHODS.find(each => each === method.toUpperCase())
    if (!known || path === '' || path.length > 500) wrong.push(line)
    else if (!endpoints.some(each => each.method === known && each.path === path)) endpoints.push({ method: known, path, summary: summary.slice(0, 300) })
  }
  return { endpoints, wrong }
}
export const writeEndpointLines = (endpoints: readonly EndpointLine[]): string => endpoints.map(each => `${each.method} ${each.path}${each.summary === '' ? '' : `  ${each.summary}`}`).join('\n')
