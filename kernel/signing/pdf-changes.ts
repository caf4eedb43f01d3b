import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRawStream, PDFRef, PDFString, PDFHexString, type PDFObject } from 'pdf-lib'
import { signatureFieldsOf } from '../pdf/signature-fields.ts'
import { HeavyPdf, viewOf, type PdfSource, type PdfView } from '../pdf/reading/index.ts'

/**
 * What was added after a signature: nothing that shows (validation data, properties) · further signatures, invisible or in places that the
 * signed file had prepared · signatures of trusted people in new places on the page · content, which makes it another document.
 */
export type LaterChanges = 'none' | 'signatures' | 'visible-signatures' | 'content'

/** A signature whose own bytes were checked. */
export interface CheckedSignature {
  readonly field: PDFRef
  /** how many bytes of the file it covers */
  readonly end: number
  /** of somebody trusted; a time-stamp says nothing on the page */
  readonly mayPaint: boolean
  readonly isTimeStamp: boolean
}

type Role = 'plain' | 'catalogue' | 'form' | 'list'
interface Pair { readonly old: PDFObject | undefined; readonly now: PDFObject | undefined; readonly role: Role }
type Known = 'signatures' | 'visible-signatures'

const key = (name: string): PDFName => PDFName.of(name)
const keysOf = (...names: readonly string[]): ReadonlySet<PDFName> => new Set(names.map(key))
const NOTHING = keysOf()
/** Where nothing is shown: validation data (ETSI EN 319 142-1 §5.4.2), the extensions they ask for, properties. */
const UNSEEN = keysOf('DSS', 'Extensions', 'Metadata')
const FORM_GAINS = keysOf('Fields', 'SigFlags', 'DA', 'DR')
const SIGNING = keysOf('V', 'AP', 'F')
const WIDGET_KEYS = keysOf('Type', 'Subtype', 'FT', 'T', 'TU', 'V', 'F', 'Ff', 'P', 'Rect', 'AP', 'MK', 'DA', 'Border', 'BS', 'NM', 'M', 'Lock', 'SV')
const APPEARANCE_KEYS = keysOf('N', 'R', 'D')

class ContentChanged extends Error {}
function demand(fact: boolean): asserts fact { if (!fact) throw new ContentChanged() }

const onlyHas = (dict: PDFDict, names: ReadonlySet<PDFName>): boolean => dict.keys().every((name) => names.has(name))

/** Four numbers without any extent. */
function hasNoSize(view: PdfView, box: PDFObject | undefined): boolean {
  const corners = view.resolve(box)
  const [left, bottom, right, top, ...more] = corners instanceof PDFArray ? corners.asArray().map((item) => { const corner = view.resolve(item); return corner instanceof PDFNumber ? corner.asNumber() : NaN }) : []
  return more.length === 0 && left !== undefined && left === right && bottom !== undefined && bottom === top
}

/** An invisible signature field: no extent, and no appearance that has one (programs disagree on what to do with it). */
function isInvisible(view: PdfView, field: PDFDict): boolean {
  if (!hasNoSize(view, field.get(key('Rect')))) return false
  const appearance = view.resolve(field.get(key('AP')))
  if (appearance === undefined) return true
  if (!(appearance instanceof PDFDict)) return false
  return appearance.values().every((item) => { const form = view.resolve(item); return form instanceof PDFRawStream && hasNoSize(view, form.dict.get(key('BBox'))) })
}

/**
 * Compares the file as it was when its first `length` bytes were signed with what it shows now: a walk along both from the catalogue, so that
 * every object is judged by what it is used for. `noMoreSignatures`: the signature certified the file as final (DocMDP P 1).
 */
export function changesAfter(source: PdfSource, after: PdfView, length: number, signatures: readonly CheckedSignature[], noMoreSignatures = false): LaterChanges {
  if (length === source.bytes.length) return 'none'
  try { return compare(viewOf(source, length), after, length, signatures, noMoreSignatures) } catch (error) {
    if (error instanceof HeavyPdf) throw error
    return 'content'
  }
}

function compare(before: PdfView, after: PdfView, length: number, signatures: readonly CheckedSignature[], noMoreSignatures: boolean): LaterChanges {
  demand(after.isAllListedFrom(length))
  const emptyFields = new Set(signatureFieldsOf(before).filter(({ field }) => !field.has(key('V'))).map(({ ref }) => ref))
  let found: 'none' | Known = 'none'
  const open: Pair[] = [{ old: before.context.trailerInfo.Root, now: after.context.trailerInfo.Root, role: 'catalogue' }]
  const seen = new Set<string>()
  const follow = (old: PDFObject | undefined, now: PDFObject | undefined, role: Role = 'plain'): void => {
    if (old === undefined && now === undefined) return
    if (old instanceof PDFRef && now instanceof PDFRef) {
      const name = `${role} ${old.toString()} ${now.toString()}`
      if (seen.has(name)) return
      seen.add(name)
    }
    open.push({ old, now, role })
  }
  const followKeys = (old: PDFDict, now: PDFDict, except: ReadonlySet<PDFName>): void => {
    for (const name of new Set([...old.keys(), ...now.keys()])) if (!except.has(name)) follow(old.get(name), now.get(name))
  }
  const accept = (ref: PDFObject | undefined, paints: boolean, kind: Known): void => {
    const signature = signatures.find(({ field, end }) => field === ref && end > length)
    demand(signature !== undefined && (!paints || signature.mayPaint) && !(noMoreSignatures && !signature.isTimeStamp))
    if (found !== 'visible-signatures') found = kind
  }
  const addedWidget = (ref: PDFObject): void => {
    const field = after.resolve(ref)
    demand(field instanceof PDFDict && onlyHas(field, WIDGET_KEYS) && field.get(key('FT')) === key('Sig') && field.get(key('Subtype')) === key('Widget'))
    const paints = !isInvisible(after, field)
    accept(ref, paints, paints ? 'visible-signatures' : 'signatures')
  }
  /** Lists of fields and annotations keep what they had, in its order, and gain signature fields. */
  const followList = (old: PDFObject | undefined, now: PDFObject | undefined): void => {
    demand((old === undefined || old instanceof PDFArray) && (now === undefined || now instanceof PDFArray))
    const had = old?.asArray() ?? []
    let kept = 0
    for (const item of now?.asArray() ?? []) {
      if (kept < had.length && String(had[kept]) === String(item)) follow(had[kept++], item)
      else addedWidget(item)
    }
    demand(kept === had.length)
  }
  const followForm = (old: PDFObject | undefined, now: PDFObject | undefined): void => {
    demand((old === undefined || old instanceof PDFDict) && now instanceof PDFDict)
    const was = old ?? PDFDict.withContext(before.context)
    followKeys(was, now, FORM_GAINS)
    follow(was.get(key('Fields')), now.get(key('Fields')), 'list')
    demand(now.get(key('SigFlags')) === undefined || now.get(key('SigFlags')) instanceof PDFNumber)
    const style = now.get(key('DA'))
    if (was.has(key('DA')) || !(style instanceof PDFString || style instanceof PDFHexString)) follow(was.get(key('DA')), style)
    // fonts come with a form's first signature; in a form that was there they could dress old text anew
    if (old !== undefined) follow(was.get(key('DR')), now.get(key('DR')))
  }
  /** An empty signature field that the signed file had: filled in its place, or as it was. */
  const followField = (ref: PDFRef, old: PDFDict, now: PDFDict): void => {
    if (!now.has(key('V'))) return followKeys(old, now, NOTHING)
    followKeys(old, now, SIGNING)
    const appearance = after.resolve(now.get(key('AP')))
    demand(after.resolve(now.get(key('V'))) instanceof PDFDict && (now.get(key('F')) === undefined || now.get(key('F')) instanceof PDFNumber))
    demand(appearance === undefined || appearance instanceof PDFDict && onlyHas(appearance, APPEARANCE_KEYS))
    accept(ref, !isInvisible(after, now), 'signatures')
  }
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [old, now] = [before.resolve(pair.old), after.resolve(pair.now)]
    if (pair.role === 'list') followList(old, now)
    else if (pair.role === 'form') followForm(old, now)
    else if (pair.role === 'catalogue') {
      demand(old instanceof PDFDict && now instanceof PDFDict)
      followKeys(old, now, new Set([...UNSEEN, key('AcroForm')]))
      follow(old.get(key('AcroForm')), now.get(key('AcroForm')), 'form')
    } else if (old instanceof PDFDict && now instanceof PDFDict) {
      if (pair.old instanceof PDFRef && pair.old === pair.now && emptyFields.has(pair.old)) followField(pair.old, old, now)
      else if (pair.old instanceof PDFRef && before.pages.has(pair.old)) {
        followKeys(old, now, keysOf('Annots'))
        follow(old.get(key('Annots')), now.get(key('Annots')), 'list')
      } else followKeys(old, now, NOTHING)
    } else if (old instanceof PDFArray && now instanceof PDFArray) {
      demand(old.size() === now.size())
      old.asArray().forEach((item, i) => follow(item, now.get(i)))
    } else if (old instanceof PDFRawStream && now instanceof PDFRawStream) {
      demand(Buffer.compare(old.contents, now.contents) === 0)
      followKeys(old.dict, now.dict, NOTHING)
    } else demand(old !== undefined && now !== undefined && old.constructor === now.constructor && old.toString() === now.toString() || old === undefined && now === undefined)
  }
  return found
}
