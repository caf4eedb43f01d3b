import type { JsonValue } from './canonical-json.ts'
import { openNote, parseCheckpoint, type NoteVerifier } from './checkpoint.ts'
import { contentHash, entryHash, entryLeafHash } from './entry.ts'
import { createFrontier } from './frontier.ts'
import type { CheckpointRecord, EntryRecord, LeafRecord, LedgerSource } from './verify-source.ts'
import { restoreOrigin } from './witness.ts'

/** What is wrong, and from which leaf on. `exact: false`: somewhere from `index` up to the checkpoint that fails. */
export interface Finding { readonly index: number; readonly exact: boolean; readonly kind: FindingKind; readonly detail: string }
export type FindingKind =
  | 'leaf-missing' | 'leaf-changed' | 'entry-missing' | 'entry-changed' | 'content-changed' | 'erased-unrecorded' | 'entry-inserted' | 'root-changed' | 'truncated'
  | 'tile-changed' | 'checkpoint-changed' | 'checkpoint-missing' | 'unsigned-tail' | 'witness-forged' | 'witness-split' | 'no-witness'

export interface WitnessNotes { readonly name: string; notes(): AsyncIterable<string> }

export interface LedgerVerdict {
  readonly ok: boolean
  readonly origin: string
  readonly size: number
  readonly root: string
  /** leaves proved by a witness; what comes after is signed only */
  readonly witnessed: number
  readonly witnesses: readonly { readonly name: string; readonly size: number; readonly checkpoints: number }[]
  readonly checkpoints: number
  readonly unsealed: number
  readonly erased: number
  /** declared restores: the ledger was put back to `keptSize` although `witnessedSize` had been seen */
  readonly restores: readonly { readonly keptSize: number; readonly witnessedSize: number; readonly declared: readonly string[] }[]
  readonly firstBad: Finding | null
  readonly findings: readonly Finding[]
}

interface Claim { readonly size: number; readonly root: string; readonly declaresRestore: boolean; readonly by: string }
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const MOST_FINDINGS = 100
const ABOVE_LEAVES: readonly FindingKind[] = ['tile-changed', 'checkpoint-changed', 'checkpoint-missing', 'witness-forged', 'witness-split', 'no-witness']

/**
 * Proves a whole ledger from its rows, its public key and its witnesses; nothing of the application takes part. Read the witnesses
 * before the source: the ledger may grow meanwhile. Memory: the checkpoints and tiles; leaves stream.
 */
export async function verifyLedger(source: LedgerSource, witnesses: readonly WitnessNotes[], verifier: NoteVerifier): Promise<LedgerVerdict> {
  const findings: Finding[] = []
  const find = (kind: FindingKind, index: number, exact: boolean, detail: string): void => { findings.push({ index, exact, kind, detail }) }
  const opened = new Map<string, boolean>()
  const signed = (note: string): boolean => {
    const known = opened.get(note) ?? openNote(note, verifier) !== undefined
    opened.set(note, known)
    return known
  }

  const heard = await hearWitnesses(witnesses, verifier, signed, find)
  const stored = await readCheckpoints(source, verifier, signed, find)
  compareCheckpoints(heard, stored, find)

  const walk = await walkLeaves(source, [...heard.claims, ...stored.claims].sort((a, b) => a.size - b.size), find)
  const { size } = walk
  const lastSigned = stored.claims.at(-1)?.size ?? 0
  if (lastSigned > size) find('truncated', size, true, `a checkpoint of ${lastSigned} leaves is signed, ${size} are left`)
  const known = Math.max(lastSigned, heard.size)
  if (known < size) find('unsigned-tail', known, true, `leaves from ${known} stand under no signed checkpoint`)
  if (heard.size > size) find('truncated', size, true, `witnesses saw ${heard.size} leaves, ${size} are left`)
  if (heard.claims.length === 0 && stored.claims.length > 1) find('no-witness', 0, false, 'no witness holds a checkpoint of this ledger')

  let unsealed = 0
  for await (const entry of source.unsealed()) {
    unsealed++
    if (entry.act === 'ledger.erase') walk.erasures.add(entry.objectId)
    if (walk.last !== undefined && before(entry, walk.last)) find('entry-inserted', size, true, `entry ${entry.id} was put behind the seal`)
    judgeContent(entry, size, find)
  }
  for (const [id, index] of walk.erased) if (!walk.erasures.has(id)) find('erased-unrecorded', index, false, `entry ${id} lost its content and no entry says why`)

  // a wrong leaf says more than a wrong checkpoint or tile above it
  const worst = [...findings].sort((a, b) => Number(ABOVE_LEAVES.includes(a.kind)) - Number(ABOVE_LEAVES.includes(b.kind)) || a.index - b.index || Number(b.exact) - Number(a.exact))
  return {
    ok: findings.length === 0, origin: verifier.name, size, root: walk.root, witnessed: Math.min(size, heard.size), witnesses: heard.witnesses, checkpoints: stored.claims.length,
    unsealed, erased: walk.erased.size, restores: heard.restores, firstBad: worst[0] ?? null, findings: worst.slice(0, MOST_FINDINGS),
  }
}

type Find = (kind: FindingKind, index: number, exact: boolean, detail: string) => void

async function hearWitnesses(witnesses: readonly WitnessNotes[], verifier: NoteVerifier, signed: (note: string) => boolean, find: Find) {
  const claims: Claim[] = []
  const restores = new Map<string, LedgerVerdict['restores'][number]>()
  const summary: { name: string; size: number; checkpoints: number }[] = []
  for (const witness of witnesses) {
    let own: Claim[] = []
    for await (const note of witness.notes()) {
      const checkpoint = parseCheckpoint(note)
      if (checkpoint === undefined || !signed(note)) { find('witness-forged', checkpoint?.size ?? 0, false, `${witness.name} holds a note that the ledger did not sign`); continue }
      const root = hex(checkpoint.root)
      const declaresRestore = checkpoint.origin === restoreOrigin(verifier.name)
      if (declaresRestore) {
        restores.set(note, { keptSize: checkpoint.size, witnessedSize: Math.max(checkpoint.size, ...own.map((claim) => claim.size)), declared: checkpoint.extensions })
        own = own.filter((claim) => claim.size <= checkpoint.size)
        if (checkpoint.size === 0) continue
      }
      own.push({ size: checkpoint.size, root, declaresRestore, by: witness.name })
    }
    summary.push({ name: witness.name, size: own.reduce((most, claim) => Math.max(most, claim.size), 0), checkpoints: own.length })
    claims.push(...own)
  }
  const bySize = new Map<number, Claim>()
  for (const claim of claims) {
    const other = bySize.get(claim.size)
    if (other !== undefined && other.root !== claim.root) find('witness-split', 0, false, `${claim.by} and ${other.by} saw different ledgers of ${claim.size} leaves`)
    bySize.set(claim.size, claim)
  }
  return { claims, restores: [...restores.values()], witnesses: summary, size: summary.reduce((most, { size }) => Math.max(most, size), 0) }
}

async function readCheckpoints(source: LedgerSource, verifier: NoteVerifier, signed: (note: string) => boolean, find: Find) {
  const claims: Claim[] = []
  const notes = new Map<number, CheckpointRecord>()
  let previous = 0
  for await (const record of source.checkpoints()) {
    const checkpoint = parseCheckpoint(record.note)
    notes.set(record.size, record)
    if (checkpoint === undefined || checkpoint.size !== record.size || checkpoint.origin !== verifier.name || !signed(record.note)) {
      find('checkpoint-changed', previous, false, `the stored checkpoint of ${record.size} leaves is not signed by the ledger`)
    } else claims.push({ size: checkpoint.size, root: hex(checkpoint.root), declaresRestore: false, by: 'database' })
    previous = record.size
  }
  return { claims, notes }
}

/** What a witness heard must still be stored, with the same root (declarations of a restore are only told to witnesses). */
function compareCheckpoints(heard: { readonly claims: readonly Claim[] }, stored: { readonly notes: ReadonlyMap<number, CheckpointRecord> }, find: Find): void {
  let [previous, size] = [0, 0]
  for (const claim of [...heard.claims].sort((a, b) => a.size - b.size)) {
    if (claim.size > size) [previous, size] = [size, claim.size]
    const checkpoint = parseCheckpoint(stored.notes.get(size)?.note ?? '')
    if (checkpoint === undefined) {
      if (!stored.notes.has(size) && !claim.declaresRestore) find('checkpoint-missing', previous, false, `the checkpoint of ${size} leaves that ${claim.by} saw is gone`)
    } else if (hex(checkpoint.root) !== claim.root) find('checkpoint-changed', previous, false, `the checkpoint of ${size} leaves is not the one that ${claim.by} saw`)
  }
}

async function walkLeaves(source: LedgerSource, claims: readonly Claim[], find: Find) {
  const tiles = new Map<string, string>()
  for await (const tile of source.tiles()) tiles.set(`${tile.level}/${tile.index}`, tile.root)
  const frontier = createFrontier()
  const erased = new Map<string, number>()
  const erasures = new Set<string>()
  let last: { readonly xact: string; readonly id: string } | undefined
  let proved = 0
  let next = claims.findIndex((claim) => claim.size > 0)
  let broken = false
  for await (const leaf of source.leaves()) {
    if (leaf.index !== frontier.size) { find('leaf-missing', frontier.size, true, `leaf ${frontier.size} is missing`); break }
    judgeLeaf(leaf, find)
    if (leaf.entry?.act === 'ledger.erase') erasures.add(leaf.entry.objectId)
    if (leaf.entry !== null && leaf.entry.salt === null) erased.set(leaf.entryId, leaf.index)
    if (last === undefined || before(last, { xact: leaf.leafXact, id: leaf.entryId })) last = { xact: leaf.leafXact, id: leaf.entryId }
    for (const tile of frontier.append(Buffer.from(leaf.leafHash, 'hex'))) {
      const key = `${tile.level}/${tile.index}`
      const width = 256 ** tile.level
      if (tiles.get(key) !== hex(tile.root)) find('tile-changed', tile.index * width, false, `tile ${key} does not hold the root of its leaves`)
      tiles.delete(key)
    }
    for (; next >= 0 && claims[next]?.size === frontier.size; next++) {
      const claim = claims[next]
      if (broken || claim === undefined) continue
      if (hex(frontier.root()) === claim.root) proved = claim.size
      else { broken = true; find('root-changed', proved, claim.size - proved === 1, `leaves ${proved} to ${claim.size - 1} are not those of the checkpoint that ${claim.by} holds`) }
    }
  }
  for (const key of tiles.keys()) find('tile-changed', frontier.size, false, `tile ${key} has no leaves`)
  return { size: frontier.size, root: Buffer.from(frontier.root()).toString('base64'), last, erased, erasures }
}

function judgeLeaf(leaf: LeafRecord, find: Find): void {
  const { entry, index } = leaf
  if (entry === null) return find('entry-missing', index, true, `entry ${leaf.entryId} is gone`)
  if (entry.xact !== leaf.leafXact) find('entry-changed', index, true, `the transaction of entry ${entry.id} was changed`)
  if (leafHashOf(entry) !== leaf.leafHash) find('entry-changed', index, true, `entry ${entry.id} does not lead to its leaf`)
  judgeContent(entry, index, find)
}

function judgeContent(entry: EntryRecord, index: number, find: Find): void {
  if (entry.salt === null) {
    if (entry.payload !== null || entry.reason !== null) find('content-changed', index, true, `entry ${entry.id} has a content without its salt`)
    return
  }
  const hash = attempt(() => contentHash(Buffer.from(entry.salt ?? '', 'hex'), { payload: json(entry.payload), reason: entry.reason }).toString('hex'))
  if (hash !== entry.payloadHash) find('content-changed', index, true, `the content of entry ${entry.id} was changed`)
}

function leafHashOf(entry: EntryRecord): string | undefined {
  return attempt(() => entryLeafHash(entry.id, entryHash({ ...entry, actor: json(entry.actor) })).toString('hex'))
}

const json = (text: string | null): JsonValue => text === null ? null : JSON.parse(text) as JsonValue

/** A row that cannot even be hashed was not written by the ledger. */
function attempt<T>(work: () => T): T | undefined {
  try { return work() } catch { return undefined }
}

/** Does `a` come before or at `b` in the order of sealing? */
function before(a: { readonly xact: string; readonly id: string }, b: { readonly xact: string; readonly id: string }): boolean {
  const [x, y] = [BigInt(a.xact), BigInt(b.xact)]
  return x === y ? a.id <= b.id : x < y
}

