import { isPersonal, type DatasetSchema, type Field, type Text } from './schema.ts'

/**
 * How a dataset about persons becomes one that may be open. Fields by which somebody could be found among others (quasi-identifiers) are coarsened until
 * every combination fits at least k rows; rows that still stand out are left out (k-anonymity, Sweeney 2002). Counts are protected by noise
 * instead (differential privacy, Dwork 2006).
 */
export const TREATMENTS = ['drop', 'keep', 'as-is', 'year', 'years-5', 'years-10', 'parent', 'province', 'band-5', 'band-10', 'band-100', 'band-1000', 'band-1000000', 'pseudonym'] as const
export type Treatment = (typeof TREATMENTS)[number]
/**
 * `view`: the dataset itself, whose open fields alone are shown; `rows`: a new dataset of treated rows; `counts`: a new dataset of how many rows share a combination, with noise.
 */
export const RELEASE_KINDS = ['rows', 'counts', 'view'] as const
export type ReleaseKind = (typeof RELEASE_KINDS)[number]
export interface ReleasePlan {
  readonly kind: ReleaseKind
  readonly treatments: Readonly<Record<string, Treatment>>
  /** how many rows must share every combination */
  readonly k: number
  /** counts only: the less, the more noise; 1 is usual */
  readonly epsilon: number
}
export interface PlanFault { readonly field: string; readonly message: Required<Text> }

/** Says directly who somebody is, whatever it is combined with. */
const DIRECT: readonly string[] = ['personal-id', 'phone', 'email', 'url', 'point', 'geometry']
const NUMBERS: readonly string[] = ['integer', 'decimal', 'money']

/** Treatments that make sense for a field. What is personal is never kept as it is without being counted into the combinations. */
export function treatmentsFor(field: Field, kind: ReleaseKind): readonly Treatment[] {
  if (kind === 'view') return field.classification === 'open' ? ['as-is', 'keep'] : ['drop']
  const personal = isPersonal(field)
  if (DIRECT.includes(field.type)) return [...['drop'] as const, ...kind === 'rows' && !['point', 'geometry'].includes(field.type) ? ['pseudonym'] as const : [], ...personal || kind === 'counts' ? [] : ['keep'] as const]
  const coarser: readonly Treatment[] = field.type === 'date' || field.type === 'datetime' ? ['year', 'years-5', 'years-10'] : field.type === 'unit' ? ['parent', 'province'] : NUMBERS.includes(field.type) ? ['band-5', 'band-10', 'band-100', 'band-1000', 'band-1000000'] : []
  // a sensitive value is what the rows tell; kept, it is watched for variety
  return ['drop', 'as-is', ...coarser, ...kind === 'rows' ? [...field.classification === 'personal' ? [] : ['keep'] as const, ...field.type === 'text' ? ['pseudonym'] as const : []] : []]
}
/** The careful choice: what is personal or tells rows apart goes, dates become coarse, the rest counts into the combinations. */
export function suggested(field: Field, kind: ReleaseKind, isKey = false): Treatment {
  const possible = treatmentsFor(field, kind)
  if (kind === 'view') return possible[0] ?? 'drop'
  if (isKey || DIRECT.includes(field.type) || field.classification === 'personal' && field.type === 'text') return 'drop'
  const wish: Treatment = field.type === 'date' || field.type === 'datetime' ? 'years-5' : field.type === 'unit' ? 'as-is' : field.classification === 'sensitive' ? 'keep' : 'as-is'
  return possible.includes(wish) ? wish : 'drop'
}
/** Whether values so treated help to find somebody. */
export const isQuasi = (treatment: Treatment): boolean => !['drop', 'keep', 'pseudonym'].includes(treatment)
export const treatmentOf = (plan: ReleasePlan, name: string): Treatment => plan.treatments[name] ?? 'drop'

export function faultsOfPlan(plan: ReleasePlan, schema: DatasetSchema): readonly PlanFault[] {
  const faults: PlanFault[] = []
  const say = (field: string, vi: string, en: string): void => { faults.push({ field, message: { vi, en } }) }
  if (!Number.isInteger(plan.k) || plan.k < 2 || plan.k > 1000) say('k', 'Số dòng tối thiểu từ 2 đến 1.000; thường dùng 5.', 'At least 2 and at most 1,000 rows; 5 is usual.')
  if (plan.kind === 'counts' && !(plan.epsilon >= 0.01 && plan.epsilon <= 10)) say('epsilon', 'Epsilon từ 0,01 đến 10; thường dùng 1.', 'Epsilon is 0.01 to 10; 1 is usual.')
  for (const field of schema.fields) if (!treatmentsFor(field, plan.kind).includes(treatmentOf(plan, field.name))) say(`treat.${field.name}`, `Không xử lý “${field.title.vi}” theo cách này được. Chọn cách khác.`, `"${field.title.en ?? field.title.vi}" cannot be treated so. Choose another way.`)
  const shown = schema.fields.filter(field => treatmentOf(plan, field.name) !== 'drop')
  if (shown.length === 0) say('treat', 'Chưa giữ trường nào, nên không có gì để phát hành.', 'No field is left, so there is nothing to release.')
  if (plan.kind === 'counts' && !shown.some(field => isQuasi(treatmentOf(plan, field.name)))) say('treat', 'Chọn ít nhất một trường để đếm theo.', 'Choose a field to count by.')
  if (plan.kind === 'counts' && shown.length > 6) say('treat', 'Đếm theo nhiều nhất 6 trường; nhiều hơn thì ô nào cũng quá nhỏ.', 'Count by 6 fields at most; with more every cell is too small.')
  if (plan.kind === 'view') for (const field of schema.fields) if (field.classification === 'open' && treatmentOf(plan, field.name) === 'drop') say(`treat.${field.name}`, 'Trường mức “Mở” sẽ hiện ra. Muốn bỏ, hãy đổi mức của trường.', 'An open field is shown. To leave it out, change its classification.')
  return faults
}

/** Name of what the rows are counted into. */
export const COUNT_FIELD = 'so_luong'
/** Number of a row in the release, in an order that says nothing of the source. */
export const ROW_FIELD = 'stt'
const how: Partial<Record<Treatment, string>> = { year: 'chỉ giữ năm', 'years-5': 'gộp 5 năm', 'years-10': 'gộp 10 năm', parent: 'đưa lên đơn vị cấp trên', province: 'chỉ giữ tỉnh', pseudonym: 'thay bằng mã không truy ngược được', 'as-is': 'giữ nguyên' }
export const treatmentText = (treatment: Treatment): string => treatment.startsWith('band-') ? `gộp theo khoảng ${Number(treatment.slice(5)).toLocaleString('vi')}` : how[treatment] ?? 'giữ nguyên'

function treatedField(field: Field, treatment: Treatment): Field {
  const { name, title, choices, measure } = field
  const same = treatment === 'keep' || treatment === 'as-is'
  const type = same ? field.type : treatment === 'year' ? 'integer' : treatment === 'parent' || treatment === 'province' ? 'unit' : 'text'
  return { name: name === ROW_FIELD || name === COUNT_FIELD ? `${name}_goc` : name, title, type, classification: 'open', description: { vi: `${field.description?.vi ?? ''} Đã ẩn danh: ${treatmentText(treatment)}.`.trim() }, ...same && choices ? { choices } : {}, ...same && measure !== undefined ? { measure } : {} }
}
export const treatedName = (name: string): string => name === ROW_FIELD || name === COUNT_FIELD ? `${name}_goc` : name
/** The contract of what comes out. */
export function releasedSchema(plan: ReleasePlan, schema: DatasetSchema): DatasetSchema {
  if (plan.kind === 'view') return schema
  const fields = schema.fields.flatMap(field => { const treatment = treatmentOf(plan, field.name); return treatment === 'drop' ? [] : [treatedField(field, treatment)] })
  const counted: Field = { name: COUNT_FIELD, title: { vi: 'Số lượng', en: 'Count' }, type: 'integer', classification: 'open', required: true, minimum: 0, description: { vi: `Đã cộng nhiễu ngẫu nhiên (epsilon ${plan.epsilon}); ô dưới ${plan.k} không công bố.` } }
  return { fields: [{ name: ROW_FIELD, title: { vi: 'Số thứ tự', en: 'Number' }, type: 'integer', classification: 'open', required: true }, ...fields, ...plan.kind === 'counts' ? [counted] : []], key: [ROW_FIELD], temporal: false, rules: [] }
}

/**
 * Noise for one count: difference of two geometric variables, the whole-number Laplace (Ghosh, Roughgarden, Sundararajan 2009). `u`, `v` in (0, 1].
 * One row a person: then a count changes by one at most when somebody is added, and the answer is epsilon-private.
 */
export function geometricNoise(epsilon: number, u: number, v: number): number {
  const alpha = Math.exp(-epsilon)
  const draw = (uniform: number): number => Math.floor(Math.log(uniform) / Math.log(alpha))
  return draw(u) - draw(v)
}
/** Chance that a cell of one single person appears at all, since cells below `k` after noise are left out: the delta of (epsilon, delta). */
export function deltaOf(epsilon: number, k: number): number {
  const alpha = Math.exp(-epsilon)
  return alpha ** (k - 1) / (1 + alpha)
}

export interface ReleaseReport {
  readonly rows: number; readonly kept: number; readonly suppressed: number
  /** combinations published, and the smallest of them, in rows of the source */
  readonly groups: number; readonly smallest: number
  /** combinations of the source that were too small, and rows in them */
  readonly smallGroups: number
  /** of each sensitive field kept: least number of different values in one combination; 1 tells the value of everybody in it */
  readonly variety: readonly { readonly field: string; readonly least: number }[]
  readonly epsilon: number | null; readonly delta: number | null
}
/** Whether it may be put before whoever signs: nobody stands out, and something is left. */
export function passes(plan: ReleasePlan, report: ReleaseReport): boolean {
  return report.kept > 0 && (plan.kind === 'counts' || report.smallest >= plan.k)
}
