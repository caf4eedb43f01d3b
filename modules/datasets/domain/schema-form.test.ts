import { describe, expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'
import { schemaDifferences } from './schema-diff.ts'
import { formOfBody, formOfSchema, nameFrom, NEW_FIELD, pressed, schemaOfForm } from './schema-form.ts'
import type { DatasetSchema } from './schema.ts'

const SCHEMA: DatasetSchema = { temporal: false, key: ['ma'], fields: [
  { name: 'ma', title: { vi: 'Mã', en: 'Code' }, type: 'text', classification: 'open', required: true, maxLength: 20, pattern: '[A-Z]+', aliases: ['mã số'] },
  { name: 'loai', title: { vi: 'Loại' }, description: { vi: 'Loại gì' }, type: 'text', classification: 'shared', choices: [{ value: 'a', label: { vi: 'A', en: 'Ay' } }, { value: 'b', label: { vi: 'B' } }], reference: { dataset: 'khac', field: 'ma' }, indexed: true },
  { name: 'n', title: { vi: 'Số' }, type: 'decimal', classification: 'open', minimum: -1.5, maximum: 1000, measure: 'km', unique: true },
], rules: [{ code: 'r', message: { vi: 'sai', en: 'wrong' }, severity: 'warning', rule: { kind: 'compare', left: 'n', operator: '<', right: 'n' } }, { code: 'q', message: { vi: 'cần' }, severity: 'error', rule: { kind: 'required-if', field: 'n', when: 'loai', is: 'a' } }, { code: 'p', message: { vi: 'cùng' }, severity: 'error', rule: { kind: 'together', fields: ['n', 'loai'] } }] }

describe('a contract as a form', () => {
  test('goes there and back without loss, also as a posted body', () => {
    const form = formOfSchema(SCHEMA)
    expect(schemaOfForm(form)).toEqual({ schema: SCHEMA, faults: [] })
    const body = Object.fromEntries([...form.fields.flatMap((field, at) => Object.entries(field).flatMap(([part, value]) => value === false ? [] : [[`fields.${at}.${part}`, value === true ? 'yes' : String(value)]])), ...form.rules.flatMap((rule, at) => Object.entries(rule).map(([part, value]) => [`rules.${at}.${part}`, String(value)]))])
    expect(schemaOfForm(formOfBody(body)).schema).toEqual(SCHEMA)
  })
  test('names come from titles, keys are required, numbers are read as Vietnamese write them', () => {
    expect(nameFrom('Số bác sĩ (Đông y)')).toBe('so_bac_si_dong_y')
    expect(nameFrom('5 tuổi')).toBe('tuoi')
    const { schema } = schemaOfForm({ temporal: false, rules: [], fields: [{ ...NEW_FIELD, title: 'Mã trạm', key: true }, { ...NEW_FIELD, title: 'Vốn', type: 'money', minimum: '1.000.000', maximum: '2,5' }] })
    expect(schema).toMatchObject({ key: ['ma_tram'], fields: [{ name: 'ma_tram', required: true }, { minimum: 1_000_000, maximum: 2.5 }] })
  })
  test('what cannot be read names its input', () => {
    const { faults } = schemaOfForm({ temporal: false, rules: [{ code: '', kind: 'compare', first: 'a', operator: '<', second: 'b', is: '', message: '', messageEn: '', severity: '' }], fields: [{ ...NEW_FIELD, title: 'A', type: 'gì', minimum: 'ít', reference: 'x', maxLength: '0' }] })
    expect(faults.map(fault => fault.path)).toEqual(['fields.0.type', 'fields.0.reference', 'fields.0.minimum', 'fields.0.maxLength', 'rules.0.message'])
  })
  test('buttons add, take out and move', () => {
    const form = formOfSchema(SCHEMA)
    const names = (button: string): string[] => (pressed(form, button)?.fields ?? []).map(field => field.name)
    expect(names('add')).toEqual(['ma', 'loai', 'n', ''])
    expect(names('remove:1')).toEqual(['ma', 'n'])
    expect(names('up:2')).toEqual(['ma', 'n', 'loai'])
    expect(names('up:0')).toEqual(['ma', 'loai', 'n'])
    expect(names('down:0')).toEqual(['loai', 'ma', 'n'])
    expect(pressed(form, 'add-rule')?.rules.length).toBe(4)
    expect(pressed(form, 'remove-rule:0')?.rules.map(rule => rule.code)).toEqual(['q', 'p'])
    expect(pressed(form, 'save')).toBeUndefined()
  })
})

describe('differences between versions', () => {
  test('nothing differs from itself', () => { expect(schemaDifferences(SCHEMA, SCHEMA)).toEqual([]) })
  test('says what was added, removed and changed, and what breaks readers', () => {
    const [ma, loai, n] = SCHEMA.fields
    if (!ma || !loai || !n) throw new Error('fields')
    const found = schemaDifferences(SCHEMA, { ...SCHEMA, key: ['ma', 'n'], temporal: true, fields: [{ ...n, required: true, type: 'text' }, { ...ma, title: { vi: 'Mã số' } }, { name: 'moi', title: { vi: 'Mới' }, type: 'text', classification: 'open' }], rules: [] })
    expect(found.map(each => [each.kind, 'name' in each ? each.name : '', each.breaks])).toEqual([['field-added', 'moi', false], ['field-removed', 'loai', true], ['field-changed', 'n', true], ['field-changed', 'n', true], ['field-changed', 'ma', false], ['key', '', true], ['temporal', '', true], ['rules', '', false], ['order', '', false]])
  })
})

describe('freshness', () => {
  const at = (days: number): Date => new Date(Date.UTC(2026, 0, 1) - days * 86_400_000)
  const now = at(0)
  test.each([[null, null, 'empty'], [30, null, 'empty'], [null, 400, 'unpromised'], [30, 0, 'fresh'], [30, 26, 'fresh'], [30, 27, 'soon'], [30, 30, 'soon'], [30, 31, 'late'], [1, 0, 'fresh'], [1, 1, 'soon'], [1, 2, 'late']] as const)('promised every %s days, %s days old: %s', (refreshDays, age, state) => {
    expect(freshnessOf({ refreshDays, refreshedAt: age === null ? null : at(age) }, now).state).toBe(state)
  })
})
