import { renderPdf } from '../../../kernel/pdf/index.ts'
import { filingReceiptData, type FilingReceiptView } from './filing-receipt.ts'
import { processControlData, registerData, type ProcessControlView, type RegisterView } from './process.ts'
import { receiptData, type ReceiptView } from './receipt.ts'
import { reappointmentData, refusalData, stopNoticeData, supplementRequestData, type ReappointmentView, type RefusalView, type StopNoticeView, type SupplementRequestView } from './slips.ts'

export interface PaperViews {
  readonly 'filing-receipt': FilingReceiptView
  readonly receipt: ReceiptView
  readonly 'supplement-request': SupplementRequestView
  readonly refusal: RefusalView
  readonly reappointment: ReappointmentView
  readonly 'stop-notice': StopNoticeView
  readonly 'process-control': ProcessControlView
  readonly register: RegisterView
}
export type PaperKind = keyof PaperViews

type DataOf = { readonly [Kind in PaperKind]: (view: PaperViews[Kind]) => object }
const dataOf: DataOf = {
  'filing-receipt': filingReceiptData, receipt: receiptData, 'supplement-request': supplementRequestData, refusal: refusalData,
  reappointment: reappointmentData, 'stop-notice': stopNoticeData, 'process-control': processControlData, register: registerData,
}

const template = (kind: PaperKind): URL => new URL(`./${kind}.typ`, import.meta.url)

/** Typesets one paper as PDF/A-2b. The same view gives the same bytes. */
export function renderPaper<Kind extends PaperKind>(kind: Kind, view: PaperViews[Kind]): Promise<Uint8Array> {
  return renderPdf(template(kind), dataOf[kind](view), { at: 'issuedAt' in view ? view.issuedAt : view.madeAt })
}
