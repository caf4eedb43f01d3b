import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { formatVerifier, openNote, parseCheckpoint, type Checkpoint, type NoteVerifier } from './checkpoint.ts'
import { same, verifyConsistency } from './merkle.ts'

/** Somebody outside the database who remembers checkpoints and refuses a second past. */
export interface Witness {
  readonly name: string
  /** The last checkpoint that it holds. */
  latest(): Promise<Checkpoint | undefined>
  /** Keeps `note` when it continues what is held (RFC 9162 consistency proof); keeping the same twice is no fault. Throws WitnessRefused. */
  add(note: string, proof: readonly Uint8Array[]): Promise<void>
}

export class WitnessRefused extends Error {}

/** A note under this origin declares that the ledger was put back to the size it names, after a restore from a backup. */
export const restoreOrigin = (origin: string): string => `${origin}/restore`

/** Decides whether `note` may follow `held`; answers its checkpoint. Shared by every witness. */
export function judgeCheckpoint(note: string, held: Checkpoint | undefined, proof: readonly Uint8Array[], verifier: NoteVerifier): Checkpoint {
  const text = openNote(note, verifier)?.text
  const next = text === undefined ? undefined : parseCheckpoint(text)
  if (next === undefined) throw new WitnessRefused('the checkpoint is not validly signed')
  if (next.origin === restoreOrigin(verifier.name)) return next
  if (next.origin !== verifier.name) throw new WitnessRefused(`the checkpoint is of another log, ${next.origin}`)
  if (held === undefined) return next
  if (next.size < held.size) throw new WitnessRefused(`the ledger is shorter (${next.size}) than what was witnessed (${held.size})`)
  if (!verifyConsistency(held.size, next.size, held.root, next.root, proof)) throw new WitnessRefused(`size ${next.size} does not continue the witnessed size ${held.size}`)
  return next
}

const NOTES_A_FILE = 1_000_000
const FILE = /^checkpoints-(\d{6})\.jsonl$/u

/** All notes that a witness folder holds, oldest first. A torn last line (power cut) is left out. */
export async function* readWitness(dir: string): AsyncGenerator<string> {
  for (const name of (await readdir(dir).catch(() => [])).filter((file) => FILE.test(file)).sort()) {
    for (const line of (await readFile(join(dir, name), 'utf8')).split('\n')) {
      const note = noteOf(line)
      if (note !== undefined) yield note
    }
  }
}

function noteOf(line: string): string | undefined {
  try {
    const record: unknown = JSON.parse(line)
    return typeof record === 'object' && record !== null && 'note' in record && typeof record.note === 'string' ? record.note : undefined
  } catch { return undefined }
}

/** A witness on disk: one append-only JSON line per checkpoint with the time of arrival. Its folder belongs on another machine's disk. */
export function fileWitness(dir: string, verifier: NoteVerifier, now: () => Date): Witness {
  let held: Checkpoint | undefined
  let read = false
  const latest = async (): Promise<Checkpoint | undefined> => {
    if (read) return held
    held = parseCheckpoint(await lastNote(dir) ?? '')
    read = true
    return held
  }
  return {
    name: dir,
    latest,
    async add(note, proof) {
      const before = await latest()
      const next = judgeCheckpoint(note, before, proof, verifier)
      if (before !== undefined && before.origin === next.origin && before.size === next.size && same(before.root, next.root)) return
      await mkdir(dir, { recursive: true })
      await pinVerifier(dir, verifier)
      const last = (await readdir(dir)).map((name) => Number(FILE.exec(name)?.[1] ?? 0)).reduce((a, b) => Math.max(a, b), 0)
      const number = Math.max(last, Math.floor(next.size / NOTES_A_FILE))
      await appendLine(join(dir, `checkpoints-${String(number).padStart(6, '0')}.jsonl`), JSON.stringify({ at: now().toISOString(), note }))
      held = next
    },
  }
}

const TAIL = 64 * 1024

/** The newest note of a witness folder, read from the end of its last file. */
async function lastNote(dir: string): Promise<string | undefined> {
  for (const name of (await readdir(dir).catch(() => [])).filter((file) => FILE.test(file)).sort().reverse()) {
    const handle = await open(join(dir, name), 'r')
    try {
      const { size } = await handle.stat()
      const bytes = Buffer.alloc(Math.min(size, TAIL))
      await handle.read(bytes, 0, bytes.length, size - bytes.length)
      const note = bytes.toString().split('\n').reverse().map(noteOf).find((found) => found !== undefined)
      if (note !== undefined) return note
    } finally { await handle.close() }
  }
  return undefined
}

/** The witness keeps the key it met first: a ledger that comes with another key later is another ledger. */
async function pinVerifier(dir: string, verifier: NoteVerifier): Promise<void> {
  const file = join(dir, 'verifier.txt')
  const pinned = await readFile(file, 'utf8').catch(() => '')
  if (pinned === '') await appendLine(file, formatVerifier(verifier))
  else if (pinned.trim() !== formatVerifier(verifier)) throw new WitnessRefused('the ledger signs with another key than the one witnessed')
}

async function appendLine(file: string, line: string): Promise<void> {
  const size = await stat(file).then((found) => found.size, () => 0)
  const handle = await open(file, 'a+', 0o644)
  try {
    const end = Buffer.alloc(1)
    if (size > 0) await handle.read(end, 0, 1, size - 1)
    // a line torn by a power cut is closed, never continued
    await handle.appendFile(`${size > 0 && end[0] !== 10 ? '\n' : ''}${line}\n`)
    await handle.sync()
  } finally { await handle.close() }
  if (size === 0) await syncFolder(join(file, '..'))
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try { await handle.sync() } finally { await handle.close() }
}
