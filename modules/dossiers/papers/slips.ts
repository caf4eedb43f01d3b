import { capital, longDate, longMoment } from './dates.ts'
import { deskHead, type DeskPaper } from './parts.ts'

export interface SupplementItem {
  /** the paper or the part of the form */
  readonly component: string
  /** thiếu, chưa đúng, hết hạn… */
  readonly reason: string
  /** what to do about it, in plain words */
  readonly guidance: string
}

/** Mẫu 02 Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: once, complete, exact (NĐ 61/2018 Đ15.3, Đ17.1.a). */
export interface SupplementRequestView extends DeskPaper {
  readonly items: readonly SupplementItem[]
  readonly note?: string
  readonly deadline?: Date
  readonly contactName: string
  readonly contactPhone: string
  readonly officerName: string
}
export const supplementRequestData = (view: SupplementRequestView): object => ({
  ...deskHead(view), items: view.items, note: view.note ?? '', deadline: view.deadline ? longDate(view.deadline) : '',
  contactName: view.contactName, contactPhone: view.contactPhone, officerName: view.officerName,
})

/** Mẫu 03 Phiếu từ chối tiếp nhận giải quyết hồ sơ (NĐ 61/2018 Đ17.1.b). */
export interface RefusalView extends DeskPaper {
  readonly reasons: readonly string[]
  /** where the citizen can turn instead, or how to object */
  readonly advice?: string
  readonly submitterName: string
  readonly officerName: string
}
export const refusalData = (view: RefusalView): object => ({ ...deskHead(view), reasons: view.reasons, advice: view.advice ?? '', submitterName: view.submitterName, officerName: view.officerName })

/** Mẫu 04: apology and one new appointment, at the latest a day before the old one (NĐ 61/2018 Đ19.9). */
export interface ReappointmentView extends DeskPaper {
  readonly receivedAt: Date
  readonly promisedAt: Date
  readonly newPromisedAt: Date
  readonly reason: string
  readonly signerTitle: string
  readonly signerName: string
}
export const reappointmentData = (view: ReappointmentView): object => ({
  ...deskHead(view), receivedAt: capital(longDate(view.receivedAt)), promisedAt: longMoment(view.promisedAt), newPromisedAt: longMoment(view.newPromisedAt),
  reason: view.reason, signerTitle: view.signerTitle, signerName: view.signerName,
})

/** Thông báo dừng giải quyết hồ sơ: Mẫu 05 since TT 03/2025/TT-VPCP. */
export interface StopNoticeView extends DeskPaper {
  readonly receivedAt: Date
  readonly reason: string
  readonly advice?: string
  readonly signerTitle: string
  readonly signerName: string
}
export const stopNoticeData = (view: StopNoticeView): object => ({ ...deskHead(view), receivedAt: longDate(view.receivedAt), reason: view.reason, advice: view.advice ?? '', signerTitle: view.signerTitle, signerName: view.signerName })
