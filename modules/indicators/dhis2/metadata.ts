import { PERIOD_TYPE_NAMES } from './period-types.ts'
import { aggregationName, LEVEL_NAMES, type Catalogue, type DataSet, type Unit } from './catalogue.ts'
import type { Item } from './fields.ts'
import { DEFAULT_COMBO, uidOf } from './uid.ts'

const named = (id: string, code: string, name: string): Item => ({ id, code, name, displayName: name, shortName: name.slice(0, 50), displayShortName: name.slice(0, 50) })
const NONE: readonly Item[] = []
const DEFAULT: Item = named(DEFAULT_COMBO, 'default', 'default')
const COMBO = { id: 'bjDvmb4bfuf', name: 'default', displayName: 'default', isDefault: true } as const
/** `factor` of an indicator is the type's, as in DHIS2. */
const typeCode = (factor: number): string => `factor-${factor}`

/** Objects of the platform as DHIS2's clients know them. Lists by the name of their resource. */
export function metadataOf(catalogue: Catalogue) {
  const { lang, units, elements, indicators, frameworks, dataSets, groups } = catalogue
  const root = units.find(({ level }) => level === 1)
  const pathOf = (unit: Unit): string => unit.level === 1 || root === undefined ? `/${unit.uid}` : `/${root.uid}/${unit.uid}`
  const shortUnit = (unit: Unit): Item => ({ ...named(unit.uid, unit.subject.code, unit.subject.name), path: pathOf(unit), level: unit.level })
  const below = units.filter(({ level }) => level > 1).map(shortUnit)
  const shortElements = new Map(elements.map(({ uid, definition }) => [definition.code, { ...named(uid, definition.code, definition.text[lang]), valueType: 'NUMBER', aggregationType: aggregationName(definition.aggregation) }] as const))
  const setsOf = (code: string): readonly DataSet[] => dataSets.filter(set => set.elements.includes(code))
  const dataSet = (set: DataSet): Item => ({ ...named(set.uid, set.code, set.name), periodType: PERIOD_TYPE_NAMES[set.periodType] })
  const factors = [...new Set(indicators.map(({ definition }) => definition.factor))].sort((a, b) => a - b)
  const type = (factor: number): Item => ({ ...named(uidOf('indicatorType', typeCode(factor)), typeCode(factor), factor === 100 ? (lang === 'vi' ? 'Phần trăm' : 'Per cent') : factor === 1 ? (lang === 'vi' ? 'Số' : 'Number') : `× ${factor}`), factor, number: factor === 1 })
  const groupOf = (framework: Catalogue['frameworks'][number]): Item => { const code = `${framework.definition.code}.${framework.definition.version}`; return named(uidOf('indicatorGroup', code), code, `${framework.definition.title[lang]} (${framework.definition.version})`) }

  return {
    organisationUnits: units.map((unit): Item => ({ ...shortUnit(unit), leaf: unit.level !== 1, openingDate: '1970-01-01T00:00:00.000', children: unit.level === 1 ? below : [], parent: unit.level === 1 || root === undefined ? null : shortUnit(root), ancestors: unit.level === 1 || root === undefined ? [] : [shortUnit(root)],
      organisationUnitGroups: groups.filter(group => group.units.includes(unit.subject.code)).map(group => named(group.uid, group.code, group.title)) })),
    organisationUnitLevels: LEVEL_NAMES.map((level): Item => ({ ...named(uidOf('organisationUnitLevel', String(level.level)), String(level.level), level[lang]), level: level.level })),
    organisationUnitGroups: groups.map((group): Item => ({ ...named(group.uid, group.code, group.title), organisationUnits: units.filter(unit => group.units.includes(unit.subject.code)).map(shortUnit) })),
    dataElements: elements.map(({ uid, definition }): Item => ({ ...shortElements.get(definition.code), id: uid, domainType: 'AGGREGATE', zeroIsSignificant: true, dimensionItem: uid, dimensionItemType: 'DATA_ELEMENT', categoryCombo: COMBO, unit: definition.unit[lang], source: definition.source, ...definition.note ? { description: definition.note[lang] } : {}, dataSetElements: setsOf(definition.code).map(set => ({ dataSet: dataSet(set) })) })),
    indicators: indicators.map(({ uid, code, definition, framework }): Item => ({ ...named(uid, code, definition.text[lang]), annualized: false, decimals: definition.decimals, dimensionItem: uid, dimensionItemType: 'INDICATOR', indicatorType: type(definition.factor), indicatorGroups: [groupOf(framework)],
      numerator: definition.numerator?.expression ?? '', numeratorDescription: definition.numerator?.text[lang] ?? '', denominator: definition.denominator?.expression ?? '1', denominatorDescription: definition.denominator?.text[lang] ?? '', unit: definition.unit[lang], verification: definition.verification, ...definition.note ? { description: definition.note[lang] } : {} })),
    indicatorTypes: factors.map(type),
    indicatorGroups: frameworks.map((framework): Item => ({ ...groupOf(framework), indicators: indicators.filter(each => each.framework === framework).map(each => named(each.uid, each.code, each.definition.text[lang])) })),
    dataSets: dataSets.map((set): Item => ({ ...dataSet(set), timelyDays: set.dueDays, expiryDays: 0, openFuturePeriods: 0, formType: 'DEFAULT', categoryCombo: COMBO, dimensionItemType: 'REPORTING_RATE', dataSetElements: set.elements.flatMap(code => shortElements.get(code) ?? []).map(dataElement => ({ dataElement, dataSet: { id: set.uid } })) })),
    categoryOptionCombos: [{ ...DEFAULT, categoryCombo: COMBO }],
    dataElementGroups: NONE,
  }
}
export type Resource = keyof ReturnType<typeof metadataOf>
export const RESOURCES = ['organisationUnits', 'organisationUnitLevels', 'organisationUnitGroups', 'dataElements', 'indicators', 'indicatorTypes', 'indicatorGroups', 'dataSets', 'categoryOptionCombos', 'dataElementGroups'] as const satisfies readonly Resource[]
/** Names in messages: `OrganisationUnit with id … could not be found.` */
export const TYPE_NAMES: Readonly<Record<Resource, string>> = { organisationUnits: 'OrganisationUnit', organisationUnitLevels: 'OrganisationUnitLevel', organisationUnitGroups: 'OrganisationUnitGroup', dataElements: 'DataElement', indicators: 'Indicator', indicatorTypes: 'IndicatorType', indicatorGroups: 'IndicatorGroup', dataSets: 'DataSet', categoryOptionCombos: 'CategoryOptionCombo', dataElementGroups: 'DataElementGroup' }
