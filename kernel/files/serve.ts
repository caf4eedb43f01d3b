/** What the headers need to know of a file. */
export interface Served { readonly name: string; readonly mediaType: string; readonly size: number }

const SHOWN_INLINE = ['image/jpeg', 'application/pdf']

/**
 * Headers of a file that people uploaded. It never runs as a page of ours: attachment unless a viewer asks for `inline`, always a sandbox
 * without scripts and without our origin, never guessed to be another type, never kept by shared caches.
 */
export function fileHeaders(file: Served, disposition: 'attachment' | 'inline' = 'attachment'): Record<string, string> {
  const inline = disposition === 'inline' && SHOWN_INLINE.includes(file.mediaType)
  const ascii = file.name.normalize('NFD').replace(/[đĐ]/gu, 'd').replace(/[^\x20-\x7e]/gu, '').replace(/["\\%]/gu, '_')
  const encoded = encodeURIComponent(file.name).replace(/['()*]/gu, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  return {
    'content-type': file.mediaType,
    'content-length': String(file.size),
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  }
}
