import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aCase, aPack } from './pack-builder.ts'
import { caseValues, editCase, editGeneral, generalValues, type Typed } from './pack-edit.ts'
import { parsePack } from './pack-schema.ts'

const typing = (values: Readonly<Record<string, string>>): Typed => (name) => values[name] ?? ''
const edited = (change: Readonly<Record<string, string>>) => editCase(aCase(), typing({ ...caseValues(aCase()), ...change }))
const value = (change: Readonly<Record<string, string>>) => { const result = edited(change); if (!result.ok) throw new Error(result.faults.map(({ message }) => message.vi).join('; ')); return result.value }
const faults = (change: Readonly<Record<string, string>>) => { const result = edited(change); return result.ok ? [] : result.faults.map(({ field, message }) => `${field}: ${message.vi}`) }

const DIR = new URL('../../../provinces/thai-nguyen/procedures/', import.meta.url)

describe('a pack edited in forms', () => {
  it.each(readdirSync(DIR))('%s comes back as it was when nothing is typed', (name) => {
    const parsed = parsePack(JSON.parse(readFileSync(new URL(name, DIR), 'utf8')))
    if (!parsed.ok) throw new Error(parsed.errors.join('; '))
    const pack = parsed.value
    expect(editGeneral(pack, typing(generalValues(pack)))).toEqual({ ok: true, value: pack })
    for (const of of pack.cases) expect(editCase(of, typing(caseValues(of)))).toEqual({ ok: true, value: of })
  })
  it('changes a time, closes a channel, opens another', () => {
    const { channels } = value({ 'online.value': '5', 'counter.offered': '', 'post.offered': 'yes', 'post.value': '2', 'post.unit': 'MONTH' })
    expect(Object.keys(channels)).toEqual(['online', 'post'])
    expect(channels.online?.time).toEqual({ value: 5, unit: 'WORKING_DAY' })
    expect(channels.post).toEqual({ time: { value: 2, unit: 'MONTH' }, fees: [] })
  })
  it('adds, changes and drops fees; what is counted by page stays the file’s', () => {
    expect(value({ 'online.fee.new.name': 'Lệ phí cấp giấy', 'online.fee.new.amount': '8.000', 'online.fee.new.kind': 'charge' }).channels.online?.fees).toMatchObject([{ id: 'copies', amount: 0 }, { id: 'le-phi-cap-giay', name: { vi: 'Lệ phí cấp giấy' }, kind: 'charge', amount: 8000 }])
    expect(value({ 'online.fee.copies.remove': 'yes' }).channels.online?.fees).toEqual([])
    expect(value({ 'online.fee.copies.amount': '99' }).channels.online?.fees[0]?.amount).toBe(0)
    expect(value({ 'online.fee.copies.confirmed': '' }).channels.online?.fees[0]?.unconfirmed).toBe(true)
  })
  it('adds, changes and drops papers, and the reasons that speak of them', () => {
    expect(value({ 'component.proof.required': '', 'component.proof.copy': '2' }).components[0]).toMatchObject({ required: false, copy: 2 })
    expect(value({ 'component.new.name': 'Thẻ căn cước', 'component.new.explanation': 'Mang thẻ thật.', 'component.new.original': '1', 'component.new.copy': '0', 'component.new.required': 'yes' }).components[1]).toEqual({ id: 'the-can-cuoc', name: { vi: 'Thẻ căn cước' }, explanation: { vi: 'Mang thẻ thật.' }, original: 1, copy: 0, required: true, accept: ['photo', 'pdf'] })
    const without = value({ 'component.proof.remove': 'yes' })
    expect([without.components, without.supplementReasons]).toEqual([[], []])
  })
  it('gives a step another time and role', () => {
    expect(value({ 'step.check.value': '6', 'step.check.unit': 'HOUR', 'step.sign.unit': '', 'step.sign.role': 'approver' }).workflow.steps).toMatchObject([{ time: { value: 6, unit: 'HOUR' } }, { time: null, role: 'approver' }])
  })
  it('drops the translation of a text that changed', () => {
    const of = { ...aCase(), title: { vi: 'Trường hợp chung', en: 'General' } }
    const result = editCase(of, typing({ ...caseValues(of), title: 'Trường hợp khác' }))
    expect(result.ok && result.value.title).toEqual({ vi: 'Trường hợp khác' })
  })
  it.each([
    [{ title: ' ' }, 'title: Chưa có tên trường hợp'], [{ 'online.value': 'ba' }, 'online.value: Thời hạn phải là số nguyên'], [{ 'online.value': '-1' }, 'online.value: Thời hạn phải là số'], [{ 'online.unit': 'YEAR' }, 'online.unit: Chưa chọn đơn vị'],
    [{ 'online.unit': 'OTHER' }, 'online.note: Thời hạn “theo ghi chú”'], [{ 'online.fee.new.name': 'Phí', 'online.fee.new.amount': 'nhiều' }, 'online.fee.new.amount: Mức thu phải là số'], [{ 'component.proof.name': '' }, 'component.proof.name: Chưa có tên giấy tờ'],
    [{ 'component.new.name': 'Thẻ' }, 'component.new.explanation: Chưa có lời giải thích'], [{ 'step.check.value': '1,5' }, 'step.check.value: Thời gian của bước phải là số'], [{ 'step.check.role': '' }, 'step.check.role: Chưa chọn vai trò'],
  ])('refuses %j', (change, words) => { expect(faults(change).join('\n')).toContain(words) })
  it('needs a name and a summary', () => {
    const result = editGeneral(aPack(), typing({ ...generalValues(aPack()), nameVi: '', summaryVi: '' }))
    expect(result.ok ? [] : result.faults.map(({ field }) => field)).toEqual(['nameVi', 'summaryVi'])
  })
})
