import { nameKey, stripMarks, tidy } from '../../../kernel/vi-text/index.ts'
import { isPersonal, type DatasetSchema, type Field } from './schema.ts'
import { dayOf } from './value.ts'

/** Two rows that may be one person: what is compared, and what each likeness counts for. */
export interface Born { readonly year: number; /** undefined: only the year is known */ readonly month?: number; readonly day?: number }
export interface Person {
  /** as written, and as tokens without marks, abbreviations spelt out */
  readonly name: string; readonly tokens: readonly string[]
  readonly born: Born | undefined; readonly phone: string; readonly number: string; readonly unit: string
}
export type PersonPart = 'name' | 'born' | 'phone' | 'number' | 'unit'
export type PersonFields = Readonly<Partial<Record<PersonPart, string>>>
/** `ng` → `nguyen`: short forms that people write, kept as data that keepers change */
export type ShortForms = ReadonlyMap<string, string>

const NAME_FIELD = /^(ho_va_ten|ho_ten|ten|hoten|full_?name|ho_ten_.*|ten_(chu_ho|nguoi.*))$/
const BORN_FIELD = /(^|_)(ngay_sinh|nam_sinh|sinh|ngay_thang_nam_sinh|dob|birth.*)$/
/** Which fields of a contract say who somebody is; undefined: too little to tell two rows for one person. */
export function personFieldsOf(schema: DatasetSchema): PersonFields | undefined {
  const find = (fits: (field: Field) => boolean): string | undefined => schema.fields.find(fits)?.name
  const [name, born, phone, number, unit] = [find(field => field.type === 'text' && isPersonal(field) && NAME_FIELD.test(field.name)), find(field => isPersonal(field) && ['date', 'text', 'integer'].includes(field.type) && BORN_FIELD.test(field.name)), find(field => field.type === 'phone' && isPersonal(field)), find(field => field.type === 'personal-id'), find(field => field.type === 'unit')]
  if (name === undefined || born === undefined && phone === undefined && number === undefined) return undefined
  return { name, ...born === undefined ? {} : { born }, ...phone === undefined ? {} : { phone }, ...number === undefined ? {} : { number }, ...unit === undefined ? {} : { unit } }
}

/** A whole date, or only its year. 1 January stands for an unknown day in most registers of ours, so it is a year. */
export function bornOf(text: string): Born | undefined {
  const year = /^\s*(\d{4})\s*$/.exec(text)
  if (year) return { year: Number(year[1]) }
  const [y, m, d] = (dayOf(text.trim().slice(0, 10)) ?? '').split('-').map(Number)
  if (y === undefined || m === undefined || d === undefined || Number.isNaN(y)) return undefined
  return m === 1 && d === 1 ? { year: y } : { year: y, month: m, day: d }
}
export function personOf(values: Readonly<Partial<Record<PersonPart, string | null>>>, forms: ShortForms): Person {
  const name = tidy(values.name ?? '')
  return { name, tokens: nameKey(name).split(' ').filter(token => token !== '').map(token => forms.get(token) ?? token), born: bornOf(values.born ?? ''), phone: (values.phone ?? '').replace(/\D/g, '').replace(/^84/, '0'), number: (values.number ?? '').replace(/\D/g, ''), unit: values.unit ?? '' }
}

export type Reason = 'same-name' | 'name-marks' | 'name-order' | 'name-part' | 'name-typo' | 'same-born' | 'born-swapped' | 'born-year' | 'born-near' | 'born-differs' | 'same-phone' | 'phone-typo' | 'same-number' | 'number-typo' | 'number-differs' | 'same-unit'
const WEIGHTS: Readonly<Record<Reason, number>> = {
  'same-name': 40, 'name-marks': 34, 'name-order': 36, 'name-part': 30, 'name-typo': 26, 'same-born': 30, 'born-swapped': 26, 'born-year': 16, 'born-near': 16, 'born-differs': -25,
  'same-phone': 20, 'phone-typo': 12, 'same-number': 60, 'number-typo': 40, 'number-differs': -40, 'same-unit': 6,
}
/** From here on somebody is asked. */
export const ASK_FROM = 60
export interface Likeness { /** 0 to 100 */ readonly score: number; readonly reasons: readonly Reason[] }

/** Whether one slip of the hand makes one text the other: a letter more, less or other, or two neighbours changed over. */
export function oneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const [x, y] = [a.slice(at), b.slice(at)]
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || x.length > 1 && y.length > 1 && x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2)
}

const times = (tokens: readonly string[], token: string): number => tokens.filter(each => each === token).length
/** Hùng and Hưng are two names; Hung, written without marks, may be either. */
function otherMarks(a: string, b: string): boolean {
  const parts = (text: string): string[] => text.normalize('NFC').toLowerCase().split(/[^\p{L}]+/u).filter(part => part !== '')
  const [one, two] = [parts(a), parts(b)]
  if (stripMarks(a) === a || stripMarks(b) === b || one.length !== two.length) return false
  return one.some((part, at) => part !== two[at] && stripMarks(part) === stripMarks(two[at] ?? ''))
}
function nameReason(a: Person, b: Person): Reason | undefined {
  if (a.tokens.length === 0 || b.tokens.length === 0) return undefined
  const [one, two] = [a.tokens.join(' '), b.tokens.join(' ')]
  if (one === two) return otherMarks(a.name, b.name) ? 'name-marks' : 'same-name'
  const [s, l] = a.tokens.length <= b.tokens.length ? [a.tokens, b.tokens] : [b.tokens, a.tokens]
  if (s.toSorted().join(' ') === l.toSorted().join(' ')) return 'name-order'
  // the given name stands, and what is left out stands between: Nguyễn Văn An, Nguyễn An
  if (s.length >= 2 && s.length < l.length && s.at(-1) === l.at(-1) && s.every(token => times(s, token) <= times(l, token))) return 'name-part'
  return s.length === l.length && s.length >= 2 && s.filter((token, at) => token !== l[at]).length === 1 && s.some((token, at) => oneSlip(token, l[at] ?? '')) ? 'name-typo' : undefined
}
function bornReason(a: Born | undefined, b: Born | undefined): Reason | undefined {
  if (!a || !b) return undefined
  if (a.month === undefined || b.month === undefined) return a.year === b.year ? 'born-year' : 'born-differs'
  if (a.year === b.year && a.month === b.month && a.day === b.day) return 'same-born'
  if (a.year === b.year && a.month === b.day && a.day === b.month) return 'born-swapped'
  return [a.year === b.year, a.month === b.month, a.day === b.day].filter(Boolean).length === 2 ? 'born-near' : 'born-differs'
}

export function likenessOf(a: Person, b: Person): Likeness {
  const name = nameReason(a, b)
  const number: Reason | undefined = a.number === '' || b.number === '' ? undefined : a.number === b.number ? 'same-number' : oneSlip(a.number, b.number) ? 'number-typo' : 'number-differs'
  // names that have nothing in common speak of two people unless the number itself is the same
  if (name === undefined && number !== 'same-number') return { score: 0, reasons: [] }
  const phone: Reason | undefined = a.phone === '' || b.phone === '' ? undefined : a.phone === b.phone ? 'same-phone' : oneSlip(a.phone, b.phone) ? 'phone-typo' : undefined
  const reasons = [name, bornReason(a.born, b.born), phone, number, a.unit !== '' && a.unit === b.unit ? 'same-unit' as const : undefined].filter(each => each !== undefined)
  return { score: Math.max(0, Math.min(100, reasons.reduce((sum, reason) => sum + WEIGHTS[reason], 0))), reasons }
}

/** Rows are only compared with those that share one of these: as many comparisons as there are likely pairs, not as there are pairs. */
export function blockingKeys({ tokens, born, phone, number, unit }: Person): readonly string[] {
  const sorted = tokens.toSorted().join(' ')
  const given = tokens.at(-1) ?? ''
  const ends = [tokens[0] ?? '', given].toSorted().join(' ')
  const day = born?.month === undefined ? undefined : [born.month, born.day ?? 0].toSorted((x, y) => x - y).join('-')
  return [
    ...number.length === 12 ? [`i${number.slice(6)}`, `j${number.slice(0, 6)} ${sorted}`] : [], ...phone.length >= 9 ? [`p${phone}`] : [],
    ...born ? [`n${sorted} ${born.year}`, `f${ends} ${born.year} ${unit}`] : [], ...born && day !== undefined ? [`d${born.year} ${day} ${given}`, `e${born.year} ${day} ${tokens.slice(0, -1).toSorted().join(' ')}`, `m${sorted} ${day}`] : [],
  ].filter(key => key.length > 4)
}
