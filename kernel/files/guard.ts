import { confine, type Bounds } from '../confined/index.ts'
import { DEFAULT_LIMITS, refuse, type FileLimits, type Inspection } from './verdict.ts'
import type { InspectionTask } from './worker.ts'

/** Of one file: 2 seconds of processor time and 300 MB; two files at once. */
const BOUNDS: Bounds = { cpuSeconds: 2, memory: 300 * 1024 * 1024, processes: 2 }

/** Looks at files that strangers send, in processes of their own that are killed when a file takes too much. */
export interface FileGuard {
  inspect(bytes: Uint8Array, name: string): Promise<Inspection>
  /** several shots of one document → one PDF */
  inspectShots(files: readonly { readonly bytes: Uint8Array; readonly name: string }[]): Promise<Inspection>
  close(): Promise<void>
}

export function createGuard(options: Partial<Bounds> & { readonly limits?: FileLimits } = {}): FileGuard {
  const { limits = DEFAULT_LIMITS, ...bounds } = options
  const confined = confine<InspectionTask, Inspection>(new URL('./worker.ts', import.meta.url), { ...BOUNDS, ...bounds })
  const run = async (task: InspectionTask): Promise<Inspection> => await confined.run(task, { items: Math.max(1, task.files.length) }) ?? refuse('too-heavy')
  return {
    inspect: (bytes, name) => run({ files: [{ bytes, name }], limits, join: false }),
    inspectShots: (files) => run({ files, limits, join: true }),
    close: () => confined.close(),
  }
}
