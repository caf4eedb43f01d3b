import { fileError, type FileError, type FileErrorCode } from './errors.ts'

/** What a deployment allows. Sizes in bytes. */
export interface FileLimits {
  readonly maxBytes: number
  readonly maxPixels: number
  /** of a HEIC picture, which is decoded whole: 24 million is what phones take unless told otherwise */
  readonly maxHeicPixels: number
  /** longer side of a stored picture; a page at 300 dpi is 3,508 high */
  readonly maxSide: number
  readonly maxPages: number
  readonly spreadsheets: boolean
}
export const DEFAULT_LIMITS: FileLimits = { maxBytes: 20 * 1024 * 1024, maxPixels: 50_000_000, maxHeicPixels: 25_000_000, maxSide: 4000, maxPages: 300, spreadsheets: false }

export interface Inspected {
  readonly ok: true
  /** what is to be stored; undefined: the bytes as they came */
  readonly bytes?: Uint8Array
  readonly mediaType: string
  readonly originalType: string
  readonly pageCount: number
  readonly warnings: readonly FileWarning[]
}
/** Things to tell the sender before an officer has to: unreadable for want of focus, or of pixels. */
export type FileWarning = 'blurred' | 'small'
export interface RefusedFile { readonly ok: false; readonly error: FileError }
export type Inspection = Inspected | RefusedFile

export const refuse = (code: FileErrorCode, n?: number): RefusedFile => ({ ok: false, error: fileError(code, n) })
