import { serveTasks } from '../confined/serve.ts'
import { joinImages } from './inspect-pdf.ts'
import { inspect } from './inspect.ts'
import type { FileLimits, Inspection } from './verdict.ts'

/** What the guard sends. */
export type InspectionTask =
  | { readonly kind: 'look'; readonly bytes: Uint8Array; readonly limits: FileLimits }
  /** pictures that were looked at before, a page each */
  | { readonly kind: 'join'; readonly pictures: readonly Uint8Array[] }

serveTasks(async (task: InspectionTask): Promise<Inspection> => {
  if (task.kind === 'look') return inspect(Buffer.from(task.bytes.buffer, task.bytes.byteOffset, task.bytes.byteLength), task.limits)
  return { ok: true, bytes: await joinImages(task.pictures), mediaType: 'application/pdf', originalType: 'image/jpeg', pageCount: task.pictures.length, warnings: [] }
})
