import { inspect } from './inspect.ts'
import type { FileLimits, Inspection } from './verdict.ts'

/** What the guard sends; one task at a time. */
export type InspectionTask =
  | { readonly kind: 'look'; readonly bytes: Uint8Array; readonly name: string; readonly limits: FileLimits }
  /** pictures that were looked at before, a page each */
  | { readonly kind: 'join'; readonly pictures: readonly Uint8Array[] }

process.on('message', (task: InspectionTask) => {
  // whatever goes wrong unexpectedly ends this process; the guard then says "too heavy" rather than letting a file through
  void work(task).then((inspection) => process.send?.(inspection))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')

async function work(task: InspectionTask): Promise<Inspection> {
  if (task.kind === 'look') return inspect(Buffer.from(task.bytes.buffer, task.bytes.byteOffset, task.bytes.byteLength), task.name, task.limits)
  const { joinImages } = await import('./inspect-pdf.ts')
  return { ok: true, bytes: await joinImages(task.pictures), mediaType: 'application/pdf', originalType: 'image/jpeg', pageCount: task.pictures.length, warnings: [] }
}
