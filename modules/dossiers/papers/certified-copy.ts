import { longDate } from './dates.ts'
import { qrSvg } from '../../../kernel/pdf/index.ts'
import { codeText, issuerData, type Issuer, type PaperCode } from './parts.ts'

/** Bản sao chứng thực từ bản chính: the pictures of the original, then the words of certification. */
export interface CertifiedCopyView {
  readonly issuer: Issuer
  readonly code: PaperCode
  readonly issuedAt: Date
  readonly originalName: string
  /** PNG or JPEG, one per page of the original, upright */
  readonly pages: readonly Uint8Array[]
  /** hexadecimal, of the scanned original as it was taken in */
  readonly originalSha256: string
  /** số chứng thực and the book it stands in, e.g. `125`, `01/2026-SCT/BS` */
  readonly certificationNumber: string
  readonly book: string
  readonly signerLines: readonly string[]
  readonly signerName: string
}

const fileOf = (index: number, bytes: Uint8Array): string => `certified-page-${index + 1}.${bytes[0] === 0xff ? 'jpg' : 'png'}`

export const certifiedCopyFiles = (view: CertifiedCopyView): Record<string, Uint8Array> => Object.fromEntries(view.pages.map((bytes, i) => [fileOf(i, bytes), bytes]))

export const certifiedCopyData = (view: CertifiedCopyView): object => ({
  issuer: issuerData(view.issuer), qr: qrSvg(codeText(view.code)), date: longDate(view.issuedAt), originalName: view.originalName, pages: view.pages.map((bytes, i) => fileOf(i, bytes)),
  sha256: view.originalSha256, number: view.certificationNumber, book: view.book, signerLines: view.signerLines, signerName: view.signerName, code: view.code.dossierCode ?? '',
})
