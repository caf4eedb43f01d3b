import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answers, AnswerValue, Condition, Field } from './definition.ts'
import { normaliseAnswers } from './normalise.ts'
import { aForm, aPage } from './testing.ts'
import { firstIncompletePage, validateAnswers, validatePage } from './validate.ts'
import { visibleAnswers, visiblePages } from './visible.ts'

const context = { today: '2026-03-10', communes: new Set(['05443', '05467']) }

function faultOf(field: Field, raw: unknown): { code: string; vi: string } | undefined {
  const form = aForm(aPage([field]))
  const [fault] = validateAnswers(form, normaliseAnswers(form, { [field.name]: raw }, context.today), context)
  return fault && { code: fault.code, vi: fault.message.vi }
}

describe('one answer', () => {
  const name = 'f'
  const label = { vi: 'Mục hỏi', en: 'Question' }
  const id: Field = { name, label, type: 'personalId' }
  const taxCode: Field = { name, label, type: 'taxCode' }
  const phone: Field = { name, label, type: 'phone' }
  const birth: Field = { name, label, type: 'date', notBefore: 'today-120y', notAfter: 'today' }
  const pick: Field = { name, label, type: 'radios', choices: [{ value: 'a', label }, { value: 'b', label }] }
  const address: Field = { name, label, type: 'address' }
  const rows: readonly (readonly [Field, unknown, string | undefined])[] = [
    [id, '019090000001', undefined], [id, '019 090 000 001', undefined], [id, '01909000001', 'personal-id-length'],
    [id, '091000001', 'personal-id-old'], [id, '01909000000A', 'personal-id-digits'], [id, '003090000001', 'personal-id-impossible'],
    [id, '019990000001', 'personal-id-impossible'], [id, '123090000001', undefined], [id, '', 'required'],
    [taxCode, '4600100010', undefined], [taxCode, '4600100011', 'tax-code-check'], [taxCode, '4600100010001', undefined],
    [taxCode, '46001', 'tax-code-length'], [taxCode, '019090000001', undefined], [taxCode, '46001000IO', 'tax-code-digits'],
    [phone, '+84 912 345 678', undefined], [phone, '01682345678', undefined], [phone, '0208 3855 123', undefined], [phone, '12345', 'phone'], [phone, '0112345678', 'phone'],
    [birth, '10/3/2026', undefined], [birth, '11/3/2026', 'date-late'], [birth, '31/2/2025', 'date'], [birth, '1/1/1850', 'date-early'],
    [pick, 'a', undefined], [pick, 'c', 'not-a-choice'], [pick, undefined, 'choose-one'],
    [{ name, label, type: 'fullName' }, 'Nông  Thị Mẫu', undefined], [{ name, label, type: 'fullName' }, 'Mẫu', 'name-incomplete'],
    [{ name, label, type: 'fullName' }, 'Nông Thị M4u', 'name-characters'],
    [{ name, label, type: 'email' }, 'an@vidu.vn', undefined], [{ name, label, type: 'email' }, 'an@vidu', 'email'],
    [{ name, label, type: 'money' }, '1.500.000 đ', undefined], [{ name, label, type: 'money' }, '1,5 triệu', 'money'],
    [{ name, label, type: 'money' }, 12.5, 'integer'], [{ name, label, type: 'money' }, -1, 'too-small'],
    [{ name, label, type: 'number', min: 1, max: 20, integer: true }, '21', 'too-large'], [{ name, label, type: 'number', integer: true }, 'hai', 'whole-number'],
    [{ name, label, type: 'number' }, '1.234,5', undefined], [{ name, label, type: 'number' }, 'mười', 'number'],
    [{ name, label, type: 'confirm' }, 'on', undefined], [{ name, label, type: 'confirm' }, false, 'confirm'],
    [{ name, label, type: 'checkboxes', choices: [{ value: 'a', label }, { value: 'b', label }], min: 2 }, 'a', 'too-few-choices'],
    [{ name, label, type: 'commune' }, '05443', undefined], [{ name, label, type: 'commune' }, '99999', 'commune'],
    [address, { communeCode: '05443', detail: 'Tổ 5' }, undefined], [address, { communeCode: '', detail: 'Tổ 5' }, 'address-commune'],
    [address, { communeCode: '05443', detail: ' ' }, 'address-detail'], [address, { communeCode: '01', detail: 'x' }, 'commune'],
    [{ name, label, type: 'text', maxLength: 3 }, 'abcd', 'too-long'], [{ name, label, type: 'text', pattern: '\\d{2}' }, '123', 'pattern'],
    [{ name, label, type: 'text' }, 5, 'wrong-type'], [{ name, label, type: 'text', required: false }, '', undefined],
  ]
  it.each(rows)('$0.type: $1 → $2', (field, raw, code) => expect(faultOf(field, raw)?.code).toBe(code))

  it('names field, cause and cure', () => {
    expect(faultOf({ ...id, label: { vi: 'Số định danh của mẹ' } }, '01909000001')?.vi)
      .toBe('“Số định danh của mẹ”: số định danh phải có 12 chữ số. Bạn đã nhập 11 số; hãy kiểm tra lại trên thẻ căn cước.')
  })
})

describe('a form with branches', () => {
  const yesNo = [{ value: 'yes', label: { vi: 'Có' } }, { value: 'no', label: { vi: 'Không' } }]
  const form = aForm(
    aPage([{ name: 'married', label: { vi: 'Đã kết hôn?' }, type: 'radios', choices: yesNo }], { id: 'married' }),
    aPage([
      { name: 'spouse', label: { vi: 'Vợ hoặc chồng' }, type: 'fullName' },
      { name: 'abroad', label: { vi: 'Ở nước ngoài?' }, type: 'confirm', required: false },
      { name: 'country', label: { vi: 'Nước' }, type: 'text', showIf: { field: 'abroad', is: true } },
    ], { id: 'spouse', showIf: { field: 'married', is: 'yes' } }),
    aPage([
      { name: 'name', label: { vi: 'Tên con' }, type: 'fullName' },
      { name: 'minor', label: { vi: 'Dưới 14 tuổi' }, type: 'radios', choices: yesNo },
      { name: 'personalId', label: { vi: 'Số định danh của con' }, type: 'personalId', showIf: { field: 'minor', is: 'no' } },
    ], { id: 'children', repeat: { name: 'children', min: 1, max: 2, itemLabel: { vi: 'Con' } } }),
  )
  const child = { name: 'Nguyễn Văn Thử', minor: 'yes' }

  it('asks only what applies and judges only what is asked', () => {
    expect(visiblePages(form, { married: 'no' }).map((page) => page.id)).toEqual(['married', 'children'])
    expect(validateAnswers(form, { married: 'no', children: [child] }, context)).toEqual([])
    expect(validateAnswers(form, { married: 'yes', children: [child] }, context).map((fault) => fault.field)).toEqual(['spouse'])
    expect(validateAnswers(form, { married: 'no', children: [{ ...child, minor: 'no' }] }, context).map((f) => [f.field, f.code]))
      .toEqual([['children.0.personalId', 'required']])
  })
  it('counts the items and knows its fields', () => {
    expect(validateAnswers(form, { married: 'no', children: [] }, context).map((f) => f.code)).toEqual(['too-few-items'])
    expect(validateAnswers(form, { married: 'no', children: [child, child, child] }, context).map((f) => f.code)).toEqual(['too-many-items'])
    expect(validateAnswers(form, { married: 'no', children: [child], bribe: 1 }, context).map((f) => [f.field, f.code])).toEqual([['bribe', 'unknown-field']])
  })
  it('judges one page, and says where to go on', () => {
    expect(validatePage(form, 'spouse', { married: 'no' }, context)).toEqual([])
    expect(validatePage(form, 'spouse', { married: 'yes' }, context).map((f) => f.field)).toEqual(['spouse'])
    expect(firstIncompletePage(form, { married: 'yes', spouse: 'Nông Thị Mẫu' }, context)?.id).toBe('children')
    expect(() => validatePage(form, 'nowhere', {}, context)).toThrow('nowhere')
  })
  it('drops the answers of what is hidden, also inside items and behind a hidden question', () => {
    expect(visibleAnswers(form, { married: 'no', spouse: 'Nông Thị Mẫu', abroad: true, country: 'Lào', children: [{ ...child, personalId: '019090000001' }] }))
      .toEqual({ married: 'no', children: [child] })
  })
})

const names = ['a', 'b', 'c', 'd']
const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    fc.record({ field: fc.constantFrom(...names), is: fc.constantFrom('x', 'y') }),
    fc.record({ field: fc.constantFrom(...names), answered: fc.boolean() }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('condition') })),
})).condition
const forms = fc.array(fc.option(conditions, { nil: undefined }), { minLength: 4, maxLength: 4 }).map((showIfs) => aForm(...names.map((name, index) => {
  const showIf = showIfs[index]
  return aPage([{ name, label: { vi: name }, type: 'text' }], { id: name, ...(showIf ? { showIf } : {}) })
})))
const answerSets: fc.Arbitrary<Answers> = fc.dictionary(fc.constantFrom(...names, 'e'), fc.constantFrom<AnswerValue>('x', 'y', ''))

describe('for all forms and answers', () => {
  it('dropping hidden answers twice is dropping them once, and changes neither pages nor faults', () => {
    fc.assert(fc.property(forms, answerSets, (form, answers) => {
      const once = visibleAnswers(form, answers)
      expect(visibleAnswers(form, once)).toEqual(once)
      expect(visiblePages(form, once)).toEqual(visiblePages(form, answers))
      expect(validateAnswers(form, once, context)).toEqual(validateAnswers(form, answers, context).filter((fault) => fault.code !== 'unknown-field'))
    }))
  })
})
