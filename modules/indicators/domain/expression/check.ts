import { parse } from './parse.ts'
import { childrenOf, itemText, type Fault, type Item, type Node, type Parsed, type Span, type View } from './tree.ts'
import { signatureOf } from './words.ts'

export type Type = 'number' | 'boolean'
/** Where an expression stands: an indicator's numerator or denominator, or a side of a validation rule. */
export type Mode = 'indicator' | 'validation'
export interface CheckOptions {
  readonly mode: Mode
  /** what the whole must come to; absent: either */
  readonly gives?: Type
  /** whether something has this code; absent: not asked */
  readonly knows?: (item: Item) => boolean
  /** which elements are counted for the whole subject and have no readings of their own, so that subExpression cannot take them apart; absent: none */
  readonly counted?: (element: string) => boolean
}

const fault = ({ at, end }: Span, code: string, vi: string, en: string): Fault => ({ at, end, code, message: { vi, en } })
const TYPE_NAMES: Readonly<Record<Type, { readonly vi: string; readonly en: string }>> = { number: { vi: 'một số', en: 'a number' }, boolean: { vi: 'đúng/sai', en: 'true/false' } }
const LOOKS: Readonly<Record<Item['kind'], readonly (keyof View)[]>> = { element: ['aggregation', 'offset', 'yearToDate', 'minDate', 'maxDate'], indicator: ['offset'], reporting: ['offset'], period: ['offset'], constant: [], group: [] }

/** Parses and judges: types, what is allowed where, what exists. All faults at once. */
export function check(text: string, options: CheckOptions): Parsed {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const faults: Fault[] = []
  const type = typeOf(parsed.node, options, { faults, inCell: false, looks: [], offset: 0 })
  if (options.gives !== undefined && type !== undefined && type !== options.gives) faults.push(wrongType(parsed.node, options.gives, type))
  return faults.length > 0 ? { ok: false, faults: faults.sort((a, b) => a.at - b.at) } : parsed
}

interface Place { readonly faults: Fault[]; readonly inCell: boolean; readonly looks: readonly (keyof View)[]; /** of all views around it */ readonly offset: number }
/** Nested offsets add up; beyond this no period is meant any more. */
const MAX_OFFSET = 999
const wrongType = (span: Span, wanted: Type, got: Type): Fault => fault(span, 'wrong-type', `Chỗ này cần ${TYPE_NAMES[wanted].vi} nhưng lại là ${TYPE_NAMES[got].vi}. ${wanted === 'number' ? 'Dùng if(điều_kiện, 1, 0) để đổi.' : 'Thêm phép so sánh, ví dụ > 0.'}`, `${TYPE_NAMES[wanted].en} belongs here, but this is ${TYPE_NAMES[got].en}. ${wanted === 'number' ? 'Use if(condition, 1, 0) to turn it into one.' : 'Add a comparison, for example > 0.'}`)

/** The type of a node, or undefined when it has none because of a fault that was noted. */
function typeOf(node: Node, options: CheckOptions, place: Place): Type | undefined {
  const ask = (child: Node, wanted?: Type, at: Place = place): Type | undefined => {
    const got = typeOf(child, options, at)
    if (wanted !== undefined && got !== undefined && got !== wanted) { place.faults.push(wrongType(child, wanted, got)); return undefined }
    return got
  }
  switch (node.kind) {
    case 'literal': return typeof node.value === 'number' ? 'number' : 'boolean'
    case 'item': place.faults.push(...faultsOfItem(node, node.item, options, place)); return 'number'
    case 'unary': return node.operator === '!' ? (ask(node.of, 'boolean'), 'boolean') : (ask(node.of, 'number'), 'number')
    case 'modified':
      if (itemsBelow(node.of) === 0) place.faults.push(fault(node, 'nothing-to-modify', 'Phần này không đọc số liệu nào nên không có gì để dịch kỳ hay gộp. Bỏ phần sau dấu chấm.', 'Nothing here reads data, so there is no period or aggregation to change. Remove what follows the dot.'))
      if (Math.abs(place.offset + node.view.offset) > MAX_OFFSET) place.faults.push(fault(node, 'bad-offset', `Các lần dịch kỳ cộng lại quá ${MAX_OFFSET} kỳ. Dịch ít hơn.`, `The offsets add up to more than ${MAX_OFFSET} periods. Shift less.`))
      return ask(node.of, undefined, { ...place, looks: [...place.looks, node.modifier], offset: place.offset + node.view.offset })
    case 'binary':
      switch (node.operator) {
        case '&&': case '||': ask(node.left, 'boolean'); ask(node.right, 'boolean'); return 'boolean'
        case '==': case '!=': { const left = ask(node.left); ask(node.right, left); return 'boolean' }
        case '<': case '>': case '<=': case '>=': ask(node.left, 'number'); ask(node.right, 'number'); return 'boolean'
        default: ask(node.left, 'number'); ask(node.right, 'number'); return 'number'
      }
    case 'call': return typeOfCall(node, place, ask)
  }
}

function typeOfCall(node: Extract<Node, { kind: 'call' }>, place: Place, ask: (child: Node, wanted?: Type, at?: Place) => Type | undefined): Type | undefined {
  const { args, more, least, gives } = signatureOf(node.name)
  const most = more === undefined ? args.length : Infinity
  if (node.args.length < least || node.args.length > most) {
    const count = least === most ? String(least) : most === Infinity ? `${least}+` : `${least}–${most}`
    place.faults.push(fault(node, 'argument-count', `${node.name} cần ${count} đối số, đang có ${node.args.length}.`, `${node.name} takes ${count} arguments, there are ${node.args.length}.`))
    return gives === 'same' ? undefined : gives
  }
  let at = place
  if (node.name === 'subExpression') {
    if (place.inCell) place.faults.push(fault(node, 'nested-sub-expression', 'subExpression không lồng trong subExpression: bên trong đã là từng đơn vị, từng kỳ. Bỏ lớp trong.', 'subExpression does not stand in another: inside, one unit and period is meant already. Remove the inner one.'))
    if (itemsBelow(node, 'element') === 0) place.faults.push(fault(node, 'nothing-to-aggregate', 'subExpression phải đọc ít nhất một chỉ tiêu #{…}.', 'subExpression reads at least one element #{…}.'))
    at = { ...place, inCell: true, looks: [] }
  }
  let same: Type | undefined
  for (const [index, arg] of node.args.entries()) {
    const kind = args[index] ?? more ?? 'any'
    const got = ask(arg, kind === 'same' ? same : kind === 'any' ? undefined : kind, at)
    if (kind === 'same') same ??= got
  }
  if (node.name === 'round' && node.args[1] !== undefined && !(node.args[1].kind === 'literal' && typeof node.args[1].value === 'number' && Number.isInteger(node.args[1].value) && node.args[1].value <= 12)) {
    place.faults.push(fault(node.args[1], 'bad-digits', 'Số chữ số thập phân là số nguyên từ 0 đến 12.', 'The number of decimals is a whole number from 0 to 12.'))
  }
  return gives === 'same' ? same : gives
}

function faultsOfItem(span: Span, item: Item, { mode, knows, counted }: CheckOptions, { inCell, looks }: Place): readonly Fault[] {
  const text = itemText(item)
  const found: Fault[] = []
  if (item.kind === 'indicator' && mode === 'validation') found.push(fault(span, 'item-elsewhere', `${text} chỉ dùng trong chỉ số; quy tắc kiểm tra so sánh số liệu gốc. Dùng #{…}.`, `${text} is for indicators only; validation rules compare raw readings. Use #{…}.`))
  if (inCell && (item.kind === 'indicator' || item.kind === 'reporting' || item.kind === 'group')) found.push(fault(span, 'item-elsewhere', `${text} không dùng trong subExpression, nơi chỉ có số liệu của một đơn vị, một kỳ. Đưa ra ngoài.`, `${text} does not stand in subExpression, where there is only one unit and period. Move it outside.`))
  if (inCell && looks.length > 0) found.push(fault(span, 'modifier-elsewhere', 'Trong subExpression không dịch kỳ và không đổi cách gộp. Đặt phần sau dấu chấm ra sau subExpression(…).', 'Inside subExpression periods and aggregation do not change. Put what follows the dot behind subExpression(…).'))
  if (inCell && item.kind === 'element' && item.category === undefined && counted?.(item.element) === true) found.push(fault(span, 'counted-elsewhere', `${text} do hệ thống đếm từ hồ sơ cho cả đơn vị được xem, không có số liệu riêng từng đơn vị, từng kỳ để subExpression đọc. Đưa ra ngoài subExpression, hoặc dùng một chỉ tiêu có biểu nhập.`, `${text} is counted from dossiers for the whole subject and has no readings by unit and period for subExpression. Move it outside, or use an element that a form asks for.`))
  const odd = inCell ? undefined : looks.find(look => !LOOKS[item.kind].includes(look))
  if (odd !== undefined) found.push(fault(span, 'modifier-elsewhere', `${text} không đổi được cách xem “${odd}”. Bỏ phần sau dấu chấm, hoặc chỉ đặt sau #{…}.`, `"${odd}" cannot be changed for ${text}. Remove what follows the dot, or put it behind #{…} only.`))
  if (knows !== undefined && !knows(item)) found.push(fault(span, 'unknown-item', `Không có ${text}. Kiểm tra mã trong danh mục, hoặc tạo mục này trước.`, `There is no ${text}. Look the code up in the catalogue, or make it first.`))
  return found
}

function itemsBelow(node: Node, kind?: Item['kind']): number {
  return (node.kind === 'item' && (kind === undefined || node.item.kind === kind) ? 1 : 0) + childrenOf(node).reduce((sum, child) => sum + itemsBelow(child, kind), 0)
}
