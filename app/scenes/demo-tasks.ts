import type { OfficerActor } from '../../kernel/actor.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { localDateOf } from '../../modules/calendar/index.ts'
import { addDays, finishTask, putTask } from '../../modules/indicators/index.ts'
import type { AgencyView } from '../../modules/organisations/index.ts'

const DOCUMENT = 'Kế hoạch thực hiện Nghị quyết 57-NQ/TW năm 2026 (ví dụ)'
/** What every department was given, with what came of it where it is done. */
const OF_ALL = [
  ['Ban hành kế hoạch chuyển đổi số của ngành năm 2026', 'Đã ban hành kế hoạch.'], ['Rà soát, cắt giảm thành phần hồ sơ đã có trong cơ sở dữ liệu', 'Đã trình danh mục cắt giảm.'], ['Kết nối cơ sở dữ liệu chuyên ngành với kho dữ liệu dùng chung', 'Đã kết nối, dữ liệu cập nhật hằng ngày.'],
  ['Số hóa kết quả giải quyết thủ tục còn hiệu lực', 'Đã số hóa xong đợt 1.'], ['Bồi dưỡng kỹ năng số, an toàn thông tin cho cán bộ', 'Đã tổ chức hai lớp.'],
] as const
const KINDS = ['home-affairs-department', 'justice-department', 'finance-department', 'industry-trade-department', 'agriculture-environment-department', 'construction-department', 'science-technology-department', 'culture-department', 'education-department', 'health-department', 'ethnic-religious-department', 'inspectorate']
const OF_ONE = [['science-technology-department', 'Công bố khung kiến trúc số của tỉnh'], ['science-technology-department', 'Đánh giá an toàn hệ thống thông tin cấp độ 3'], ['science-technology-department', 'Mở ít nhất 20 bộ dữ liệu của tỉnh'], ['committee-office', 'Đưa 100 % chế độ báo cáo định kỳ lên hệ thống báo cáo của tỉnh'], ['one-stop-centre', 'Lắp đặt điểm hỗ trợ nộp hồ sơ trực tuyến tại xã, phường'], ['education-department', 'Đưa kỹ năng số vào sinh hoạt của trường trung học'], ['health-department', 'Liên thông giấy khám sức khỏe, giấy chứng sinh']] as const
const DONE = 33
/** 13 of them */
const early = (at: number): boolean => at % 5 < 2 && at < 31

/** 67 tasks of one plan: 33 done, 13 of them before time, one overdue; dates are counted from today. Answers how many. */
export async function playTasks(platform: Pick<Platform, 'db' | 'now'>, agencies: readonly AgencyView[]): Promise<number> {
  const top = agencies.find(agency => agency.parentId === null)
  if (!top) return 0
  const head: OfficerActor = { kind: 'officer', accountId: newId(), positionId: newId(), agencyId: top.id, roles: ['approver'], scopeAgencyIds: agencies.map(({ id }) => id), displayName: 'Lãnh đạo tỉnh', positionTitle: 'Lãnh đạo', agencyName: top.name }
  const on = (days: number) => ({ platform: { db: platform.db, now: () => new Date(platform.now().getTime() + days * 86_400_000) }, actor: head })
  const agencyOf = (kind: string): AgencyView => agencies.find(agency => agency.kind === kind) ?? top
  const tasks = [...OF_ALL.flatMap(([title, result]) => KINDS.map(kind => ({ title, result, agency: agencyOf(kind) }))), ...OF_ONE.map(([kind, title]) => ({ title, result: 'Đã hoàn thành.', agency: agencyOf(kind) }))]
  for (const [at, { title, result, agency }] of tasks.entries()) {
    const due = at < DONE ? -120 + at * 3 : at === DONE ? -5 : 30 + at
    const id = await putTask(on(-300), { title, document: DOCUMENT, indicatorCode: '', agencyId: agency.id, dueOn: addDays(localDateOf(platform.now()), due) })
    if (at < DONE) await finishTask(on(due - (early(at) ? 12 : 0)), id, 1, { result, evidence: [] })
  }
  return tasks.length
}
