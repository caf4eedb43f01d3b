import type { Text } from '../../../kernel/forms/definition.ts'
import { sayShape } from './pack-shape-words.ts'

interface FaultRule { readonly severity: 'refuse' | 'warn'; /** what is wrong */ readonly text: (detail: string) => Text; /** what to do about it */ readonly cure: Text }

/** What stands against publishing a pack. `refuse` keeps it out; `warn` is shown to whoever publishes. */
export const PACK_FAULTS = {
  'shape': { severity: 'refuse', text: (d) => ({ vi: `Tệp không đúng cấu trúc: ${sayShape(d)}.`, en: `The file does not follow the schema: ${d}.` }),
    cure: { vi: 'Mở tệp, sửa đúng chỗ đó. Tải gói đang chạy về làm mẫu.', en: 'Correct that place in the file; take the pack in force as a model.' } },
  'duplicate-id': { severity: 'refuse', text: (d) => ({ vi: `Mã “${d}” dùng hai lần; mỗi mã chỉ dùng một lần trong một danh sách.`, en: `Id "${d}" is used twice in one list.` }),
    cure: { vi: 'Đổi mã của một trong hai mục.', en: 'Give one of the two another id.' } },
  'duplicate-field': { severity: 'refuse', text: (d) => ({ vi: `Câu hỏi “${d}” có hai lần; câu trả lời sẽ ghi đè lên nhau.`, en: `Field "${d}" occurs twice; its answers would overwrite each other.` }),
    cure: { vi: 'Đổi tên một câu, hoặc bỏ câu thừa.', en: 'Rename one of them or drop it.' } },
  'unknown-field': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện nhắc đến “${d}” nhưng mẫu không hỏi câu này.`, en: `A condition refers to "${d}", which the form does not ask.` }),
    cure: { vi: 'Thêm câu hỏi đó vào mẫu, hoặc sửa điều kiện.', en: 'Ask it in the form, or change the condition.' } },
  'later-field': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện nhắc đến “${d}” nhưng câu này được hỏi sau.`, en: `A condition refers to "${d}", which is asked later.` }),
    cure: { vi: 'Đưa câu hỏi lên trước chỗ dùng đến nó.', en: 'Ask it before it is used.' } },
  'unknown-choice': { severity: 'refuse', text: (d) => ({ vi: `Điều kiện chờ câu trả lời ${d} nhưng câu hỏi không có lựa chọn đó.`, en: `A condition waits for ${d}, which is not among the choices.` }),
    cure: { vi: 'Thêm lựa chọn vào câu hỏi, hoặc sửa điều kiện.', en: 'Add the choice, or change the condition.' } },
  'crowded-page': { severity: 'refuse', text: (d) => ({ vi: `Trang hỏi ${d} câu; mỗi trang nhiều nhất 3 câu gắn với nhau (nhóm lặp nhiều nhất 6).`, en: `The page asks ${d} questions; at most 3 belong on one page (6 in a repeat group).` }),
    cure: { vi: 'Tách thành hai trang.', en: 'Make two pages of it.' } },
  'no-channel': { severity: 'refuse', text: (_) => ({ vi: 'Chưa có cách nộp nào.', en: 'There is no channel to file over.' }),
    cure: { vi: 'Mở ít nhất một cách nộp cho trường hợp này.', en: 'Open at least one channel for this case.' } },
  'no-reason-for-partial': { severity: 'refuse', text: (_) => ({ vi: 'Dịch vụ một phần phải nêu lý do công khai (NĐ 224/2026 Đ14).', en: 'A partial online service needs a published reason (NĐ 224/2026 Đ14).' }),
    cure: { vi: 'Ghi lý do, hoặc chọn toàn trình.', en: 'Give the reason, or make the service fully online.' } },
  'level-mismatch': { severity: 'refuse', text: (d) => ({ vi: `Cấp giải quyết “${d}” không nằm trong các cấp của thủ tục.`, en: `Competent level "${d}" is not among the procedure's levels.` }),
    cure: { vi: 'Sửa cấp giải quyết, hoặc thêm cấp vào thủ tục.', en: 'Correct the level, or add it to the procedure.' } },
  'unknown-agency-kind': { severity: 'refuse', text: (d) => ({ vi: `Tỉnh không có cơ quan loại “${d}”.`, en: `The province has no agency of kind "${d}".` }),
    cure: { vi: 'Chọn loại cơ quan có trong mục Cơ quan.', en: 'Take a kind that stands under Agencies.' } },
  'workflow-no-steps': { severity: 'refuse', text: (_) => ({ vi: 'Quy trình chưa có bước nào.', en: 'The process has no step.' }),
    cure: { vi: 'Thêm ít nhất một bước xử lý và một bước ký.', en: 'Add a step of work and one that signs.' } },
  'workflow-duplicate-step': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” có hai lần.`, en: `Step "${d}" occurs twice.` }),
    cure: { vi: 'Đổi mã của một bước.', en: 'Give one of them another id.' } },
  'workflow-unknown-step': { severity: 'refuse', text: (d) => ({ vi: `Đường chuyển dẫn đến bước “${d}” không có.`, en: `A transition leads to step "${d}", which does not exist.` }),
    cure: { vi: 'Sửa đường chuyển, hoặc thêm bước đó.', en: 'Correct the transition, or add the step.' } },
  'workflow-duplicate-transition': { severity: 'refuse', text: (d) => ({ vi: `Đường chuyển từ “${d}” khai hai lần.`, en: `A transition from "${d}" occurs twice.` }),
    cure: { vi: 'Bỏ một đường chuyển.', en: 'Drop one of them.' } },
  'workflow-unreachable-step': { severity: 'refuse', text: (d) => ({ vi: `Không có đường nào đến bước “${d}”.`, en: `No way leads to step "${d}".` }),
    cure: { vi: 'Thêm đường chuyển đến bước đó, hoặc bỏ bước.', en: 'Add a transition to it, or drop the step.' } },
  'workflow-no-end': { severity: 'refuse', text: (d) => ({ vi: `Từ bước “${d}” không bao giờ đến được kết thúc.`, en: `Step "${d}" never leads to an end.` }),
    cure: { vi: 'Thêm đường chuyển dẫn đến bước duyệt hoặc ký.', en: 'Add a transition that leads to approval or signature.' } },
  'workflow-role-with-nobody': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” giao cho vai trò mà không ai giữ.`, en: `Step "${d}" belongs to a role that nobody holds.` }),
    cure: { vi: 'Giao vai trò đó cho người ở cơ quan giải quyết (mục Ai làm việc gì), hoặc đổi vai trò của bước.', en: 'Seat somebody with that role in the competent agencies, or change the role.' } },
  'workflow-negative-time': { severity: 'refuse', text: (d) => ({ vi: `Bước “${d}” có thời gian âm.`, en: `Step "${d}" has a negative time.` }),
    cure: { vi: 'Gõ thời gian từ 0 trở lên.', en: 'Type 0 or more.' } },
  'workflow-time-above-limit': { severity: 'refuse', text: (d) => ({ vi: `Tổng thời gian các bước vượt thời hạn: ${d}.`, en: `The steps take longer than the time limit: ${d}.` }),
    cure: { vi: 'Giảm thời gian của các bước cho vừa thời hạn ngắn nhất trong các cách nộp.', en: 'Shorten the steps to the shortest time limit of the channels.' } },
  'no-outcome': { severity: 'refuse', text: (d) => ({ vi: `Chưa có mẫu kết quả loại “${d}”.`, en: `There is no outcome template of kind "${d}".` }),
    cure: { vi: 'Thêm một mẫu đồng ý (granted) và một mẫu từ chối (refused) vào tệp.', en: 'Add a template of that kind to the file.' } },
  'unknown-result-code': { severity: 'refuse', text: (d) => ({ vi: `Mã kết quả ${d} không có trong danh sách kết quả của thủ tục.`, en: `Result code ${d} is not among the procedure's results.` }),
    cure: { vi: 'Thêm mã đó vào danh sách kết quả, hoặc sửa mã ở mẫu.', en: 'List the code, or correct it in the template.' } },
  'unknown-placeholder': { severity: 'refuse', text: (d) => ({ vi: `Mẫu kết quả có chỗ trống ${d} không điền được.`, en: `The outcome template has a place ${d} that nothing fills.` }),
    cure: { vi: 'Dùng tên câu hỏi có trong mẫu, hoặc bỏ chỗ trống.', en: 'Name a question of the form, or drop the place.' } },
  'component-is-form': { severity: 'refuse', text: (d) => ({ vi: `“${d}” là tờ khai: bạn đọc đã trả lời trên mạng, không bắt nộp lại bản giấy.`, en: `"${d}" is the form itself; its content is asked online.` }),
    cure: { vi: 'Bỏ giấy tờ này. Nếu luật buộc ký tay, ghi điều luật đó.', en: 'Drop it. Name the article if the law wants a hand-signed one.' } },
  'unknown-component': { severity: 'refuse', text: (d) => ({ vi: `Lý do bổ sung nhắc đến “${d}” nhưng thủ tục không có giấy tờ hoặc câu hỏi đó.`, en: `A supplement reason refers to "${d}", which the case does not have.` }),
    cure: { vi: 'Sửa hoặc bỏ lý do bổ sung đó.', en: 'Correct or drop the reason.' } },
  'vague-supplement': { severity: 'refuse', text: (d) => ({ vi: `Lý do bổ sung “${d}” không gắn với giấy tờ hay câu hỏi nào.`, en: `Supplement reason "${d}" names no paper and no question.` }),
    cure: { vi: 'Gắn lý do với một giấy tờ hoặc một câu hỏi.', en: 'Name the paper or the question.' } },
  'bad-fee': { severity: 'refuse', text: (d) => ({ vi: `Khoản thu “${d}” tính theo câu hỏi không có hoặc không phải số.`, en: `Fee "${d}" counts by a field that is missing or no number.` }),
    cure: { vi: 'Chọn câu hỏi kiểu số để tính, hoặc ghi mức cố định.', en: 'Count by a question for a number, or fix the amount.' } },
  'capitals': { severity: 'refuse', text: (d) => ({ vi: `Chữ in hoa cả cụm: “${d}”.`, en: `Words in capitals: "${d}".` }),
    cure: { vi: 'Viết chữ thường.', en: 'Write them in lower case.' } },
  'too-few-scenarios': { severity: 'refuse', text: (d) => ({ vi: `Cần ít nhất 3 tình huống mẫu, mới có ${d}.`, en: `At least 3 scenarios are needed; there are ${d}.` }),
    cure: { vi: 'Thêm tình huống vào tệp.', en: 'Add scenarios to the file.' } },
  'scenario-failed': { severity: 'refuse', text: (d) => ({ vi: `Tình huống mẫu không còn đúng: ${d}.`, en: `A scenario no longer holds: ${d}.` }),
    cure: { vi: 'Sửa gói nếu kết quả mới sai; nếu kết quả mới đúng, cập nhật tình huống ở phần dưới.', en: 'Correct the pack if the new outcome is wrong; if it is right, update the scenario below.' } },
  'hard-to-read': { severity: 'warn', text: (d) => ({ vi: `Khó đọc: ${d}.`, en: `Hard to read: ${d}.` }),
    cure: { vi: 'Viết lại bằng câu ngắn, lời thường.', en: 'Use short sentences and plain words.' } },
  'unconfirmed-fee': { severity: 'warn', text: (d) => ({ vi: `Mức thu “${d}” chưa được tỉnh xác nhận.`, en: `The amount of "${d}" is not confirmed by the province.` }),
    cure: { vi: 'Đối chiếu nghị quyết của Hội đồng nhân dân, ghi mức thu và đánh dấu đã xác nhận.', en: 'Compare the People’s Council’s resolution, set the amount and mark it confirmed.' } },
} as const satisfies Readonly<Record<string, FaultRule>>

export type PackFaultCode = keyof typeof PACK_FAULTS
/** `at` is the place in the pack (`cases/child/form/baby`). */
export interface PackFault { readonly severity: 'refuse' | 'warn'; readonly code: PackFaultCode; readonly at: string; readonly message: Text }

export function packFault(code: PackFaultCode, at: string, detail = ''): PackFault {
  return { severity: PACK_FAULTS[code].severity, code, at, message: PACK_FAULTS[code].text(detail) }
}
