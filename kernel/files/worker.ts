import { serveTasks } from '../confined/serve.ts'
import { inspect, inspectShots } from './inspect.ts'
import type { FileLimits, Inspection } from './verdict.ts'

/** What the guard sends. */
export interface InspectionTask { readonly files: readonly { readonly bytes: Uint8Array; readonly name: string }[]; readonly limits: FileLimits; readonly join: boolean }

serveTasks((task: InspectionTask): Promise<Inspection> => {
  const files = task.files.map((file) => ({ name: file.name, bytes: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength) }))
  const [first] = files
  return task.join || first === undefined ? inspectShots(files, task.limits) : inspect(first.bytes, first.name, task.limits)
})
