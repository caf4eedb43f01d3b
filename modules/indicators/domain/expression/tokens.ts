import type { Fault, Span } from './tree.ts'

export type Token = Span & { readonly kind: 'number' | 'word' | 'item' | 'variable' | 'operator' | 'open' | 'close' | 'comma' | 'dot' | 'date' | 'end'; readonly text: string }
export type Tokens = { readonly ok: true; readonly tokens: readonly Token[] } | { readonly ok: false; readonly faults: readonly Fault[] }

const SHAPES: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y], ['item', /(?:#|[A-Z]{1,3})\{[^{}]*\}/y], ['variable', /\[[^[\]]*\]/y], ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y], ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['operator', /&&|\|\||==|!=|<=|>=|[-+*/%^<>!]/y], ['open', /\(/y], ['close', /\)/y], ['comma', /,/y], ['dot', /\./y],
]
const DATE = /\d{4}-\d{2}-\d{2}/y

/** A date is a date only where one is asked for: 2024-10-11 elsewhere is a subtraction. */
const wantsDate = (tokens: readonly Token[]): boolean => tokens.at(-1)?.kind === 'open' && /^(?:minDate|maxDate)$/.test(tokens.at(-2)?.text ?? '')

export function tokensOf(text: string): Tokens {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const shapes = wantsDate(tokens) ? [['date', DATE] as const, ...SHAPES] : SHAPES
    let end = at
    for (const [kind, shape] of shapes) {
      shape.lastIndex = at
      const found = shape.exec(text)
      if (!found) continue
      end = shape.lastIndex
      if (kind !== 'space') tokens.push({ kind, text: found[0], at, end })
      break
    }
    if (end === at) return { ok: false, faults: [unreadable(text, at)] }
    at = end
  }
  return { ok: true, tokens: [...tokens, { kind: 'end', text: '', at: text.length, end: text.length }] }
}

function unreadable(text: string, at: number): Fault {
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const fault = (code: string, vi: string, en: string): Fault => ({ at, end: at + sign.length, code, message: { vi, en } })
  if (sign === '#' || sign === '{') return fault('open-item', 'Mục dữ liệu chưa đóng ngoặc. Viết đủ, ví dụ #{phan_tu}.', 'The item is not closed. Write it whole, for example #{element}.')
  if (sign === '[') return fault('open-item', 'Thiếu dấu ] sau biến kỳ. Ví dụ: [days].', 'The ] after the period variable is missing. Example: [days].')
  if (sign === '=') return fault('single-equals', 'Một dấu = không phải phép so sánh. Viết ==.', 'A single = compares nothing. Write ==.')
  if (sign === '&' || sign === '|') return fault('single-logic', `Viết ${sign}${sign} (hoặc ${sign === '&' ? 'and' : 'or'}).`, `Write ${sign}${sign} (or ${sign === '&' ? 'and' : 'or'}).`)
  if ('×÷–−:;'.includes(sign)) return fault('foreign-sign', `Dấu “${sign}” không dùng ở đây. Phép tính là + - * / % ^; các đối số cách nhau bằng dấu phẩy.`, `The sign "${sign}" is not used here. Operators are + - * / % ^; commas part the arguments.`)
  return fault('unreadable', `Không đọc được ký tự “${sign}”. Xóa hoặc thay ký tự này; tên tiếng Việt có dấu không dùng làm mã.`, `The character "${sign}" cannot be read here. Remove or replace it; codes have no diacritics.`)
}
