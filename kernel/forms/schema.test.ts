import { Compile } from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { toJsonSchema } from './json-schema.ts'
import { keepLocked, prefillAnswers, prefillSources } from './prefill.ts'
import { parseForm } from './schema.ts'
import { aForm, aPage } from './testing.ts'

const form = aForm(
  aPage([
    { name: 'fullName', label: { vi: 'Họ và tên' }, type: 'fullName', prefill: 'identity.fullName', locked: true },
    { name: 'copies', label: { vi: 'Số bản' }, type: 'number', integer: true, min: 1, max: 20 },
    { name: 'reason', label: { vi: 'Lý do' }, type: 'text', showIf: { field: 'copies', atLeast: 2 } },
  ]),
  aPage([{ name: 'name', label: { vi: 'Tên giấy' }, type: 'text' }], { id: 'papers', repeat: { name: 'papers', min: 1, max: 3, itemLabel: { vi: 'Giấy tờ' } } }),
)

describe('a form as data', () => {
  it('is taken when it follows the definition', () => expect(parseForm(JSON.parse(JSON.stringify(form)))).toEqual({ ok: true, value: form }))
  it.each([
    [{ sections: [] }, '/sections'],
    [aForm(aPage([{ name: 'Bad Name', label: { vi: 'x' }, type: 'text' }])), '/sections/0/pages/0/fields/0/name'],
    [{ sections: [{ ...aForm(aPage([])).sections[0], extra: 1 }] }, 'extra'],
    [aForm(aPage([{ name: 'a', label: { vi: 'x' }, type: 'date', notAfter: 'tomorrow' }])), 'notAfter'],
    [aForm(aPage([{ name: 'a', label: { vi: 'x' }, type: 'radios', choices: [] }])), 'choices'],
    [JSON.parse('{"sections":[{"id":"s","title":{"vi":"x"},"pages":[{"id":"p","title":{"vi":"x"},"showIf":{"fild":"a","is":1},"fields":[{"name":"a","label":{"vi":"x"},"type":"text"}]}]}]}'), 'showIf'],
  ])('is refused with the place: %#', (json, place) => {
    const parsed = parseForm(json)
    expect(parsed.ok ? [] : parsed.errors.join('\n')).toContain(place)
  })
})

describe('the JSON Schema of a form', () => {
  const schema = Compile(toJsonSchema(form))
  it('takes good answers and refuses bad ones', () => {
    const good = { fullName: 'Nông Thị Mẫu', copies: 2, papers: [{ name: 'Bằng' }] }
    expect(schema.Check(good)).toBe(true)
    expect(schema.Check({ ...good, copies: 0 })).toBe(false)
    expect(schema.Check({ ...good, papers: [] })).toBe(false)
    expect(schema.Check({ ...good, papers: [{}] })).toBe(false)
    expect(schema.Check({ ...good, other: 1 })).toBe(false)
    expect(schema.Check({ copies: 2, papers: [{ name: 'x' }] })).toBe(false)
  })
})

describe('what is known already', () => {
  it('opens the form and cannot be changed where it is locked', () => {
    const facts = { 'identity.fullName': 'Nông Thị Mẫu' }
    expect(prefillAnswers(form, facts)).toEqual({ fullName: 'Nông Thị Mẫu' })
    expect(prefillAnswers(form, facts, { fullName: 'Đã Có Tên', copies: 1 })).toEqual({ fullName: 'Đã Có Tên', copies: 1 })
    expect(prefillSources(form, { fullName: 'Nông Thị Mẫu', copies: 1 }, facts)).toEqual({ fullName: 'identity.fullName' })
    expect(prefillSources(form, { fullName: 'Ai Đó Khác' }, facts)).toEqual({})
    expect(keepLocked(form, { fullName: 'Ai Đó Khác', copies: 1 }, facts)).toEqual({ fullName: 'Nông Thị Mẫu', copies: 1 })
  })
  it('fills in only for whom it is meant', () => {
    const yesNo = [{ value: 'mother', label: { vi: 'Mẹ' } }, { value: 'father', label: { vi: 'Cha' } }]
    const birth = aForm(aPage([{ name: 'relation', label: { vi: 'Bạn là' }, type: 'radios', choices: yesNo }]),
      aPage([{ name: 'motherName', label: { vi: 'Tên mẹ' }, type: 'fullName', prefill: 'identity.fullName', prefillIf: { field: 'relation', is: 'mother' } }], { id: 'mother' }))
    const facts = { 'identity.fullName': 'Nông Thị Mẫu' }
    expect(prefillAnswers(birth, facts, { relation: 'mother' })).toEqual({ relation: 'mother', motherName: 'Nông Thị Mẫu' })
    expect(prefillAnswers(birth, facts, { relation: 'father' })).toEqual({ relation: 'father' })
  })
})
