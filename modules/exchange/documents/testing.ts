import fc from 'fast-check'
import { BUSINESS_DOCUMENT, CODE, DOCUMENT_TYPE, isStatusCode, ORGAN, OTHER, PROMULGATION, RECEIVER, RESPONSE_FOR, SIGNER, STAFF, STATUS_CODES, TRACE, type Business, type Edoc, type EdStatus, type StatusCode } from '../domain/edxml.ts'
import { packAttachment } from './attachments.ts'

/** Builders of edXML messages for tests and trials. */
export const NEW_DOCUMENT: Business = { type: '0', reason: undefined, paper: undefined, documentId: undefined, staff: {}, about: {}, receivers: [], replaces: [] }

export function anEdoc(from: string, to: readonly string[], more: Partial<Edoc> = {}): Edoc {
  return {
    from: { OrganId: from, OrganName: 'Sở Khoa học và Công nghệ' }, to: to.map(OrganId => ({ OrganId })), documentId: `${from},2026/11/29,12/SKHCN-VP`, code: { CodeNumber: '12', CodeNotation: 'SKHCN-VP' },
    promulgation: { Place: 'Đồng Nai', PromulgationDate: '2026/11/29' }, documentType: { Type: '1', TypeName: 'Công văn' }, subject: 'V/v kết nối nền tảng tích hợp, chia sẻ dữ liệu', content: undefined,
    signer: { Position: 'Giám đốc', FullName: 'Người Ký' }, dueDate: undefined, other: { Priority: '0' }, appendixes: [], responseFor: [], steeringType: '1', toPlaces: ['Như trên', 'Lưu: VT'],
    trace: [{ OrganId: from, Timestamp: '2026/11/29 08:00:00' }], business: NEW_DOCUMENT, signed: false,
    attachments: [{ contentId: 'van-ban', name: 'van-ban.pdf', contentType: 'application/pdf', description: undefined, encoded: packAttachment('van-ban.pdf', Buffer.from('%PDF-1.7 nội dung')) }], ...more,
  }
}
export function aStatus(from: string, about: { readonly organ: string; readonly documentId: string }, statusCode: StatusCode): EdStatus {
  return { responseFor: { OrganId: about.organ, DocumentId: about.documentId }, from: { OrganId: from }, statusCode, description: undefined, timestamp: '2026/11/29 09:00:00', staff: { Staff: 'Văn thư' } }
}

/** Any text that XML can hold and that nobody's trimming changes. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).map(each => each.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').trim()).filter(each => each !== '')
const maybe = fc.option(text, { nil: undefined })
function texts<Name extends string>(names: readonly Name[], always: readonly Name[] = []): fc.Arbitrary<Partial<Record<Name, string>>> {
  return fc.tuple(...names.map(name => always.includes(name) ? text : maybe)).map(values => {
    const made: Partial<Record<Name, string>> = {}
    names.forEach((name, at) => { const value = values[at]; if (value !== undefined) made[name] = value })
    return made
  })
}
/** Groups that are empty are not written, so lists hold none. */
const listOf = <Name extends string>(names: readonly Name[]): fc.Arbitrary<Partial<Record<Name, string>>[]> => fc.array(texts(names).filter(each => Object.keys(each).length > 0), { maxLength: 2 })
const words = fc.array(text, { maxLength: 2 })

const business: fc.Arbitrary<Business> = fc.record({ type: fc.constantFrom('0' as const, '1' as const, '2' as const, '3' as const), reason: maybe, paper: maybe, documentId: maybe, staff: texts(STAFF), about: texts(BUSINESS_DOCUMENT), receivers: listOf(RECEIVER),
  replaces: fc.array(fc.record({ documentId: text, organIds: words }), { maxLength: 2 }) })
export const anyEdoc: fc.Arbitrary<Edoc> = fc.record({
  from: texts(ORGAN, ['OrganId']), to: fc.array(texts(ORGAN, ['OrganId']), { minLength: 1, maxLength: 3 }), documentId: text, code: texts(CODE), promulgation: texts(PROMULGATION), documentType: texts(DOCUMENT_TYPE),
  subject: maybe, content: maybe, signer: texts(SIGNER), dueDate: maybe, other: texts(OTHER), appendixes: words, responseFor: listOf(RESPONSE_FOR), steeringType: maybe, toPlaces: words, trace: listOf(TRACE), business, signed: fc.constant(false),
  attachments: fc.uniqueArray(fc.record({ contentId: fc.uuid(), name: text, contentType: maybe, description: maybe, encoded: fc.base64String({ minLength: 4, maxLength: 60 }) }), { selector: each => each.contentId, maxLength: 3 }),
})
export const anyStatus: fc.Arbitrary<EdStatus> = fc.record({ responseFor: texts(RESPONSE_FOR, ['OrganId', 'DocumentId']), from: texts(ORGAN, ['OrganId']), statusCode: fc.constantFrom(...Object.keys(STATUS_CODES).filter(isStatusCode)), description: maybe, timestamp: maybe, staff: texts(STAFF) })
