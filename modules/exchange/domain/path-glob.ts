/**
 * Paths and the globs of access rights (X-Road PathGlob.java): `*` any characters but the slash, `**` any characters, `\` takes the next character
 * as it is. A path is brought to its one form before it is matched, and that form is what is forwarded: a wildcard must not be a way up
 * (X-Road XRDDEV-3054: path traversal through wildcard mappings).
 */
export type PathFault = 'encoding' | 'traversal' | 'control-character' | 'backslash'
export type NormalPath = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly reason: PathFault }

const UNRESERVED = /[A-Za-z0-9\-._~]/
const PLAIN = /^[A-Za-z0-9\-_~!$&'()*+,;=:@/.]*$/

function normalSegment(segment: string): { readonly text: string } | PathFault {
  let out = ''
  for (let at = 0; at < segment.length; at++) {
    const char = segment.charAt(at)
    if (char === '\\') return 'backslash'
    if (char.charCodeAt(0) <= 0x20 || char.charCodeAt(0) === 0x7f) return 'control-character'
    if (char !== '%') { out += char.charCodeAt(0) > 0x7f ? encodeURIComponent(segment.slice(at).match(/^./u)?.[0] ?? '') : char; if (/[\ud800-\udbff]/.test(char)) at++; continue }
    const hex = segment.slice(at + 1, at + 3)
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) return 'encoding'
    const code = Number.parseInt(hex, 16)
    const decoded = String.fromCharCode(code)
    if (code < 0x20 || code === 0x7f) return 'control-character'
    // what a backend may decode into another separator is refused, not guessed
    if (decoded === '/' || decoded === '\\') return 'traversal'
    out += code < 0x80 && UNRESERVED.test(decoded) ? decoded : `%${hex.toUpperCase()}`
    at += 2
  }
  // bytes that are no UTF-8 mean one thing here and another there: %C0%AE is a dot to a careless server
  try { decodeURIComponent(out) } catch { return 'encoding' }
  // servers of Java and .NET cut `;parameters` off before they look at dots
  const named = out.split(';')[0]
  return named === '.' || named === '..' ? 'traversal' : { text: out }
}

/** The one form of a raw path: unreserved characters decoded, the others encoded in capitals, empty segments joined; no way up, nothing hidden. */
export function normalisePath(raw: string): NormalPath {
  if (raw === '') return { ok: true, path: '' }
  // nearly every path is in its one form already
  if (PLAIN.test(raw) && !raw.includes('//') && !/(?:^|\/)\.{1,2}(?:\/|;|$)/.test(raw) && raw.startsWith('/')) return { ok: true, path: raw }
  const segments: string[] = []
  const parts = raw.split('/')
  for (const [at, part] of parts.entries()) {
    if (part === '' && at > 0 && at < parts.length - 1) continue
    const segment = normalSegment(part)
    if (typeof segment === 'string') return { ok: false, reason: segment }
    segments.push(segment.text)
  }
  const path = segments.join('/')
  return { ok: true, path: path.startsWith('/') ? path : `/${path}` }
}

/** Compiles a glob of an access right; the answer matches whole normalised paths. Linear: no two wildcards stand side by side. */
export function compileGlob(glob: string): (path: string) => boolean {
  if (glob === '**' || glob === '/**') return () => true
  let pattern = ''
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at)
    if (char === '*') {
      const run = /^\*+/.exec(glob.slice(at))?.[0].length ?? 1
      pattern += run > 1 ? '.*' : '[^/]*'
      at += run - 1
    } else {
      const literal = char === '\\' && at + 1 < glob.length ? glob.charAt(++at) : char
      pattern += literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    }
  }
  const expression = new RegExp(`^${pattern}$`, 's')
  return path => expression.test(path === '' ? '/' : path) || path === '' && expression.test('')
}

/** One endpoint of a service: the method (`*` any) and the glob of its paths. */
export interface Endpoint { readonly method: string; readonly path: string }
export type EndpointMatcher = (method: string, path: string) => boolean

/** True when any endpoint allows the call; a right without endpoints covers the whole service. */
export function compileEndpoints(endpoints: readonly Endpoint[]): EndpointMatcher {
  if (endpoints.length === 0) return () => true
  const compiled = endpoints.map(({ method, path }) => ({ method: method.toUpperCase(), matches: compileGlob(path) }))
  return (method, path) => compiled.some(each => (each.method === '*' || each.method === method) && each.matches(path))
}
