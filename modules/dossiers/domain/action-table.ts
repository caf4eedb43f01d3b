import type { Text } from '../../../kernel/forms/definition.ts'
import type { Processing } from './axes.ts'
import type { GuardName } from './guards.ts'
import type { ActRole } from './roles.ts'

export interface Transition { readonly from: readonly Processing[]; readonly to: Processing | 'same'; readonly by: readonly ActRole[]; readonly guards?: readonly GuardName[] }
export interface ActRow {
  readonly name: Required<Text>
  /** where the act stands in the law; 'house' for our own rule */
  readonly legal: string
  readonly transitions: readonly Transition[]
  /** conditions of every transition, checked in this order */
  readonly guards: readonly GuardName[]
}

const WORKING = ['received', 'in-progress', 'proposed', 'approved'] as const
const AFTER_FILING = ['submitted', ...WORKING, 'result-ready', 'returned', 'refused', 'withdrawn', 'stopped'] as const

/**
 * Who may do what when: the single source for API, pages and documentation. Other axes than processing follow in `effects.ts`.
 * A transition out of `received` that shows that somebody works on the dossier goes to `in-progress`.
 */
export const ACTS = {
  submitDossier: {
    name: { vi: 'Nộp hồ sơ', en: 'Submit' }, legal: 'NĐ 61/2018 Đ16', guards: ['assured'],
    transitions: [{ from: ['draft'], to: 'submitted', by: ['applicant', 'helper'] }, { from: ['draft'], to: 'submitted', by: ['reception-officer'], guards: ['not-an-online-draft'] }]
  },
  receiveDossier: {
    name: { vi: 'Tiếp nhận', en: 'Receive' }, legal: 'NĐ 61/2018 Đ17.1.c, Đ17.3', guards: ['supplement-not-open', 'prepaid'],
    transitions: [{ from: ['submitted'], to: 'received', by: ['reception-officer'] }, { from: ['draft'], to: 'received', by: ['reception-officer'], guards: ['not-an-online-draft'] }]
  },
  refuseDossier: {
    name: { vi: 'Từ chối tiếp nhận', en: 'Refuse' }, legal: 'NĐ 61/2018 Đ17.1.b', guards: [],
    transitions: [{ from: ['submitted'], to: 'refused', by: ['reception-officer'] }, { from: ['draft'], to: 'refused', by: ['reception-officer'], guards: ['not-an-online-draft'] }]
  },
  requestSupplement: {
    name: { vi: 'Yêu cầu bổ sung', en: 'Request a supplement' }, legal: 'NĐ 61/2018 Đ17.1.a, Đ17.2, Đ19.4; qua bộ phận một cửa: Đ5.1.e', guards: ['supplement-not-open'],
    transitions: [
      { from: ['submitted'], to: 'same', by: ['reception-officer'] },
      { from: ['received'], to: 'in-progress', by: ['reception-officer'] },
      { from: ['in-progress'], to: 'same', by: ['reception-officer'] },
      { from: ['in-progress'], to: 'same', by: ['case-officer'], guards: ['holder'] }
    ]
  },
  supplementDossier: {
    name: { vi: 'Bổ sung hồ sơ', en: 'Supplement' }, legal: 'NĐ 61/2018 Đ17.1.a, Đ19.4', guards: ['supplement-open'],
    transitions: [{ from: ['submitted', 'in-progress'], to: 'same', by: ['applicant', 'helper', 'reception-officer'] }]
  },
  transferDossier: {
    name: { vi: 'Chuyển hồ sơ đến cơ quan giải quyết', en: 'Transfer to the competent agency' }, legal: 'NĐ 61/2018 Đ18', guards: ['to-pass-on'],
    // in-progress: a supplement was asked for before the dossier went on
    transitions: [{ from: ['received', 'in-progress'], to: 'same', by: ['reception-officer'] }]
  },
  recallDossier: {
    name: { vi: 'Rút lại hồ sơ đã chuyển', en: 'Recall from the competent agency' }, legal: 'sửa một lần chuyển nhầm, giữ vết: NĐ 61/2018 Đ5.1.c', guards: ['passed-on'],
    transitions: [{ from: ['received'], to: 'same', by: ['reception-officer'] }]
  },
  assignDossier: {
    name: { vi: 'Phân công', en: 'Assign' }, legal: 'NĐ 61/2018 Đ19.1', guards: [],
    transitions: [{ from: ['received'], to: 'in-progress', by: ['unit-administrator', 'approver'] }, { from: ['in-progress'], to: 'same', by: ['unit-administrator', 'approver'] }]
  },
  takeDossier: {
    name: { vi: 'Nhận xử lý', en: 'Take' }, legal: 'NĐ 61/2018 Đ19.1', guards: ['not-held-by-another'],
    transitions: [{ from: ['received'], to: 'in-progress', by: ['case-officer'] }, { from: ['in-progress'], to: 'same', by: ['case-officer'] }]
  },
  releaseDossier: {
    name: { vi: 'Trả lại để phân công', en: 'Give back for assignment' }, legal: 'NĐ 61/2018 Đ19.1', guards: ['held'],
    transitions: [{ from: ['in-progress'], to: 'same', by: ['unit-administrator', 'approver'] }, { from: ['in-progress'], to: 'same', by: ['case-officer'], guards: ['holder'] }]
  },
  advanceStep: {
    name: { vi: 'Chuyển bước xử lý', en: 'Advance to the next step' }, legal: 'TT 01/2018/TT-VPCP Đ8', guards: ['holder', 'supplement-not-open'],
    transitions: [{ from: ['in-progress'], to: 'same', by: ['case-officer'] }]
  },
  consultAgency: {
    name: { vi: 'Lấy ý kiến', en: 'Consult an agency' }, legal: 'NĐ 61/2018 Đ19.5', guards: ['holder'],
    transitions: [{ from: ['in-progress'], to: 'same', by: ['case-officer'] }]
  },
  answerConsultation: {
    name: { vi: 'Trả lời ý kiến', en: 'Answer a consultation' }, legal: 'NĐ 61/2018 Đ19.5', guards: [],
    transitions: [{ from: ['in-progress', 'proposed'], to: 'same', by: ['case-officer', 'approver'] }]
  },
  proposeOutcome: {
    name: { vi: 'Đề xuất kết quả', en: 'Propose an outcome' }, legal: 'NĐ 61/2018 Đ19; tại chỗ: Đ17.5; sửa nội dung bản bị thu hồi: Đ21', guards: ['supplement-not-open'],
    transitions: [
      { from: ['in-progress'], to: 'proposed', by: ['case-officer'], guards: ['holder'] },
      { from: ['received', 'in-progress'], to: 'proposed', by: ['reception-officer'], guards: ['decided-on-the-spot'] },
      { from: ['result-ready', 'returned'], to: 'same', by: ['case-officer'], guards: ['result-revoked', 'holder'] },
      { from: ['result-ready', 'returned'], to: 'same', by: ['reception-officer'], guards: ['result-revoked', 'decided-on-the-spot'] }
    ]
  },
  sendBack: {
    name: { vi: 'Trả lại để xử lý tiếp', en: 'Send back' }, legal: 'TT 01/2018/TT-VPCP Đ8', guards: [],
    transitions: [{ from: ['proposed'], to: 'in-progress', by: ['approver'] }, { from: ['approved'], to: 'in-progress', by: ['signer'] }]
  },
  approveOutcome: {
    name: { vi: 'Duyệt kết quả', en: 'Approve the outcome' }, legal: 'NĐ 61/2018 Đ19; tách người đề xuất và người duyệt: quy tắc của hệ thống', guards: ['not-own-proposal', 'not-tied-to-proposer'],
    transitions: [{ from: ['proposed'], to: 'approved', by: ['approver'] }]
  },
  signResult: {
    name: { vi: 'Ký kết quả', en: 'Sign the result' }, legal: 'NĐ 61/2018 Đ20.5; ký thay bản sai: Đ21', guards: ['not-tied-to-proposer'],
    transitions: [{ from: ['approved'], to: 'result-ready', by: ['signer'] }, { from: ['result-ready', 'returned'], to: 'same', by: ['signer'], guards: ['result-revoked'] }]
  },
  stopDossier: {
    name: { vi: 'Dừng giải quyết', en: 'Stop' }, legal: 'TT 03/2025/TT-VPCP Mẫu 05', guards: [],
    transitions: [{ from: ['received', 'in-progress', 'proposed'], to: 'stopped', by: ['approver'] }]
  },
  postResult: {
    name: { vi: 'Gửi kết quả qua bưu chính', en: 'Post the result' }, legal: 'NĐ 61/2018 Đ16, Đ20', guards: ['undelivered', 'paid', 'result-valid', 'not-posted'],
    transitions: [{ from: ['result-ready', 'returned'], to: 'same', by: ['reception-officer'] }]
  },
  returnResult: {
    name: { vi: 'Trả kết quả', en: 'Return the result' }, legal: 'NĐ 61/2018 Đ20; bản ký thay: Đ21', guards: ['undelivered', 'paid', 'result-valid'],
    transitions: [
      { from: ['result-ready', 'returned'], to: 'returned', by: ['reception-officer'] },
      { from: ['result-ready', 'returned'], to: 'returned', by: ['system'], guards: ['delivered-without-a-desk'] }
    ]
  },
  withdrawDossier: {
    name: { vi: 'Rút hồ sơ', en: 'Withdraw' }, legal: 'quyền của người nộp; trạng thái quốc gia 7', guards: [],
    transitions: [{ from: ['submitted', 'received', 'in-progress', 'proposed'], to: 'withdrawn', by: ['applicant', 'reception-officer'] }]
  },
  reappointDossier: {
    name: { vi: 'Xin lỗi và hẹn lại', en: 'Apologise and reappoint' }, legal: 'NĐ 61/2018 Đ19.9', guards: ['supplement-not-open', 'reappointment-left'],
    transitions: [{ from: WORKING, to: 'same', by: ['approver'] }]
  },
  urgeDossier: {
    name: { vi: 'Đôn đốc', en: 'Urge' }, legal: 'NĐ 61/2018 Đ8.2.b', guards: [],
    transitions: [{ from: ['submitted', ...WORKING, 'result-ready'], to: 'same', by: ['reception-officer', 'approver', 'unit-administrator', 'supervisor'], guards: ['not-urged-today'] }, { from: ['submitted', ...WORKING, 'result-ready'], to: 'same', by: ['system'] }]
  },
  requestPayment: {
    name: { vi: 'Yêu cầu nộp phí, lệ phí', en: 'Ask for payment' }, legal: 'NĐ 61/2018 Đ22', guards: ['nothing-due-or-paid'],
    transitions: [{ from: ['submitted', ...WORKING], to: 'same', by: ['reception-officer', 'system'] }, { from: ['in-progress'], to: 'same', by: ['case-officer'], guards: ['holder'] }]
  },
  recordPayment: {
    name: { vi: 'Ghi nhận đã nộp phí', en: 'Record a payment' }, legal: 'NĐ 61/2018 Đ22', guards: ['payment-due'],
    transitions: [{ from: ['submitted', ...WORKING, 'result-ready'], to: 'same', by: ['reception-officer', 'system'] }]
  },
  exemptPayment: {
    name: { vi: 'Miễn phí, lệ phí', en: 'Exempt from payment' }, legal: 'Luật Phí và lệ phí 2015 Đ10 (chưa đối chiếu)', guards: ['not-paid'],
    transitions: [{ from: ['submitted', ...WORKING, 'result-ready'], to: 'same', by: ['reception-officer', 'approver'] }]
  },
  refundPayment: {
    name: { vi: 'Hoàn phí', en: 'Refund a payment' }, legal: 'NĐ 61/2018 Đ22', guards: ['was-paid'],
    // the desk that took it gives it back
    transitions: [{ from: AFTER_FILING, to: 'same', by: ['reception-officer', 'unit-administrator', 'system'] }]
  },
  sendMessage: {
    name: { vi: 'Gửi lời nhắn', en: 'Send a message' }, legal: 'một đầu mối trao đổi: NĐ 61/2018 Đ5.1.e', guards: [],
    transitions: [{ from: AFTER_FILING, to: 'same', by: ['applicant', 'helper', 'reception-officer', 'case-officer'] }]
  },
  revokeResult: {
    name: { vi: 'Thu hồi kết quả sai', en: 'Revoke a wrong result' }, legal: 'NĐ 61/2018 Đ21', guards: ['result-valid'],
    transitions: [{ from: ['result-ready', 'returned'], to: 'same', by: ['signer'] }]
  },
  correctIntake: {
    name: { vi: 'Đính chính thông tin tiếp nhận', en: 'Correct the intake' }, legal: 'giữ vết mọi sửa đổi: NĐ 61/2018 Đ5.1.c', guards: [],
    transitions: [{ from: ['received', 'in-progress'], to: 'same', by: ['reception-officer'] }]
  },
  recordDigitisation: {
    name: { vi: 'Ghi nhận số hóa', en: 'Record digitisation' }, legal: 'NĐ 61/2018 Đ17.1; TT 01/2023/TT-VPCP', guards: [],
    transitions: [{ from: ['submitted', ...WORKING, 'result-ready', 'returned'], to: 'same', by: ['reception-officer', 'system'] }]
  },
  recordSync: {
    name: { vi: 'Ghi nhận đồng bộ', en: 'Record synchronisation' }, legal: 'NĐ 61/2018 Đ26', guards: [],
    transitions: [{ from: AFTER_FILING, to: 'same', by: ['system'] }]
  }
} as const satisfies Record<string, ActRow>

export type Act = keyof typeof ACTS
/** The same table, seen without its literal types. */
export const ACT_ROWS: Readonly<Record<Act, ActRow>> = ACTS
export function isAct(name: string): name is Act {
  return Object.hasOwn(ACTS, name)
}
export const ACT_NAMES: readonly Act[] = Object.keys(ACTS).filter(isAct)
