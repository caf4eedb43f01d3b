import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IndicatorDefinition } from './domain/definition.ts'
import { criterionOf, elementsRead, faultsOf, type Framework } from './domain/framework.ts'
import { compileIndicator } from './domain/indicator.ts'
import { isMissing, missing } from './domain/missing.ts'
import { serviceScores, SERVICE_GROUPS, type ServiceFacts } from './domain/service-quality.ts'
import { judgeCriterion, tally } from './domain/targets.ts'
import { readFrameworks, type DefinitionFile } from './read-frameworks.ts'
import { isCounted } from './service-facts.ts'

const filesIn = (dir: string): DefinitionFile[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json')).map(name => ({ name: join(dir, name), content: JSON.parse(readFileSync(join(dir, name), 'utf8')) }))
const files = [...filesIn('modules/indicators/frameworks'), ...filesIn('provinces/thai-nguyen/frameworks')]
const { elements, frameworks } = readFrameworks(files)
const framework = (code: string, version?: string): Framework => frameworks.find(({ definition }) => definition.code === code && (version === undefined || definition.version === version)) ?? expect.fail(code)
const indicator = (of: Framework, code: string): IndicatorDefinition => of.indicators.find(each => each.code === code) ?? expect.fail(code)

describe('the delivered frameworks', () => {
  it('are read, each file by its framework', () => {
    expect(frameworks.map(({ definition, indicators }) => `${definition.code}/${definition.version} ${indicators.length}`).sort()).toEqual(['community/1 5', 'dti/2020 21', 'dti/2022 9', 'dti/2024 8', 'province-live/1 8', 'qd-766/2022 21', 'report-2023/2023 16', 'resolution-01/2021-2025 16', 'tt-01-2018/2018 9'])
    expect(files).toHaveLength(2 + frameworks.reduce((sum, { indicators }) => sum + 1 + indicators.length, 0))
  })
  it('every element is read by some indicator, weighs, or holds a published total', () => {
    const read = new Set([...elementsRead(frameworks.flatMap(({ indicators }) => indicators)), 'population', ...frameworks.flatMap(({ definition }) => definition.published ?? [])])
    expect(elements.map(({ code }) => code).filter(code => !read.has(code))).toEqual([])
  })
  it('what was read in no source is marked', () => {
    for (const { definition, indicators } of frameworks) for (const each of indicators) if (each.target?.tests.length === 0 || each.max === null && definition.kind === 'scored') expect(each.verification, each.code).toBe('unverified')
  })
  it('DTI 2022: 1000 points, 98 components, smart city collected but not scored', () => {
    const { definition, indicators } = framework('dti', '2022')
    expect(indicators.reduce((sum, { max }) => sum + (max ?? 0), 0)).toBe(1000)
    expect(definition.groups.reduce((sum, group) => sum + (group.components ?? 0), 0)).toBe(98)
    expect(indicator(framework('dti', '2022'), '922.6').max).toBe(0)
    expect(definition.notComparableWith).toContain('dti/2020')
  })
})

describe('QĐ 766 by its files', () => {
  const qd766 = framework('qd-766')
  it('has the groups and maxima of the code', () => {
    const scores = serviceScores(FACTS(0))
    expect(qd766.definition.groups.map(({ code, points }) => [code, points])).toEqual([['transparency', 18], ['progress', 20], ['online', 12], ['digitisation', 22], ['payment', 10], ['satisfaction', 18]])
    expect(qd766.definition.groups.map(group => group.code)).toEqual(SERVICE_GROUPS)
    expect(Object.fromEntries(qd766.indicators.map(each => [each.code, [each.max, each.verification === 'unverified']]))).toEqual(Object.fromEntries(scores.map(each => [each.code, [each.max, each.unverified !== null]])))
  })
  it('comes to the same points as the functions over counts', () => {
    const compiled = qd766.indicators.map(definition => compileIndicator(definition))
    fc.assert(fc.property(fc.array(fc.nat(40), { minLength: 45, maxLength: 45 }), numbers => {
      const facts = FACTS(...numbers)
      const points = new Map(serviceScores(facts).map(each => [each.code, each.points ?? NaN]))
      for (const each of compiled) expect(each.evaluate({ value: item => item.kind === 'element' ? valueOf(facts, item.element) : NaN, perCell: () => NaN }).points, each.definition.code).toBeCloseTo(points.get(each.definition.code) ?? NaN, 9)
    }))
  })
  it('says why there is no number', () => {
    const compiled = compileIndicator(indicator(qd766, 'PETITION_PROCESSING_ON_TIME'))
    expect(compiled.evaluate({ value: item => missing({ code: 'no-reading', of: item.kind === 'element' ? item.element : '' }), perCell: () => NaN })).toEqual({ numerator: null, denominator: null, value: null, points: null, nothingApplies: false, reasons: [{ code: 'no-reading', of: 'petitions_in_time' }, { code: 'no-reading', of: 'petitions' }] })
    expect(compiled.explain({ value: () => 3, perCell: () => NaN }).numerator).toMatchObject({ text: '#{petitions_in_time}', outcome: 3 })
  })
})

describe('Resolution 01 with the published figures of 2023', () => {
  const list = framework('resolution-01')
  const published: Readonly<Record<string, number>> = { 'work_dossiers_online.province': 90, 'work_dossiers_online.district': 65, 'work_dossiers_online.commune': 40, dti_rank: 8, digital_economy_share: 42.92, households_fibre: 75 }
  const results = list.indicators.map(each => judgeCriterion(criterionOf(each), test => {
    const compiled = compileIndicator(test.expression === undefined ? each : { ...each, numerator: { expression: test.expression, text: each.text } })
    const { value, reasons } = compiled.evaluate({ value: item => item.kind === 'element' ? published[[item.element, item.category].filter(Boolean).join('.')] ?? missing({ code: 'no-reading', of: item.element }) : NaN, perCell: () => NaN })
    return value ?? missing(...reasons)
  }))
  const met = (code: string): string => results.find(({ criterion }) => criterion.code === code)?.met ?? expect.fail(code)
  it('rank 8 meets "top 15"; 90, 65 and 40 % do not meet above 90, 80 and 60; 75 % of households are not above 80', () => expect([met('nq01.06'), met('nq01.02'), met('nq01.11b')]).toEqual(['met', 'not-met', 'not-met']))
  it('"13 of 14" cannot be computed: most criteria have no published figure, some no verified wording', () => expect(tally(results)).toEqual({ met: 1, notMet: 2, unknown: 6, unverified: 7, of: 16 }))
})

describe('faults', () => {
  const { definition, indicators } = framework('qd-766')
  const [first] = indicators
  const faults = (more: Partial<Framework>): readonly string[] => faultsOf({ definition, indicators, ...more }, elements, isCounted).map(({ at, message }) => `${at}: ${message.en}`)
  const changed = (code: string, more: Partial<IndicatorDefinition>): Framework => ({ definition, indicators: indicators.map(each => each.code === code ? { ...each, ...more } : each) })
  it('none in what is delivered', () => expect(faults({})).toEqual([]))
  it('files that nobody names, names without a file', () => {
    expect(faults({ indicators: [...indicators, { ...indicator({ definition, indicators }, 'ON_TIME'), code: 'X' }] })).toEqual(['X: No group names this indicator.'])
    expect(faults({ indicators: indicators.filter(({ code }) => code !== 'ON_TIME') })).toContain('ON_TIME: A group names this indicator, but there is no file of it.')
  })
  it('points that do not add up', () => expect(faults(changed('ON_TIME', { max: 19 }))).toEqual(['progress: The group has 20 points, its indicators add up to 19.']))
  it('expressions, with the place', () => expect(faults(changed('ON_TIME', { numerator: { expression: '#{dossiers_received} + #{nothing}', text: { vi: 'x', en: 'x' } } }))).toEqual(['ON_TIME numerator:23: There is no #{nothing}. Look the code up in the catalogue, or make it first.']))
  it('what the platform counts has no cells for subExpression; what a form asks for has', () => {
    const of = (expression: string): readonly string[] => faults(changed('ON_TIME', { numerator: { expression, text: { vi: 'x', en: 'x' } } }))
    expect(of('subExpression(if(#{dossiers_done_late} > 0, 1, 0))')).toEqual(['ON_TIME numerator:17: #{dossiers_done_late} is counted from dossiers for the whole subject and has no readings by unit and period for subExpression. Move it outside, or use an element that a form asks for.'])
    expect([...of('subExpression(if(#{petitions} > 0, 1, 0))'), ...of('#{dossiers_done_late}')]).toEqual([])
  })
  it('circles', () => expect(faults(changed('ON_TIME', { numerator: { expression: 'N{ON_TIME}', text: { vi: 'x', en: 'x' } } }))).toEqual(['ON_TIME: Indicators read each other in a circle: ON_TIME → ON_TIME.']))
  it('the form of a file, with its name', () => {
    const file = files.find(({ name }) => name.endsWith('qd-766/on-time.json')) ?? expect.fail()
    const broken = (content: unknown, name = file.name): DefinitionFile[] => [...files.filter(each => each !== file), { name, content }]
    expect(() => readFrameworks(broken({ ...first, max: 'many' }))).toThrow('qd-766/on-time.json')
    expect(() => readFrameworks(broken(file.content, file.name.replace('on-time', 'in-time')))).toThrow('the file of ON_TIME is called on-time.json')
  })
})

const KEYS = ['decisions', 'decisionsIssuedInTime', 'decisionsPublicInTime', 'procedures', 'proceduresComplete', 'dossiersInNationalReport', 'dossiersSynced', 'proceduresEligibleOnline', 'proceduresOnline', 'proceduresOnlineUsed', 'dossiersCounted', 'dossiersFullyOnline', 'dossiersDone', 'doneWithElectronicResult', 'doneDigitised',
  'certifiedCopiesAsked', 'certifiedCopiesElectronic', 'dossiersReusable', 'dossiersReused', 'dossiersFromPersonalStore', 'dossiersWithVerifiedPerson', 'proceduresWithVerifiedPerson', 'dossiersWithFee', 'dossiersPaidOnline', 'proceduresWithFee', 'proceduresPayableOnline', 'proceduresPaidOnline', 'petitions', 'petitionsInTime', 'petitionsRated', 'petitionsSatisfied', 'dossiersComplainedOf'] as const
function FACTS(...numbers: readonly number[]): ServiceFacts {
  const [doneOnTime = 0, doneLate = 0, openInTime = 0, openLate = 0, early = 0, ...rest] = numbers
  const all = doneOnTime + doneLate + openInTime + openLate
  const counts = Object.fromEntries(KEYS.map((key, at) => [key, rest[at] ?? 0]))
  // every key stands in KEYS, which the compiler cannot see through fromEntries
  const base = { decisions: 0, decisionsIssuedInTime: 0, decisionsPublicInTime: 0, procedures: 0, proceduresComplete: 0, dossiersInNationalReport: 0, dossiersSynced: 0, proceduresEligibleOnline: 0, proceduresOnline: 0, proceduresOnlineUsed: 0, dossiersCounted: 0, dossiersFullyOnline: 0, dossiersDone: 0, doneWithElectronicResult: 0, doneDigitised: 0,
    certifiedCopiesAsked: 0, certifiedCopiesElectronic: 0, dossiersReusable: 0, dossiersReused: 0, dossiersFromPersonalStore: 0, dossiersWithVerifiedPerson: 0, proceduresWithVerifiedPerson: 0, dossiersWithFee: 0, dossiersPaidOnline: 0, proceduresWithFee: 0, proceduresPayableOnline: 0, proceduresPaidOnline: 0, petitions: 0, petitionsInTime: 0, petitionsRated: 0, petitionsSatisfied: 0, dossiersComplainedOf: 0 }
  return { ...base, ...counts, oneStop: { received: Math.min(early, all), carriedOver: all - Math.min(early, all), doneOnTime, doneLate, openInTime, openLate } }
}
function valueOf(facts: ServiceFacts, element: string): number {
  const { oneStop } = facts
  const counts = 'noSource' in oneStop ? expect.fail() : oneStop
  const ONE_STOP: Readonly<Record<string, number>> = { dossiers_received: counts.received, dossiers_carried_over: counts.carriedOver, dossiers_done_on_time: counts.doneOnTime, dossiers_done_late: counts.doneLate, dossiers_open_in_time: counts.openInTime, dossiers_open_late: counts.openLate }
  const key = KEYS.find(each => each.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`) === element)
  const found = ONE_STOP[element] ?? (key === undefined ? undefined : facts[key])
  return typeof found === 'number' && !isMissing(found) ? found : expect.fail(element)
}
