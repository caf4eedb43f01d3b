import { isAddress } from './conditions.ts'
import { isRealDate, showDate } from './dates.ts'
import type { AnswerValue, Field, Text } from './definition.ts'

/** How an answer is read back to people: on the check page, at the desk, in a result. `communeName` looks a code up. */
export function showAnswer(field: Field, value: AnswerValue, communeName: (code: string) => string | undefined = () => undefined): Text {
  const same = (text: string): Text => ({ vi: text, en: text })
  if (isAddress(value)) return same([value.detail, communeName(value.communeCode) ?? value.communeCode].filter(Boolean).join(', '))
  if (typeof value === 'boolean') return value ? { vi: 'Có', en: 'Yes' } : { vi: 'Không', en: 'No' }
  if (typeof value === 'number') return showNumber(field, value)
  if (field.type === 'radios' || field.type === 'select' || field.type === 'checkboxes') {
    // oxlint-disable-next-line typescript/no-base-to-string -- objects left above
    const labels = [value].flat().map((item) => field.choices.find((choice) => choice.value === item)?.label ?? same(String(item)))
    return { vi: labels.map((label) => label.vi).join('; '), en: labels.map((label) => label.en ?? label.vi).join('; ') }
  }
  if (typeof value !== 'string') return same(Array.isArray(value) ? String(value.length) : '')
  if (field.type === 'date' && isRealDate(value)) return same(showDate(value))
  return same(field.type === 'commune' ? communeName(value) ?? value : value)
}

/** A number as each language groups its digits: 2.000 and 2,000. */
export const grouped = (value: number): Required<Text> => ({ vi: value.toLocaleString('vi-VN', { maximumFractionDigits: 6 }), en: value.toLocaleString('en-GB', { maximumFractionDigits: 6 }) })

function showNumber(field: Field, value: number): Text {
  const { vi, en } = grouped(value)
  if (field.type === 'money') return { vi: `${vi} đồng`, en: `${en} VND` }
  const unit = field.type === 'number' ? field.unit : undefined
  return unit ? { vi: `${vi} ${unit.vi}`, en: `${en} ${unit.en ?? unit.vi}` } : { vi, en }
}
