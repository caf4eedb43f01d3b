import { renderPdf } from '../../../kernel/pdf/index.ts'
import { birthExtractResult, householdBusinessResult, maritalStatusResult, rejectionResult, type BirthExtractView, type HouseholdBusinessView, type MaritalStatusView, type RejectionView } from './certificates.ts'
import { certifiedCopyData, certifiedCopyFiles, type CertifiedCopyView } from './certified-copy.ts'
import { filingReceiptData, type FilingReceiptView } from './filing-receipt.ts'
import { processControlData, registerData, type ProcessControlView, type RegisterView } from './process.ts'
import { receiptData, type ReceiptView } from './receipt.ts'
import { resultData, type ResultView } from './result.ts'
import { reappointmentData, refusalData, stopNoticeData, supplementRequestData, type ReappointmentView, type RefusalView, type StopNoticeView, type SupplementRequestView } from './slips.ts'

export { signerLines } from './parts.ts'
export type { DeskPaper, Dossier as PaperDossier, Form, Issuer, PaperCode, Applicant } from './parts.ts'
export type { Block, Fact, ResultView } from './result.ts'
export type { BirthExtractView, HouseholdBusinessView, MaritalStatusView, RejectionView } from './certificates.ts'

/** Every paper and what it needs. The first eight are forms of the desk, the others results. */
export interface PaperViews {
  readonly 'filing-receipt': FilingReceiptView
  readonly receipt: ReceiptView
  readonly 'supplement-request': SupplementRequestView
  readonly refusal: RefusalView
  readonly reappointment: ReappointmentView
  readonly 'stop-notice': StopNoticeView
  readonly 'process-control': ProcessControlView
  readonly register: RegisterView
  readonly result: ResultView
  readonly rejection: RejectionView
  readonly 'marital-status': MaritalStatusView
  readonly 'birth-extract': BirthExtractView
  readonly 'household-business': HouseholdBusinessView
  readonly 'certified-copy': CertifiedCopyView
}
export type PaperKind = keyof PaperViews

interface Typeset { readonly template: string; readonly data: object; readonly at: Date; readonly files?: Record<string, Uint8Array> }
type Builders = { readonly [Kind in PaperKind]: (view: PaperViews[Kind]) => Typeset }

const desk = (template: string, data: object, view: { readonly issuedAt: Date }): Typeset => ({ template, data, at: view.issuedAt })
const result = (view: ResultView): Typeset => ({ template: 'result', data: resultData(view), at: view.issuedAt })

const builders: Builders = {
  'filing-receipt': (view) => desk('filing-receipt', filingReceiptData(view), view),
  receipt: (view) => desk('receipt', receiptData(view), view),
  'supplement-request': (view) => desk('supplement-request', supplementRequestData(view), view),
  refusal: (view) => desk('refusal', refusalData(view), view),
  reappointment: (view) => desk('reappointment', reappointmentData(view), view),
  'stop-notice': (view) => desk('stop-notice', stopNoticeData(view), view),
  'process-control': (view) => desk('process-control', processControlData(view), view),
  register: (view) => ({ template: 'register', data: registerData(view), at: view.madeAt }),
  result,
  rejection: (view) => result(rejectionResult(view)),
  'marital-status': (view) => result(maritalStatusResult(view)),
  'birth-extract': (view) => result(birthExtractResult(view)),
  'household-business': (view) => result(householdBusinessResult(view)),
  'certified-copy': (view) => ({ ...desk('certified-copy', certifiedCopyData(view), view), files: certifiedCopyFiles(view) }),
}

/**
 * Typesets one paper as PDF/A-2b, with empty signature fields (`signer`, on results also `agency`) where it is to be signed.
 * The same view gives the same bytes.
 */
export function renderPaper<Kind extends PaperKind>(kind: Kind, view: PaperViews[Kind]): Promise<Uint8Array> {
  const { template, data, at, files } = builders[kind](view)
  return renderPdf(new URL(`./${template}.typ`, import.meta.url), data, { at, ...(files ? { files } : {}) })
}
