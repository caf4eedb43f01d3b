import type { FieldFault } from '../../../kernel/errors.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'

/** What a province says when it puts a pack into force. `shortenedOn`: the day on which a rule of the shortened procedure was signed. */
export interface Publication {
  readonly decision: string; readonly decidedOn: LocalDate; readonly from: LocalDate
  readonly shortenedOn: LocalDate | null; readonly lateReason: string
}

const WORKING_DAYS_BEFORE = 5
const WORKING_DAYS_AFTER_SIGNING = 3

/**
 * NĐ 63/2010 Đ15: the decision of a province stands at least five working days before the rule takes effect; under the shortened procedure at
 * most three working days after its signature. Being late does not keep the rule from holding: it is published, with the reason on record.
 * @param workingDays working days d with from < d <= to
 */
export function judgePublication(publication: Publication, today: LocalDate, workingDays: (from: LocalDate, to: LocalDate) => number): readonly FieldFault[] {
  const { decision, decidedOn, from, shortenedOn, lateReason } = publication
  const fault = (field: string, code: string, vi: string, en: string): FieldFault => ({ field, code, message: { vi, en } })
  const dates = [
    ...(decidedOn > today ? [fault('decidedOn', 'in-future', 'Ngày ký quyết định chưa đến. Công bố sau khi quyết định đã được ký.', 'The decision is not signed yet. Publish after it is.')] : []),
    ...(from < today ? [fault('from', 'in-past', 'Ngày áp dụng đã qua. Hồ sơ đã nộp giữ gói cũ, nên chỉ áp dụng được từ hôm nay trở đi.', 'That day has passed. Dossiers already filed keep their pack; choose today or a later day.')] : []),
    ...(from < decidedOn ? [fault('from', 'before-decision', 'Ngày áp dụng đang trước ngày ký quyết định. Sửa một trong hai ngày.', 'The first day lies before the decision. Correct one of them.')] : []),
    ...(shortenedOn !== null && shortenedOn > decidedOn ? [fault('shortenedOn', 'after-decision', 'Văn bản ký theo thủ tục rút gọn phải có trước quyết định công bố. Sửa một trong hai ngày.', 'The rule must be signed before the decision. Correct one of the days.')] : []),
  ]
  const missing = decision === '' ? [fault('decision', 'required', 'Chưa có số quyết định. Ví dụ: 123/QĐ-UBND.', 'The number of the decision is missing. For example 123/QĐ-UBND.')] : []
  if (dates.length > 0) return [...missing, ...dates]
  const late = shortenedOn === null
    ? workingDays(decidedOn, from) < WORKING_DAYS_BEFORE && { vi: `Quyết định phải ký trước ngày áp dụng ít nhất ${WORKING_DAYS_BEFORE} ngày làm việc (NĐ 63/2010 Đ15), đây chỉ có ${workingDays(decidedOn, from)}. Lùi ngày áp dụng, hoặc ghi lý do công bố chậm.`, en: `The decision must stand ${WORKING_DAYS_BEFORE} working days before the first day (NĐ 63/2010 Đ15); here it is ${workingDays(decidedOn, from)}. Choose a later day, or say why.` }
    : workingDays(shortenedOn, decidedOn) > WORKING_DAYS_AFTER_SIGNING && { vi: `Theo thủ tục rút gọn, quyết định phải ký trong ${WORKING_DAYS_AFTER_SIGNING} ngày làm việc sau khi văn bản được ký (NĐ 63/2010 Đ15). Ghi lý do công bố chậm.`, en: `Under the shortened procedure the decision must follow within ${WORKING_DAYS_AFTER_SIGNING} working days (NĐ 63/2010 Đ15). Say why it is late.` }
  return [...missing, ...(late && lateReason === '' ? [{ field: 'lateReason', code: 'late', message: late }] : [])]
}
