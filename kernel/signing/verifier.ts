import { confine, type Bounds } from '../confined/index.ts'
import type { PdfVerification } from './verify-pdf.ts'
import type { VerificationTask } from './verify-worker.ts'

/** An honest file of 10 MB takes a tenth of this. An office behind one address may have four files on their way, everybody together 34. */
const BOUNDS: Bounds = { cpuSeconds: 2, memory: 300 * 1024 * 1024, processes: 2, waiting: 32, each: 4 }

/** Checks signatures of files that strangers send, in processes of their own that are killed when a file takes too much. */
export interface PdfVerifier {
  /** `from`: the address it came from. Throws `Crowded` when too many wait already. */
  verify(task: VerificationTask, from: string): Promise<PdfVerification>
  close(): Promise<void>
}

export function createVerifier(bounds: Partial<Bounds> = {}): PdfVerifier {
  const confined = confine<VerificationTask, PdfVerification>(new URL('./verify-worker.ts', import.meta.url), { ...BOUNDS, ...bounds })
  return {
    verify: async (task, from) => await confined.run(task, { from }) ?? { verdict: 'too-heavy', signatures: [], emptyFields: [] },
    close: () => confined.close(),
  }
}
