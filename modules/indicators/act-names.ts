/** Acts of this module: the stem is also the route's name and the ledger's entry. */
const NAMES = {
  'load-frameworks': { vi: 'Nạp bộ chỉ số bàn giao', en: 'Load delivered frameworks' },
  'put-framework': { vi: 'Soạn bộ chỉ số', en: 'Write a framework' },
  'publish-framework': { vi: 'Ban hành bộ chỉ số', en: 'Publish a framework' },
  'put-form': { vi: 'Đặt biểu nhập số liệu', en: 'Put a form of readings' },
  'save-report': { vi: 'Nhập số liệu', en: 'Fill in a report' },
  'submit-report': { vi: 'Gửi báo cáo số liệu', en: 'Submit a report' },
  'return-report': { vi: 'Trả lại báo cáo số liệu', en: 'Return a report' },
  'approve-report': { vi: 'Duyệt báo cáo số liệu', en: 'Approve a report' },
  'lock-report': { vi: 'Khóa số liệu', en: 'Lock a report' },
  'attach-evidence': { vi: 'Đính kèm minh chứng', en: 'Attach evidence' },
  'detach-evidence': { vi: 'Gỡ minh chứng', en: 'Take evidence out' },
  'correct-reading': { vi: 'Đề nghị đính chính số liệu', en: 'Ask for a correction' },
  'approve-correction': { vi: 'Duyệt đính chính số liệu', en: 'Approve a correction' },
  'refuse-correction': { vi: 'Không nhận đính chính số liệu', en: 'Refuse a correction' },
  'record-readings': { vi: 'Ghi số liệu từ hệ thống', en: 'Record readings of the platform' },
  'request-run': { vi: 'Yêu cầu tính điểm, xếp hạng', en: 'Ask for scores and ranks' },
  'record-run': { vi: 'Tính và lưu kết quả bộ chỉ số', en: 'Compute and keep a run' },
  'put-task': { vi: 'Giao nhiệm vụ', en: 'Assign a task' },
  'change-task': { vi: 'Sửa nhiệm vụ', en: 'Change a task' },
  'finish-task': { vi: 'Báo hoàn thành nhiệm vụ', en: 'Finish a task' },
  'ask-subscription': { vi: 'Đăng ký nhận thư về chỉ số', en: 'Ask for mails about a board' },
  'confirm-subscription': { vi: 'Xác nhận nhận thư về chỉ số', en: 'Confirm mails about a board' },
  'change-subscription': { vi: 'Đổi lịch nhận thư về chỉ số', en: 'Change how often mails come' },
  'end-subscription': { vi: 'Thôi nhận thư về chỉ số', en: 'End mails about a board' },
  'resume-subscription': { vi: 'Nhận lại thư về chỉ số', en: 'Take mails about a board up again' },
} as const satisfies Readonly<Record<string, { readonly vi: string; readonly en: string }>>
export type IndicatorsAct = keyof typeof NAMES

/** What the ledger's readers see instead of the codes. */
export const ACT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = Object.fromEntries(Object.entries(NAMES).map(([act, text]) => [`indicators.${act}`, text]))
export const OBJECT_NAMES: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  framework: { vi: 'Bộ chỉ số', en: 'Framework' }, form: { vi: 'Biểu nhập số liệu', en: 'Form of readings' }, report: { vi: 'Báo cáo số liệu', en: 'Report of readings' }, reading: { vi: 'Số liệu', en: 'Reading' }, run: { vi: 'Kết quả tính bộ chỉ số', en: 'Run of a framework' }, task: { vi: 'Nhiệm vụ', en: 'Task' }, subscription: { vi: 'Đăng ký nhận thư', en: 'Subscription' },
}
