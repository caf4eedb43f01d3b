import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { parseVerifier, type NoteVerifier } from './checkpoint.ts'
import { databaseSource, exportLines, exportSource } from './verify-source.ts'
import { verifyLedger, type LedgerVerdict } from './verify.ts'
import { readWitness } from './witness.ts'

/** Where things are when the command line does not say. */
export interface VerifyDefaults { readonly databaseUrl?: string | undefined; readonly witnessDirs?: readonly string[] | undefined }

export const VERIFY_OPTIONS = {
  database: { type: 'string' }, export: { type: 'string' }, witness: { type: 'string', multiple: true }, key: { type: 'string' }, write: { type: 'string' },
  json: { type: 'boolean' }, help: { type: 'boolean' },
} as const

const HELP = `tinhso ledger verify: proves the ledger without the application
  --database URL   the database (read-only)      --export FILE   an exported ledger instead
  --witness DIR    a witness folder, repeatable  --key FILE      the public key (default: verifier.txt of the first witness)
  --write FILE     exports the ledger for an auditor and ends    --json    one JSON verdict
Exit code 0 only when nothing is wrong.`

/** `tinhso ledger verify`. Answers the exit code; prints the verdict. */
export async function verifyLedgerCommand(args: readonly string[], defaults: VerifyDefaults = {}, print: (line: string) => void = (line) => process.stdout.write(`${line}\n`)): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: VERIFY_OPTIONS })
  if (values.help === true) { print(HELP); return 0 }
  const witnesses = (values.witness ?? defaults.witnessDirs ?? []).map((dir) => ({ name: dir, notes: () => readWitness(dir) }))
  const url = values.database ?? defaults.databaseUrl
  if (values.export === undefined && url === undefined) { print('Neither --database nor --export is given.'); return 2 }
  const verifier = await findVerifier(values.key, witnesses.map((witness) => witness.name))
  if (verifier === undefined && values.write === undefined) { print('No public key: give --key FILE, or a --witness folder that holds verifier.txt.'); return 2 }
  // witnesses first: what they saw must be in the snapshot that is read afterwards
  const heard = await Promise.all(witnesses.map(async (witness) => ({ name: witness.name, notes: await collect(witness.notes()) })))
  const source = values.export === undefined ? await databaseSource(url ?? '') : exportSource(values.export)
  try {
    if (values.write !== undefined) {
      await writeFile(values.write, exportLines(source))
      return 0
    }
    if (verifier === undefined) return 2
    const started = performance.now()
    const verdict = await verifyLedger(source, heard.map(({ name, notes }) => ({ name, async *notes() { yield* notes } })), verifier)
    const seconds = Math.round(performance.now() - started) / 1000
    print(values.json === true ? JSON.stringify({ ...verdict, seconds }) : describe(verdict, seconds))
    return verdict.ok ? 0 : 1
  } finally { await source.close() }
}

async function collect(notes: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = []
  for await (const note of notes) all.push(note)
  return all
}

async function findVerifier(file: string | undefined, witnessDirs: readonly string[]): Promise<NoteVerifier | undefined> {
  for (const candidate of file === undefined ? witnessDirs.map((dir) => join(dir, 'verifier.txt')) : [file]) {
    const text = await readFile(candidate, 'utf8').catch(() => undefined)
    if (text !== undefined) return parseVerifier(text)
  }
  return undefined
}

function describe(verdict: LedgerVerdict, seconds: number): string {
  return [
    `${verdict.ok ? 'OK' : 'NOT OK'}: ${verdict.size} entries of ${verdict.origin}, ${verdict.witnessed} witnessed, ${verdict.unsealed} not sealed yet, ${verdict.erased} erased (${seconds} s)`,
    `root ${verdict.root}`,
    ...verdict.witnesses.map((witness) => `witness ${witness.name}: ${witness.checkpoints} checkpoints up to ${witness.size}`),
    ...verdict.restores.map((restore) => `declared restore: put back to ${restore.keptSize}, ${restore.witnessedSize} had been witnessed (${restore.declared.join('; ')})`),
    ...verdict.findings.map((finding) => `${finding.exact ? 'at' : 'from'} ${finding.index}: ${finding.kind}: ${finding.detail}`),
  ].join('\n')
}

// also a program of its own, so that an auditor needs nothing else of the platform
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await verifyLedgerCommand(process.argv.slice(2))
