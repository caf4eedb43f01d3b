import { inspect, inspectShots } from './inspect.ts'
import type { FileLimits, Inspection } from './verdict.ts'

/** What the guard sends; one task at a time. */
export interface InspectionTask { readonly files: readonly { readonly bytes: Uint8Array; readonly name: string }[]; readonly limits: FileLimits; readonly join: boolean }

process.on('message', (task: InspectionTask) => {
  const files = task.files.map((file) => ({ name: file.name, bytes: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength) }))
  const [first] = files
  const work: Promise<Inspection> = task.join || first === undefined ? inspectShots(files, task.limits) : inspect(first.bytes, first.name, task.limits)
  // whatever goes wrong unexpectedly ends this process; the guard then says "too heavy" rather than letting a file through
  void work.then((inspection) => process.send?.(inspection))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
