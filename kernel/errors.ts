import type { Text } from './forms/definition.ts'

/** Stable codes of the ground floor; modules add their own (`errors.ts` of each). */
export type FaultCode = 'not-found' | 'not-allowed' | 'sign-in-needed' | 'assurance-too-low' | 'conflict' | 'invalid' | 'too-large' | 'too-many' | 'form-expired' | 'unavailable' | 'internal' | (string & {})

export interface FieldFault { readonly field: string; readonly code: string; readonly message: Text }

export interface FaultDetails {
  readonly title: Text
  /** cause and cure in plain words */
  readonly detail?: Text
  readonly status: number
  readonly fields?: readonly FieldFault[]
  readonly retryAfterSeconds?: number
  readonly extra?: Readonly<Record<string, unknown>>
}

/** What the edge throws and the one error handler turns into `application/problem+json` (RFC 9457) or a page. */
export class Fault extends Error {
  readonly code: FaultCode
  readonly details: FaultDetails
  constructor(code: FaultCode, details: FaultDetails, options?: ErrorOptions) {
    super(`${code}: ${details.title.en ?? details.title.vi}`, options)
    this.code = code
    this.details = details
  }
}

/** The same answer for what does not exist and for what belongs to somebody else (trust.md T10). */
export const notFound = (): Fault => new Fault('not-found', { status: 404,
  title: { vi: 'Không tìm thấy trang hoặc hồ sơ này', en: 'This page or dossier was not found' },
  detail: { vi: 'Địa chỉ có thể gõ nhầm, hoặc bạn chưa đăng nhập bằng tài khoản có quyền xem.', en: 'The address may be mistyped, or you are not signed in with an account that may see it.' } })

export const notAllowed = (why?: Text): Fault => new Fault('not-allowed', { status: 403,
  title: { vi: 'Bạn không có quyền làm việc này', en: 'You may not do this' },
  ...(why ? { detail: why } : {}) })

export const conflict = (why?: Text): Fault => new Fault('conflict', { status: 409,
  title: { vi: 'Hồ sơ vừa thay đổi', en: 'This dossier has just changed' },
  detail: why ?? { vi: 'Hãy mở lại để xem trạng thái mới rồi quyết định tiếp. Những gì bạn đã gõ vẫn còn trong trang trước.', en: 'Open it again to see its new state, then decide. What you typed is still on the previous page.' } })

export const invalid = (fields: readonly FieldFault[], title?: Text): Fault => new Fault('invalid', { status: 422, fields,
  title: title ?? { vi: 'Có thông tin cần sửa', en: 'Something needs to be corrected' } })

/** What PostgreSQL (SQLSTATE) or the system (`ENOSPC`) calls an error; '' where neither did. */
export const codeOf = (error: unknown): string => typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
