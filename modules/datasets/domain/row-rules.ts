import type { DatasetSchema, Field, QualityRule } from './schema.ts'

/** What a rule sees of a row: the text that PostgreSQL gets, null when empty. */
export type ValueOf = (field: string) => string | null

const NUMERIC: readonly string[] = ['integer', 'decimal', 'money']
const isNumber = (field: Field | undefined): boolean => field !== undefined && NUMERIC.includes(field.type)

function comparison(left: string, right: string, numeric: boolean): number {
  if (numeric) return Number(left) - Number(right)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Makes a rule of the contract ready to run by the million. True: the row keeps it. */
export function ruleRunner({ rule }: QualityRule, schema: DatasetSchema): (value: ValueOf) => boolean {
  const fieldOf = (name: string): Field | undefined => schema.fields.find(field => field.name === name)
  switch (rule.kind) {
    case 'compare': {
      const numeric = isNumber(fieldOf(rule.left)) && isNumber(fieldOf(rule.right))
      return value => {
        const [left, right] = [value(rule.left), value(rule.right)]
        if (left === null || right === null) return true
        const order = comparison(left, right, numeric)
        switch (rule.operator) {
          case '<': return order < 0
          case '<=': return order <= 0
          case '=': return order === 0
          case '!=': return order !== 0
        }
      }
    }
    case 'required-if': {
      const numeric = isNumber(fieldOf(rule.when))
      const is = typeof rule.is === 'boolean' ? (rule.is ? 't' : 'f') : String(rule.is)
      return value => {
        const when = value(rule.when)
        return when === null || !(numeric ? Number(when) === Number(is) : when === is) || value(rule.field) !== null
      }
    }
    case 'together': return value => new Set(rule.fields.map(field => value(field) === null)).size < 2
  }
}
