import { readFile } from 'node:fs/promises'
import { inflateRawSync, inflateSync } from 'node:zlib'
import { createGuard } from '../kernel/files/guard.ts'
import { EXTENSIONS, extensionOf, normaliseFileName } from '../kernel/files/name.ts'
import { fileHeaders } from '../kernel/files/serve.ts'
import { refuse, type Inspection } from '../kernel/files/verdict.ts'
import { drawMaterial, MAKERS } from './lib/hostile.ts'
import { honestFiles } from './lib/honest.ts'
import { isProgram, runTrial } from './lib/program.ts'
import { createRandom } from './lib/random.ts'

/**
 * T12: files made to harm are sent among honest ones. Nothing harmful may be stored as an accepted type, every honest file must be,
 * no file may take more than its share, and this process must stay responsive meanwhile. (Every file as many times as `size` says.)
 */
export const T12_MUTANTS = ['trusts-the-first-bytes', 'keeps-the-picture', 'believes-the-name', 'keeps-the-name', 'no-limits'] as const
const MEMORY = 300 * 1024 * 1024
/** Two seconds of processor time end after ten by the clock at the latest (confine.ts); the start of a fresh process comes on top. */
const LONGEST_MS = 20_000
type Look = (bytes: Buffer, name: string) => Promise<Inspection>
const MAGIC = [['\xff\xd8', 'image/jpeg'], ['\x89PNG', 'image/png'], ['%PDF', 'application/pdf'], ['PK\x03\x04', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document']] as const

/** Inspectors with one thing missing: the trial must fail with each. */
function mutate(look: Look, mutant: string | undefined): Look {
  if (mutant === 'trusts-the-first-bytes') return async (bytes, name) => {
    const type = MAGIC.find(([magic]) => bytes.toString('latin1', 0, 4).startsWith(magic))?.[1]
    return type === undefined ? look(bytes, name) : { ok: true, bytes, mediaType: type, originalType: type, pageCount: 1, warnings: [] }
  }
  if (mutant === 'keeps-the-picture') return async (bytes, name) => {
    const found = await look(bytes, name)
    return found.ok && found.originalType.startsWith('image/') ? { ...found, bytes } : found
  }
  if (mutant === 'believes-the-name') return async (bytes, name) => {
    const found = await look(bytes, name)
    return found.ok && EXTENSIONS[found.originalType]?.includes(extensionOf(name)) === false ? refuse('type-not-allowed') : found
  }
  return look
}

/** The judge: reads what would be stored with means of its own. undefined: harmless. */
export function harmIn(mediaType: string, bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1')
  if (mediaType === 'image/jpeg') {
    if (!text.startsWith('\xff\xd8\xff') || !text.endsWith('\xff\xd9')) return 'is not one JPEG from end to end'
    return /Exif\0|<script|<html|<svg|%PDF-|PK\x05\x06/iu.exec(text)?.[0]
  }
  if (mediaType === 'application/pdf') {
    const plain = (all: string): string => all.replace(/#([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    const streams = [...text.matchAll(/\/Type\s*\/ObjStm[^>]*>>\s*stream\r?\n(.*?)endstream/gsu)].map(([, data = '']) => inflated(Buffer.from(data, 'latin1')))
    return /\/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)[\s/<(]/u.exec([text, ...streams].map(plain).join('\n'))?.[0] ?? (/^%PDF-[\s\S]*%%EOF\s*$/u.test(text) ? undefined : 'is not one PDF from end to end')
  }
  if (!text.startsWith('PK\x03\x04')) return 'is not an archive'
  // the names of its directory only: three given letters stand in a megabyte of picture by chance
  const names = [...text.matchAll(/PK\x01\x02[\s\S]{24}([\s\S]{2})[\s\S]{16}/gu)].map((entry) => text.slice(entry.index + 46, entry.index + 46 + Buffer.from(entry[1] ?? '', 'latin1').readUInt16LE()))
  return /vbaProject|oleObject|\.\.\//u.exec(names.join('\n'))?.[0]
}

function inflated(data: Buffer): string {
  for (const open of [inflateSync, inflateRawSync]) try { return open(data, { maxOutputLength: 10_000_000 }).toString('latin1') } catch { /* the other way */ }
  return ''
}

/** The most that any child of this process ever held, in bytes, as the kernel of the machine counted it. */
async function largestChild(): Promise<number> {
  const children = (await readFile(`/proc/self/task/${process.pid}/children`, 'utf8').catch(() => '')).trim().split(' ').filter((pid) => pid !== '')
  const sizes = await Promise.all(children.map(async (pid) => Number(/VmHWM:\s+(\d+) kB/u.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) * 1024))
  return Math.max(0, ...sizes)
}

export async function runT12(options: { readonly files: number; readonly seed: number; readonly mutant: string | undefined }): Promise<{ readonly pass: boolean; readonly [figure: string]: unknown }> {
  const random = createRandom(options.seed)
  const guard = createGuard(options.mutant === 'no-limits' ? { cpuSeconds: 60, memory: 8e9 } : {})
  let longest = 0
  const look = mutate(async (bytes) => {
    const since = performance.now()
    const found = await guard.inspect(bytes)
    longest = Math.max(longest, performance.now() - since)
    return found
  }, options.mutant)
  const material = await drawMaterial()
  const nextHonest = await honestFiles(random)
  const makers = Object.entries(MAKERS)
  const [leaked, unwelcome]: [string[], string[]] = [[], []]
  const figures = { refused: 0, storedClean: 0, accepted: 0 }
  let memory = 0
  const lags: number[] = []
  const watch = setInterval(() => { void largestChild().then((size) => { memory = Math.max(memory, size) }) }, 10)
  let beat = performance.now()
  const heart = setInterval(() => { lags.push(performance.now() - beat - 20); beat = performance.now() }, 20)

  const hostile = async (turn: number): Promise<void> => {
    const [, make] = makers[turn % makers.length] ?? []
    const sent = await make?.(random, material)
    if (sent === undefined) return
    const found = await look(sent.bytes, sent.name)
    if (!found.ok) { if (sent.expect === 'name') leaked.push(`${sent.kind}: an honest content was refused, ${found.error.code}`); else figures.refused++; return }
    const name = options.mutant === 'keeps-the-name' ? sent.name : normaliseFileName(sent.name, found.mediaType)
    const harm = sent.expect === 'refuse' ? 'accepted' : harmIn(found.mediaType, Buffer.from(found.bytes ?? sent.bytes)) ?? harmInName(name, found.mediaType)
    if (harm !== undefined) leaked.push(`${sent.kind} (${sent.name.slice(0, 30)}): ${harm}`)
    else figures.storedClean++
  }
  const honest = async (): Promise<void> => {
    const sent = await nextHonest()
    const found = await look(sent.bytes, sent.name)
    const harm = found.ok ? harmIn(found.mediaType, Buffer.from(found.bytes ?? sent.bytes)) : undefined
    if (!found.ok) unwelcome.push(`${sent.kind}: ${found.error.code}`)
    else if (harm !== undefined) unwelcome.push(`${sent.kind}: ${harm}`)
    else figures.accepted++
  }
  try {
    const turns = Array.from({ length: options.files }, (_, turn) => turn)
    // two lines, as two people send at once
    await Promise.all([(async () => { for (const turn of turns) await hostile(turn) })(), (async () => { for (const _ of turns) await honest() })()])
  } finally {
    clearInterval(watch)
    clearInterval(heart)
    await guard.close()
  }
  const lag = lags.toSorted((a, b) => a - b)[Math.floor(lags.length * 0.95)] ?? 0
  return {
    pass: leaked.length === 0 && unwelcome.length === 0 && memory <= MEMORY && longest <= LONGEST_MS && lag < 500,
    hostile: options.files, ...figures, leaked: leaked.slice(0, 8), leaks: leaked.length, honest: options.files, unwelcome: unwelcome.slice(0, 8),
    largestProcessMB: Math.round(memory / 1024 / 1024), longestSeconds: Math.round(longest / 100) / 10, p95LagMs: Math.round(lag),
  }
}

function harmInName(name: string, mediaType: string): string | undefined {
  if (!name.isWellFormed()) return `the name ${JSON.stringify(name)}`
  const header = fileHeaders({ name, mediaType, size: 1 })['content-disposition'] ?? ''
  return name.length > 240 || /[\\/\p{Cc}\p{Cf}]|%2[ef]|\.(?:php|exe|html?|svg)\b/iu.test(name) || EXTENSIONS[mediaType]?.[0] !== extensionOf(name) || !/^attachment; filename="[^"\r\n]*"; filename\*=UTF-8''\S+$/u.test(header) ? `the name ${JSON.stringify(name)}` : undefined
}

if (isProgram(import.meta.url)) await runTrial('T12', 500, T12_MUTANTS, ({ size, seed, mutant }) => runT12({ files: size, seed, mutant }))
