import { normaliseFileName } from '../../../../kernel/files/index.ts'
import { isUuid } from '../../../../kernel/ids.ts'
import type { Call, GatewayParts } from '../../gateway/parts.ts'
import type { Consumer } from '../../registry/snapshot.ts'
import { readDay, writeAxisTime } from '../../domain/axis-time.ts'
import { readSaid } from '../../domain/delivery.ts'
import type { Attachment } from '../../domain/edxml.ts'
import { acceptMessage } from '../accept.ts'
import { listAgencies } from '../agencies.ts'
import { unpackAttachment } from '../attachments.ts'
import type { Room } from '../body.ts'
import { listReceived } from '../lists.ts'
import { readEdXml } from '../read.ts'
import { codeOf, descriptionOf, OK, type Outcome } from '../results.ts'
import { signatureFields, stateText, statusWord } from '../words.ts'
import { fileOf } from './multipart.ts'

export interface ProvincialAnswer { readonly outcome: Outcome; readonly value: object; readonly httpStatus?: number }
export interface ProvincialRequest { readonly parts: GatewayParts; readonly call: Call; readonly consumer: Consumer; readonly body: Buffer; readonly room: Room; readonly query: URLSearchParams }
export type ProvincialOperation = 'sendEdoc' | 'syncReceivedEdocList' | 'getEdoc' | 'updateStatus' | 'getAgenciesList'

const MOST_LISTED = 1000

/** Clients look for the document's id at the top or in `data`: it stands in both. */
const answerOf = (outcome: Outcome, docId: string): ProvincialAnswer => ({ outcome, value: { success: outcome.result === 'ok', message: descriptionOf(outcome), docId, data: { docId, status: outcome.result === 'ok' ? 'OK' : 'FAIL', errorCode: codeOf(outcome), errorDesc: descriptionOf(outcome) } } })
export const refusal = (outcome: Outcome): ProvincialAnswer => answerOf(outcome, '')

export const PROVINCIAL_HANDLERS: Readonly<Record<ProvincialOperation, (request: ProvincialRequest) => Promise<ProvincialAnswer>>> = {
  sendEdoc: async ({ parts, call, consumer, body }) => {
    const file = await fileOf(call.request.headers['content-type'], body)
    if (!file) return refusal({ result: 'bad-file', detail: 'edocFile' })
    const accepted = await acceptMessage(parts, call, { subsystem: consumer.number, bytes: file })
    if (!accepted.ok) return refusal(accepted.outcome)
    call.messageId = accepted.id
    return answerOf(OK, accepted.id)
  },
  syncReceivedEdocList: async ({ parts, consumer, query }) => {
    const messageType = query.get('messageType')
    const [from, until] = [readDay(query.get('fromDate') ?? undefined), readDay(query.get('toDate') ?? undefined, 1)]
    const rows = await listReceived(parts.documents.pool, consumer.number, { messageType: messageType === 'edoc' || messageType === 'status' ? messageType : undefined, from, until, open: from === undefined && until === undefined, most: MOST_LISTED, skip: 0 })
    const data = rows.map(each => ({ docId: each.id, serviceType: 'eDoc', messageType: each.messageType, from: each.fromCode, to: each.toCode, status: statusWord(each), statusDesc: stateText(each), createdTime: writeAxisTime(each.receivedAt), updatedTime: writeAxisTime(each.updatedAt), ...signatureFields(each.signature) }))
    return { outcome: OK, value: { success: true, message: 'Success', count: data.length, data } }
  },
  getEdoc: async ({ parts, call, consumer, query, room }) => {
    const id = query.get('docId') ?? ''
    const found = isUuid(id) ? await parts.documents.store.fetch(consumer.number, id, new Date(parts.now()), room) : 'unknown'
    if (found === 'busy') return refusal({ result: 'failed', detail: found })
    if (found === 'unknown') return refusal({ result: 'bad-file', detail: 'docId' })
    call.messageId = id
    if (found === 'withdrawn') return refusal({ result: 'bad-file', detail: 'văn bản đã được thu hồi' })
    const read = await readEdXml(found.content)
    const attachments = read.ok && read.message.kind === 'edoc' ? await filesOf(read.message.edoc.attachments) : []
    return { outcome: OK, value: { success: true, message: 'Success', data: { docId: id, from: found.fromCode, edxml: found.content.toString('utf8'), attachments, ...signatureFields(found.signature) } } }
  },
  updateStatus: async ({ parts, call, consumer, body }) => {
    const { docId, status } = readUpdate(body)
    const said = readSaid(status)
    if (!isUuid(docId) || said === undefined) return refusal({ result: 'bad-file', detail: said === undefined ? 'status' : 'docId' })
    call.messageId = docId
    return await parts.documents.store.say(consumer.number, docId, said, new Date(parts.now())) ? answerOf(OK, docId) : refusal({ result: 'bad-file', detail: 'docId' })
  },
  getAgenciesList: async ({ parts }) => {
    const data = (await listAgencies(parts.documents.pool, { removedToo: false })).map(each => ({ id: each.id, pid: each.parentCode, code: each.code, name: each.name, mail: each.mail, centerCode: each.centerCode }))
    return { outcome: OK, value: { success: true, message: 'Success', count: data.length, data } }
  },
}

async function filesOf(attachments: readonly Attachment[]): Promise<{ fileName: string; fileContent: string }[]> {
  const files: { fileName: string; fileContent: string }[] = []
  for (const { name, encoded } of attachments) {
    const file = encoded === undefined ? undefined : await unpackAttachment(encoded)
    if (file?.ok) files.push({ fileName: normaliseFileName(name, /\.pdf$/i.test(name) ? 'application/pdf' : ''), fileContent: file.bytes.toString('base64') })
  }
  return files
}

function readUpdate(body: Buffer): { docId: string; status: string | undefined } {
  let value: unknown
  try { value = JSON.parse(body.toString('utf8')) } catch { value = undefined }
  const fields = new Map<string, unknown>(value !== null && typeof value === 'object' ? Object.entries(value) : [])
  const [docId, status] = [fields.get('docId'), fields.get('status')]
  return { docId: typeof docId === 'string' ? docId : '', status: typeof status === 'string' || typeof status === 'number' ? String(status) : undefined }
}
