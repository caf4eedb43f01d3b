import type pg from 'pg'
import { newId } from '../../../kernel/ids.ts'
import { seal, unseal } from '../../../kernel/secrets.ts'
import { afterRecall, afterSaid, type Delivery, type Said } from '../domain/delivery.ts'
import type { Room } from './body.ts'
import type { DocumentSignature, SignatureState } from './signature/verify.ts'
import { inTransaction } from './transaction.ts'

/** A message as it is taken in: everything that the store has to know of it. */
export interface IncomingDocument {
  readonly sender: number
  readonly messageType: 'edoc' | 'status'
  readonly business: '0' | '1' | '2' | '3'
  readonly documentCode: string
  readonly fromCode: string
  readonly notation: string
  readonly title: string
  readonly sha256: Buffer
  readonly content: Buffer
  readonly attachments: number
  readonly transactionId: string
  readonly signature: DocumentSignature
  readonly receivers: readonly { readonly code: string; readonly subsystem: number }[]
  /** earlier documents of this sender that it takes back; null: from every receiver */
  readonly recalls: readonly { readonly documentCode: string; readonly receiverCodes: readonly string[] | null }[]
  /** what the receiver, who sends this, says about a document of another */
  readonly says: { readonly organ: string; readonly documentCode: string; readonly said: Said; readonly description: string } | undefined
}

/** As it was found when the document came in. */
export interface KeptSignature { readonly state: SignatureState; readonly by: string | null; readonly fault: string | null }

interface DeliveryKey extends Delivery { readonly document_id: string; readonly receiver_code: string }
const DELIVERY = 'd.document_id, d.receiver_code, d.state, d.status, d.recall'

export interface DocumentStore {
  /** Keeps the message once and queues it for its receivers; the same message again is the first one. Durable when it resolves. */
  accept(document: IncomingDocument, now: Date): Promise<{ readonly id: string; readonly first: boolean }>
  /** The message for one of its receivers or its sender. A receiver's fetching is written down. `busy`: there is no room for it now. */
  fetch(subsystem: number, id: string, now: Date, room: Room): Promise<{ readonly content: Buffer; readonly fromCode: string; readonly sha256: Buffer; readonly signature: KeptSignature } | 'unknown' | 'withdrawn' | 'busy'>
  /** What a receiver says about a document; false: it is none of its own. */
  say(subsystem: number, id: string, said: Said, now: Date): Promise<boolean>
}

export function createDocumentStore(pool: pg.Pool, key: Buffer): DocumentStore {
  return {
    accept: (document, now) => inTransaction(pool, async client => {
      const made = await client.query<{ id: string }>({ name: 'exchange-document', text: `insert into exchange.document (id, sender, message_type, business, document_code, from_code, notation, title, content_sha256, bytes, attachments, received_at, transaction_id, signature, signature_by, signature_fault)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (sender, content_sha256, document_code) do nothing returning id`,
      values: [newId(now.getTime()), document.sender, document.messageType, Number(document.business), document.documentCode, document.fromCode, document.notation, document.title, document.sha256, document.content.length, document.attachments, now, document.transactionId, document.signature.state, document.signature.by ?? null, document.signature.fault ?? null] })
      const first = made.rows[0]?.id
      const id = first ?? await knownId(client, document)
      if (first !== undefined) await client.query({ name: 'exchange-document-content', text: 'insert into exchange.document_content (document_id, sealed) values ($1, $2)', values: [id, seal(key, document.content)] })
      // a retry may name receivers that the first try did not
      await client.query({ name: 'exchange-delivery', text: 'insert into exchange.delivery (document_id, receiver_code, receiver, updated_at) select $1, r.code, r.subsystem, $4 from unnest($2::text[], $3::integer[]) as r (code, subsystem) on conflict do nothing',
        values: [id, document.receivers.map(each => each.code), document.receivers.map(each => each.subsystem), now] })
      if (first !== undefined) {
        for (const recall of document.recalls) await takeBack(client, document, id, recall, now)
        if (document.says) await hear(client, document.sender, document.fromCode, id, document.says, now)
      }
      return { id, first: first !== undefined }
    }),

    async fetch(subsystem, id, now, room) {
      return inTransaction(pool, async client => {
        const { rows: [document] } = await client.query<{ sender: number; from_code: string; content_sha256: Buffer; bytes: string; signature: SignatureState; signature_by: string | null; signature_fault: string | null }>({ name: 'exchange-document-read', text: 'select d.sender, d.from_code, d.content_sha256, d.bytes, d.signature, d.signature_by, d.signature_fault from exchange.document d where d.id = $1 and (d.sender = $2 or exists (select from exchange.delivery e where e.document_id = d.id and e.receiver = $2))', values: [id, subsystem] })
        if (!document) return 'unknown'
        const mine = await ofReceiver(client, id, subsystem)
        if (mine.length > 0 && mine.every(each => each.state === 'withdrawn') && document.sender !== subsystem) return 'withdrawn'
        if (!room.take(Number(document.bytes))) return 'busy'
        const { rows: [kept] } = await client.query<{ sealed: Buffer }>({ name: 'exchange-document-sealed', text: 'select sealed from exchange.document_content where document_id = $1', values: [id] })
        if (!kept) return 'unknown'
        await client.query({ name: 'exchange-delivery-fetched', text: `update exchange.delivery set state = case when state in ('waiting', 'failed') then 'fetched' else state end, fetched_at = coalesce(fetched_at, $3), updated_at = $3
          where document_id = $1 and receiver = $2 and state in ('waiting', 'failed', 'fetched')`, values: [id, subsystem, now] })
        return { content: unseal(key, kept.sealed), fromCode: document.from_code, sha256: document.content_sha256, signature: { state: document.signature, by: document.signature_by, fault: document.signature_fault } }
      })
    },

    say: (subsystem, id, said, now) => inTransaction(pool, async client => {
      const mine = await ofReceiver(client, id, subsystem)
      for (const each of mine) await writeSaid(client, each, said, subsystem, undefined, '', now)
      return mine.length > 0
    }),
  }
}

async function knownId(client: pg.PoolClient, document: IncomingDocument): Promise<string> {
  const { rows: [row] } = await client.query<{ id: string }>({ name: 'exchange-document-known', text: 'select id from exchange.document where sender = $1 and content_sha256 = $2 and document_code = $3', values: [document.sender, document.sha256, document.documentCode] })
  if (!row) throw new Error('a document that is there cannot be found')
  return row.id
}

const ofReceiver = async (client: pg.PoolClient, id: string, subsystem: number): Promise<DeliveryKey[]> =>
  (await client.query<DeliveryKey>({ name: 'exchange-delivery-mine', text: `select ${DELIVERY} from exchange.delivery d where d.document_id = $1 and d.receiver = $2 order by d.receiver_code for update`, values: [id, subsystem] })).rows

/** QĐ 28/2018: what is not fetched yet is withdrawn, of what is the receiver is asked. Only documents of the same agency are reached. */
async function takeBack(client: pg.PoolClient, document: IncomingDocument, id: string, recall: IncomingDocument['recalls'][number], now: Date): Promise<void> {
  const { rows } = await client.query<DeliveryKey>({ name: 'exchange-recall', text: `select ${DELIVERY} from exchange.delivery d join exchange.document o on o.id = d.document_id
    where o.sender = $1 and o.from_code = $2 and o.document_code = $3 and o.message_type = 'edoc' and o.business <> 1 and o.id <> $4 and ($5::text[] is null or d.receiver_code = any ($5)) order by d.document_id, d.receiver_code for update of d`,
  values: [document.sender, document.fromCode, recall.documentCode, id, recall.receiverCodes] })
  for (const each of rows) {
    const after = afterRecall(each)
    await client.query({ name: 'exchange-recall-write', text: 'update exchange.delivery set state = $3, recall = $4, recalled_by = coalesce(recalled_by, $5), updated_at = $6 where document_id = $1 and receiver_code = $2', values: [each.document_id, each.receiver_code, after.state, after.recall, id, now] })
  }
}

/** A status message: it counts for the newest document of that code that this agency received; answers to a recall for whatever is being recalled. */
async function hear(client: pg.PoolClient, subsystem: number, fromCode: string, messageId: string, says: NonNullable<IncomingDocument['says']>, now: Date): Promise<void> {
  const answersRecall = says.said === '15' || says.said === '16'
  const { rows } = await client.query<DeliveryKey>({ name: 'exchange-hear', text: `select ${DELIVERY} from exchange.delivery d join exchange.document o on o.id = d.document_id
    where o.from_code = $1 and o.document_code = $2 and o.message_type = 'edoc' and o.business <> 1 and d.receiver = $3 and d.receiver_code = $4 and (not $5 or d.recall = 'asked') order by o.received_at desc for update of d`,
  values: [says.organ, says.documentCode, subsystem, fromCode, answersRecall] })
  for (const each of answersRecall ? rows : rows.slice(0, 1)) await writeSaid(client, each, says.said, subsystem, messageId, says.description, now)
}

async function writeSaid(client: pg.PoolClient, before: DeliveryKey, said: Said, subsystem: number, messageId: string | undefined, description: string, now: Date): Promise<void> {
  const after = afterSaid(before, said)
  await client.query({ name: 'exchange-said', text: 'insert into exchange.delivery_status (id, document_id, receiver_code, status, at, said_by, message_id, description) values ($1, $2, $3, $4, $5, $6, $7, $8)', values: [newId(now.getTime()), before.document_id, before.receiver_code, said, now, subsystem, messageId ?? null, description.slice(0, 1000)] })
  if (after.state === before.state && after.status === before.status && after.recall === before.recall) return
  await client.query({ name: 'exchange-said-write', text: 'update exchange.delivery set state = $3, status = $4, recall = $5, updated_at = $6 where document_id = $1 and receiver_code = $2', values: [before.document_id, before.receiver_code, after.state, after.status, after.recall, now] })
}
