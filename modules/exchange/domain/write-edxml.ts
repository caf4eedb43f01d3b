import { BUSINESS_DOCUMENT, CODE, DOCUMENT_TYPE, EDXML_NAMESPACE, ORGAN, OTHER, PROMULGATION, RECEIVER, RESPONSE_FOR, SIGNER, STAFF, TRACE, type Attachment, type Business, type Edoc, type EdStatus } from './edxml.ts'
import { escapeXml } from './escape-xml.ts'

const tag = (name: string, inner: string): string => `<edXML:${name}>${inner}</edXML:${name}>`
const text = (name: string, value: string | undefined): string => value === undefined ? '' : tag(name, escapeXml(value))
const texts = <Name extends string>(names: readonly Name[], values: Readonly<Partial<Record<Name, string>>>): string => names.map(name => text(name, values[name])).join('')
/** A group whose elements are all absent is absent itself. */
const group = (name: string, inner: string): string => inner === '' ? '' : tag(name, inner)
const list = (name: string, item: string, values: readonly string[]): string => group(name, values.map(value => text(item, value)).join(''))

/** The message as the standard has it: exact order, exact namespaces, attachments outside the envelope. Signing is the sender's. */
export function writeEdoc(edoc: Edoc): string {
  const header = tag('MessageHeader', group('From', texts(ORGAN, edoc.from)) + edoc.to.map(each => group('To', texts(ORGAN, each))).join('') + text('DocumentId', edoc.documentId) + group('Code', texts(CODE, edoc.code))
    + group('PromulgationInfo', texts(PROMULGATION, edoc.promulgation)) + group('DocumentType', texts(DOCUMENT_TYPE, edoc.documentType)) + text('Subject', edoc.subject) + text('Content', edoc.content)
    + group('SignerInfo', texts(SIGNER, edoc.signer)) + text('DueDate', edoc.dueDate) + group('OtherInfo', texts(OTHER, edoc.other) + list('Appendixes', 'Appendix', edoc.appendixes))
    + edoc.responseFor.map(each => group('ResponseFor', texts(RESPONSE_FOR, each))).join('') + text('SteeringType', edoc.steeringType) + list('ToPlaces', 'Place', edoc.toPlaces))
  const trace = tag('TraceHeaderList', edoc.trace.map(each => group('TraceHeader', texts(TRACE, each))).join('') + writeBusiness(edoc.business))
  const manifest = `<edXML:edXMLManifest version="1.0">${edoc.attachments.map(writeReference).join('')}</edXML:edXMLManifest>`
  return envelope(tag('edXMLHeader', header + trace) + tag('edXMLBody', manifest), edoc.attachments.length === 0 ? '' : `<AttachmentEncoded>${edoc.attachments.map(writeContent).join('')}</AttachmentEncoded>`)
}

/** The message by which a receiver tells the sender how far the document is. */
export function writeStatus(status: EdStatus): string {
  return envelope(tag('edXMLHeader', tag('Status', group('ResponseFor', texts(RESPONSE_FOR, status.responseFor)) + group('From', texts(ORGAN, status.from)) + text('StatusCode', status.statusCode)
    + text('Description', status.description) + text('Timestamp', status.timestamp) + group('StaffInfo', texts(STAFF, status.staff)))), '')
}

const envelope = (inner: string, outside: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${EDXML_NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${EDXML_NAMESPACE}">${inner}</edXML:edXMLEnvelope>${outside}</edXML>`

function writeBusiness(business: Business): string {
  const about = texts(BUSINESS_DOCUMENT, business.about) + group('ReceiverList', business.receivers.map(each => group('Receiver', texts(RECEIVER, each))).join(''))
  const replaces = business.replaces.map(each => tag('ReplacementInfo', text('DocumentId', each.documentId) + list('OrganIdList', 'OrganId', each.organIds))).join('')
  return tag('Bussiness', text('BussinessDocType', business.type) + text('BussinessDocReason', business.reason) + group('BussinessDocumentInfo', about) + text('DocumentId', business.documentId)
    + group('StaffInfo', texts(STAFF, business.staff)) + text('Paper', business.paper) + group('ReplacementInfoList', replaces))
}

const writeReference = (each: Attachment): string => tag('Reference', text('ContentId', `cid:${each.contentId}`) + text('ContentType', each.contentType) + text('Description', each.description) + text('AttachmentName', each.name))
const plain = (name: string, value: string | undefined): string => value === undefined ? '' : `<${name}>${escapeXml(value)}</${name}>`
const writeContent = (each: Attachment): string => `<Attachment>${plain('ContentId', `cid:${each.contentId}`)}${plain('AttachmentName', each.name)}${plain('Description', each.description)}${plain('ContentType', each.contentType)}${plain('ContentTransferEncoded', each.encoded)}</Attachment>`
