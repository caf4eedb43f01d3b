/** edXML 1.02 (QCVN 102:2016/BTTTT): a document or its status on the way between agencies. Fields bear the standard's own names, its misspelling included. */
export const EDXML_NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016'

/** Simple elements of each group, in the order in which they are written. */
export const ORGAN = ['OrganId', 'OrganizationInCharge', 'OrganName', 'OrganAdd', 'Email', 'Telephone', 'Fax', 'Website'] as const
export const CODE = ['CodeNumber', 'CodeNotation'] as const
export const PROMULGATION = ['Place', 'PromulgationDate'] as const
export const DOCUMENT_TYPE = ['Type', 'TypeDetail', 'TypeName'] as const
export const SIGNER = ['Competence', 'Position', 'FullName'] as const
export const OTHER = ['Priority', 'SphereOfPromulgation', 'TyperNotation', 'PromulgationAmount', 'PageAmount', 'Direction'] as const
export const RESPONSE_FOR = ['OrganId', 'Code', 'PromulgationDate', 'DocumentId'] as const
export const TRACE = ['OrganId', 'Timestamp'] as const
export const STAFF = ['Department', 'Staff', 'Email', 'Mobile'] as const
export const BUSINESS_DOCUMENT = ['DocumentInfo', 'DocumentReceiver'] as const
export const RECEIVER = ['ReceiverType', 'OrganId'] as const

/** Texts of simple elements by name; an empty element is an absent one. */
export type Texts<Names extends readonly string[]> = Readonly<Partial<Record<Names[number], string>>>
export type Organ = Texts<typeof ORGAN>
export type ResponseFor = Texts<typeof RESPONSE_FOR>

/** `Bussiness`: what the message does to its receivers' copies. */
export const BUSINESS_TYPES = { '0': 'new', '1': 'recall', '2': 'update', '3': 'replace' } as const
export type BusinessType = keyof typeof BUSINESS_TYPES
export interface Business {
  readonly type: BusinessType
  readonly reason: string | undefined
  readonly paper: string | undefined
  readonly documentId: string | undefined
  readonly staff: Texts<typeof STAFF>
  readonly about: Texts<typeof BUSINESS_DOCUMENT>
  readonly receivers: readonly Texts<typeof RECEIVER>[]
  readonly replaces: readonly { readonly documentId: string; readonly organIds: readonly string[] }[]
}

/** A file of the document: its reference in the manifest and its content, which stands outside the envelope. */
export interface Attachment {
  /** without `cid:` */
  readonly contentId: string
  readonly name: string
  readonly contentType: string | undefined
  readonly description: string | undefined
  /** base64 of a zip with one entry; undefined when only the reference came */
  readonly encoded: string | undefined
}

export interface Edoc {
  readonly from: Organ
  readonly to: readonly Organ[]
  /** `organ,yyyy/MM/dd,number/notation`; what recalls, updates and statuses refer to */
  readonly documentId: string
  readonly code: Texts<typeof CODE>
  readonly promulgation: Texts<typeof PROMULGATION>
  readonly documentType: Texts<typeof DOCUMENT_TYPE>
  readonly subject: string | undefined
  readonly content: string | undefined
  readonly signer: Texts<typeof SIGNER>
  readonly dueDate: string | undefined
  readonly other: Texts<typeof OTHER>
  readonly appendixes: readonly string[]
  readonly responseFor: readonly ResponseFor[]
  readonly steeringType: string | undefined
  readonly toPlaces: readonly string[]
  readonly trace: readonly Texts<typeof TRACE>[]
  readonly business: Business
  /** an XMLDSig came along; its bytes stay in the message and are passed on untouched */
  readonly signed: boolean
  readonly attachments: readonly Attachment[]
}

/** The nine statuses of QĐ 28/2018/QĐ-TTg. */
export const STATUS_CODES = {
  '01': 'arrived', '02': 'refused', '03': 'accepted', '04': 'awaiting-assignment', '05': 'in-progress', '06': 'completed',
  '13': 'recall', '15': 'agreed', '16': 'disagreed',
} as const
export type StatusCode = keyof typeof STATUS_CODES
export const isStatusCode = (text: string): text is StatusCode => Object.hasOwn(STATUS_CODES, text)

/** The message by which a receiver says how far a document is. */
export interface EdStatus {
  readonly responseFor: ResponseFor
  readonly from: Organ
  readonly statusCode: StatusCode
  readonly description: string | undefined
  readonly timestamp: string | undefined
  readonly staff: Texts<typeof STAFF>
}

export type Message = { readonly kind: 'edoc'; readonly edoc: Edoc } | { readonly kind: 'status'; readonly status: EdStatus }
