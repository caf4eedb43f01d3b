import { BUSINESS_DOCUMENT, BUSINESS_TYPES, CODE, DOCUMENT_TYPE, EDXML_NAMESPACE, isStatusCode, ORGAN, OTHER, PROMULGATION, RECEIVER, RESPONSE_FOR, SIGNER, STAFF, TRACE, type Attachment, type Business, type BusinessType, type Edoc, type EdStatus, type Message } from './edxml.ts'
import { childOf, childrenOf, findAll, textOf, textsOf, type XmlElement } from './xml-tree.ts'

export type EdXmlFault = 'not-edxml' | 'two-headers' | 'no-sender' | 'no-receiver' | 'no-document-id' | 'unknown-business' | 'unknown-status' | 'attachment-twice'
export type ReadMessage = { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly reason: EdXmlFault }

/** Namespaces that messages come in: the standard's, the one before it, none at all, and the SOAP one that some status messages wear. */
const NAMESPACES = new Set([EDXML_NAMESPACE, 'http://www.e-doc.vn/Schema/', '', 'http://schemas.xmlsoap.org/soap/envelope/'])
const ROOTS = new Set(['edXML', 'edXMLEnvelope', 'EdXMLEnvelope', 'Envelope'])

/** Reads what is sent in the field: any order of elements, old namespaces, flat envelopes, either spelling of `Bussiness`. */
export function readMessage(root: XmlElement): ReadMessage {
  if (!ROOTS.has(root.name)) return { ok: false, reason: 'not-edxml' }
  const headers = findAll(root, 'MessageHeader', 'Status')
  const [header] = headers
  if (!header || !NAMESPACES.has(header.namespace)) return { ok: false, reason: 'not-edxml' }
  // two readers must not see two messages
  if (headers.length > 1) return { ok: false, reason: 'two-headers' }
  return header.name === 'Status' ? readStatus(header) : readEdoc(root, header)
}

function readStatus(header: XmlElement): ReadMessage {
  const statusCode = textOf(header, 'StatusCode')?.padStart(2, '0')
  if (statusCode === undefined || !isStatusCode(statusCode)) return { ok: false, reason: 'unknown-status' }
  const status: EdStatus = { responseFor: textsOf(childOf(header, 'ResponseFor'), RESPONSE_FOR), from: textsOf(childOf(header, 'From'), ORGAN), statusCode,
    description: textOf(header, 'Description'), timestamp: textOf(header, 'Timestamp'), staff: textsOf(childOf(header, 'StaffInfo'), STAFF) }
  if (status.from.OrganId === undefined) return { ok: false, reason: 'no-sender' }
  if (status.responseFor.OrganId === undefined) return { ok: false, reason: 'no-receiver' }
  return status.responseFor.DocumentId === undefined ? { ok: false, reason: 'no-document-id' } : { ok: true, message: { kind: 'status', status } }
}

function readEdoc(root: XmlElement, header: XmlElement): ReadMessage {
  const from = textsOf(childOf(header, 'From'), ORGAN)
  if (from.OrganId === undefined) return { ok: false, reason: 'no-sender' }
  const to = childrenOf(header, 'To').map(each => textsOf(each, ORGAN)).filter(each => each.OrganId !== undefined)
  if (to.length === 0) return { ok: false, reason: 'no-receiver' }
  const code = textsOf(childOf(header, 'Code'), CODE)
  const promulgation = promulgationOf(childOf(header, 'PromulgationInfo'))
  const documentId = textOf(header, 'DocumentId') ?? (code.CodeNumber && promulgation.PromulgationDate ? `${from.OrganId},${promulgation.PromulgationDate},${code.CodeNumber}/${code.CodeNotation ?? ''}` : undefined)
  if (documentId === undefined) return { ok: false, reason: 'no-document-id' }
  const business = readBusiness(findAll(root, 'Bussiness', 'Business')[0])
  if (!business) return { ok: false, reason: 'unknown-business' }
  const attachments = readAttachments(root)
  if (new Set(attachments.map(each => each.contentId)).size !== attachments.length) return { ok: false, reason: 'attachment-twice' }
  const type = childOf(header, 'DocumentType')
  const typeName = textOf(type, 'TypeName', 'Name')
  const other = childOf(header, 'OtherInfo')
  const edoc: Edoc = {
    from, to, documentId, code, promulgation, documentType: { ...textsOf(type, DOCUMENT_TYPE), ...(typeName === undefined ? {} : { TypeName: typeName }) },
    subject: textOf(header, 'Subject'), content: textOf(header, 'Content'), signer: textsOf(childOf(header, 'SignerInfo'), SIGNER), dueDate: textOf(header, 'DueDate'),
    other: textsOf(other, OTHER), appendixes: listOf(childOf(other, 'Appendixes')), responseFor: childrenOf(header, 'ResponseFor').map(each => textsOf(each, RESPONSE_FOR)),
    steeringType: textOf(header, 'SteeringType'), toPlaces: listOf(childOf(header, 'ToPlaces')), trace: findAll(root, 'TraceHeader').map(each => textsOf(each, TRACE)), business,
    signed: hasSignature(root), attachments,
  }
  return { ok: true, message: { kind: 'edoc', edoc } }
}

function promulgationOf(info: XmlElement | undefined): Edoc['promulgation'] {
  // one reference library calls the place the promulgator
  const place = textOf(info, 'Place', 'Promulgator')
  return { ...textsOf(info, PROMULGATION), ...(place === undefined ? {} : { Place: place }) }
}

const listOf = (parent: XmlElement | undefined): string[] => parent?.children.map(each => each.text).filter(text => text !== '') ?? []
const isBusinessType = (text: string): text is BusinessType => Object.hasOwn(BUSINESS_TYPES, text)

function readBusiness(element: XmlElement | undefined): Business | undefined {
  const type = textOf(element, 'BussinessDocType', 'BusinessDocType') ?? '0'
  if (!isBusinessType(type)) return undefined
  const about = childOf(element, 'BussinessDocumentInfo', 'BusinessDocumentInfo')
  return {
    type, reason: textOf(element, 'BussinessDocReason', 'BusinessDocReason'), paper: textOf(element, 'Paper'), documentId: textOf(element, 'DocumentId'), staff: textsOf(childOf(element, 'StaffInfo'), STAFF),
    about: textsOf(about, BUSINESS_DOCUMENT), receivers: childrenOf(childOf(about, 'ReceiverList'), 'Receiver').map(each => textsOf(each, RECEIVER)),
    replaces: childrenOf(childOf(element, 'ReplacementInfoList'), 'ReplacementInfo').flatMap(each => {
      const documentId = textOf(each, 'DocumentId')
      return documentId === undefined ? [] : [{ documentId, organIds: listOf(childOf(each, 'OrganIdList')) }]
    }),
  }
}

const hasSignature = (element: XmlElement): boolean => element.name === 'Signature' && element.children.length > 0 || element.children.some(hasSignature)

/** The id without the `cid:` that some write once, some twice and some not at all. */
const bareId = (text: string | undefined): string | undefined => text?.replace(/^(?:cid:)+/i, '').trim() || undefined

interface Named { readonly contentId: string | undefined; readonly name: string | undefined; readonly contentType: string | undefined; readonly description: string | undefined; readonly encoded: string | undefined }
function readNamed(element: XmlElement): Named {
  return { contentId: bareId(textOf(element, 'ContentId') ?? element.attributes.get('href')), name: textOf(element, 'AttachmentName'), contentType: textOf(element, 'ContentType'), description: textOf(element, 'Description'),
    encoded: textOf(element, 'ContentTransferEncoded')?.replace(/\s+/g, '') }
}

/** Joins the references of the manifest with the contents: by id, else by name, else by place. */
function readAttachments(root: XmlElement): Attachment[] {
  const contents = findAll(root, 'Attachment').map(readNamed)
  const references = findAll(root, 'edXMLManifest', 'Manifest').flatMap(manifest => childrenOf(manifest, 'Reference')).map(readNamed)
  const left = new Set(contents)
  const joined: Named[] = references.map((reference, at) => {
    const same = [...left]
    const content = same.find(each => each.contentId !== undefined && each.contentId === reference.contentId)
      ?? same.find(each => (each.contentId === undefined || reference.contentId === undefined) && each.name !== undefined && each.name === reference.name)
      ?? same.find(each => (each.contentId === undefined || reference.contentId === undefined) && contents.length === references.length && contents[at] === each)
    if (!content) return reference
    left.delete(content)
    return { contentId: reference.contentId ?? content.contentId, name: reference.name ?? content.name, contentType: reference.contentType ?? content.contentType, description: reference.description ?? content.description, encoded: content.encoded }
  })
  return [...joined, ...left].map((each, at) => ({ contentId: each.contentId ?? `attachment-${at + 1}`, name: each.name ?? `attachment-${at + 1}`, contentType: each.contentType, description: each.description, encoded: each.encoded }))
}
