import { X509Certificate } from 'node:crypto'
import { PDFArray, PDFDict, PDFName, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib'
import type { PdfSource, PdfView } from '../pdf/reading/index.ts'
import type { Revision } from '../pdf/revision.ts'
import type { TrustAnchors } from './trust.ts'

/** What a signature is judged by when its authorities no longer answer: certificates and lists of revoked ones, as DER. */
export interface ValidationData { readonly certificates: readonly Uint8Array[]; readonly revocationLists: readonly Uint8Array[] }

const key = (name: string): PDFName => PDFName.of(name)

/**
 * Writes the document security store (ISO 32000-2 §12.8.4.3, EN 319 142-1 §5.4.2) into the revision that is about to be signed: what was known at
 * signing travels with the file, under the signature. What an earlier revision stored stays.
 */
export function storeValidationData(revision: Revision, data: ValidationData): void {
  const { context } = revision
  const root = context.trailerInfo.Root
  if (!(root instanceof PDFRef)) throw new Error('This PDF has no catalogue')
  const catalogue = context.lookup(root, PDFDict)
  const before = catalogue.lookupMaybe(key('DSS'), PDFDict)
  const store = PDFDict.withContext(context)
  for (const [name, value] of before?.entries() ?? []) store.set(name, value)
  const add = (name: string, items: readonly Uint8Array[]): void => {
    const kept = before?.lookupMaybe(key(name), PDFArray)?.asArray() ?? []
    const known = kept.flatMap((ref) => { const stream = context.lookup(ref); return stream instanceof PDFRawStream ? [Buffer.from(stream.contents)] : [] })
    const fresh: PDFObject[] = []
    for (const item of items) {
      if (known.some((other) => other.equals(item))) continue
      known.push(Buffer.from(item))
      fresh.push(revision.add(context.stream(item)))
    }
    store.set(key(name), context.obj([...kept, ...fresh]))
  }
  store.set(key('Type'), key('DSS'))
  add('Certs', data.certificates)
  add('CRLs', data.revocationLists)
  catalogue.set(key('DSS'), revision.add(store))
  revision.touch(root)
}

/** Honest files hold a handful; reading stops here. */
const MOST_ITEMS = 64

function streamsUnder(source: PdfSource, view: PdfView, store: PDFDict, name: string): Uint8Array[] {
  const list = view.resolve(store.get(key(name)))
  return (list instanceof PDFArray ? list.asArray() : []).slice(0, MOST_ITEMS).flatMap((ref) => {
    const stream = view.resolve(ref)
    const place = ref instanceof PDFRef ? view.spanOf(ref) : undefined
    return stream instanceof PDFRawStream && place ? [source.unpack(stream, place.start)] : []
  })
}

function isCertificate(der: Uint8Array): boolean { try { return new X509Certificate(der).raw.length > 0 } catch { return false } }

/** Whom the verifier believes, and beside it what the file brings: certificates to find paths with, and lists, each of which counts only with its issuer's signature. */
export function withStoredData(source: PdfSource, view: PdfView, anchors: TrustAnchors): TrustAnchors {
  const store = view.resolve(view.root.get(key('DSS')))
  if (!(store instanceof PDFDict)) return anchors
  return {
    ...anchors, intermediates: [...anchors.intermediates ?? [], ...streamsUnder(source, view, store, 'Certs').filter(isCertificate)],
    revocationLists: [...anchors.revocationLists ?? [], ...streamsUnder(source, view, store, 'CRLs')],
  }
}
