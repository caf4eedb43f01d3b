import { confine, Crowded, type Bounds } from '../../../../kernel/confined/index.ts'
import type { TrustAnchors } from '../../../../kernel/signing/index.ts'
import type { DocumentSignature, SignatureTask } from './verify.ts'

/** What becomes of documents by their signature: all pass and their receivers are told; those signed badly are refused; those without a valid signature are refused. */
export const SIGNATURE_POLICIES = ['show', 'refuse-bad', 'require'] as const
export type SignaturePolicy = typeof SIGNATURE_POLICIES[number]

export interface SignatureCheck {
  /** undefined: too many wait already */ verify(bytes: Uint8Array, from: string): Promise<DocumentSignature | undefined>
  /** whether the policy lets it pass */ admits(signature: DocumentSignature): boolean
  close(): Promise<void>
}

/** A message of a few megabytes takes a tenth of this. One system may have two on their way, so that none keeps the others out. */
const BOUNDS: Bounds = { cpuSeconds: 10, memory: 1024 * 1024 * 1024, processes: 1, waiting: 16, each: 2 }
const MARK = Buffer.from('http://www.w3.org/2000/09/xmldsig#')

/** Checks signatures in a process of its own, which is killed when a message takes too much; of messages without one nothing is asked. */
export function createSignatureCheck(settings: { readonly policy: SignaturePolicy; readonly anchors: TrustAnchors; readonly revocationLists?: () => Promise<readonly Uint8Array[]>; readonly allowSha1: boolean; readonly now: () => number }): SignatureCheck {
  const confined = confine<SignatureTask, DocumentSignature>(new URL('./verify-worker.ts', import.meta.url), BOUNDS)
  return {
    async verify(bytes, from) {
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      // the namespace of signatures written with character references in it has none that honest software writes: it is looked at, too
      if (!whole.includes(MARK) && !whole.includes('&#')) return { state: 'unsigned' }
      try {
        const anchors = settings.revocationLists ? { ...settings.anchors, revocationLists: await settings.revocationLists() } : settings.anchors
        return await confined.run({ bytes, anchors, now: new Date(settings.now()), allowSha1: settings.allowSha1 }, { from }) ?? { state: 'unchecked', fault: 'too-heavy' }
      } catch (error) {
        if (error instanceof Crowded) return undefined
        throw error
      }
    },
    admits: ({ state }) => settings.policy === 'show' || state === 'valid' || settings.policy === 'refuse-bad' && state === 'unsigned',
    close: () => confined.close(),
  }
}
