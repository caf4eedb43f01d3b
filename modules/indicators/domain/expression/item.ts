import type { Token } from './tokens.ts'
import type { Fault, Item } from './tree.ts'
import { PERIOD_VARIABLES, refusalOf, REPORTING_METRICS } from './words.ts'

const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]*$/
/** Codes of indicators may have dots: 766.2.1 */
const DOTTED = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

/** What stands in braces or brackets, or what is wrong with it. */
export function itemOf(token: Token): Item | Fault {
  const fault = (code: string, vi: string, en: string): Fault => ({ at: token.at, end: token.end, code, message: { vi, en } })
  if (token.kind === 'variable') {
    const what = PERIOD_VARIABLES.find(name => name === token.text.slice(1, -1))
    return what === undefined ? fault('unknown-variable', `Không có biến ${token.text}. Dùng được: ${PERIOD_VARIABLES.map(name => `[${name}]`).join(', ')}.`, `There is no variable ${token.text}. There are: ${PERIOD_VARIABLES.map(name => `[${name}]`).join(', ')}.`) : { kind: 'period', what }
  }
  const [prefix = '', rest = ''] = token.text.split('{')
  const inner = rest.slice(0, -1)
  const malformed = fault('malformed-item', `“${token.text}” không đúng dạng. Mã gồm chữ không dấu, số, _ và -. Ví dụ: #{phan_tu}, #{phan_tu.phan_to}, N{766.2}, R{bieu.REPORTING_RATE}.`, `"${token.text}" is malformed. Codes have letters, digits, _ and -. Examples: #{element}, #{element.category}, N{766.2}, R{form.REPORTING_RATE}.`)
  switch (prefix) {
    case '#': {
      const [element = '', category, ...more] = inner.split('.')
      if (!CODE.test(element) || category !== undefined && !CODE.test(category) || more.length > 0) return malformed
      return { kind: 'element', element, ...(category === undefined ? {} : { category }) }
    }
    case 'N': return DOTTED.test(inner) ? { kind: 'indicator', code: inner } : malformed
    case 'C': return CODE.test(inner) ? { kind: 'constant', code: inner } : malformed
    case 'OUG': return CODE.test(inner) ? { kind: 'group', code: inner } : malformed
    case 'R': {
      const [form = '', name, ...more] = inner.split('.')
      const metric = REPORTING_METRICS.find(word => word === name)
      if (!CODE.test(form) || more.length > 0) return malformed
      return metric === undefined ? fault('unknown-metric', `R{…} cần một trong: ${REPORTING_METRICS.join(', ')}.`, `R{…} takes one of: ${REPORTING_METRICS.join(', ')}.`) : { kind: 'reporting', form, metric }
    }
    default: {
      const refused = refusalOf(`${prefix}{`)
      return refused === undefined ? fault('unknown-item-kind', `Không có loại mục “${prefix}{…}”. Dùng được: #{…}, N{…}, C{…}, OUG{…}, R{…}.`, `There is no kind of item "${prefix}{…}". There are: #{…}, N{…}, C{…}, OUG{…}, R{…}.`) : fault('function-elsewhere', `${prefix}{…} ${refused.vi}.`, `${prefix}{…} ${refused.en}.`)
    }
  }
}
