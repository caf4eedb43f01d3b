import { codeOf, Fault, notFound, type FieldFault } from '../errors.ts'
import { grouped } from '../forms/show.ts'
import type { Lang } from './route.ts'

interface WithValidation { readonly validation: readonly { instancePath: string; keyword: string; message?: string; params?: { missingProperty?: string; additionalProperty?: string; limit?: number } }[]; readonly validationContext?: string }
const hasValidation = (error: unknown): error is WithValidation => typeof error === 'object' && error !== null && 'validation' in error && Array.isArray(error.validation)
const statusOf = (error: unknown): number => typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500

function fieldFault(v: WithValidation['validation'][number], where: string | undefined): FieldFault {
  const field = [v.instancePath.slice(1).replaceAll('/', '.'), v.params?.missingProperty ?? v.params?.additionalProperty].filter(Boolean).join('.') || '(body)'
  const most = grouped(v.params?.limit ?? 0)
  if (v.keyword === 'maxLength') return { field, code: v.keyword, message: { vi: `Nội dung ở ô “${field}” dài quá ${most.vi} ký tự. Hãy rút ngắn rồi gửi lại.`, en: `What you wrote in “${field}” is longer than ${most.en} characters. Shorten it and send again.` } }
  if (where === 'querystring') return { field, code: v.keyword, message: { vi: `Phần “${field}” trong địa chỉ chưa đúng. Hãy sửa hoặc bỏ phần đó rồi mở lại.`, en: `Parameter “${field}” in the address is not valid (${v.keyword}): ${v.message ?? ''}. Correct it or leave it out.` } }
  return { field, code: v.keyword, message: { vi: `Trường “${field}” không hợp lệ (${v.keyword}): ${v.message ?? ''}. Hãy sửa theo mô tả của API rồi gửi lại.`, en: `Field "${field}" is not valid (${v.keyword}): ${v.message ?? ''}. Correct it as the API describes and send again.` } }
}

const DATABASE_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08006', '08003', '08001', '53300'])

// what PostgreSQL says of text that is no uuid, date, number or no text at all
const UNREADABLE = new Set(['22P02', '22P05', '22021', '22007', '22008', '22009', '22003'])

/** Turns whatever was thrown into a fault that a person can read; nothing of the inside leaks. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  if (error === undefined) return notFound()
  if (hasValidation(error)) {
    return error.validationContext === 'params' ? notFound() : new Fault('invalid', { status: error.validationContext === 'body' ? 422 : 400, title: { vi: 'Yêu cầu có trường chưa đúng', en: 'The request has fields that are not valid' }, fields: error.validation.map(each => fieldFault(each, error.validationContext)) })
  }
  const code = codeOf(error)
  if (DATABASE_AWAY.has(code) || (error instanceof Error && /timeout exceeded when trying to connect|Connection terminated|Client (?:has encountered a connection error|was closed) and is not queryable/.test(error.message))) {
    return new Fault('unavailable', { status: 503, retryAfterSeconds: 15, title: { vi: 'Hệ thống đang tạm gián đoạn', en: 'The system is briefly unavailable' },
      detail: { vi: 'Hệ thống đang tự khôi phục. Hãy thử lại sau ít phút. Nếu bạn vừa bấm gửi, hãy mở lại trang trước để xem đã được ghi nhận chưa rồi mới gửi lại; bản nháp đã lưu của bạn vẫn còn.', en: 'The system is recovering by itself. Try again in a few minutes. If you have just sent something, open the page before again and look whether it was taken before you send it once more; your saved draft is kept.' } }, { cause: error })
  }
  // the file system or a disk quota is full: say so, keep reading alive
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100') return new Fault('storage-full', { status: 507, title: { vi: 'Kho lưu trữ đã đầy, tệp chưa được nhận', en: 'Storage is full; the file was not taken' } }, { cause: error })
  // somebody else holds the rows longer than a request may wait: an index of millions of them is being built
  if (code === '55P03') return new Fault('held', { status: 503, retryAfterSeconds: 60, title: { vi: 'Dữ liệu đang được một việc khác giữ', en: 'Other work holds these rows' }, detail: { vi: 'Chưa ghi gì. Hãy thử lại sau một, hai phút.', en: 'Nothing was written. Try again in a minute or two.' } }, { cause: error })
  if (UNREADABLE.has(code)) return new Fault('invalid', { status: 400, title: { vi: 'Yêu cầu có giá trị không đọc được', en: 'The request holds a value that cannot be read' }, detail: { vi: 'Hãy quay lại trang trước, sửa giá trị vừa nhập rồi gửi lại.', en: 'Go back, correct the value and send again.' } }, { cause: error })
  const status = statusOf(error)
  if (status === 429) return new Fault('too-many-requests', { status, retryAfterSeconds: 60, title: { vi: 'Bạn gửi quá nhiều yêu cầu', en: 'Too many requests' }, detail: { vi: 'Hãy đợi một phút rồi thử lại.', en: 'Wait a minute, then try again.' } })
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code.startsWith('FST_REQ_FILE_TOO_LARGE') || code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT' || status === 413) {
    return new Fault('too-large', { status: 413, title: { vi: 'Nội dung gửi lên quá lớn', en: 'What you sent is too large' }, detail: { vi: 'Hãy gửi từng tệp, mỗi tệp không quá giới hạn ghi trên trang.', en: 'Send the files one by one, each within the limit shown on the page.' } })
  }
  if (status >= 400 && status < 500) return new Fault('invalid', { status, title: { vi: 'Yêu cầu không đọc được', en: 'The request could not be read' }, detail: { vi: 'Hãy quay lại trang trước và gửi lại.', en: 'Go back to the previous page and send again.' } }, { cause: error })
  return new Fault('internal', { status: 500, title: { vi: 'Có lỗi ở phía hệ thống', en: 'Something went wrong on our side' },
    detail: { vi: 'Không phải lỗi của bạn. Hãy thử lại; nếu vẫn lỗi, báo mã yêu cầu dưới đây cho bộ phận hỗ trợ.', en: 'It is not your fault. Try again; if it stays, give the request number below to support.' } }, { cause: error })
}

/** RFC 9457 body; `code` is stable, texts may change. */
export function problem(fault: Fault, lang: Lang, requestId: string): object {
  const say = (text: { vi: string; en?: string } | undefined): string | undefined => text && (lang === 'en' ? text.en ?? text.vi : text.vi)
  return { type: `urn:tinhso:problem:${fault.code}`, code: fault.code, title: say(fault.details.title), status: fault.details.status, ...(fault.details.detail ? { detail: say(fault.details.detail) } : {}),
    ...(fault.details.fields ? { errors: fault.details.fields.map(f => ({ field: f.field, code: f.code, message: say(f.message) })) } : {}), requestId, ...fault.details.extra }
}
