import { confine, type Bounds } from '../confined/index.ts'
import { isHeic } from './heic.ts'
import { DEFAULT_LIMITS, refuse, type FileLimits, type Inspection } from './verdict.ts'
import type { InspectionTask } from './worker.ts'

/** Of one file: 2 seconds of processor time and 300 MB; two files at once. */
const BOUNDS: Bounds = { cpuSeconds: 2, memory: 300 * 1024 * 1024, processes: 2 }

/** Looks at files that strangers send, in processes of their own that are killed when a file takes too much. */
export interface FileGuard {
  inspect(bytes: Uint8Array): Promise<Inspection>
  /** several shots of one document → one PDF */
  inspectShots(files: readonly { readonly bytes: Uint8Array }[]): Promise<Inspection>
  close(): Promise<void>
}

export function createGuard(options: Partial<Bounds> & { readonly limits?: FileLimits } = {}): FileGuard {
  const { limits = DEFAULT_LIMITS, ...bounds } = options
  const confined = confine<InspectionTask, Inspection>(new URL('./worker.ts', import.meta.url), { ...BOUNDS, ...bounds })
  // the decoder of HEIC keeps the memory that it grew to
  const inspect = async (bytes: Uint8Array): Promise<Inspection> => await confined.run({ kind: 'look', bytes, limits }, { alone: isHeic(bytes) }) ?? refuse('too-heavy')
  return {
    inspect,
    async inspectShots(files) {
      const shots = await Promise.all(files.map(({ bytes }) => inspect(bytes)))
      const pictures: Uint8Array[] = []
      for (const shot of shots) {
        if (!shot.ok) return shot
        if (shot.mediaType !== 'image/jpeg' || shot.bytes === undefined) return refuse('shots-of-pictures')
        pictures.push(shot.bytes)
      }
      const joined = await confined.run({ kind: 'join', pictures }, { items: Math.max(1, pictures.length) }) ?? refuse('too-heavy')
      return joined.ok ? { ...joined, warnings: [...new Set(shots.flatMap((shot) => shot.ok ? shot.warnings : []))] } : joined
    },
    close: () => confined.close(),
  }
}
