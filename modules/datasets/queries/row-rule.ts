import type { Tx } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { registerOfUnits } from '../../organisations/index.ts'
import type { RowRule } from '../../exchange/index.ts'
import { isPersonal, type DatasetSchema, type Field, type Text } from '../domain/schema.ts'
import { readValue } from '../domain/value.ts'
import type { OnlyRows } from './rows.ts'

type Found = { readonly ok: true; readonly only: readonly OnlyRows[] } | { readonly ok: false; readonly why: Text }
const no = (vi: string, en: string): Found => ({ ok: false, why: { vi, en } })
const UNFIT: readonly Field['type'][] = ['point', 'geometry', 'decimal']

/** A unit and all below it, by whatever name at whatever time; undefined: there is no such unit. */
async function unitsBelow(tx: Tx, code: string): Promise<readonly string[] | undefined> {
  const register = await registerOfUnits(tx)
  if (!register.some(unit => unit.code === code)) return undefined
  const below = new Set([code])
  for (let before = 0; before !== below.size;) { before = below.size; for (const unit of register) if (unit.parentCode !== null && below.has(unit.parentCode)) below.add(unit.code) }
  return [...below]
}

/** What a rule of a contract means for this dataset as its contract of fields now stands; what it cannot mean is said. Fields that say something about a person divide nobody's rows: the rule stands in papers that many read. */
export async function readRule(tx: Tx, schema: DatasetSchema, rule: RowRule): Promise<Found> {
  const only: OnlyRows[] = []
  for (const each of rule) {
    const field = schema.fields.find(one => one.name === each.field)
    if (!field) return no(`Bộ dữ liệu không có trường “${each.field}”.`, `The dataset has no field "${each.field}".`)
    if (isPersonal(field) || UNFIT.includes(field.type)) return no(`Không giới hạn dòng theo trường “${field.name}” được: chỉ theo trường mở hoặc chia sẻ, không theo tọa độ và số thập phân.`, `Rows are not limited by "${field.name}": only by open or shared fields, not by places or decimals.`)
    if ('within' in each) {
      if (field.type !== 'unit') return no(`“${field.name}” không phải trường đơn vị hành chính. Dùng “=”.`, `"${field.name}" is no administrative unit. Use "=".`)
      const values = await unitsBelow(tx, each.within)
      if (!values) return no(`Không có đơn vị hành chính “${each.within}”.`, `There is no administrative unit "${each.within}".`)
      only.push({ field, values })
      continue
    }
    const { name, title, type, classification } = field
    const values: string[] = []
    for (const value of each.is) {
      const reading = readValue({ name, title, type, classification }, value)
      if ('fault' in reading || reading.text === null) return no(`“${value.slice(0, 60)}” không phải giá trị của trường “${field.name}”.`, `"${value.slice(0, 60)}" is no value of "${field.name}".`)
      values.push(reading.text)
    }
    only.push({ field, values })
  }
  return { ok: true, only }
}
/** The rows that a right opens. A rule that means nothing any more opens none. */
export async function rowsOfRight(tx: Tx, schema: DatasetSchema, rule: RowRule | undefined): Promise<readonly OnlyRows[]> {
  const found: Found = rule ? await readRule(tx, schema, rule) : no('Điều kiện dòng ghi trong quyền không đọc được.', 'The row rule of the right cannot be read.')
  if (!found.ok) throw new Fault('row-rule-broken', { status: 403, title: { vi: 'Điều kiện dòng của quyền truy cập không còn đúng với bộ dữ liệu', en: 'The row rule of the right no longer fits the dataset' }, detail: { vi: `${found.why.vi} Cơ quan cung cấp cần cấp lại quyền.`, en: `${found.why.en ?? found.why.vi} The provider must grant the right anew.` } })
  return found.only
}
