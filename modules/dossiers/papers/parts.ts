import { qrSvg } from '../../../kernel/pdf/index.ts'
import { longDate } from './dates.ts'

/** Who issues a paper, as its head names it. */
export interface Issuer {
  /** cơ quan chủ quản trực tiếp; empty for an agency that has none above it on paper */
  readonly parent: string
  readonly agency: string
  /** Bộ phận Tiếp nhận và Trả kết quả, Trung tâm Phục vụ hành chính công; empty on results */
  readonly desk: string
  /** địa danh of the date line */
  readonly place: string
  readonly address?: string
  readonly phone?: string
}

/** The form's number and title in the regime of the dossier. */
export interface Form { readonly number: string; readonly title: string; /** e.g. TT 01/2018/TT-VPCP */ readonly basis: string }

/** What the QR code at the top left carries (TT 01/2023/TT-VPCP: dossier code, procedure code, personal identifier, name of the paper). */
export interface PaperCode {
  /** page that shows the dossier or verifies the paper; a phone opens it */
  readonly url: string
  readonly dossierCode?: string
  readonly procedureCode?: string
  /** left out where the province does not want it in the open */
  readonly personalId?: string
  /** ASCII name of the paper, e.g. `giay-tiep-nhan` */
  readonly paper: string
}

/** The address to open, the other data in its fragment: a reader has them all, and the browser does not send them to any server. */
export function codeText(code: PaperCode): string {
  const parts = Object.entries({ hs: code.dossierCode, tthc: code.procedureCode, dd: code.personalId, giay: code.paper }).filter(([, value]) => value)
  return `${code.url}#${parts.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&')}`
}

export interface Applicant {
  readonly name: string
  /** number of the identity card or business; papers show it as given, so mask it before when it should not be read */
  readonly idNumber?: string
  readonly address?: string
  readonly phone?: string
  readonly email?: string
  /** who handed it in, when somebody else */
  readonly submittedBy?: string
}

export interface Dossier { readonly code: string; readonly procedureName: string; readonly procedureCode?: string; readonly summary?: string; readonly applicant: Applicant }

/** Every paper of the one-stop desk begins so. */
export interface DeskPaper {
  readonly issuer: Issuer
  readonly form: Form
  /** Số: …, as the register gives it; empty where none is given */
  readonly number?: string
  readonly code: PaperCode
  readonly issuedAt: Date
  readonly dossier: Dossier
}

export const deskHead = (view: DeskPaper): object => ({
  issuer: issuerData(view.issuer), form: view.form, number: view.number ?? '', qr: qrSvg(codeText(view.code)),
  date: `${view.issuer.place}, ${longDate(view.issuedAt)}`, dossier: dossierData(view.dossier),
})

export const issuerData = (issuer: Issuer): object => ({ address: '', phone: '', ...issuer })

const dossierData = (dossier: Dossier): object => ({ procedureCode: '', summary: '', ...dossier, applicant: { idNumber: '', address: '', phone: '', email: '', submittedBy: '', ...dossier.applicant } })

/** Quyền hạn, chức vụ over a signature: a deputy signs in the place of the head, KT. (NĐ 30/2020/NĐ-CP App. I, II.7). */
export function signerLines(title: string): readonly string[] {
  const head = /^Phó\s+(.+)$/iu.exec(title)?.[1]
  return head === undefined ? [title] : [`KT. ${head}`, title]
}
