import { hash } from 'node:crypto'
import { isUuid } from '../../../../kernel/ids.ts'
import type { Call, GatewayParts } from '../../gateway/parts.ts'
import { isAgencyCode } from '../../domain/agency-code.ts'
import { isHashText, parameter, readCodes, type AxisOperation } from '../../domain/axis-headers.ts'
import { readDay, writeAxisTime } from '../../domain/axis-time.ts'
import { readSaid } from '../../domain/delivery.ts'
import { acceptMessage } from '../accept.ts'
import { listAgencies, registerAgency, removeAgency, type ListedAgency } from '../agencies.ts'
import type { Room } from '../body.ts'
import { countReceived, listReceived, listSent, type ListedDelivery, type ListFilter } from '../lists.ts'
import { OK, type Outcome } from '../results.ts'
import type { KeptSignature } from '../store.ts'
import { signatureFields, stateText, stateWord, statusWord } from '../words.ts'
import type { AxisCaller } from './sign.ts'

/** `more` stands beside status, ErrorCode and ErrorDesc; `file` is sent instead of them. The client reads no nulls: what is absent is ''. */
export interface AxisAnswer { readonly outcome: Outcome; readonly more?: object; readonly file?: Buffer }
export interface AxisRequest { readonly parts: GatewayParts; readonly call: Call; readonly caller: AxisCaller; readonly body: Buffer; readonly room: Room }
type Handler = (request: AxisRequest) => Promise<AxisAnswer>

const refuse = (result: Outcome['result'], detail: string, more: object = {}): AxisAnswer => ({ outcome: { result, detail }, more })
const MOST_LISTED = 1000

export const AXIS_HANDLERS: Readonly<Record<AxisOperation, Handler>> = {
  sendEdoc: async ({ parts, call, caller, body }) => {
    const content = contentOf(body, parameter(caller.signed, 'hash-file') ?? '')
    // the client reads DocId of whatever it is answered
    if (!content) return refuse('bad-file', 'hash-file', { DocId: '' })
    const accepted = await acceptMessage(parts, call, { subsystem: caller.consumer.number, bytes: content, from: parameter(caller.signed, 'from'), to: readCodes(parameter(caller.signed, 'to')) })
    if (!accepted.ok) return { outcome: accepted.outcome, more: { DocId: '' } }
    call.messageId = accepted.id
    return { outcome: OK, more: { DocId: accepted.id } }
  },
  getReceivedEdocList: async ({ parts, caller }) => ({ outcome: OK, more: { data: (await listReceived(parts.documents.pool, caller.consumer.number, filterOf(caller))).map(receivedRow) } }),
  getSentEdocList: async ({ parts, caller }) => {
    const documentId = parameter(caller.signed, 'docId', 'docid')
    if (documentId !== undefined && !isUuid(documentId)) return { outcome: OK, more: { data: [] } }
    return { outcome: OK, more: { data: (await listSent(parts.documents.pool, caller.consumer.number, { ...filterOf(caller), open: false, documentId })).map(sentRow) } }
  },
  getEdoc: async request => {
    const found = await fetchNamed(request)
    return 'outcome' in found ? found : { outcome: OK, more: { data: found.content.toString('base64'), ...signatureFields(found.signature) } }
  },
  downloadEdoc: async request => {
    const found = await fetchNamed(request)
    // the client takes any byte for the document: a refusal has none
    return 'outcome' in found ? { outcome: found.outcome, file: Buffer.alloc(0) } : { outcome: OK, file: found.content }
  },
  countReceiveEdoc: async ({ parts, caller }) => ({ outcome: OK, more: { count: await countReceived(parts.documents.pool, caller.consumer.number, { ...filterOf(caller), messageType: 'edoc' }) } }),
  countReceiveStatus: async ({ parts, caller }) => ({ outcome: OK, more: { count: await countReceived(parts.documents.pool, caller.consumer.number, { ...filterOf(caller), messageType: 'status' }) } }),
  updateStatus: async ({ parts, call, caller }) => {
    // a client that ever writes `docid` writes it here; `docId` may be left over from getEdoc
    const id = parameter(caller.signed, 'docid', 'docId') ?? ''
    const said = readSaid(parameter(caller.signed, 'status'))
    if (!isUuid(id) || said === undefined) return refuse('bad-file', said === undefined ? 'status' : 'docId')
    call.messageId = id
    return await parts.documents.store.say(caller.consumer.number, id, said, new Date(parts.now())) ? { outcome: OK } : refuse('bad-file', 'docId')
  },
  getAgenciesList: async ({ parts }) => ({ outcome: OK, more: { data: (await listAgencies(parts.documents.pool, { removedToo: false })).map(each => ({ ...agencyRow(each), oldCode: each.code })) } }),
  getAgenciesListQD20: async ({ parts }) => ({ outcome: OK, more: { data: (await listAgencies(parts.documents.pool, { removedToo: false })).map(each => ({ ...agencyRow(each), code102: each.code })) } }),
  getSynchronizeUnit: async ({ parts }) => ({ outcome: OK, more: { data: (await listAgencies(parts.documents.pool, { removedToo: true })).map(each => ({ ...agencyRow(each), version: each.version, centerCode: each.centerCode, deleted: each.removed, modifyDate: writeAxisTime(each.changedAt), isAgency: !each.isSystem })) } }),
  registerAgency: async ({ parts, caller, body }) => {
    const agency = readAgency(body)
    if (!agency) return refuse('bad-file', 'code, name')
    const state = await registerAgency(parts.documents.pool, caller.systemId, caller.consumer.number, agency, new Date(parts.now()))
    return state === 'taken' ? refuse('bad-file', 'code') : state === 'pending' ? { outcome: { result: 'ok', detail: 'chờ quản trị duyệt' } } : { outcome: OK }
  },
  deleteAgency: async ({ parts, caller }) => {
    const code = parameter(caller.signed, 'AgencyCode') ?? ''
    return await removeAgency(parts.documents.pool, caller.consumer.number, code, new Date(parts.now())) ? { outcome: OK } : refuse('bad-file', 'AgencyCode')
  },
}

/** The message without the CRLF that the library writes after it; undefined when neither form is what was signed. */
function contentOf(body: Buffer, hashFile: string): Buffer | undefined {
  const stripped = body.length >= 2 && body.at(-2) === 0x0d && body.at(-1) === 0x0a ? body.subarray(0, -2) : body
  return [stripped, body].find(each => isHashText(hashFile, hash('sha256', each, 'buffer')))
}

async function fetchNamed({ parts, call, caller, room }: AxisRequest): Promise<AxisAnswer | { readonly content: Buffer; readonly signature: KeptSignature }> {
  const id = parameter(caller.signed, 'docId', 'docid') ?? ''
  // somebody else's document and none at all are told apart by nobody
  if (!isUuid(id)) return refuse('bad-file', 'docId')
  call.messageId = id
  const found = await parts.documents.store.fetch(caller.consumer.number, id, new Date(parts.now()), room)
  return found === 'unknown' ? refuse('bad-file', 'docId') : found === 'busy' ? refuse('failed', 'busy') : found === 'withdrawn' ? refuse('bad-file', 'văn bản đã được thu hồi') : found
}

function filterOf({ signed }: AxisCaller): ListFilter {
  const messageType = parameter(signed, 'messagetype')?.toLowerCase()
  const [from, until] = [readDay(parameter(signed, 'fromDate')), readDay(parameter(signed, 'toDate'), 1)]
  const most = Math.min(MOST_LISTED, Math.max(1, Math.trunc(Number(parameter(signed, 'pageSize') ?? MOST_LISTED)) || MOST_LISTED))
  const page = Math.max(1, Math.trunc(Number(parameter(signed, 'pageIndex') ?? 1)) || 1)
  return { messageType: messageType === 'edoc' || messageType === 'status' ? messageType : undefined, from, until, open: from === undefined && until === undefined, most, skip: Math.min(most * (page - 1), 1e9) }
}

const receivedRow = (each: ListedDelivery): object => ({ docId: each.id, serviceType: 'eDoc', messageType: each.messageType, created_time: writeAxisTime(each.receivedAt), updated_time: writeAxisTime(each.updatedAt), from: each.fromCode, to: each.toCode, status: stateWord(each), status_desc: stateText(each), ...signatureFields(each.signature) })
const sentRow = (each: ListedDelivery): object => ({ serviceType: 'eDoc', messageType: each.messageType, senderDocId: each.id, receiverDocId: each.id, fromCode: each.fromCode, toCode: each.toCode, title: each.title, notation: each.notation,
  sentTime: writeAxisTime(each.receivedAt), receivedTime: each.fetchedAt ? writeAxisTime(each.fetchedAt) : '', sendStatus: 'done', sendStatusDesc: 'Đã gửi', receiveStatus: statusWord(each), receiveStatusDesc: stateText(each) })
const agencyRow = (each: ListedAgency): object => ({ id: each.id, pid: each.parentCode, code: each.code, name: each.name, mail: each.mail })

function readAgency(body: Buffer): { code: string; name: string; parentCode: string | undefined; mail: string; mobile: string; fax: string } | undefined {
  let value: unknown
  try { value = JSON.parse(body.toString('utf8')) } catch { return undefined }
  if (value === null || typeof value !== 'object') return undefined
  const fields = new Map<string, unknown>(Object.entries(value))
  const text = (name: string): string => { const field = fields.get(name); return typeof field === 'string' ? field.trim().normalize('NFC').slice(0, 300) : '' }
  const [code, name, parent] = [text('code'), text('name'), text('pcode') || text('pid')]
  return isAgencyCode(code) && name !== '' && (parent === '' || isAgencyCode(parent)) ? { code, name, parentCode: parent || undefined, mail: text('mail'), mobile: text('mobile'), fax: text('fax') } : undefined
}
