import { refuse, type Inspection } from './verdict.ts'
import { readZip, unpack, type ZipFault } from './zip.ts'

const LIMITS = { entries: 2000, totalBytes: 100 * 1024 * 1024, ratio: 200 }
const FAULTS = { 'broken': 'office-broken', 'polyglot': 'polyglot', 'bomb': 'archive-bomb', 'encrypted': 'office-broken', 'bad-name': 'polyglot' } as const satisfies Record<ZipFault, string>
/** Parts that hold programs, foreign objects or connections (ECMA-376 part names). */
const ACTIVE_PART = /vbaProject|vbaData|\.bin$|activeX|\/embeddings\/|\/ctrlProps\/|\/macrosheets\/|\/dialogsheets\/|connections\.xml$|\/externalLinks\/|\.(?:exe|dll|js|vbs|html?|mht|zip|docm|dotm|svg)$/iu
const ACTIVE_TYPE = /macroEnabled|vbaProject|activeX|oleObject/iu
/** Only links that a reader clicks may lead outside. */
const EXTERNAL = /<Relationship\b(?=[^>]*TargetMode\s*=\s*["']External["'])(?![^>]*Type\s*=\s*["'][^"']*\/hyperlink["'])/iu

/** A DOCX (or XLSX): one plain archive, every part unpacked once within bounds, no macros, no objects, nothing fetched from elsewhere. */
export function inspectOffice(bytes: Buffer, mediaType: string): Inspection {
  const zip = readZip(bytes, LIMITS)
  if ('fault' in zip) return refuse(FAULTS[zip.fault])
  const names = zip.entries.map((entry) => entry.name)
  const main = mediaType.includes('wordprocessing') ? 'word/document.xml' : 'xl/workbook.xml'
  if (!names.includes('[Content_Types].xml') || !names.includes(main)) return refuse('type-not-allowed')
  if (names.some((name) => ACTIVE_PART.test(name))) return refuse('office-active')
  for (const entry of zip.entries) {
    const data = unpack(bytes, entry)
    if (data === undefined) return refuse(entry.name.endsWith('/') ? 'polyglot' : 'office-broken')
    if (!/\.(?:xml|rels)$/iu.test(entry.name)) continue
    const text = data[0] === 0xff || data[0] === 0xfe || data[1] === 0 ? data.toString('utf16le') : data.toString('utf8')
    // entities would be expanded by whoever opens it
    if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) return refuse('archive-bomb')
    if (entry.name === '[Content_Types].xml' && ACTIVE_TYPE.test(text)) return refuse('office-active')
    if (entry.name.endsWith('.rels') && EXTERNAL.test(text)) return refuse('office-external')
  }
  return { ok: true, mediaType, originalType: mediaType, pageCount: 1, warnings: [] }
}
