import { isDay } from '../days.ts'
import { tokensOf, type Token } from './tokens.ts'
import { itemOf } from './item.ts'
import { PLAIN_VIEW, type Fault, type Node, type Parsed, type Span, type View } from './tree.ts'
import { AGGREGATION_TYPES, BINDING, isBinaryOperator, isFunction, MODIFIERS, refusalOf, SIGN_BINDING, type BinaryOperator } from './words.ts'

const MAX_LENGTH = 10_000
const MAX_DEPTH = 100
const MAX_OPERATORS = 1000
const WORD_OPERATORS: Readonly<Record<string, string>> = { and: '&&', or: '||', not: '!' }

class Broken extends Error {
  readonly fault: Fault
  constructor(fault: Fault) { super(fault.code); this.fault = fault }
}
const broken = ({ at, end }: Span, code: string, vi: string, en: string): Broken => new Broken({ at, end: Math.max(end, at + 1), code, message: { vi, en } })

/** Reads the text into a tree. What it means is judged by `check`. */
export function parse(text: string): Parsed {
  if (text.length > MAX_LENGTH) return { ok: false, faults: [{ at: MAX_LENGTH, end: text.length, code: 'too-long', message: { vi: `Biểu thức dài quá ${MAX_LENGTH} ký tự. Tách thành nhiều chỉ số và gọi bằng N{mã}.`, en: `The expression is longer than ${MAX_LENGTH} characters. Part it into indicators and read them by N{code}.` } }] }
  const read = tokensOf(text)
  if (!read.ok) return read
  try {
    return { ok: true, node: new Parser(read.tokens).whole() }
  } catch (error) {
    if (error instanceof Broken) return { ok: false, faults: [error.fault] }
    throw error
  }
}

class Parser {
  private next = 0
  private depth = 0
  private operators = 0
  private readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) { this.tokens = tokens }

  whole(): Node {
    if (this.peek().kind === 'end') throw broken(this.peek(), 'empty', 'Chưa có biểu thức. Viết chẳng hạn #{da_nop} / #{tong} * 100.', 'There is no expression. Write for example #{filed} / #{total} * 100.')
    const node = this.expression(0)
    const rest = this.peek()
    if (rest.kind === 'close') throw broken(rest, 'extra-close', 'Dấu ) này không có dấu ( đi cùng. Bỏ dấu ) hoặc thêm dấu ( phía trước.', 'This ) has no ( before it. Remove it or add a (.')
    if (rest.kind !== 'end') throw broken(rest, 'no-operator', `Thiếu phép tính trước “${rest.text}”. Thêm + - * / hoặc một phép so sánh.`, `An operator is missing before "${rest.text}". Add + - * / or a comparison.`)
    return node
  }

  private peek(): Token { return this.tokens[this.next] ?? { kind: 'end', text: '', at: 0, end: 0 } }
  private take(): Token { const token = this.peek(); if (token.kind !== 'end') this.next += 1; return token }
  private operator(): { readonly operator: BinaryOperator; readonly token: Token } | undefined {
    const token = this.peek()
    const sign = token.kind === 'word' ? WORD_OPERATORS[token.text] ?? '' : token.kind === 'operator' ? token.text : ''
    return isBinaryOperator(sign) ? { operator: sign, token } : undefined
  }

  /** Everything that binds at least as tightly as `least` (precedence climbing). */
  private expression(least: number): Node {
    if ((this.depth += 1) > MAX_DEPTH) throw broken(this.peek(), 'too-deep', `Lồng quá ${MAX_DEPTH} lớp. Tách bớt thành chỉ số riêng và gọi bằng N{mã}.`, `Nested deeper than ${MAX_DEPTH}. Part it into indicators and read them by N{code}.`)
    let left = this.signed()
    for (let found = this.operator(); found !== undefined && BINDING[found.operator] >= least; found = this.operator()) {
      const { operator, token } = found
      if ((this.operators += 1) > MAX_OPERATORS) throw broken(token, 'too-many', `Quá ${MAX_OPERATORS} phép tính. Tách bớt thành chỉ số riêng và gọi bằng N{mã}.`, `More than ${MAX_OPERATORS} operators. Part it into indicators and read them by N{code}.`)
      this.take()
      const right = this.expression(operator === '^' ? SIGN_BINDING : BINDING[operator] + 1)
      left = { kind: 'binary', operator, operatorAt: token.at, left, right, at: left.at, end: right.end }
    }
    this.depth -= 1
    return left
  }

  private signed(): Node {
    const token = this.peek()
    const sign = token.kind === 'word' ? WORD_OPERATORS[token.text] : token.kind === 'operator' ? token.text : undefined
    if (sign !== '-' && sign !== '+' && sign !== '!') return this.modified()
    this.take()
    const of = this.expression(SIGN_BINDING)
    return { kind: 'unary', operator: sign, of, at: token.at, end: of.end }
  }

  /** A value and the modifiers behind it. */
  private modified(): Node {
    let node = this.value()
    while (this.peek().kind === 'dot') {
      this.take()
      const name = this.take()
      const modifier = MODIFIERS.find(word => word === name.text)
      if (modifier === undefined) throw broken(name, 'unknown-modifier', `Không có “.${name.text}”. Sau dấu chấm dùng được: ${MODIFIERS.map(word => `.${word}()`).join(', ')}.`, `There is no ".${name.text}". After a dot stand: ${MODIFIERS.map(word => `.${word}()`).join(', ')}.`)
      this.demand('open', '(')
      const view = this.viewOf(modifier)
      const end = this.demand('close', ')').end
      node = { kind: 'modified', modifier: modifier === 'aggregationType' ? 'aggregation' : modifier === 'periodOffset' ? 'offset' : modifier, view, of: node, at: node.at, end }
    }
    return node
  }

  private viewOf(modifier: (typeof MODIFIERS)[number]): View {
    if (modifier === 'yearToDate') return { ...PLAIN_VIEW, yearToDate: true }
    if (modifier === 'periodOffset') {
      const sign = this.peek().text === '-' || this.peek().text === '+' ? this.take().text : ''
      const count = this.take()
      if (count.kind !== 'number' || !/^\d{1,3}$/.test(count.text)) throw broken(count, 'bad-offset', 'Số kỳ dịch là số nguyên, ví dụ .periodOffset(-1) là kỳ trước.', 'The offset is a whole number; .periodOffset(-1) is the period before.')
      return { ...PLAIN_VIEW, offset: Number(sign + count.text) }
    }
    const word = this.take()
    if (modifier === 'aggregationType') {
      const aggregation = AGGREGATION_TYPES.find(type => type === word.text)
      if (aggregation === undefined) throw broken(word, 'unknown-aggregation', `Không có cách gộp “${word.text}”. Dùng một trong: ${AGGREGATION_TYPES.join(', ')}.`, `There is no aggregation "${word.text}". Use one of: ${AGGREGATION_TYPES.join(', ')}.`)
      return { ...PLAIN_VIEW, aggregation }
    }
    if (word.kind !== 'date' || !isDay(word.text)) throw broken(word, 'bad-date', 'Ngày viết theo dạng 2024-12-31.', 'A date is written 2024-12-31.')
    return { ...PLAIN_VIEW, [modifier]: word.text }
  }

  private value(): Node {
    const token = this.take()
    const { at, end } = token
    switch (token.kind) {
      case 'number': return { kind: 'literal', value: Number(token.text), at, end }
      case 'item': case 'variable': {
        const found = itemOf(token)
        if ('code' in found && 'message' in found) throw new Broken(found)
        return { kind: 'item', item: found, at, end }
      }
      case 'word': return this.word(token)
      case 'open': {
        const node = this.expression(0)
        return { ...node, at, end: this.demand('close', ')').end }
      }
      case 'end': throw broken(token, 'unfinished', 'Biểu thức dừng giữa chừng. Thêm số hoặc mục dữ liệu vào cuối.', 'The expression stops half-way. Add a number or an item at its end.')
      default: throw broken(token, 'no-value', `Chỗ này cần một số hoặc mục dữ liệu, không phải “${token.text}”.`, `A number or an item belongs here, not "${token.text}".`)
    }
  }

  private word(token: Token): Node {
    const { text, at, end } = token
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at, end }
    if (!isFunction(text)) {
      const refused = refusalOf(text)
      if (refused !== undefined) throw broken(token, 'function-elsewhere', `${text} ${refused.vi}.`, `${text} ${refused.en}.`)
      throw broken(token, 'unknown-word', `Không có hàm “${text}”. Mục dữ liệu viết trong ngoặc nhọn: #{${text}}.`, `There is no function "${text}". Items stand in braces: #{${text}}.`)
    }
    this.demand('open', '(')
    const args: Node[] = []
    if (this.peek().kind !== 'close') for (;;) {
      args.push(this.expression(0))
      if (this.peek().kind !== 'comma') break
      this.take()
    }
    return { kind: 'call', name: text, args, at, end: this.demand('close', ')').end }
  }

  private demand(kind: Token['kind'], sign: string): Token {
    const token = this.take()
    if (token.kind === kind) return token
    throw broken(token, 'missing-sign', `Thiếu dấu ${sign} ${token.kind === 'end' ? 'ở cuối' : `trước “${token.text}”`}.`, `A ${sign} is missing ${token.kind === 'end' ? 'at the end' : `before "${token.text}"`}.`)
  }
}
