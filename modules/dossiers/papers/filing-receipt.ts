import { qrSvg } from '../../../kernel/pdf/index.ts'
import { fileSize, longMoment } from './dates.ts'
import { deskHead, type DeskPaper } from './parts.ts'

export interface FiledFile { readonly component: string; readonly name: string; readonly bytes: number; /** undefined where pages mean nothing */ readonly pages?: number; /** hexadecimal */ readonly sha256: string }

/** What the system received when somebody filed online: every file with its fingerprint, so that nobody can later say otherwise. */
export interface FilingReceiptView extends DeskPaper {
  /** given at once; the dossier code comes with acceptance (NĐ 61/2018 Đ17.3) */
  readonly filingNumber: string
  readonly submittedAt: Date
  readonly files: readonly FiledFile[]
  readonly answersSha256: string
  /** what happens next and until when, in plain words */
  readonly next: string
  readonly proof?: string
}
export const filingReceiptData = (view: FilingReceiptView): object => ({
  ...deskHead(view), filingNumber: view.filingNumber, submittedAt: longMoment(view.submittedAt), next: view.next, answersSha256: view.answersSha256,
  files: view.files.map((file) => ({ component: file.component, name: file.name, size: fileSize(file.bytes), pages: file.pages === undefined ? '–' : String(file.pages), sha256: file.sha256.toLowerCase() })),
  proof: view.proof ? qrSvg(view.proof) : '',
})
