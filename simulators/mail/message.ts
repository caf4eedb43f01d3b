/** What a person wants to see of a mail; `text` is the plain part, decoded. */
export interface ReadableMail { readonly from: string; readonly to: string; readonly subject: string; readonly text: string }

interface Part { readonly headers: ReadonlyMap<string, string>; readonly body: string }

function bytesOfQuotedPrintable(text: string): Buffer {
  return Buffer.from(text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1')
}

/** RFC 2047 encoded words; blanks between two of them vanish. */
export function decodeHeader(value: string): string {
  return value.replace(/\?=\s+=\?/g, '?==?').replace(/=\?[^?]+\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
    (kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : bytesOfQuotedPrintable(text.replace(/_/g, ' '))).toString('utf8'))
}

function partOf(raw: string): Part {
  const at = raw.search(/\r?\n\r?\n/)
  const head = (at < 0 ? raw : raw.slice(0, at)).replace(/\r?\n[ \t]+/g, ' ')
  const headers = new Map(head.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const] : []
  }))
  return { headers, body: at < 0 ? '' : raw.slice(at).replace(/^\r?\n\r?\n/, '') }
}

function plainText(part: Part): string | undefined {
  const type = part.headers.get('content-type') ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary) {
    for (const piece of part.body.split(`--${boundary}`).slice(1)) {
      const found = piece.startsWith('--') ? undefined : plainText(partOf(piece.replace(/^\r?\n/, '')))
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!/^text\/plain/i.test(type)) return undefined
  const encoding = (part.headers.get('content-transfer-encoding') ?? '').toLowerCase()
  if (encoding === 'base64') return Buffer.from(part.body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return bytesOfQuotedPrintable(part.body).toString('utf8')
  return Buffer.from(part.body, 'latin1').toString('utf8')
}

/** Reads a raw mail (bytes as latin1). Enough for what the platform sends; not a general MIME reader. */
export function readMail(raw: Buffer): ReadableMail {
  const part = partOf(raw.toString('latin1'))
  const header = (name: string): string => decodeHeader(part.headers.get(name) ?? '')
  return { from: header('from'), to: header('to'), subject: header('subject'), text: (plainText(part) ?? '').replace(/\r\n/g, '\n').trimEnd() }
}
