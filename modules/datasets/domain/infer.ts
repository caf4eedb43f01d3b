import { fold } from '../../../kernel/vi-text/index.ts'
import { RESERVED, type Classification, type DatasetSchema, type Field, type FieldType } from './schema.ts'
import { numberOf, readValue, type NumberStyle } from './value.ts'

/** Rows of a file as texts, below their header. */
export interface Sample { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** `Tên trạm y tế (*)` → `ten_tram_y_te`; unique among those before it. */
export function fieldName(title: string, taken: ReadonlySet<string>): string {
  const words = fold(title).replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '')
  const base = (words === '' ? 'cot' : words).slice(0, 36).replace(/_+$/, '')
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base}_${at}`
    if (!taken.has(name) && !RESERVED.includes(name)) return name
  }
}

/** Which style the numbers of a file are written in. Three digits after every point, and no other hint: thousands, as Vietnamese offices write them. */
export function numberStyleOf(cells: Iterable<string>): NumberStyle {
  let [vi, en, pointed, commaed] = [0, 0, 0, 0]
  for (const cell of cells) {
    const text = cell.trim()
    if (!/^[+-]?\d[\d.,]*$/.test(text) || !/[.,]/.test(text) || /^\d{1,2}[.]\d{1,2}[.]\d{4}$/.test(text)) continue
    const [asVi, asEn] = [numberOf(text, 'vi') !== undefined, numberOf(text, 'en') !== undefined]
    if (asVi && !asEn) vi++
    else if (asEn && !asVi) en++
    else if (asVi && asEn) { if (text.includes('.')) pointed++; else commaed++ }
  }
  return vi !== en ? (vi > en ? 'vi' : 'en') : pointed > commaed ? 'vi' : 'en'
}

/** The row that names the columns: the first that fills most of the width and holds words. Above it stand titles. Answers its place, from 0. */
export function headerRowOf(rows: readonly (readonly string[])[]): number {
  const filled = (row: readonly string[]): number => row.filter(cell => cell.trim() !== '').length
  const first = rows.slice(0, 50)
  const width = Math.max(0, ...first.map(filled))
  const isNumber = (cell: string): boolean => /^[\s\d.,+-]+$/.test(cell)
  const at = first.slice(0, 25).findIndex(row => filled(row) >= Math.max(1, width * 0.7) && row.filter(cell => cell.trim() !== '' && isNumber(cell)).length <= filled(row) / 4)
  return at < 0 ? Math.max(0, first.findIndex(row => filled(row) > 0)) : at
}

const PERSONAL: readonly (readonly [RegExp, Classification])[] = [
  [/\b(cccd|cmnd|can cuoc|chung minh|dinh danh ca nhan|so dinh danh|ho ten|ho va ten|ten chu ho|nguoi dai dien|ngay sinh|nam sinh|dien thoai|so dt|sdt|di dong|email|dia chi thuong tru|noi o|que quan|ho chieu|so tai khoan)\b/, 'personal'],
  [/\b(benh|chan doan|dan toc|ton giao|hiv|khuyet tat|van tay|khuon mat|thu nhap|toan an|tien an)\b/, 'sensitive'],
]
const MOST_CHOICES = 12
const LOOKS = 0.98

const is = (type: FieldType) => (cell: string, style: NumberStyle): boolean => { const found = readValue({ name: 'a', title: { vi: 'a' }, type, classification: 'open' }, cell, style); return !('fault' in found) }
/** A citizen's number begins with the code of a province (001–096), then sex and century. */
const isPersonalId = (cell: string): boolean => /^0\d{2}[0-3]\d{8}$/.test(cell.trim())
const isCode = (cell: string): boolean => /^0\d/.test(cell.trim())

function typeOf(key: string, cells: readonly string[], style: NumberStyle): FieldType {
  const most = (test: (cell: string) => boolean): boolean => cells.filter(test).length >= cells.length * LOOKS
  const fits = (type: FieldType): boolean => { const test = is(type); return most(cell => test(cell, style)) }
  if (cells.length === 0) return 'text'
  if (most(isPersonalId)) return 'personal-id'
  if (/\b(ma (?:xa|phuong|huyen|tinh|dvhc|don vi hanh chinh)|dia ban|maxa|ma_xa)\b/.test(key) && fits('unit')) return 'unit'
  if (fits('date')) return 'date'
  if (fits('datetime')) return 'datetime'
  if (/\b(dien thoai|sdt|so dt|di dong|phone|hotline)\b/.test(key) && fits('phone')) return 'phone'
  // 007 is a code, and a number would lose its zeros
  if (!cells.some(isCode)) {
    if (fits('integer')) return /\b(tien|kinh phi|don gia|von|ngan sach|doanh thu|so du|gia tri)\b/.test(key) ? 'money' : new Set(cells).size <= 2 && cells.every(cell => /^[01]$/.test(cell.trim())) ? 'boolean' : 'integer'
    if (fits('decimal')) return 'decimal'
  } else if (most(cell => /^-?\d+[.,]\d+$/.test(cell.trim())) && fits('decimal')) return 'decimal'
  if (fits('boolean')) return 'boolean'
  if (fits('email')) return 'email'
  if (fits('url')) return 'url'
  if (fits('point')) return 'point'
  if (cells.every(cell => cell.startsWith('{')) && fits('geometry')) return 'geometry'
  return 'text'
}

function classificationOf(key: string, type: FieldType): Classification {
  if (type === 'personal-id' || type === 'phone' && !/\b(co quan|tram|truong|don vi|duong day nong|hotline)\b/.test(key)) return 'personal'
  return PERSONAL.findLast(([words]) => words.test(key))?.[1] ?? 'open'
}

/** A contract that fits what a file holds, for a steward to look through: a proposal, never more. */
export function inferSchema(sample: Sample, style: NumberStyle): DatasetSchema {
  const taken = new Set<string>()
  const rows = sample.rows.filter(row => row.some(cell => cell.trim() !== ''))
  const columns = sample.header.flatMap((title, at) => title.trim() === '' && rows.every(row => (row[at] ?? '').trim() === '') ? [] : [{ title: title.trim().normalize('NFC').replace(/\s*\(\*\)\s*$/, '') || `Cột ${at + 1}`, all: rows.map(row => row[at] ?? '') }])
  const described = columns.map(({ title, all }) => {
    const name = fieldName(title, taken)
    taken.add(name)
    const cells = all.filter(cell => cell.trim() !== '')
    const key = fold(title).replace(/[^a-z0-9]+/g, ' ').trim()
    const type = typeOf(key, cells, style)
    const distinct = new Set(cells.map(cell => cell.trim().normalize('NFC')))
    const full = rows.length > 0 && cells.length === all.length
    const classification = classificationOf(key, type)
    const few = type === 'text' && classification === 'open' && distinct.size >= 2 && distinct.size <= MOST_CHOICES && cells.length >= 30 && cells.length >= distinct.size * 5 && [...distinct].every(value => value.length <= 60)
    const field: Field = { name, title: { vi: title }, type, classification, ...full ? { required: true } : {}, ...few ? { choices: [...distinct].sort().map(value => ({ value, label: { vi: value } })) } : {} }
    return { field, alone: full && rows.length >= 2 && distinct.size === cells.length && ['text', 'integer', 'unit', 'personal-id'].includes(type), named: /^(ma|so|id|code|stt)\b/.test(key), counts: /^(stt|tt|so thu tu)$/.test(key) }
  })
  const candidates = described.filter(each => each.alone && !each.counts)
  const key = candidates.find(each => each.named && each.field.type !== 'personal-id') ?? candidates.find(each => each.field.type === 'personal-id' || each.named) ?? (candidates[0]?.field.type === 'text' && candidates[0] === described[0] ? candidates[0] : undefined)
  return { fields: described.map(each => each.field), key: key ? [key.field.name] : [], temporal: false, rules: [] }
}
