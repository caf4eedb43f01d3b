import type { Text } from '../../../kernel/forms/definition.ts'

/** What stands against publishing a pack. `refuse` keeps it out; `warn` is shown to whoever publishes. */
export const PACK_FAULTS = {
  'shape': { severity: 'refuse', text: (d) => ({ vi: `Tệp không đúng cấu trúc: ${d}.`, en: `The file does not follow the schema: ${d}.` }) },
  'duplicate-id': { severity: 'refuse', text: (d) => ({ vi: `Mã “${d}” dùng hai lần; mỗi mã chỉ dùng một lần trong một danh sách.`, en: `Id "${d}" is used twice in one list.` }) },
  'duplicate-field': { severity: 'refuse', text: (d) => ({ vi: `Câu hỏi “${d}” có hai lần; câu trả lời sẽ ghi đè lên nhau.`, en: `Field "${d}" occurs twice; its answers would overwrite each other.` }) },
  'unknown-field': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện nhắc đến “${d}” nhưng mẫu không hỏi câu này.`, en: `A condition refers to "${d}", which the form does not ask.` }) },
  'later-field': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện nhắc đến “${d}” nhưng câu này được hỏi sau.`, en: `A condition refers to "${d}", which is asked later.` }) },
  'unknown-choice': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện chờ câu trả lời ${d} nhưng câu hỏi không có lựa chọn đó.`, en: `A condition waits for ${d}, which is not among the choices.` }) },
  'crowded-page': { severity: 'refuse', text: (d) => ({ vi: `Trang hỏi ${d} câu; mỗi trang nhiều nhất 3 câu gắn với nhau (nhóm lặp nhiều nhất 6).`, en: `The page asks ${d} questions; at most 3 belong on one page (6 in a repeat group).` }) },
  'no-channel': { severity: 'refuse', text: (_) => ({ vi: 'Chưa có cách nộp nào.', en: 'There is no channel to file over.' }) },
  'no-reason-for-partial': { severity: 'refuse', text: (_) => ({ vi: 'Dịch vụ một phần phải nêu lý do công khai (NĐ 224/2026 Đ14).', en: 'A partial online service needs a published reason (NĐ 224/2026 Đ14).' }) },
  'level-mismatch': { severity: 'refuse', text: (d) => ({ vi: `Cấp giải quyết “${d}” không nằm trong các cấp của thủ tục.`, en: `Competent level "${d}" is not among the procedure's levels.` }) },
  'unknown-agency-kind': { severity: 'refuse', text: (d) => ({ vi: `Tỉnh không có cơ quan loại “${d}”.`, en: `The province has no agency of kind "${d}".` }) },
  'workflow-no-steps': { severity: 'refuse', text: (_) => ({ vi: 'Quy trình chưa có bước nào.', en: 'The process has no step.' }) },
  'workflow-duplicate-step': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” có hai lần.`, en: `Step "${d}" occurs twice.` }) },
  'workflow-unknown-step': { severity: 'refuse', text: (d) => ({ vi: `Đường chuyển dẫn đến bước “${d}” không có.`, en: `A transition leads to step "${d}", which does not exist.` }) },
  'workflow-duplicate-transition': { severity: 'refuse', text: (d) => ({ vi: `Đường chuyển từ “${d}” khai hai lần.`, en: `A transition from "${d}" occurs twice.` }) },
  'workflow-unreachable-step': { severity: 'refuse', text: (d) => ({ vi: `Không có đường nào đến bước “${d}”.`, en: `No way leads to step "${d}".` }) },
  'workflow-no-end': { severity: 'refuse', text: (d) => ({ vi: `Từ bước “${d}” không bao giờ đến được kết thúc.`, en: `Step "${d}" never leads to an end.` }) },
  'workflow-role-with-nobody': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” giao cho vai trò mà không ai giữ.`, en: `Step "${d}" belongs to a role that nobody holds.` }) },
  'workflow-negative-time': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” có thời gian âm.`, en: `Step "${d}" has a negative time.` }) },
  'workflow-time-above-limit': { severity: 'refuse', text: (d) => ({ vi: `Tổng thời gian các bước vượt thời hạn: ${d}.`, en: `The steps take longer than the time limit: ${d}.` }) },
  'no-outcome': { severity: 'refuse', text: (d) => ({ vi: `Chưa có mẫu kết quả loại “${d}”.`, en: `There is no outcome template of kind "${d}".` }) },
  'unknown-result-code': { severity: 'refuse', text: (d) => ({ vi: `Mã kết quả ${d} không có trong danh sách kết quả của thủ tục.`, en: `Result code ${d} is not among the procedure's results.` }) },
  'unknown-placeholder': { severity: 'refuse', text: (d) => ({ vi: `Mẫu kết quả có chỗ trống ${d} không điền được.`, en: `The outcome template has a place ${d} that nothing fills.` }) },
  'component-is-form': { severity: 'refuse', text: (d) => ({ vi: `“${d}” là tờ khai: bạn đọc đã trả lời trên mạng, không bắt nộp lại bản giấy. Nếu luật buộc ký tay, ghi điều luật đó.`, en: `"${d}" is the form itself; its content is asked online. Name the article if the law wants a hand-signed one.` }) },
  'unknown-component': { severity: 'refuse', text: (d) => ({ vi: `Lý do bổ sung nhắc đến “${d}” nhưng thủ tục không có giấy tờ hoặc câu hỏi đó.`, en: `A supplement reason refers to "${d}", which the case does not have.` }) },
  'vague-supplement': { severity: 'refuse', text: (d) => ({ vi: `Lý do bổ sung “${d}” phải gắn với một giấy tờ hoặc một câu hỏi.`, en: `Supplement reason "${d}" must name a paper or a question.` }) },
  'bad-fee': { severity: 'refuse', text: (d) => ({ vi: `Khoản thu “${d}” tính theo câu hỏi không có hoặc không phải số.`, en: `Fee "${d}" counts by a field that is missing or no number.` }) },
  'capitals': { severity: 'refuse', text: (d) => ({ vi: `Chữ in hoa cả cụm: “${d}”. Hãy viết chữ thường.`, en: `Words in capitals: "${d}". Write them in lower case.` }) },
  'too-few-scenarios': { severity: 'refuse', text: (d) => ({ vi: `Cần ít nhất 3 tình huống mẫu, mới có ${d}.`, en: `At least 3 scenarios are needed; there are ${d}.` }) },
  'scenario-failed': { severity: 'refuse', text: (d) => ({ vi: `Tình huống mẫu không còn đúng: ${d}.`, en: `A scenario no longer holds: ${d}.` }) },
  'hard-to-read': { severity: 'warn', text: (d) => ({ vi: `Khó đọc: ${d}.`, en: `Hard to read: ${d}.` }) },
  'unconfirmed-fee': { severity: 'warn', text: (d) => ({ vi: `Mức thu “${d}” chưa được tỉnh xác nhận.`, en: `The amount of "${d}" is not confirmed by the province.` }) },
} as const satisfies Readonly<Record<string, { severity: 'refuse' | 'warn'; text: (detail: string) => Text }>>

export type PackFaultCode = keyof typeof PACK_FAULTS
/** `at` is the place in the pack (`cases/child/form/baby`). */
export interface PackFault { readonly severity: 'refuse' | 'warn'; readonly code: PackFaultCode; readonly at: string; readonly message: Text }

export function packFault(code: PackFaultCode, at: string, detail = ''): PackFault {
  return { severity: PACK_FAULTS[code].severity, code, at, message: PACK_FAULTS[code].text(detail) }
}
