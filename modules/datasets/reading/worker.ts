import { serveStream } from '../../../kernel/confined/serve-stream.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { UnreadableFile, type FileFault } from './csv-rows.ts'
import { inspect } from './inspect.ts'
import { readRows } from './read-rows.ts'
import { RowWriter, type Tally } from './row-writer.ts'
import type { FileSettings, Inspection } from './settings.ts'

export type ReadingTask =
  | { readonly do: 'inspect'; readonly told: Partial<FileSettings> }
  | { readonly do: 'read'; readonly settings: FileSettings; readonly header: readonly string[]; readonly columns: readonly (string | null)[]; readonly schema: DatasetSchema; readonly references: Readonly<Record<string, readonly string[]>>; readonly filterBytes: number }
export type ReadingMessage =
  | { readonly kind: 'progress'; readonly bytes: number; readonly rows: number }
  | { readonly kind: 'inspected'; readonly inspection: Inspection }
  | { readonly kind: 'read'; readonly tally: Tally; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly fault: FileFault }

const PROGRESS_BYTES = 2 * 1024 * 1024

/** The process in which files of strangers are read: bytes in, rows for COPY out, findings aside. */
serveStream<ReadingTask>(async ({ task, input, write, writeAside, say }) => {
  try {
    if (task.do === 'inspect') return { kind: 'inspected', inspection: await inspect(input, task.told) } satisfies ReadingMessage
    const ready: Uint8Array[] = []
    const references = Object.fromEntries(Object.entries(task.references).map(([name, values]) => [name, new Set(values)]))
    const writer = new RowWriter({ schema: task.schema, style: task.settings.numbers, columns: task.columns, references, filterBytes: task.filterBytes }, bytes => { ready.push(bytes) })
    let bytes = 0
    let told = 0
    const drain = async (): Promise<void> => {
      for (const piece of ready.splice(0)) await write(piece)
      const problems = writer.takeProblems()
      if (problems.length > 0) await writeAside(problems.map(({ row, field, rule, severity, value }) => `${JSON.stringify([row, field, rule, severity, value])}\n`).join(''))
    }
    await readRows(input, task.settings, task.header, {
      spans: (row, number) => { writer.spans(row, number) }, texts: (cells, number) => { writer.texts(cells, number) },
      pause: async size => {
        bytes += size
        await drain()
        if (bytes - told >= PROGRESS_BYTES || size === 0) { told = bytes; say({ kind: 'progress', bytes, rows: writer.tally.rows } satisfies ReadingMessage) }
        return false
      },
    })
    writer.flush()
    await drain()
    return { kind: 'read', tally: writer.tally, bytes } satisfies ReadingMessage
  } catch (error) {
    if (error instanceof UnreadableFile) return { kind: 'unreadable', fault: error.fault } satisfies ReadingMessage
    throw error
  }
})
