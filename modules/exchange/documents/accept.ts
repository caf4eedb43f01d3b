import { hash } from 'node:crypto'
import type { Call, GatewayParts } from '../gateway/parts.ts'
import { isAgencyCode } from '../domain/agency-code.ts'
import type { Edoc, Message } from '../domain/edxml.ts'
import { reach } from './agencies.ts'
import { checkAttachments } from './attachments.ts'
import { readEdXml } from './read.ts'
import type { Outcome } from './results.ts'
import type { IncomingDocument } from './store.ts'
import { signatureText } from './words.ts'

const MOST_RECEIVERS = 1000

export interface Sending { readonly subsystem: number; readonly bytes: Buffer; /** agency that the call says it sends for */ readonly from?: string | undefined; /** receivers that the call names instead of the message's own */ readonly to?: readonly string[] | undefined }
export type Accepted = { readonly ok: true; readonly id: string; readonly first: boolean } | { readonly ok: false; readonly outcome: Outcome }
const no = (result: Outcome['result'], detail?: string): Accepted => ({ ok: false, outcome: { result, detail } })

/** Takes a message in for both dialects: reads it, asks whether sender and receivers are who they must be, keeps it, queues it. All or nothing. */
export async function acceptMessage(parts: GatewayParts, call: Call, sending: Sending): Promise<Accepted> {
  const read = await readEdXml(sending.bytes)
  if (!read.ok) return no('not-edxml', read.reason)
  const { message } = read
  const fromCode = (message.kind === 'edoc' ? message.edoc.from.OrganId : message.status.from.OrganId) ?? ''
  const named = sending.to ?? (message.kind === 'edoc' ? message.edoc.to.map(each => each.OrganId ?? '') : [message.status.responseFor.OrganId ?? ''])
  const receivers = [...new Set(named)]
  if (receivers.length === 0 || receivers.length > MOST_RECEIVERS) return no('bad-file', 'to')
  for (const code of receivers) if (!isAgencyCode(code)) return no('unknown-receiver', code.slice(0, 50))

  const reached = await reach(parts.documents.pool, [...receivers, fromCode, ...sending.from === undefined ? [] : [sending.from]])
  for (const sender of [fromCode, sending.from ?? fromCode]) if (reached.get(sender)?.subsystem !== sending.subsystem) return no('unknown-sender', sender.slice(0, 50))
  const queued: { code: string; subsystem: number }[] = []
  for (const code of receivers) {
    const receiver = reached.get(code)
    if (!receiver) return no('unknown-receiver', code)
    if (!receiver.active) return no('locked-receiver', code)
    queued.push({ code, subsystem: receiver.subsystem })
  }
  if (message.kind === 'edoc') {
    const fault = await checkAttachments(message.edoc.attachments)
    if (fault !== undefined) return no(fault === 'path-in-name' || fault === 'bad-name' ? 'bad-file' : 'bad-attachment', fault)
  }
  const signature = await parts.documents.signatures.verify(sending.bytes, String(sending.subsystem))
  if (!signature) return no('failed', 'busy')
  if (!parts.documents.signatures.admits(signature)) return no('bad-signature', signatureText({ by: null, fault: null, ...signature }))
  const kept = await parts.documents.store.accept({ ...factsOf(message), signature, sender: sending.subsystem, fromCode, sha256: hash('sha256', sending.bytes, 'buffer'), content: sending.bytes, transactionId: call.requestId, receivers: queued }, new Date(parts.now()))
  return { ok: true, ...kept }
}

type Facts = Pick<IncomingDocument, 'messageType' | 'business' | 'documentCode' | 'notation' | 'title' | 'attachments' | 'recalls' | 'says'>
function factsOf(message: Message): Facts {
  if (message.kind === 'status') {
    const { responseFor, statusCode, description } = message.status
    return { messageType: 'status', business: '0', documentCode: responseFor.DocumentId ?? '', notation: responseFor.Code ?? '', title: description?.slice(0, 500) ?? '', attachments: 0, recalls: [],
      says: { organ: responseFor.OrganId ?? '', documentCode: responseFor.DocumentId ?? '', said: statusCode, description: description ?? '' } }
  }
  const { edoc } = message
  return { messageType: 'edoc', business: edoc.business.type, documentCode: edoc.documentId, notation: [edoc.code.CodeNumber, edoc.code.CodeNotation].filter(Boolean).join('/'), title: edoc.subject?.slice(0, 500) ?? '', attachments: edoc.attachments.length, recalls: recallsOf(edoc), says: undefined }
}

/** What a recall or a replacement takes back. Senders name the document in one of several places; a recall that names none means the document whose head it repeats. */
function recallsOf({ business, responseFor, documentId, to }: Edoc): IncomingDocument['recalls'] {
  if (business.type !== '1' && business.type !== '3') return []
  const listed = business.receivers.flatMap(each => each.OrganId ?? [])
  const receiverCodes = listed.length > 0 ? listed : business.type === '1' ? to.flatMap(each => each.OrganId ?? []) : null
  const replaced = business.replaces.map(each => ({ documentCode: each.documentId, receiverCodes: each.organIds.length > 0 ? each.organIds : null }))
  const named = business.documentId ?? responseFor.flatMap(each => each.DocumentId ?? [])[0] ?? (replaced.length === 0 ? documentId : undefined)
  return [...replaced, ...named === undefined ? [] : [{ documentCode: named, receiverCodes }]]
}
