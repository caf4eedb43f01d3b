import { qrSvg } from '../../../kernel/pdf/index.ts'
import { longDate, shortDate, shortMoment } from './dates.ts'
import { codeText, deskHead, issuerData, type DeskPaper, type Form, type Issuer, type PaperCode } from './parts.ts'

export interface Handover {
  readonly from: string
  readonly to: string
  readonly at: Date
  readonly giver?: string
  readonly taker?: string
  /** for the part that the giver has just finished */
  readonly timeliness: 'early' | 'on-time' | 'late' | 'none'
  readonly note?: string
}

/** Phiếu kiểm soát quá trình giải quyết hồ sơ: Mẫu 05 of TT 01/2018, Mẫu 06 of TT 03/2025. */
export interface ProcessControlView extends DeskPaper { readonly agency: string; readonly cooperating?: string; readonly handovers: readonly Handover[] }
const TIMELINESS = { early: 'Trước hạn', 'on-time': 'Đúng hạn', late: 'Quá hạn', none: '' } as const
export const processControlData = (view: ProcessControlView): object => ({
  ...deskHead(view), agency: view.agency, cooperating: view.cooperating ?? '',
  handovers: view.handovers.map((step) => ({ giver: '', taker: '', note: '', ...step, at: shortMoment(step.at), timeliness: TIMELINESS[step.timeliness], late: step.timeliness === 'late' })),
})

export interface RegisterEntry {
  readonly number: number
  readonly dossierCode: string
  readonly procedureName: string
  readonly sets: number
  readonly applicant: string
  /** address, telephone */
  readonly contact: string
  readonly agency: string
  readonly receivedAt: Date
  readonly promisedAt?: Date
  readonly returnedAt?: Date
  readonly returnMethod: string
  readonly recipient?: string
  readonly note?: string
}

/** Sổ theo dõi hồ sơ (A4, lying): opened each year, gapless, closed and signed at its end (TT 01/2018/TT-VPCP Đ10.2). */
export interface RegisterView {
  readonly issuer: Issuer
  readonly form: Form
  readonly code: PaperCode
  readonly year: number
  /** `Từ ngày … đến ngày …` or the day on which the book was closed */
  readonly period: string
  readonly entries: readonly RegisterEntry[]
  readonly madeAt: Date
  readonly keeperName: string
  readonly headTitle: string
  readonly headName: string
}
export const registerData = (view: RegisterView): object => ({
  issuer: issuerData(view.issuer), form: view.form, qr: qrSvg(codeText(view.code)), year: String(view.year), period: view.period,
  date: `${view.issuer.place}, ${longDate(view.madeAt)}`, keeperName: view.keeperName, headTitle: view.headTitle, headName: view.headName,
  entries: view.entries.map((entry) => ({
    ...entry, recipient: entry.recipient ?? '', note: entry.note ?? '', receivedAt: shortMoment(entry.receivedAt),
    promisedAt: entry.promisedAt ? shortDate(entry.promisedAt) : '', returnedAt: entry.returnedAt ? shortDate(entry.returnedAt) : '',
  })),
})
