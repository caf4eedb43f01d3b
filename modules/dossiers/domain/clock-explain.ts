import type { Text } from '../../../kernel/forms/definition.ts'
import type { ClockStep, StepCode } from './clock-types.ts'

type FullText = Required<Text>

/** One sentence for every step of the clock. `{at}` is hour and day, `{day}` the day of `params.date`, other names are parameters. */
const SENTENCES = {
  'not-received': { vi: 'Hồ sơ chưa được tiếp nhận nên chưa tính thời hạn.', en: 'The dossier has not been received, so no time is running.' },
  'starts-at-reception': { vi: 'Thời hạn tính từ lúc tiếp nhận: {at}.', en: 'Time runs from reception: {at}.' },
  'starts-at-competent-agency': { vi: 'Hồ sơ nộp ở nơi khác, thời hạn tính từ lúc cơ quan giải quyết nhận được: {at}.', en: 'Filed elsewhere: time runs from when the competent agency received it: {at}.' },
  'waiting-for-competent-agency': { vi: 'Cơ quan giải quyết chưa nhận được hồ sơ; tạm tính như nhận được lúc {at}.', en: 'The competent agency has not received the dossier yet; reckoned as if it arrived at {at}.' },
  restarted: { vi: 'Hồ sơ đã được bổ sung đầy đủ, thời hạn tính lại từ đầu kể từ {at}.', en: 'The dossier was completed, so the whole time runs again from {at}.' },
  'no-appointment': { vi: 'Thủ tục này không ấn định thời hạn nên không có ngày hẹn trả.', en: 'This procedure sets no time, so there is no appointment.' },
  'same-day': { vi: 'Thủ tục này trả kết quả ngay trong ngày tiếp nhận.', en: 'This procedure gives the result on the day of reception.' },
  'same-day-next': { vi: 'Hồ sơ nhận sau giờ chốt trong ngày hoặc vào ngày nghỉ nên trả kết quả vào ngày làm việc tiếp theo.', en: 'Received after the day\'s cut-off or on a day off, so the result is due on the next working day.' },
  'first-day-not-counted': { vi: 'Ngày tiếp nhận không tính; bắt đầu đếm từ ngày kế tiếp.', en: 'The day of reception is not counted; counting begins on the next.' },
  'counted-working-days': { vi: 'Thời hạn giải quyết là {value} ngày làm việc.', en: 'The time is {value} working days.' },
  'counted-days': { vi: 'Thời hạn giải quyết là {value} ngày, tính cả ngày nghỉ.', en: 'The time is {value} days, days off included.' },
  'counted-months': { vi: 'Thời hạn giải quyết là {value} tháng.', en: 'The time is {value} months.' },
  'counted-working-hours': { vi: 'Thời hạn giải quyết là {value} giờ làm việc.', en: 'The time is {value} working hours.' },
  'day-off-skipped': { vi: 'Không tính ngày {day}: {name}.', en: '{day} is not counted: {name}.' },
  'extended-working-days': { vi: 'Cộng thêm {days} ngày làm việc chờ bổ sung.', en: '{days} working days of waiting are added.' },
  'extended-days': { vi: 'Cộng thêm {days} ngày chờ bổ sung.', en: '{days} days of waiting are added.' },
  'extended-working-minutes': { vi: 'Cộng thêm {minutes} phút làm việc chờ bổ sung.', en: '{minutes} working minutes of waiting are added.' },
  'extension-capped': { vi: 'Không muộn hơn thời hạn tính lại từ đầu: {at}.', en: 'Never later than a fresh start would give: {at}.' },
  'waited-days-then-a-day': { vi: 'Đã chờ bổ sung {days} ngày: lùi {days} ngày, bớt một ngày, rồi thêm một ngày làm việc, thành {at}.', en: 'Waited {days} days: moved by them less one, plus one working day, to {at}.' },
  'ended-on-day-off': { vi: 'Ngày cuối {day} là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo.', en: 'The last day, {day}, is a day off, so it moves to the next working day.' },
  'still-waiting': { vi: 'Đang chờ bổ sung; ngày hẹn tạm tính như nhận đủ lúc {at}.', en: 'Still waiting; the date is reckoned as if all arrived at {at}.' },
  due: { vi: 'Hạn trả kết quả: {at}.', en: 'The result is due: {at}.' },
  'calendar-doubt': { vi: 'Lưu ý: lịch nghỉ quanh ngày {day} ({name}) chưa chính thức.', en: 'Note: days off around {day} ({name}) are not official yet.' },
  'promised-at-reception': { vi: 'Theo giấy tiếp nhận và hẹn trả kết quả lập lúc {at}.', en: 'As the receipt of {at} says.' },
  'promised-at-arrival': { vi: 'Theo giấy hẹn lập khi cơ quan giải quyết nhận hồ sơ lúc {at}.', en: 'As the receipt made when the competent agency received it at {at} says.' },
  'promised-after-supplement': { vi: 'Theo giấy hẹn lập lại sau khi bạn bổ sung lúc {at}.', en: 'As the new receipt after your supplement of {at} says.' },
  'promised-by-reappointment': { vi: 'Theo phiếu xin lỗi và hẹn lại lập lúc {at}.', en: 'As the apology and new appointment of {at} says.' },
  'nothing-promised': { vi: 'Chưa có giấy hẹn nào ghi ngày trả kết quả.', en: 'No paper has named a date yet.' }
} as const satisfies Record<StepCode, FullText>

/** The steps as plain sentences, first to last. */
export function explainSteps(steps: readonly ClockStep[], language: keyof FullText): readonly string[] {
  return steps.map(step => SENTENCES[step.code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(step, name)))
}

function valueOf(step: ClockStep, name: string): string {
  if (name === 'at') return step.at === null ? '' : showInstant(step.at)
  if (name === 'day') return showDay(String(step.params['date'] ?? ''))
  return String(step.params[name] ?? '')
}

/** `15:30, 23/11/2026` in Viet Nam's time. */
function showInstant(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString()
  return `${local.slice(11, 16)}, ${showDay(local.slice(0, 10))}`
}

function showDay(date: string): string {
  return date.split('-').reverse().join('/')
}
