/** Which rows a right opens: conditions from a closed list, all of which hold. Empty: every row. */
export type RowCondition =
  /** the field has one of these values */
  | { readonly field: string; readonly is: readonly string[] }
  /** the field names this administrative unit or one below it */
  | { readonly field: string; readonly within: string }
export type RowRule = readonly RowCondition[]
const MOST_CONDITIONS = 10
const MOST_VALUES = 200
const LINE = /^([a-z][a-z0-9_]{0,39})\s*(=|thuộc|within)\s*(.+)$/u

/** One condition a line, as people write it: `loai = A, B`; `ma_xa thuộc 05443`. */
export function readRowRule(text: string): { readonly rule: RowRule; readonly wrong: readonly string[] } {
  const rule: RowCondition[] = []
  const wrong: string[] = []
  for (const line of text.normalize('NFC').split('\n').map(each => each.trim()).filter(each => each !== '')) {
    const [, field, how, said = ''] = LINE.exec(line) ?? []
    const values = [...new Set(said.split(',').map(each => each.trim()).filter(each => each !== ''))]
    if (field === undefined || values.length === 0 || values.length > MOST_VALUES || rule.length >= MOST_CONDITIONS || how !== '=' && values.length > 1) wrong.push(line)
    else rule.push(how === '=' ? { field, is: values } : { field, within: values[0] ?? '' })
  }
  return { rule, wrong }
}
export const writeRowRule = (rule: RowRule, within = 'thuộc'): readonly string[] => rule.map(each => 'is' in each ? `${each.field} = ${each.is.join(', ')}` : `${each.field} ${within} ${each.within}`)

/** What stands in the registry is read anew, and what is not understood is not «every row»: undefined. */
export function rowRuleOf(value: unknown): RowRule | undefined {
  if (!Array.isArray(value)) return undefined
  const rule: RowCondition[] = []
  for (const each of value) {
    if (typeof each !== 'object' || each === null || !('field' in each) || typeof each.field !== 'string') return undefined
    if ('within' in each && typeof each.within === 'string' && !('is' in each)) rule.push({ field: each.field, within: each.within })
    else if ('is' in each && Array.isArray(each.is) && each.is.length > 0 && each.is.every((one: unknown): one is string => typeof one === 'string') && !('within' in each)) rule.push({ field: each.field, is: each.is })
    else return undefined
  }
  return rule
}
