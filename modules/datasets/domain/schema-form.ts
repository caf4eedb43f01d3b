import { CLASSIFICATIONS, FIELD_TYPES, type DatasetSchema, type Field, type QualityRule, type RowRule } from './schema.ts'

/** A contract as somebody types it: texts only, so that nothing typed is lost. Names of the inputs are paths: `fields.3.name`. */
export interface FieldForm { readonly name: string; readonly title: string; readonly titleEn: string; readonly description: string; readonly type: string; readonly classification: string; readonly key: boolean; readonly required: boolean; readonly unique: boolean; readonly indexed: boolean; readonly minimum: string; readonly maximum: string; readonly maxLength: string; readonly pattern: string; /** `value = label`, one a line */ readonly choices: string; /** `dataset.field` */ readonly reference: string; readonly measure: string; readonly aliases: string }
export interface RuleForm { readonly code: string; readonly kind: string; readonly first: string; readonly operator: string; readonly second: string; readonly is: string; readonly message: string; readonly messageEn: string; readonly severity: string }
export interface SchemaForm { readonly fields: readonly FieldForm[]; readonly rules: readonly RuleForm[]; readonly temporal: boolean }
export interface FormFault { readonly path: string; readonly code: string; readonly message: { readonly vi: string; readonly en: string } }

export const NEW_FIELD: FieldForm = { name: '', title: '', titleEn: '', description: '', type: 'text', classification: 'open', key: false, required: false, unique: false, indexed: false, minimum: '', maximum: '', maxLength: '', pattern: '', choices: '', reference: '', measure: '', aliases: '' }
export const NEW_RULE: RuleForm = { code: '', kind: 'compare', first: '', operator: '<=', second: '', is: '', message: '', messageEn: '', severity: 'error' }

const textOf = (value: number | undefined): string => value === undefined ? '' : String(value)
const ruleForm = ({ code, message, rule, severity }: QualityRule): RuleForm => ({ ...NEW_RULE, code, message: message.vi, messageEn: message.en ?? '', severity, kind: rule.kind,
  ...(rule.kind === 'compare' ? { first: rule.left, operator: rule.operator, second: rule.right } : rule.kind === 'required-if' ? { first: rule.field, second: rule.when, is: String(rule.is) } : { first: rule.fields.join(', ') }) })

export const formOfSchema = (schema: DatasetSchema): SchemaForm => ({
  temporal: schema.temporal, rules: schema.rules.map(ruleForm),
  fields: schema.fields.map(field => ({ name: field.name, title: field.title.vi, titleEn: field.title.en ?? '', description: field.description?.vi ?? '', type: field.type, classification: field.classification, key: schema.key.includes(field.name), required: field.required === true, unique: field.unique === true, indexed: field.indexed === true,
    minimum: textOf(field.minimum), maximum: textOf(field.maximum), maxLength: textOf(field.maxLength), pattern: field.pattern ?? '', choices: (field.choices ?? []).map(choice => choice.label.en === undefined ? `${choice.value} = ${choice.label.vi}` : `${choice.value} = ${choice.label.vi} = ${choice.label.en}`).join('\n'), reference: field.reference ? `${field.reference.dataset}.${field.reference.field}` : '', measure: field.measure ?? '', aliases: (field.aliases ?? []).join('\n') })),
})

type Body = Readonly<Record<string, string | readonly string[] | undefined>>
const one = (body: Body, name: string): string => { const value = body[name]; return typeof value === 'string' ? value : value?.at(-1) ?? '' }
const MAX_ITEMS = 310
/** How many items a group has in the form: the highest index that it names, plus one. */
function countOf(body: Body, group: string): number {
  let count = 0
  for (const name of Object.keys(body)) { const found = new RegExp(`^${group}\\.(\\d{1,3})\\.`).exec(name); if (found) count = Math.max(count, Number(found[1]) + 1) }
  return Math.min(count, MAX_ITEMS)
}

export function formOfBody(body: Body): SchemaForm {
  const text = (path: string): string => one(body, path).replace(/\r\n?/g, '\n')
  const ticked = (path: string): boolean => one(body, path) === 'yes'
  return {
    temporal: ticked('temporal'),
    fields: Array.from({ length: countOf(body, 'fields') }, (_, at) => { const of = (part: string): string => text(`fields.${at}.${part}`).trim(); const is = (part: string): boolean => ticked(`fields.${at}.${part}`)
      return { name: of('name'), title: of('title'), titleEn: of('titleEn'), description: of('description'), type: of('type'), classification: of('classification'), key: is('key'), required: is('required'), unique: is('unique'), indexed: is('indexed'), minimum: of('minimum'), maximum: of('maximum'), maxLength: of('maxLength'), pattern: of('pattern'), choices: of('choices'), reference: of('reference'), measure: of('measure'), aliases: of('aliases') } }),
    rules: Array.from({ length: countOf(body, 'rules') }, (_, at) => { const of = (part: string): string => text(`rules.${at}.${part}`).trim(); return { code: of('code'), kind: of('kind'), first: of('first'), operator: of('operator'), second: of('second'), is: of('is'), message: of('message'), messageEn: of('messageEn'), severity: of('severity') } }),
  }
}

/** What the buttons of the editor do: `add`, `remove:3`, `up:3`, `down:3`, `add-rule`, `remove-rule:0`; undefined for anything else. */
export function pressed(form: SchemaForm, button: string): SchemaForm | undefined {
  const [act = '', place = ''] = button.split(':')
  const at = Number(place)
  const moved = (to: number): SchemaForm => { const fields = [...form.fields]; const [taken] = fields.splice(at, 1); if (taken) fields.splice(Math.max(0, to), 0, taken); return { ...form, fields } }
  switch (act) {
    case 'add': return { ...form, fields: [...form.fields, NEW_FIELD] }
    case 'remove': return { ...form, fields: form.fields.filter((_, index) => index !== at) }
    case 'up': return moved(at - 1)
    case 'down': return moved(at + 1)
    case 'add-rule': return { ...form, rules: [...form.rules, NEW_RULE] }
    case 'remove-rule': return { ...form, rules: form.rules.filter((_, index) => index !== at) }
    default: return undefined
  }
}

/** `Số bác sĩ` → `so_bac_si`, for whoever leaves the name to us. */
export const nameFrom = (title: string): string => title.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 40)

/** The contract that the form says, and what of it could not be read; the rest `faultsOfSchema` judges. */
export function schemaOfForm(form: SchemaForm): { readonly schema: DatasetSchema; readonly faults: readonly FormFault[] } {
  const faults: FormFault[] = []
  const say = (path: string, code: string, vi: string, en: string): void => { faults.push({ path, code, message: { vi, en } }) }
  const number = (path: string, text: string): number | undefined => {
    if (text === '') return undefined
    const value = Number(text.replace(/\s/g, '').replace(/^(-?\d{1,3})((?:\.\d{3})+)(?=,|$)/, (_all, first: string, rest: string) => first + rest.replaceAll('.', '')).replace(',', '.'))
    if (Number.isFinite(value)) return value
    say(path, 'number', `“${text.slice(0, 40)}” không phải là số.`, `"${text.slice(0, 40)}" is no number.`)
    return undefined
  }
  const fields = form.fields.map((field, at): Field => {
    const path = `fields.${at}`
    const type = FIELD_TYPES.find(each => each === field.type)
    const classification = CLASSIFICATIONS.find(each => each === field.classification)
    if (!type) say(`${path}.type`, 'required', 'Chọn kiểu dữ liệu.', 'Choose a type.')
    if (!classification) say(`${path}.classification`, 'required', 'Chọn mức chia sẻ.', 'Choose a classification.')
    const reference = /^([a-z0-9-]+)\.([a-z0-9_]+)$/.exec(field.reference)
    if (field.reference !== '' && !reference) say(`${path}.reference`, 'reference', 'Gõ như don-vi-hanh-chinh.ma (bộ dữ liệu.trường).', 'Type dataset.field, for example don-vi-hanh-chinh.ma.')
    const [minimum, maximum, maxLength] = [number(`${path}.minimum`, field.minimum), number(`${path}.maximum`, field.maximum), number(`${path}.maxLength`, field.maxLength)]
    if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) say(`${path}.maxLength`, 'number', 'Độ dài là số nguyên từ 1.', 'A whole number from 1.')
    const choices = field.choices.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => { const [value = '', label = '', en] = line.split('=').map(part => part.trim()); return { value, label: { vi: label === '' ? value : label, ...(en === undefined || en === '' ? {} : { en }) } } })
    return { name: field.name === '' ? nameFrom(field.title) : field.name, title: { vi: field.title.normalize('NFC'), ...(field.titleEn === '' ? {} : { en: field.titleEn }) }, ...(field.description === '' ? {} : { description: { vi: field.description.normalize('NFC') } }), type: type ?? 'text', classification: classification ?? 'shared',
      // a key field is required whatever the box says: nobody needs to know that rule to make a dataset
      ...(field.required || field.key ? { required: true } : {}), ...(field.unique ? { unique: true } : {}), ...(field.indexed ? { indexed: true } : {}), ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }), ...(maxLength === undefined ? {} : { maxLength }), ...(field.pattern === '' ? {} : { pattern: field.pattern }),
      ...(choices.length === 0 ? {} : { choices }), ...(reference?.[1] !== undefined && reference[2] !== undefined ? { reference: { dataset: reference[1], field: reference[2] } } : {}), ...(field.measure === '' ? {} : { measure: field.measure }), ...(field.aliases === '' ? {} : { aliases: field.aliases.split('\n').map(each => each.trim()).filter(each => each !== '') }) }
  })
  const rules = form.rules.map((rule, at): QualityRule => {
    const path = `rules.${at}`
    if (rule.message === '') say(`${path}.message`, 'required', 'Ghi điều người nhập sẽ đọc khi sai quy tắc.', 'Say what people read when the rule is broken.')
    return { code: rule.code === '' ? `quy-tac-${at + 1}` : rule.code, message: { vi: rule.message.normalize('NFC'), ...(rule.messageEn === '' ? {} : { en: rule.messageEn }) }, severity: rule.severity === 'warning' ? 'warning' : 'error', rule: rowRule(rule) }
  })
  return { schema: { fields, key: fields.filter((_, at) => form.fields[at]?.key === true).map(field => field.name), temporal: form.temporal, rules }, faults }
}

const OPERATORS = ['<', '<=', '=', '!='] as const
function rowRule(rule: RuleForm): RowRule {
  switch (rule.kind) {
    case 'together': return { kind: 'together', fields: rule.first.split(/[,;\s]+/).filter(each => each !== '') }
    case 'required-if': return { kind: 'required-if', field: rule.first, when: rule.second, is: rule.is === 'true' ? true : rule.is === 'false' ? false : /^-?\d+(\.\d+)?$/.test(rule.is) ? Number(rule.is) : rule.is }
    default: return { kind: 'compare', left: rule.first, operator: OPERATORS.find(each => each === rule.operator) ?? '<=', right: rule.second }
  }
}
