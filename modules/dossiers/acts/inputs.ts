import { invalid } from '../../../kernel/errors.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { grouped } from '../../../kernel/forms/show.ts'

/** A text that must be there: trimmed, at most `max` characters; the fault names field, cause and cure. */
export function requireText(value: unknown, field: string, name: Required<Text>, max: number): string {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') throw invalid([{ field, code: 'required', message: { vi: `Bạn chưa ghi ${name.vi}. Hãy viết ngắn gọn, rõ ràng.`, en: `Please give ${name.en}.` } }])
  if (text.length > max) throw invalid([{ field, code: 'too-long', message: { vi: `Phần ${name.vi} dài ${grouped(text.length).vi} ký tự, nhiều nhất là ${grouped(max).vi}. Hãy rút gọn.`, en: `${name.en} has ${grouped(text.length).en} characters; at most ${grouped(max).en} fit.` } }])
  return text
}

/** As `requireText`, but may be empty. */
export const optionalText = (value: unknown, field: string, name: Required<Text>, max: number): string => typeof value !== 'string' || value.trim() === '' ? '' : requireText(value, field, name, max)

const FARTHEST_DAYS = 366
/** A time to come within a year: what lies behind helps nobody, and a date of the far future is a slip of the finger. */
export function requireSoon(at: Date, field: string, name: Required<Text>, now: Date): Date {
  if (!(at > now)) throw invalid([{ field, code: 'past', message: { vi: `Phần ${name.vi} phải sau thời điểm hiện tại.`, en: `${name.en} must lie in the future.` } }])
  if (at.getTime() - now.getTime() > FARTHEST_DAYS * 86_400_000) throw invalid([{ field, code: 'too-far', message: { vi: `Phần ${name.vi} cách hôm nay hơn một năm. Hãy kiểm tra lại ngày.`, en: `${name.en} is more than a year away. Check the date.` } }])
  return at
}
