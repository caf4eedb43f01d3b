import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aPage } from '../../kernel/forms/testing.ts'
import type { Field, FormPage } from '../../kernel/forms/definition.ts'
import { countName, dateParts, editedRepeat, parseFormBody } from './parse.ts'

const label = { vi: 'Câu hỏi' }
const birth: Field = { type: 'date', name: 'birth', label }
const TODAY = '2026-11-23'
const children: FormPage = aPage([{ type: 'fullName', name: 'fullName', label }, birth], { repeat: { name: 'children', min: 1, max: 3, itemLabel: { vi: 'Con' } } })

describe('dates', () => {
  const parse = (day: string, month = '', year = '') => parseFormBody(aPage([birth]), { 'birth-day': day, 'birth-month': month, 'birth-year': year }, TODAY)
  it.each([['1', '7', '2025'], ['1/7/2025'], ['01-07-2025'], ['010725'], [' 01 ', '07', '25']])('reads %s %s %s', (day = '', month = '', year = '') => {
    expect(parse(day, month, year)).toEqual({ birth: '2025-07-01' })
  })
  it('keeps what is no date, box by box, so that it can be shown again', () => {
    expect(parse('31', '2', '2025')).toEqual({ birth: '31/2/2025' })
    expect(dateParts('31/2/2025')).toEqual({ day: '31', month: '2', year: '2025' })
    expect(dateParts(parse('', '7', '')['birth'])).toEqual({ day: '', month: '7', year: '' })
    expect(dateParts('hôm qua')).toEqual({ day: 'hôm qua', month: '', year: '' })
  })
  it('shows any stored date so that it is read back the same', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString().slice(0, 10)
      const { day, month, year } = dateParts(iso)
      expect(parse(day, month, year)).toEqual({ birth: iso })
    }))
  })
  it('takes empty boxes for no answer', () => expect(parse('')).toEqual({}))
})

describe('other fields', () => {
  it('reads lists, addresses, ticks, money; ignores what the page does not ask', () => {
    const page = aPage([
      { type: 'checkboxes', name: 'papers', label, choices: [{ value: 'a', label }, { value: 'b', label }] }, { type: 'address', name: 'home', label },
      { type: 'confirm', name: 'sure', label }, { type: 'money', name: 'fee', label }, { type: 'radios', name: 'kind', label, choices: [{ value: 'x', label }] },
    ])
    expect(parseFormBody(page, { papers: ['a', 'b'], 'home.communeCode': '05434', 'home.detail': ' Xóm  Đồng ', sure: 'yes', fee: '1.500.000 đ', kind: ['x', 'x'], __proto__: 'x', admin: 'yes' }, TODAY))
      .toEqual({ papers: ['a', 'b'], home: { communeCode: '05434', detail: 'Xóm Đồng' }, sure: true, fee: 1_500_000, kind: 'x' })
    expect(parseFormBody(page, { papers: 'a' }, TODAY)).toEqual({ papers: ['a'] })
    expect(parseFormBody(page, {}, TODAY)).toEqual({})
  })
  it('does not take a name from the prototype', () => {
    expect(parseFormBody(aPage([{ type: 'text', name: 'constructor', label }]), {}, TODAY)).toEqual({})
  })
})

describe('repeat groups', () => {
  const body = { [countName('children')]: '2', 'children.0.fullName': 'Nông Thị Ban', 'children.1.fullName': 'Ma Văn Sơn', 'children.1.birth-day': '010725' }
  it('reads items in order and keeps an empty one', () => {
    expect(parseFormBody(children, body, TODAY)).toEqual({ children: [{ fullName: 'Nông Thị Ban' }, { fullName: 'Ma Văn Sơn', birth: '2025-07-01' }] })
    expect(parseFormBody(children, { ...body, [countName('children')]: '3' }, TODAY)['children']).toHaveLength(3)
  })
  it('does not let a count make a thousand items', () => {
    expect(parseFormBody(children, { [countName('children')]: '100000' }, TODAY)['children']).toHaveLength(4)
    expect(parseFormBody(children, { [countName('children')]: '-1' }, TODAY)['children']).toHaveLength(0)
  })
  it('adds and takes out by its buttons, within its limit', () => {
    const answers = parseFormBody(children, body, TODAY)
    expect(editedRepeat(children, answers, { _add: 'children' })?.['children']).toHaveLength(3)
    expect(editedRepeat(children, answers, { _remove: 'children:0' })?.['children']).toEqual([{ fullName: 'Ma Văn Sơn', birth: '2025-07-01' }])
    expect(editedRepeat(children, answers, {})).toBeUndefined()
    expect(editedRepeat(children, { children: [{}, {}, {}] }, { _add: 'children' })?.['children']).toHaveLength(3)
  })
})
