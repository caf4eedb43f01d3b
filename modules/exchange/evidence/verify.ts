import { leafHash, rootOf } from '../../../kernel/ledger/merkle.ts'
import { NO_PREVIOUS, readNote } from '../domain/note.ts'
import { isSignedBy } from './key.ts'
import { hashOfNote } from './write-batch.ts'

/** The log as a verifier reads it: from the database, or from files that somebody was given. */
export interface LogSource {
  gateways(): Promise<readonly { readonly id: number; readonly name: string; readonly publicKey: string }[]>
  /** of one gateway, by sequence */
  batches(gatewayId: number): AsyncIterable<{ readonly seq: number; readonly records: number; readonly root: Buffer; readonly note: string; readonly signature: Buffer }>
  /** of one gateway, by sequence and leaf */
  records(gatewayId: number): AsyncIterable<{ readonly seq: number; readonly leaf: number; readonly id: string; readonly record: string }>
  /** what was stamped or witnessed of each gateway: a head stands for everything before it */
  heads(): Promise<readonly { readonly gateway: string; readonly seq: number; readonly hash: string; readonly from: string }[]>
}

export type LogProblem = 'note-unreadable' | 'signature-wrong' | 'chain-broken' | 'batch-missing' | 'record-changed' | 'record-missing' | 'record-added' | 'row-differs' | 'head-missing' | 'head-differs'
export interface LogFinding { readonly gateway: string; readonly seq: number; readonly problem: LogProblem; readonly detail: string }
export interface LogVerdict { readonly ok: boolean; readonly gateways: number; readonly batches: number; readonly records: number; readonly findings: readonly LogFinding[] }

const MOST_FINDINGS = 100

/**
 * Proves the whole log: every note signed and chained, every batch holding exactly the records that were signed, in their order, and every head
 * that was stamped or witnessed still there. `progress` hears every ten thousand records.
 */
export async function verifyLog(source: LogSource, progress?: (records: number) => void): Promise<LogVerdict> {
  const findings: LogFinding[] = []
  let [batches, records] = [0, 0]
  const gateways = await source.gateways()
  const heads = Map.groupBy(await source.heads(), head => head.gateway)
  for (const gateway of gateways) {
    const tell = (seq: number, problem: LogProblem, detail = ''): void => { if (findings.length < MOST_FINDINGS) findings.push({ gateway: gateway.name, seq, problem, detail }) }
    const wanted = new Map((heads.get(gateway.name) ?? []).map(head => [head.seq, head]))
    const rows = source.records(gateway.id)[Symbol.asyncIterator]()
    let row = await rows.next()
    let [last, previous] = [0, NO_PREVIOUS]
    for await (const batch of source.batches(gateway.id)) {
      batches++
      if (batch.seq !== last + 1) tell(last + 1, 'batch-missing', `${batch.seq - last - 1} missing`)
      const note = readNote(batch.note)
      const hash = hashOfNote(batch.note)
      if (!note || note.gateway !== gateway.name || note.seq !== batch.seq) tell(batch.seq, 'note-unreadable')
      else {
        if (batch.seq === last + 1 && note.previous !== previous) tell(batch.seq, 'chain-broken', `names ${note.previous}, not ${previous}`)
        if (note.root !== batch.root.toString('hex') || note.records !== batch.records) tell(batch.seq, 'row-differs')
      }
      if (!isSignedBy(gateway.publicKey, batch.note, batch.signature)) tell(batch.seq, 'signature-wrong')
      const head = wanted.get(batch.seq)
      if (head && head.hash !== hash) tell(batch.seq, 'head-differs', head.from)
      wanted.delete(batch.seq)
      last = batch.seq
      previous = hash

      while (!row.done && row.value.seq < batch.seq) { tell(row.value.seq, 'record-added', row.value.id); records++; row = await rows.next() }
      const leaves: Buffer[] = []
      let misplaced: string | undefined
      while (!row.done && row.value.seq === batch.seq) {
        if (row.value.leaf !== leaves.length || !row.value.record.includes(row.value.id)) misplaced ??= row.value.id
        leaves.push(leafHash(row.value.record))
        if (++records % 10_000 === 0) progress?.(records)
        row = await rows.next()
      }
      const expected = note?.records ?? batch.records
      if (leaves.length < expected) tell(batch.seq, 'record-missing', `${leaves.length} of ${expected}`)
      else if (leaves.length > expected) tell(batch.seq, 'record-added', `${leaves.length} instead of ${expected}`)
      else if (misplaced !== undefined || Buffer.from(rootOf(leaves)).toString('hex') !== (note?.root ?? batch.root.toString('hex'))) tell(batch.seq, 'record-changed', misplaced)
    }
    while (!row.done) { tell(row.value.seq, 'record-added', row.value.id); records++; row = await rows.next() }
    for (const head of wanted.values()) tell(head.seq, 'head-missing', head.from)
  }
  const known = new Set(gateways.map(each => each.name))
  for (const [name, lost] of heads) if (!known.has(name)) findings.push({ gateway: name, seq: lost[0]?.seq ?? 0, problem: 'head-missing', detail: 'the gateway itself is gone' })
  return { ok: findings.length === 0, gateways: gateways.length, batches, records, findings }
}
