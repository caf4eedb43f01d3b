import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import { streamThrough, type ConfinedStream } from '../../../kernel/confined/index.ts'
import { UnreadableFile } from './csv-rows.ts'
import type { FileSettings, Inspection } from './settings.ts'
import type { ReadingMessage, ReadingTask } from './worker.ts'

const WORKER = new URL('./worker.ts', import.meta.url)
const MEMORY = 700 * 1024 * 1024
/** An honest file takes some 20 s for 500 MB of CSV, a workbook some 1 s for every packed megabyte. */
const boundsOf = (bytes: number) => ({ memory: MEMORY, cpuSeconds: 60 + bytes / 250_000 })

/** Feeds a file to a process of its own. The file may be left half taken: the process knows when it has enough. */
export function startReading(file: Readable, bytes: number, task: ReadingTask, onMessage?: (message: ReadingMessage) => void): ConfinedStream<ReadingMessage> & { readonly fed: Promise<void> } {
  const reading = streamThrough<ReadingMessage>(WORKER, task, boundsOf(bytes), onMessage)
  let broken: unknown
  // the process that has enough closes its end, and the file is told so as an error of its own
  file.once('error', error => { if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')) return; broken = error; reading.kill() })
  const fed = pipeline(file, reading.input).catch(() => undefined).then(() => { if (broken !== undefined) throw broken })
  fed.catch(() => undefined)
  return { ...reading, fed }
}

/** Looks at the beginning of a file: format, encoding, columns, first rows. Throws UnreadableFile. For `inferSchema` and for a load alike. */
export async function inspectFile(file: Readable, bytes: number, told: Partial<FileSettings> = {}): Promise<Inspection> {
  const reading = startReading(file, bytes, { do: 'inspect', told })
  reading.output.resume()
  reading.aside.resume()
  const answer = await reading.ended
  file.destroy()
  await reading.fed
  if (answer.ok && answer.said.kind === 'inspected') return answer.said.inspection
  if (answer.ok && answer.said.kind === 'unreadable') throw new UnreadableFile(answer.said.fault)
  if (!answer.ok && answer.reason === 'killed') throw new Error('the process that looked at a file was killed')
  throw new UnreadableFile('bomb')
}
export { UnreadableFile, type FileFault } from './csv-rows.ts'
export { writtenFields } from './row-writer.ts'
export { ENCODINGS, FONTS, FORMATS, type FileSettings, type Inspection } from './settings.ts'
