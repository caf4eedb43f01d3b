import { qrSvg } from '../../../kernel/pdf/index.ts'
import { longMoment } from './dates.ts'
import { deskHead, type DeskPaper } from './parts.ts'

export interface ReceivedComponent {
  readonly name: string
  readonly originals: number
  readonly certifiedCopies: number
  readonly plainCopies: number
  /** given as a file or taken from data that the state already has */
  readonly electronic?: boolean
  /** only shown for comparison and given back (NĐ 61/2018 Đ20.2) */
  readonly shownOnly?: boolean
}

/** Mẫu 01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 01/2018/TT-VPCP Đ9; A5). */
export interface ReceiptView extends DeskPaper {
  readonly components: readonly ReceivedComponent[]
  readonly sets: number
  /** `05 ngày làm việc`, with what it counts from */
  readonly timeLimit: string
  readonly receivedAt: Date
  /** undefined where the law sets no limit that can be computed */
  readonly promisedAt: Date | undefined
  /** address and way of collecting, in words */
  readonly collectAt: string
  readonly fee?: string
  readonly note?: string
  readonly submitterName: string
  readonly receiverName: string
  /** link or text that proves this receipt's entry in the ledger, shown as a second QR code */
  readonly proof?: string
}

export const receiptData = (view: ReceiptView): object => ({
  ...deskHead(view),
  components: view.components.map((component) => ({ electronic: false, shownOnly: false, ...component })),
  sets: view.sets, timeLimit: view.timeLimit, receivedAt: longMoment(view.receivedAt), promisedAt: view.promisedAt ? longMoment(view.promisedAt) : '',
  collectAt: view.collectAt, fee: view.fee ?? '', note: view.note ?? '', submitterName: view.submitterName, receiverName: view.receiverName, proof: view.proof ? qrSvg(view.proof) : '',
})
