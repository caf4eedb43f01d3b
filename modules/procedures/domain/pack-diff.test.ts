import { describe, expect, it } from 'vitest'
import { aCase, aPack } from './pack-builder.ts'
import { diffPacks } from './pack-diff.ts'
import { placeSayer } from './pack-place.ts'
import type { ProcedureCase, ProcedurePack } from './pack.ts'

const withCase = (more: Partial<ProcedureCase>): ProcedurePack => aPack({ cases: [aCase(more)] })
const terms = aCase().channels.online ?? { time: { value: 1, unit: 'OTHER' }, fees: [] }
const changes = (after: ProcedurePack) => diffPacks(aPack(), after)
const sorted = (value: unknown): unknown => Array.isArray(value) ? value.map(sorted) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).toSorted().map(([key, each]) => [key, sorted(each)])) : value

describe('the difference of two packs', () => {
  it('is nothing for the same pack, whatever the order of its keys', () => {
    expect(changes(aPack())).toEqual([])
    expect(diffPacks(aPack(), JSON.parse(JSON.stringify(sorted(aPack()))))).toEqual([])
  })
  it('names a figure by its place', () => {
    expect(changes(withCase({ channels: { ...aCase().channels, online: { ...terms, time: { value: 5, unit: 'WORKING_DAY' } } } }))).toEqual([{ at: 'cases/main/channels/online/time/value', before: '3', after: '5' }])
  })
  it('tells what came and what went by name, once', () => {
    const [paper] = aCase().components
    if (!paper) throw new Error('the example has a paper')
    expect(changes(withCase({ components: [] }))).toEqual([{ at: 'cases/main/components/proof', before: 'Giấy khai sinh', after: null }])
    expect(changes(withCase({ components: [paper, { ...paper, id: 'card', name: { vi: 'Căn cước' } }] }))).toEqual([{ at: 'cases/main/components/card', before: null, after: 'Căn cước' }])
    expect(changes(withCase({ noAppointment: true }))).toEqual([{ at: 'cases/main/noAppointment', before: null, after: 'true' }])
  })
  it('tells an order that changed, and conditions whole', () => {
    const { steps, transitions } = aCase().workflow
    expect(changes(withCase({ workflow: { transitions, steps: steps.toReversed() } }))).toEqual([{ at: 'cases/main/workflow/steps/order', before: 'check, sign', after: 'sign, check' }])
    expect(changes(withCase({ components: aCase().components.map((each) => ({ ...each, showIf: { field: 'adult', is: 'no' } })) }))).toEqual([{ at: 'cases/main/components/proof/showIf', before: '{"field":"adult","is":"yes"}', after: '{"field":"adult","is":"no"}' }])
  })
  it('reads plain lists as one line', () => {
    expect(changes(aPack({ levels: ['commune', 'province'] }))).toEqual([{ at: 'levels', before: 'commune', after: 'commune, province' }])
  })
})

describe('a place of a pack in words', () => {
  const say = placeSayer(aPack())
  it.each([
    ['cases/main/channels/online/time/value', 'Trường hợp “Trường hợp chung” › Cách nộp › Trực tuyến › Thời hạn › Con số'],
    ['cases/main/workflow/check', 'Trường hợp “Trường hợp chung” › Quy trình › “Thẩm tra”'],
    ['cases/main/components/proof/required', 'Trường hợp “Trường hợp chung” › Giấy tờ “Giấy khai sinh” › Bắt buộc'],
    ['cases/main/channels/online/fees/copies/amount', 'Trường hợp “Trường hợp chung” › Cách nộp › Trực tuyến › Khoản thu “Phí bản sao” › Mức thu'],
    ['summary/en', 'Giới thiệu › tiếng Anh'], ['/cases/0/nonsense', 'Trường hợp › 0 › nonsense'],
  ])('%s', (at, words) => { expect(say(at, 'vi')).toBe(words) })
})
