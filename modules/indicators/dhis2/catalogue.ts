import type { Actor } from '../../../kernel/actor.ts'
import { tablesOf, type Tx } from '../../../kernel/db/db.ts'
import type { Lang } from '../../../kernel/http/route.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { Aggregation } from '../domain/aggregate.ts'
import type { ElementDefinition, IndicatorDefinition } from '../domain/definition.ts'
import type { Framework } from '../domain/framework.ts'
import type { PeriodType } from '../domain/period.ts'
import { subjectsOf, type NamedSubject } from '../queries/subjects.ts'
import type { IndicatorsTables } from '../tables.ts'
import { uidOf } from './uid.ts'

export interface DataSet { readonly id: string; readonly code: string; readonly name: string; readonly periodType: PeriodType; readonly dueDays: number; readonly elements: readonly string[]; readonly agencyKinds: readonly string[]; readonly formId: string; readonly uid: string }
export interface Unit { readonly uid: string; readonly subject: NamedSubject; readonly level: 1 | 2 | 3 }
export interface Indicator { readonly uid: string; /** of the whole: `dti.2022.922.1` */ readonly code: string; readonly framework: Framework; readonly definition: IndicatorDefinition }
export interface Element { readonly uid: string; readonly definition: ElementDefinition }
export interface UnitGroup { readonly uid: string; readonly code: string; readonly title: string; readonly units: readonly string[] }
/** Everything that has an identifier, as the present actor may see it; found by UID or by code. */
export interface Catalogue { readonly lang: Lang; readonly units: readonly Unit[]; readonly elements: readonly Element[]; readonly frameworks: readonly Framework[]; readonly indicators: readonly Indicator[]; readonly dataSets: readonly DataSet[]; readonly groups: readonly UnitGroup[] }

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
/** Level 3 are agencies without a commune of their own, though they hang on the province: `LEVEL-2` is its communes and nothing else. */
const LEVELS = { province: 1, commune: 2, agency: 3 } as const
export const LEVEL_NAMES = [{ level: 1, vi: 'Tỉnh', en: 'Province' }, { level: 2, vi: 'Xã, phường', en: 'Commune' }, { level: 3, vi: 'Cơ quan cấp tỉnh', en: 'Agency of the province' }] as const

export async function readCatalogue(tx: Tx, { province, on, lang }: { readonly province: { readonly code: string; readonly name: { readonly vi: string; readonly en: string } }; readonly on: LocalDate; readonly lang: Lang }): Promise<Catalogue> {
  const subjects = await subjectsOf(tx, { code: province.code, name: province.name[lang] }, on)
  const elements = await t(tx).selectFrom('indicators.element').select('definition').orderBy('code').execute()
  const frameworks = await t(tx).selectFrom('indicators.framework').select(['id', 'definition']).where('state', '=', 'published').orderBy('code').orderBy('valid_from', 'desc').execute()
  const indicators = Map.groupBy(await t(tx).selectFrom('indicators.indicator').select(['framework_id', 'definition']).orderBy('place').execute(), row => row.framework_id)
  const forms = await t(tx).selectFrom('indicators.form').selectAll().orderBy('code').execute()
  const groups = await t(tx).selectFrom('indicators.unit_group').select(['code', 'title', 'units']).orderBy('code').execute()
  const whole = frameworks.map(({ id, definition }): Framework => ({ definition, indicators: (indicators.get(id) ?? []).map(row => row.definition) }))
  return {
    lang, frameworks: whole,
    units: subjects.map(subject => ({ uid: uidOf('organisationUnit', subject.code), subject, level: LEVELS[subject.kind] })),
    elements: elements.map(({ definition }) => ({ uid: uidOf('dataElement', definition.code), definition })),
    indicators: whole.flatMap(framework => framework.indicators.map(definition => { const code = `${framework.definition.code}.${framework.definition.version}.${definition.code}`; return { uid: uidOf('indicator', code), code, framework, definition } })),
    dataSets: forms.map(form => ({ id: form.id, formId: form.id, uid: uidOf('dataSet', form.code), code: form.code, name: lang === 'en' && form.title_en !== '' ? form.title_en : form.title, periodType: form.period_type, dueDays: form.due_days, elements: form.elements, agencyKinds: form.agency_kinds })),
    groups: groups.map(({ code, title, units }) => ({ uid: uidOf('organisationUnitGroup', code), code, title, units })),
  }
}

/** Whom an officer stands for in the tree: the unit or agency of the position, else the province. */
export function ownUnit(catalogue: Catalogue, actor: Actor, agency: { readonly code: string; readonly unitCode: string | null } | undefined): Unit | undefined {
  const [root] = catalogue.units
  if (actor.kind !== 'officer' || agency === undefined) return root
  return catalogue.units.find(({ subject }) => subject.code === agency.code) ?? catalogue.units.find(({ subject }) => subject.code === agency.unitCode) ?? root
}

/** DHIS2's names of what is done through space and time; it has one word for both. */
export function aggregationName({ time, space }: Aggregation): string {
  if (time === 'sum') return space === 'average' || space === 'weighted' ? 'AVERAGE' : 'SUM'
  if (time === 'last') return space === 'sum' ? 'LAST' : 'LAST_AVERAGE_ORG_UNIT'
  if (time === 'average') return space === 'sum' ? 'AVERAGE_SUM_ORG_UNIT' : 'AVERAGE'
  return time === 'none' ? 'NONE' : time.toUpperCase()
}
