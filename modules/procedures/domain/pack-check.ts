import type { CaseTime, ProcedureCase, ProcedurePack } from './pack.ts'
import { checkCondition, checkForm, fieldIndex, type FieldIndex, repeated } from './pack-check-form.ts'
import { checkScenarios, type DueAt } from './pack-check-scenarios.ts'
import { checkTexts } from './pack-check-texts.ts'
import { type PackFault, packFault } from './pack-faults.ts'
import { parsePack } from './pack-schema.ts'
import { unknownPlaces } from './outcome.ts'
import { completeForm } from './pack.ts'
import { validateWorkflow, type WorkflowFault } from './workflow.ts'

export interface PackCheckContext {
  /** officer roles that somebody holds, by kind of agency; null: not checked here */
  readonly staffedRoles: ReadonlyMap<string, ReadonlySet<string>> | null
  /** computes the due time of a scenario; without it `expectDue` is not checked */
  readonly dueAt?: DueAt
  readonly communes?: ReadonlySet<string>
  /** kinds of agencies that the province has; without them kinds are not looked up */
  readonly agencyKinds?: ReadonlySet<string>
}

export type PackCheck =
  | { readonly ok: true; readonly pack: ProcedurePack; readonly warnings: readonly PackFault[] }
  | { readonly ok: false; readonly faults: readonly PackFault[] }

/**
 * Whether a pack may be published: follows the schema, asks sound questions, has a process that ends and keeps the legal time,
 * and its own examples hold. Every refusal has a stable code, a place and a text; all are listed together.
 */
export function checkPack(json: unknown, context: PackCheckContext): PackCheck {
  const parsed = parsePack(json)
  if (!parsed.ok) return { ok: false, faults: parsed.errors.map((error) => packFault('shape', error.split(':')[0] ?? '', error)) }
  const pack = parsed.value
  const structure = [...checkWhole(pack), ...pack.cases.flatMap((of) => checkCase(pack, of, context)), ...checkTexts(pack)]
  // scenarios of a broken pack would only repeat its faults
  const faults = structure.some(isRefusal) ? structure : [...structure, ...checkScenarios(pack, context)]
  return faults.some(isRefusal) ? { ok: false, faults } : { ok: true, pack, warnings: faults }
}

const isRefusal = (fault: PackFault): boolean => fault.severity === 'refuse'

function checkWhole(pack: ProcedurePack): PackFault[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['cases', pack.cases.map(({ id }) => id)], ['results', pack.results.map(({ code }) => code)], ['scenarios', pack.scenarios.map(({ name }) => name)],
  ]
  return [
    ...lists.flatMap(([at, ids]) => repeated(ids).map((id) => packFault('duplicate-id', at, id))),
    ...(pack.onlineLevel === 'partial' && !pack.onlineLevelReason ? [packFault('no-reason-for-partial', 'onlineLevelReason')] : []),
    ...(pack.scenarios.length < 3 ? [packFault('too-few-scenarios', 'scenarios', String(pack.scenarios.length))] : []),
  ]
}

function checkCase(pack: ProcedurePack, of: ProcedureCase, context: PackCheckContext): PackFault[] {
  const at = `cases/${of.id}`
  const form = completeForm(of)
  const index = fieldIndex(form)
  const ids: readonly (readonly [string, readonly string[]])[] = [
    ['components', of.components.map(({ id }) => id)], ['outcomes', of.outcomes.map(({ id }) => id)], ['eligibility/stops', of.eligibility.stops.map(({ id }) => id)],
    ['consultations', of.consultations.map(({ id }) => id)], ['supplementReasons', of.supplementReasons.map(({ id }) => id)],
  ]
  return [
    ...ids.flatMap(([list, names]) => repeated(names).map((id) => packFault('duplicate-id', `${at}/${list}`, id))),
    ...(Object.keys(of.channels).length === 0 ? [packFault('no-channel', `${at}/channels`)] : []),
    ...(pack.levels.includes(of.competentLevel) ? [] : [packFault('level-mismatch', `${at}/competentLevel`, of.competentLevel)]),
    ...[of.agencyKind, ...of.consultations.map(({ agencyKind }) => agencyKind)].filter((kind) => context.agencyKinds?.has(kind) === false).map((kind) => packFault('unknown-agency-kind', at, kind)),
    ...checkForm(form, at),
    ...of.eligibility.stops.flatMap((stop) => checkCondition(stop.when, index, `${at}/eligibility/stops/${stop.id}`)),
    ...of.consultations.flatMap(({ id, when }) => when ? checkCondition(when, index, `${at}/consultations/${id}`) : []),
    ...checkComponents(of, index, at), ...checkFees(of, index, at), ...checkSupplementReasons(of, index, at),
    ...checkOutcomes(pack, of, at), ...checkProcess(of, context, at),
  ]
}

/** people.md C6: nobody prints, signs and scans what was just answered. */
const FORM_ITSELF = /^(bản )?(tờ khai|đơn (đề nghị|xin|đăng ký|yêu cầu)|giấy đề nghị|phiếu (khai|đề nghị|yêu cầu|đăng ký)|mẫu (đơn|khai|điện tử|hộ tịch))/iu

function checkComponents(of: ProcedureCase, index: FieldIndex, at: string): PackFault[] {
  return of.components.flatMap((component) => [
    ...(FORM_ITSELF.test(component.name.vi) && component.wetSignatureLaw === undefined ? [packFault('component-is-form', `${at}/components/${component.id}`, component.name.vi)] : []),
    ...(component.showIf ? checkCondition(component.showIf, index, `${at}/components/${component.id}`) : []),
  ])
}

function checkFees(of: ProcedureCase, index: FieldIndex, at: string): PackFault[] {
  return Object.entries(of.channels).flatMap(([channel, terms]) => terms.fees.flatMap((fee) => {
    const place = `${at}/channels/${channel}/${fee.id}`
    const group = fee.tariff ? index.groups.get(fee.tariff.each) : undefined
    const counts = fee.per === undefined || index.groups.has(fee.per) || index.fields.get(fee.per)?.type === 'number'
    const tariffed = !fee.tariff || [fee.tariff.pages, fee.tariff.copies].every((name) => group?.get(name)?.type === 'number')
    return [
      ...(counts && tariffed ? [] : [packFault('bad-fee', place, fee.name.vi)]),
      ...(fee.exemptIf ? checkCondition(fee.exemptIf, index, place) : []),
      ...(fee.unconfirmed ? [packFault('unconfirmed-fee', place, fee.name.vi)] : []),
    ]
  }))
}

function checkSupplementReasons(of: ProcedureCase, index: FieldIndex, at: string): PackFault[] {
  return of.supplementReasons.flatMap(({ id, component, field }) => {
    const place = `${at}/supplementReasons/${id}`
    if (component === undefined && field === undefined) return [packFault('vague-supplement', place, id)]
    const lost = component !== undefined && !of.components.some((other) => other.id === component) ? component
      : field !== undefined && !index.fields.has(field) && !index.groups.has(field) ? field : undefined
    return lost === undefined ? [] : [packFault('unknown-component', place, lost)]
  })
}

function checkOutcomes(pack: ProcedurePack, of: ProcedureCase, at: string): PackFault[] {
  const form = completeForm(of)
  return [
    ...(['granted', 'refused'] as const).filter((kind) => !of.outcomes.some((outcome) => outcome.kind === kind)).map((kind) => packFault('no-outcome', `${at}/outcomes`, kind)),
    ...of.outcomes.flatMap((outcome) => [
      ...unknownPlaces(outcome, form).map((place) => packFault('unknown-placeholder', `${at}/outcomes/${outcome.id}`, place)),
      ...(outcome.resultCode === undefined || pack.results.some(({ code }) => code === outcome.resultCode) ? [] : [packFault('unknown-result-code', `${at}/outcomes/${outcome.id}`, outcome.resultCode)]),
    ]),
  ]
}

const limitOf = ({ value, unit }: CaseTime): { value: number; unit: Exclude<CaseTime['unit'], 'SAME_DAY'> } => unit === 'SAME_DAY' ? { value: 1, unit: 'WORKING_DAY' } : { value, unit }

function checkProcess(of: ProcedureCase, context: PackCheckContext, at: string): PackFault[] {
  const staffedRoles = context.staffedRoles && (context.staffedRoles.get(of.agencyKind) ?? new Set<string>())
  const found = Object.values(of.channels).flatMap(({ time }) => validateWorkflow(of.workflow, { staffedRoles, legalTime: limitOf(time) }))
  const texts = new Map(found.map((fault) => [`${fault.code} ${fault.stepId}`, fault]))
  return [...texts.values()].map((fault) => packFault(`workflow-${fault.code}`, `${at}/workflow${fault.stepId === null ? '' : `/${fault.stepId}`}`, detailOf(fault)))
}

function detailOf(fault: WorkflowFault): string {
  if (fault.code === 'time-above-limit') return `${String(fault.params.minutes)} > ${String(fault.params.limit)} phút (${String(fault.params.path)})`
  return fault.params.role === undefined ? fault.stepId ?? '' : `${fault.stepId ?? ''} (${String(fault.params.role)})`
}
