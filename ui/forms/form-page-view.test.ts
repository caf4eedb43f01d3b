import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import type { Answers, FormPage } from '../../kernel/forms/definition.ts'
import { aForm, aPage } from '../../kernel/forms/testing.ts'
import { LangContext, type Lang } from '../texts/lang.tsx'
import { AnswersSummary } from './answers-summary.tsx'
import { FormPageView, type FormPageViewProps } from './form-page-view.tsx'
import { parseFormBody } from './parse.ts'

const label = { vi: 'Câu hỏi', en: 'Question' }
const view = (page: FormPage, answers: Answers, more: Partial<FormPageViewProps> = {}, lang: Lang = 'vi'): string =>
  renderToString(h(LangContext.Provider, { value: lang, children: h(FormPageView, { page, answers, ...more }) }))
/** What a browser would post from the markup: values of inputs, checked boxes, chosen options, texts. */
function posted(html: string): Record<string, string | string[]> {
  const body: Record<string, string | string[]> = {}
  const unescape = (text: string): string => text.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&amp;/g, '&')
  const put = (name: string, value: string): void => { const before = body[name]; body[name] = before === undefined ? unescape(value) : [before, unescape(value)].flat() }
  for (const [, attributes = ''] of html.matchAll(/<input ((?:"[^"]*"|[^>])*)>/g)) {
    const [name, type, value] = ['name', 'type', 'value'].map((key) => new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes)?.[1])
    if (name === undefined || ((type === 'radio' || type === 'checkbox') && !/ checked/.test(attributes))) continue
    put(name, value ?? '')
  }
  for (const [, name = '', text = ''] of html.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g)) put(name, text)
  for (const [, name = '', options = ''] of html.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) put(name, /<option (?=[^>]*selected)[^>]*value="([^"]*)"/.exec(options)?.[1] ?? '')
  return body
}

const everything: FormPage = aPage([
  { name: 'text', type: 'text', label }, { name: 'long', type: 'textarea', label, maxLength: 100 }, { name: 'who', type: 'fullName', label }, { name: 'id', type: 'personalId', label },
  { name: 'tax', type: 'taxCode', label }, { name: 'phone', type: 'phone', label }, { name: 'mail', type: 'email', label }, { name: 'on', type: 'date', label }, { name: 'size', type: 'number', label, unit: { vi: 'm²' } },
  { name: 'fee', type: 'money', label }, { name: 'one', type: 'radios', label, choices: [{ value: 'a', label }, { value: 'b', label }] }, { name: 'pick', type: 'select', label, choices: [{ value: 'a', label }, { value: 'b', label }] },
  { name: 'some', type: 'checkboxes', label, choices: [{ value: 'a', label }, { value: 'b', label }, { value: 'c', label }] }, { name: 'sure', type: 'confirm', label }, { name: 'where', type: 'commune', label }, { name: 'home', type: 'address', label },
], { title: { vi: 'Tất cả' } })
const full: Answers = {
  text: 'Một "hai" <ba> & bốn', long: 'dòng', who: 'Ma Thị Mẫu', id: '019090000001', tax: '0100109106-001', phone: '0900000000', mail: 'a@b.vn', on: '2024-02-29', size: 1234.5, fee: 1_500_000,
  one: 'b', pick: 'b', some: ['a', 'c'], sure: true, where: '90002', home: { communeCode: '90001', detail: 'Xóm Ví Dụ' },
}
const communes = [{ code: '90001', name: 'Phường Mẫu Một' }, { code: '90002', name: 'Phường Mẫu Hai' }]

describe('a page of questions', () => {
  it.each(['vi', 'en'] as const)('posts back exactly the answers it was drawn with (%s)', (lang) => {
    expect(parseFormBody(everything, posted(view(everything, full, { communes }, lang)), '2026-11-23')).toEqual(full)
  })
  it('posts back the items of a repeat group, and nothing for no items', () => {
    const page = aPage([{ name: 'who', type: 'fullName', label }], { repeat: { name: 'people', min: 0, max: 3, itemLabel: { vi: 'Người' } } })
    const answers = { people: [{ who: 'Ma Thị Mẫu' }, { who: 'Vi Văn Thử' }] }
    expect(parseFormBody(page, posted(view(page, answers)), '2026-11-23')).toEqual(answers)
    expect(parseFormBody(page, posted(view(page, {})), '2026-11-23')).toEqual({ people: [] })
  })
  it('shows a locked value as text that cannot be posted, with its source', () => {
    const page = aPage([{ name: 'who', type: 'fullName', label, prefill: 'identity.fullName', locked: true }], { title: { vi: 'Bạn' } })
    const html = view(page, { who: 'Ma Thị Mẫu' }, { prefillSources: { who: 'identity.fullName' } })
    expect(html).toContain('Lấy từ tài khoản VNeID')
    expect(html).toContain('Ma Thị Mẫu')
    expect(posted(html)).toEqual({})
    expect(posted(view(page, { who: 'Ma Thị Mẫu' }))).toEqual({ who: 'Ma Thị Mẫu' })
  })
  it('leaves out what other pages rule out, and marks what this page decides', () => {
    const page = aPage([
      { name: 'married', type: 'radios', label, choices: [{ value: 'yes', label }] }, { name: 'on', type: 'date', label, showIf: { field: 'married', is: 'yes' } },
      { name: 'school', type: 'text', label, showIf: { field: 'age', atLeast: 18 } },
    ], { title: { vi: 'T' } })
    expect(view(page, { age: 17 })).not.toContain('name="school"')
    expect(view(page, { age: 18 })).toContain('name="school"')
    expect(view(page, {})).toContain('data-show-if="{&quot;field&quot;:&quot;married&quot;,&quot;is&quot;:&quot;yes&quot;}"')
  })
  it('ties each fault to its control', () => {
    const page = aPage([{ name: 'who', type: 'fullName', label }], { title: { vi: 'T' } })
    expect(view(page, {}, { faults: [{ field: 'who', code: 'required', message: { vi: 'Viết tên' } }] })).toMatch(/id="f-who-error"[^>]*>.*Viết tên.*id="f-who"[^>]*aria-describedby="f-who-error" aria-invalid="true"/s)
  })
})

describe('check your answers', () => {
  const form = aForm(everything, aPage([{ name: 'x', type: 'text', label, showIf: { field: 'one', is: 'a' } }], { id: 'hidden', showIf: { field: 'one', is: 'a' }, title: { vi: 'Ẩn' } }))
  const show = (answers: Answers, changeHref?: (page: string) => string): string => renderToString(h(AnswersSummary, { form, answers, communes, changeHref }))
  it('shows every asked answer in words, each with its way back', () => {
    const html = show(full, (page) => `/nop/${page}`)
    for (const text of ['29/02/2024', '1.500.000 đồng', '1.234,5 m²', 'Phường Mẫu Hai', 'Xóm Ví Dụ, Phường Mẫu Một', 'Đã xác nhận']) expect(html).toContain(text)
    expect(html.match(/Sửa/g)).toHaveLength(everything.fields.length)
    expect(html).toContain(`href="/nop/${everything.id}#f-on"`)
  })
  it('is only to read for officers, and never shows an answer that was not asked', () => {
    const html = show({ ...full, x: 'bí mật' })
    expect(html).not.toContain('Sửa')
    expect(html).not.toContain('bí mật')
  })
})
