import { ParseSpeeds, PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, type PDFContext, type PDFObject } from 'pdf-lib'

/**
 * What was appended after a signature: nothing; signatures and validation data, which a signed document may gather; or content, which makes
 * it another document than the one signed.
 */
export type LaterChanges = 'none' | 'signatures' | 'content'

const key = (name: string): PDFName => PDFName.of(name)
const load = (bytes: Uint8Array): Promise<PDFDocument> => PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true, parseSpeed: ParseSpeeds.Fastest })

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
function equal(a: PDFObject | undefined, b: PDFObject | undefined): boolean {
  if (a instanceof PDFRawStream && b instanceof PDFRawStream) return equal(a.dict, b.dict) && sameBytes(a.contents, b.contents)
  if (a instanceof PDFDict && b instanceof PDFDict) return equalExcept(a, b, [])
  return (a?.toString() ?? '') === (b?.toString() ?? '') && (a instanceof PDFRawStream) === (b instanceof PDFRawStream)
}
function equalExcept(a: PDFDict, b: PDFDict, ignored: readonly string[]): boolean {
  const skip = new Set(ignored.map(key))
  const keys = new Set([...a.keys(), ...b.keys()].filter((name) => !skip.has(name)))
  return [...keys].every((name) => equal(a.get(name), b.get(name)))
}

const itemsOf = (context: PDFContext, value: PDFObject | undefined): PDFObject[] => {
  const array = value instanceof PDFRef ? context.lookup(value) : value
  return array instanceof PDFArray ? array.asArray() : []
}

const isSignatureWidget = (context: PDFContext, item: PDFObject): boolean => {
  const dict = item instanceof PDFRef ? context.lookup(item) : item
  return dict instanceof PDFDict && dict.get(key('FT')) === key('Sig')
}

/** A list may only have gained signature fields. */
function onlySignaturesAdded(before: PDFContext, after: PDFContext, old: PDFObject | undefined, now: PDFObject | undefined): boolean {
  const had = itemsOf(before, old).map(String), has = itemsOf(after, now)
  const kept = new Set(has.map(String))
  return had.every((item) => kept.has(item)) && has.every((item) => had.includes(String(item)) || isSignatureWidget(after, item))
}

/** An object that signing again may touch, and whether it was touched in no other way. */
function harmless(before: PDFContext, after: PDFContext, old: PDFObject, now: PDFObject | undefined, roles: Roles, ref: PDFRef): boolean {
  if (roles.lists.has(ref)) return onlySignaturesAdded(before, after, old, now)
  if (roles.information.has(ref)) return true
  if (!(old instanceof PDFDict) || !(now instanceof PDFDict)) return false
  if (ref === roles.root) {
    return equalExcept(old, now, ['AcroForm', 'DSS', 'Extensions']) && formHarmless(before, after, old.lookupMaybe(key('AcroForm'), PDFDict), now.lookupMaybe(key('AcroForm'), PDFDict))
  }
  if (ref === roles.form) return formHarmless(before, after, old, now)
  if (old.get(key('Type')) === key('Page')) return equalExcept(old, now, ['Annots']) && onlySignaturesAdded(before, after, old.get(key('Annots')), now.get(key('Annots')))
  if (old.get(key('FT')) === key('Sig') && !old.has(key('V'))) return equalExcept(old, now, ['V', 'AP', 'F', 'MK', 'Lock'])
  return false
}

function formHarmless(before: PDFContext, after: PDFContext, old: PDFDict | undefined, now: PDFDict | undefined): boolean {
  if (!now) return old === undefined
  const was = old ?? PDFDict.withContext(before)
  return equalExcept(was, now, ['Fields', 'SigFlags', 'DR', 'DA']) && onlySignaturesAdded(before, after, was.get(key('Fields')), now.get(key('Fields')))
}

interface Roles { readonly root: PDFRef | undefined; readonly form: PDFRef | undefined; readonly lists: ReadonlySet<PDFRef>; readonly information: ReadonlySet<PDFRef> }

function rolesIn(document: PDFDocument): Roles {
  const { Root, Info } = document.context.trailerInfo
  const root = Root instanceof PDFRef ? document.context.lookupMaybe(Root, PDFDict) : undefined
  const refAt = (dict: PDFDict | undefined, name: string): PDFRef | undefined => { const value = dict?.get(key(name)); return value instanceof PDFRef ? value : undefined }
  const form = refAt(root, 'AcroForm')
  const formDict = root?.lookupMaybe(key('AcroForm'), PDFDict)
  const lists = [refAt(formDict, 'Fields'), ...document.getPages().map((page) => refAt(page.node, 'Annots'))]
  const information = [Info instanceof PDFRef ? Info : undefined, refAt(root, 'Metadata'), refAt(root, 'DSS')]
  const present = (refs: readonly (PDFRef | undefined)[]): Set<PDFRef> => new Set(refs.filter((ref): ref is PDFRef => ref !== undefined))
  return { root: Root instanceof PDFRef ? Root : undefined, form, lists: present(lists), information: present(information) }
}

/** Compares a document as it was when its first `length` bytes were signed with what it is now. Anything it cannot read counts as content. */
export async function changesAfter(bytes: Uint8Array, length: number): Promise<LaterChanges> {
  if (length === bytes.length) return 'none'
  try {
    const [before, after] = [await load(bytes.subarray(0, length)), await load(bytes)]
    const roles = rolesIn(before)
    if (String(after.context.trailerInfo.Root) !== String(roles.root)) return 'content'
    for (const [ref, old] of before.context.enumerateIndirectObjects()) {
      const now = after.context.lookup(ref)
      if (!equal(old, now) && !harmless(before.context, after.context, old, now, roles, ref)) return 'content'
    }
    return 'signatures'
  } catch { return 'content' }
}
