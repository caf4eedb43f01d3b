/**
 * The contract of a dataset: its fields, its key and its rules, as plain data (JSON) that is versioned, reviewed and exported as JSON Schema and
 * Table Schema. Pure: no I/O, no clock.
 */
export interface Text { readonly vi: string; readonly en?: string }

/** What a field may hold. `unit` is the code of an administrative unit, `personal-id` a citizen's number of 12 digits. */
export const FIELD_TYPES = ['text', 'integer', 'decimal', 'money', 'boolean', 'date', 'datetime', 'unit', 'personal-id', 'phone', 'email', 'url', 'point', 'geometry'] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/**
 * Who may see a field (NĐ 47/2020 Đ3; Luật Bảo vệ dữ liệu cá nhân 2025): anybody; agencies with a right; agencies with a right that names the field
 * and a purpose, every look-up recorded; nobody outside the owner without a right that names the field and a legal basis.
 */
export const CLASSIFICATIONS = ['open', 'shared', 'personal', 'sensitive'] as const
export type Classification = (typeof CLASSIFICATIONS)[number]

export interface Reference { readonly dataset: string; readonly field: string }

export interface Field {
  /** snake_case ASCII: column, key in JSON, header of a file */
  readonly name: string
  readonly title: Text
  readonly description?: Text
  readonly type: FieldType
  readonly classification: Classification
  /** default false */
  readonly required?: boolean
  readonly unique?: boolean
  /** kept in an index for sorting and filtering; keys and references always are */
  readonly indexed?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  /** anchored regular expression without backtracking traps: see `patternFault` */
  readonly pattern?: string
  readonly choices?: readonly { readonly value: string; readonly label: Text }[]
  readonly reference?: Reference
  /** unit of measure: `người`, `km2` */
  readonly measure?: string
  /** another name under which files bring it; the title and the name always fit */
  readonly aliases?: readonly string[]
}

/** Compares inside one row. Dates and numbers by size, texts by equality; an absent side satisfies the rule (`required` is its own matter). */
export type RowRule =
  | { readonly kind: 'compare'; readonly left: string; readonly operator: '<' | '<=' | '=' | '!='; readonly right: string }
  | { readonly kind: 'required-if'; readonly field: string; readonly when: string; readonly is: string | number | boolean }
  | { readonly kind: 'together'; readonly fields: readonly string[] }
export interface QualityRule { readonly code: string; readonly message: Text; readonly rule: RowRule; /** a warning is reported and counted, an error keeps the row out */ readonly severity: 'error' | 'warning' }

export interface DatasetSchema {
  readonly fields: readonly Field[]
  /** names of the fields that tell rows apart; empty: rows are only ever added */
  readonly key: readonly string[]
  /** whether rows are true from one day to another (a unit until it was merged); then each row carries `valid_from`, `valid_to` */
  readonly temporal: boolean
  readonly rules: readonly QualityRule[]
}

/** Whether and how a dataset reaches others. */
export const ACCESS = ['internal', 'shared', 'open'] as const
export type Access = (typeof ACCESS)[number]

export const MAX_FIELDS = 300
const NAME = /^[a-z][a-z0-9_]{0,39}$/
/** Names that the platform adds to answers, that its dialects read as something else, or that every object of the language has. */
export const RESERVED: readonly string[] = ['valid_from', 'valid_to', 'select', 'order', 'limit', 'offset', 'and', 'or', 'not', 'columns', 'on_conflict', 'after', 'as_of', 'known_at', 'q', 'count', 'format', 'profile', 'constructor']

export interface SchemaFault { /** `fields.3.name`, `key`, `rules.0` */ readonly path: string; readonly code: string; readonly message: Text }

/** Everything wrong with a contract, so that an editor shows it all at once. */
export function faultsOfSchema(schema: DatasetSchema): readonly SchemaFault[] {
  const faults: SchemaFault[] = []
  const say = (path: string, code: string, vi: string, en: string): void => { faults.push({ path, code, message: { vi, en } }) }
  const names = new Map<string, Field>()
  if (schema.fields.length === 0) say('fields', 'no-fields', 'Bộ dữ liệu chưa có trường nào. Thêm ít nhất một trường.', 'The dataset has no field. Add at least one.')
  if (schema.fields.length > MAX_FIELDS) say('fields', 'too-many-fields', `Bộ dữ liệu có hơn ${MAX_FIELDS} trường. Hãy tách thành nhiều bộ.`, `More than ${MAX_FIELDS} fields. Split the dataset.`)
  schema.fields.forEach((field, at) => {
    const path = `fields.${at}`
    if (!NAME.test(field.name)) say(`${path}.name`, 'bad-name', `Tên trường “${field.name}” gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ, tối đa 40 ký tự. Ví dụ: ma_xa`, `The name "${field.name}" takes lower-case letters, digits and underscores, a letter first, 40 at most`)
    else if (RESERVED.includes(field.name)) say(`${path}.name`, 'reserved-name', `Tên “${field.name}” dành riêng cho hệ thống. Hãy đặt tên khác.`, `"${field.name}" is reserved. Choose another name`)
    if (names.has(field.name)) say(`${path}.name`, 'double-name', `Có hai trường cùng tên “${field.name}”.`, `Two fields are called "${field.name}"`)
    names.set(field.name, field)
    if (field.title.vi.trim() === '') say(`${path}.title`, 'no-title', 'Trường chưa có tên tiếng Việt.', 'The field has no Vietnamese title')
    if (field.minimum !== undefined && field.maximum !== undefined && field.minimum > field.maximum) say(`${path}.minimum`, 'empty-range', 'Giá trị nhỏ nhất lớn hơn giá trị lớn nhất.', 'The minimum is above the maximum')
    if (field.pattern !== undefined) { const fault = patternFault(field.pattern); if (fault) say(`${path}.pattern`, 'bad-pattern', fault.vi, fault.en ?? fault.vi) }
    if (field.choices && new Set(field.choices.map(choice => choice.value)).size < field.choices.length) say(`${path}.choices`, 'double-choice', 'Danh sách giá trị có giá trị lặp.', 'A choice stands twice')
    if ((field.type === 'point' || field.type === 'geometry') && (field.unique || field.indexed || field.reference)) say(`${path}.type`, 'place-compared', 'Trường kiểu tọa độ không đặt duy nhất, chỉ mục hay tham chiếu được.', 'A place can be neither unique nor indexed, and refers to nothing')
    if (field.type === 'personal-id' && field.classification !== 'personal' && field.classification !== 'sensitive') say(`${path}.classification`, 'personal-id-open', 'Số định danh cá nhân là dữ liệu cá nhân. Chọn mức “Cá nhân” hoặc “Nhạy cảm”.', 'A personal number is personal data')
  })
  for (const name of schema.key) {
    const field = names.get(name)
    if (!field) say('key', 'unknown-key', `Khóa nêu trường “${name}” không có trong bộ dữ liệu.`, `The key names "${name}", which is no field`)
    else if (!field.required) say('key', 'key-not-required', `Trường khóa “${name}” phải là trường bắt buộc.`, `The key field "${name}" must be required`)
    else if (field.type === 'geometry' || field.type === 'point') say('key', 'key-type', `Trường “${name}” kiểu tọa độ không làm khóa được.`, `"${name}" cannot be a key`)
  }
  if (new Set(schema.key).size < schema.key.length) say('key', 'double-key', 'Khóa nêu một trường hai lần.', 'The key names a field twice')
  if (schema.temporal && schema.key.length === 0) say('key', 'temporal-without-key', 'Dữ liệu có thời gian hiệu lực cần có khóa.', 'A temporal dataset needs a key')
  schema.rules.forEach((rule, at) => { for (const name of fieldsOfRule(rule.rule)) if (!names.has(name)) say(`rules.${at}`, 'unknown-field', `Quy tắc “${rule.code}” nêu trường “${name}” không có.`, `Rule "${rule.code}" names "${name}", which is no field`) })
  if (new Set(schema.rules.map(rule => rule.code)).size < schema.rules.length) say('rules', 'double-rule', 'Hai quy tắc cùng mã.', 'Two rules have the same code')
  return faults
}

export function fieldsOfRule(rule: RowRule): readonly string[] {
  switch (rule.kind) {
    case 'compare': return [rule.left, rule.right]
    case 'required-if': return [rule.field, rule.when]
    case 'together': return rule.fields
  }
}

/** A pattern runs on hostile input by the million: no groups that repeat, no back references, no look-around (CWE-1333). */
export function patternFault(pattern: string): Text | undefined {
  if (pattern.length > 200) return { vi: 'Mẫu dài quá 200 ký tự.', en: 'The pattern is longer than 200 characters.' }
  const bare = pattern.replace(/\\[\\.^$|()[\]{}*+?/-]/g, 'x').replace(/\[[^\]]*\]/g, 'x')
  if (/\\[1-9k]|\(\?[=!<]|\)[*+{]/.test(bare)) return { vi: 'Mẫu không được có nhóm lặp lại, tham chiếu ngược hay kiểm tra trước sau.', en: 'The pattern may not repeat groups, refer back or look around.' }
  if ((bare.match(/[*+]|\{\d*,\d*\}/g) ?? []).length > 4) return { vi: 'Mẫu có quá nhiều phần lặp.', en: 'The pattern repeats too often.' }
  try { new RegExp(`^(?:${pattern})$`, 'u') } catch { return { vi: 'Mẫu không đúng cú pháp.', en: 'The pattern is malformed.' } }
  return undefined
}

/** Column type in PostgreSQL; the same table stands in `datasets.column_type` and a test holds the two together. */
export const COLUMN_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'text', integer: 'bigint', decimal: 'numeric', money: 'bigint', boolean: 'boolean', date: 'date', datetime: 'timestamptz', unit: 'text', 'personal-id': 'text', phone: 'text', email: 'text', url: 'text', point: 'point', geometry: 'jsonb',
}

/** From when until when a row of a temporal dataset is true: files and the staging table have these beside the fields of the contract. */
const VALIDITY = ['valid_from', 'valid_to'] as const
export const stagedFields = (schema: DatasetSchema): readonly Field[] => [...schema.fields, ...schema.temporal ? VALIDITY.map((name): Field => ({ name, title: { vi: name }, type: 'date', classification: 'open' })) : []]

/** Name of the table of rows: the code with underscores. */
export const tableOf = (code: string): string => code.replaceAll('-', '_')
/** `don-vi-hanh-chinh`: part of addresses, services and file names; never changed. */
export const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
export const MAX_CODE = 50

export const isPersonal = (field: Field): boolean => field.classification === 'personal' || field.classification === 'sensitive'
