import { describe, expect, test } from 'vitest'
import { deltaOf, faultsOfPlan, geometricNoise, isQuasi, passes, releasedSchema, suggested, treatmentsFor, TREATMENTS, type ReleasePlan } from './anonymise.ts'
import { CLASSIFICATIONS, faultsOfSchema, FIELD_TYPES, type DatasetSchema, type Field } from './schema.ts'

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, title: { vi: name }, type: 'text', classification: 'open', ...more })
const people: DatasetSchema = { fields: [field('so', { type: 'personal-id', classification: 'personal' }), field('ten', { classification: 'personal' }), field('sinh', { type: 'date', classification: 'personal' }), field('xa', { type: 'unit' }), field('benh', { classification: 'sensitive' })], key: [], temporal: false, rules: [] }
const plan = (more: Partial<ReleasePlan> = {}): ReleasePlan => ({ kind: 'rows', treatments: { so: 'drop', ten: 'drop', sinh: 'years-5', xa: 'parent', benh: 'keep' }, k: 5, epsilon: 1, ...more })

describe('what may be done with a field', () => {
  test('nothing that names a person comes out as it is, whatever is chosen', () => {
    for (const type of FIELD_TYPES) for (const classification of CLASSIFICATIONS) {
      const possible = treatmentsFor(field('a', { type, classification }), 'rows')
      if (classification === 'personal') expect([type, possible.includes('keep')]).toEqual([type, false])
      if (['personal-id', 'phone', 'email'].includes(type)) expect([type, possible.some(isQuasi)]).toEqual([type, false])
    }
    for (const treatment of TREATMENTS) expect([treatment, faultsOfPlan(plan({ treatments: { ...plan().treatments, so: treatment } }), people).length === 0]).toEqual([treatment, treatment === 'drop' || treatment === 'pseudonym'])
  })
  test('what is suggested is always possible', () => {
    for (const kind of ['rows', 'counts', 'view'] as const) for (const type of FIELD_TYPES) for (const classification of CLASSIFICATIONS) { const one = field('a', { type, classification }); expect(treatmentsFor(one, kind)).toContain(suggested(one, kind)) }
  })
  test('k, epsilon and an empty choice are refused', () => {
    expect(faultsOfPlan(plan(), people)).toEqual([])
    expect(faultsOfPlan(plan({ k: 1 }), people).map(each => each.field)).toEqual(['k'])
    expect(faultsOfPlan(plan({ kind: 'counts', epsilon: 0, treatments: { xa: 'parent' } }), people).map(each => each.field)).toEqual(['epsilon'])
    expect(faultsOfPlan(plan({ treatments: {} }), people).map(each => each.field)).toEqual(['treat'])
    expect(faultsOfPlan(plan({ kind: 'view', treatments: { xa: 'drop' } }), people).map(each => each.field)).toContain('treat.xa')
  })
})

test('what comes out is a sound contract without one personal field', () => {
  for (const kind of ['rows', 'counts'] as const) {
    const schema = releasedSchema(plan({ kind, treatments: kind === 'counts' ? { sinh: 'year', xa: 'as-is' } : { ...plan().treatments, so: 'pseudonym' } }), people)
    expect(faultsOfSchema(schema)).toEqual([])
    expect(schema.fields.every(each => each.classification === 'open')).toBe(true)
  }
})

describe('noise', () => {
  // mulberry32: the test itself draws no chance
  function* uniforms(): Generator<number> { let x = 12345; for (;;) { x = x + 0x6d2b79f5 | 0; let y = Math.imul(x ^ x >>> 15, 1 | x); y = y + Math.imul(y ^ y >>> 7, 61 | y) ^ y; yield (((y ^ y >>> 14) >>> 0) + 1) / 4_294_967_296 } }
  test.each([0.5, 1, 2])('for epsilon %d is centred on nothing and as wide as the law says', epsilon => {
    const source = uniforms()
    const draws = Array.from({ length: 40_000 }, () => geometricNoise(epsilon, source.next().value ?? 1, source.next().value ?? 1))
    const alpha = Math.exp(-epsilon)
    const mean = draws.reduce((sum, each) => sum + each, 0) / draws.length
    const variance = draws.reduce((sum, each) => sum + each * each, 0) / draws.length
    expect(Math.abs(mean)).toBeLessThan(0.1)
    expect(variance / (2 * alpha / (1 - alpha) ** 2)).toBeCloseTo(1, 1)
  })
  test('less epsilon or a lower bar lets a single person through more often', () => {
    expect(deltaOf(1, 5)).toBeLessThan(0.02)
    expect(deltaOf(0.5, 5)).toBeGreaterThan(deltaOf(1, 5))
    expect(deltaOf(1, 2)).toBeGreaterThan(deltaOf(1, 5))
  })
})

test('passes only when nobody stands out and something is left', () => {
  const report = { rows: 10, kept: 10, suppressed: 0, groups: 2, smallest: 5, smallGroups: 0, variety: [], epsilon: null, delta: null }
  expect([passes(plan(), report), passes(plan(), { ...report, smallest: 4 }), passes(plan(), { ...report, kept: 0 })]).toEqual([true, false, false])
})
