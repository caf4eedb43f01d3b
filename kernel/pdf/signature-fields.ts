import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRef, PDFString, type PDFObject } from 'pdf-lib'
import { openRevision, type Revision } from './revision.ts'

/** Where a signature goes; points from the top left of the page, page counted from 1. */
export interface SignaturePlace { readonly name: string; readonly page: number; readonly x: number; readonly y: number; readonly width: number; readonly height: number }

const key = (name: string): PDFName => PDFName.of(name)

/** The dictionary under `parent[name]`, made as a new object when missing; what holds it is marked as changed. */
function dictUnder(revision: Revision, parent: PDFDict, parentRef: PDFRef, name: string): { dict: PDFDict; ref: PDFRef } {
  const value = parent.get(key(name))
  if (value instanceof PDFRef) return { dict: revision.context.lookup(value, PDFDict), ref: value }
  const dict = value instanceof PDFDict ? value : PDFDict.withContext(revision.context)
  const ref = revision.add(dict)
  parent.set(key(name), ref)
  revision.touch(parentRef)
  return { dict, ref }
}

/** Appends to the array under `parent[name]`, whether it is inline, an object of its own, or missing. */
function appendUnder(revision: Revision, parent: PDFDict, parentRef: PDFRef, name: string, item: PDFObject): void {
  const value = parent.get(key(name))
  if (value instanceof PDFRef) {
    revision.context.lookup(value, PDFArray).push(item)
    revision.touch(value)
    return
  }
  if (value instanceof PDFArray) value.push(item)
  else parent.set(key(name), revision.context.obj([item]))
  revision.touch(parentRef)
}

function rootOf(revision: Revision): { dict: PDFDict; ref: PDFRef } {
  const ref = revision.context.trailerInfo.Root
  if (!(ref instanceof PDFRef)) throw new Error('This PDF has no catalogue')
  return { dict: revision.context.lookup(ref, PDFDict), ref }
}

export function nameOfField(field: PDFDict): string {
  const name = field.get(key('T'))
  return name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : ''
}

/** The signature fields of a document, signed or not. */
export function signatureFieldsOf(revision: Pick<Revision, 'context'>): { readonly ref: PDFRef; readonly field: PDFDict }[] {
  const root = revision.context.lookupMaybe(revision.context.trailerInfo.Root, PDFDict)
  const form = root?.lookupMaybe(key('AcroForm'), PDFDict)
  const fields: { ref: PDFRef; field: PDFDict }[] = []
  const walk = (list: PDFArray | undefined, inheritedType: PDFObject | undefined, depth: number): void => {
    for (const ref of list?.asArray() ?? []) {
      if (!(ref instanceof PDFRef) || depth > 8) continue
      const field = revision.context.lookupMaybe(ref, PDFDict)
      if (!field) continue
      const type = field.get(key('FT')) ?? inheritedType
      if (type === key('Sig')) fields.push({ ref, field })
      walk(field.lookupMaybe(key('Kids'), PDFArray), type, depth + 1)
    }
  }
  walk(form?.lookupMaybe(key('Fields'), PDFArray), undefined, 0)
  return fields
}

/** Adds one empty signature field (a merged field and widget) to the revision. A place of no size is an invisible signature. */
export function addSignatureField(revision: Revision, place: SignaturePlace): PDFRef {
  const pages = revision.document.getPages()
  const page = pages[Math.min(Math.max(place.page, 1), pages.length) - 1]
  if (!page) throw new Error('This PDF has no page')
  const box = page.getCropBox()
  const left = box.x + place.x
  const top = box.y + box.height - place.y
  const visible = place.width > 0 && place.height > 0
  const widget = revision.context.obj({
    Type: 'Annot', Subtype: 'Widget', FT: 'Sig', P: page.ref,
    Rect: visible ? [left, top - place.height, left + place.width, top] : [0, 0, 0, 0],
    // printed and locked (ISO 32000-1 table 165): PDF/A-2 wants Print set and Hidden clear
    F: 132,
  })
  widget.set(key('T'), PDFHexString.fromText(place.name))
  const ref = revision.add(widget)
  appendUnder(revision, page.node, page.ref, 'Annots', ref)
  const root = rootOf(revision)
  const form = dictUnder(revision, root.dict, root.ref, 'AcroForm')
  appendUnder(revision, form.dict, form.ref, 'Fields', ref)
  return ref
}

/** Tells readers that signatures exist and that only appending is allowed (ISO 32000-1 table 219: SignaturesExist, AppendOnly). */
export function markSigned(revision: Revision): void {
  const root = rootOf(revision)
  const form = dictUnder(revision, root.dict, root.ref, 'AcroForm')
  form.dict.set(key('SigFlags'), revision.context.obj(3))
  revision.touch(form.ref)
}

/** The same document with an empty signature field at each place. */
export async function addSignatureFields(bytes: Uint8Array, places: readonly SignaturePlace[]): Promise<Uint8Array> {
  const revision = await openRevision(bytes)
  for (const place of places) addSignatureField(revision, place)
  return revision.finish().bytes
}
