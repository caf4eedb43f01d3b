/** Extensions of accepted media types; the first is the one given. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'], 'image/png': ['png'], 'image/webp': ['webp'], 'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
}

const ALL_EXTENSIONS = Object.values(EXTENSIONS).flat()

const LONGEST = 120
/** Control characters, marks that turn the direction of writing (CVE-2021-42574), zero-width and unassigned ones. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
/** Endings by which a system or a web server would run a file or show it as a page, wherever in the name they stand (`don.php.jpg`). */
const ACTIVE = /\.(?=(?:exe|com|bat|cmd|scr|pif|msi|dll|jar|lnk|js|mjs|vbs|ps1|hta|sh|py|pl|cgi|php\d?|phtml|phar|jspx?|aspx?|html?|xhtml|mhtml?|svgz?|xml)(?:\.|$))/giu
/** Characters that some system forbids, and what would be one of them after decoding. */
const UNSAFE = /[<>:"|?*\ufffd]|%(?=[0-9a-f]{2})/giu
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu

/** The extension without the dot, lower case; '' when there is none. */
export function extensionOf(name: string): string {
  return /\.([\p{L}\p{N}]{1,10})$/u.exec(name.replace(INVISIBLE, '').trim())?.[1]?.toLowerCase() ?? ''
}

/** A name that is safe to show, to put in a header and to save on any system: NFC, no path, at most 120 characters, the extension of `mediaType`. */
export function normaliseFileName(name: string, mediaType: string): string {
  const bare = (name.toWellFormed().normalize('NFC').replace(INVISIBLE, '').split(/[\\/]/u).at(-1) ?? '').replace(/\p{Zs}+/gu, ' ')
  const known = EXTENSIONS[mediaType] ?? []
  // a picture that became a PDF does not stay `don.jpg.pdf`
  const stem = (ALL_EXTENSIONS.includes(extensionOf(bare)) ? bare.slice(0, bare.lastIndexOf('.')) : bare)
    .replace(UNSAFE, '_').replace(ACTIVE, '_').replace(/^[ .]+|[ .]+$/gu, '')
  const extension = known[0] === undefined ? '' : `.${known[0]}`
  const kept = [...(stem === '' ? 'tep' : RESERVED.test(stem) ? `_${stem}` : stem)].slice(0, LONGEST - extension.length).join('').trimEnd()
  return kept + extension
}
