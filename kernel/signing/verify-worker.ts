import { serveTasks } from '../confined/serve.ts'
import type { TrustAnchors } from './trust.ts'
import { verifyPdf, type PdfVerification } from './verify-pdf.ts'

/** What the verifier sends. */
export interface VerificationTask { readonly bytes: Uint8Array; readonly anchors: TrustAnchors; readonly now: Date }

serveTasks(({ bytes, anchors, now }: VerificationTask): Promise<PdfVerification> => verifyPdf(bytes, anchors, now))
