import { validateAnswers } from '../../../kernel/forms/validate.ts'
import { visibleAnswers } from '../../../kernel/forms/visible.ts'
import { feesDue } from './fees.ts'
import { componentsFor, stopOf } from './needs.ts'
import { type DecisionFacts, fillOutcome } from './outcome.ts'
import { type CaseTime, completeForm, type ProcedureCase, type ProcedurePack, type Scenario } from './pack.ts'
import { written } from './pack-diff.ts'
import { type PackFault, packFault } from './pack-faults.ts'

/** The due time of a dossier received at an instant; null: none. Handed in, because clocks belong to the dossiers. */
export type DueAt = (time: CaseTime, receivedAt: Date, of: Pick<ProcedureCase, 'noAppointment' | 'boundaryFree'>) => Date | null

export interface ScenarioContext { readonly dueAt?: DueAt; readonly communes?: ReadonlySet<string> }

/** What an example says, beside what the pack does. */
export interface Difference { readonly what: string; readonly expected: string; readonly actual: string }
/** `now`: what the example would have to expect for those of its differences that are figures, dates and lists. */
export interface ScenarioOutcome { readonly scenario: Scenario; readonly differences: readonly Difference[]; readonly now: Partial<Scenario> }

const EXAMPLE: DecisionFacts = {
  'dossier.code': 'H55-260310-0001', 'dossier.receivedOn': '10/03/2026', 'applicant.name': 'Nguyễn Văn Thử', 'agency.name': 'Ủy ban nhân dân phường Mẫu',
  'agency.place': 'Mẫu', 'decision.number': '12', 'decision.date': '10/03/2026', 'decision.reason': 'giấy tờ không trùng với dữ liệu dân cư',
  'signer.name': 'Nông Thị Mẫu', 'signer.title': 'Chủ tịch',
}

/** Works every example of the pack through. */
export function runScenarios(pack: ProcedurePack, context: ScenarioContext): readonly ScenarioOutcome[] {
  return pack.scenarios.map((scenario) => {
    const of = pack.cases.find(({ id }) => id === scenario.caseId)
    return { scenario, ...(of ? run(scenario, of, context) : lost('trường hợp', scenario.caseId)) }
  })
}

/** Every example that came out differently, as a fault of the pack. */
export function checkScenarios(pack: ProcedurePack, context: ScenarioContext): PackFault[] {
  return runScenarios(pack, context).flatMap(({ scenario: { name }, differences }) =>
    differences.map(({ what, expected, actual }) => packFault('scenario-failed', `scenarios/${name}`, `${name}: ${what}: chờ ${expected}, được ${actual}`)))
}

const NOTHING = 'không có'
const lost = (what: string, expected: string): Omit<ScenarioOutcome, 'scenario'> => ({ differences: [{ what, expected, actual: NOTHING }], now: {} })
/** `places: too-few-items`, `old-paper, mandate`, `8000`, `2026-03-13`. */
function said(value: unknown): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return NOTHING
  if (Array.isArray(value)) return value.map(said).join(', ')
  if (typeof value === 'object') return Object.entries(value).toSorted(([a], [b]) => a < b ? 1 : -1).map(([, each]) => said(each)).join(': ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function run(scenario: Scenario, of: ProcedureCase, context: ScenarioContext): Omit<ScenarioOutcome, 'scenario'> {
  const form = completeForm(of)
  const answers = visibleAnswers(form, scenario.answers)
  const differences: Difference[] = []
  let now: Partial<Scenario> = {}
  const compare = (what: string, expected: unknown, actual: unknown, instead: Partial<Scenario> = {}): void => {
    if (expected === undefined || written(expected) === written(actual)) return
    differences.push({ what, expected: said(expected), actual: said(actual) })
    now = { ...now, ...instead }
  }
  compare('dừng ở', scenario.expectStop ?? null, stopOf(of, scenario.answers)?.id ?? null)
  if (scenario.expectStop !== undefined) return { differences, now }
  const terms = of.channels[scenario.channel]
  if (!terms) return lost('cách nộp', scenario.channel)
  const faults = validateAnswers(form, scenario.answers, { today: scenario.today, ...(context.communes ? { communes: context.communes } : {}) }).map(({ field, code }) => ({ field, code }))
  compare('lỗi', scenario.expectFaults ?? [], faults, { expectFaults: faults })
  const components = componentsFor(of, scenario.answers).map(({ id }) => id)
  compare('giấy tờ', scenario.expectComponents, components, { expectComponents: components })
  const fee = feesDue(of, scenario.channel, answers).total
  compare('tiền', scenario.expectFee, fee, { expectFee: fee })
  if (scenario.expectDue && context.dueAt) {
    const { receivedAt, dueAt } = scenario.expectDue
    const due = context.dueAt(terms.time, new Date(receivedAt), of)
    const actual = due === null ? null : local(due).slice(0, dueAt.length === 10 ? 10 : undefined)
    compare('hạn trả', normal(dueAt), actual, actual === null ? {} : { expectDue: { receivedAt, dueAt: actual.length === 10 ? actual : `${actual}+07:00` } })
  }
  if (scenario.expectOutcome) differences.push(...outcomeDifferences(scenario.expectOutcome, scenario, of))
  return { differences, now }
}

function outcomeDifferences({ template, contains }: NonNullable<Scenario['expectOutcome']>, scenario: Scenario, of: ProcedureCase): Difference[] {
  const outcome = of.outcomes.find(({ id }) => id === template)
  if (!outcome) return [{ what: 'mẫu kết quả', expected: template, actual: NOTHING }]
  const { title, body } = fillOutcome(outcome, completeForm(of), scenario.answers, EXAMPLE)
  return contains.filter((part) => !`${title}\n${body}`.includes(part)).map((part) => ({ what: 'lời trong kết quả', expected: `“${part}”`, actual: NOTHING }))
}

/** An instant as Vietnamese wall time (UTC+7 all year), `yyyy-mm-ddThh:mm`. */
function local(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)
}

function normal(text: string): string {
  return text.length === 10 ? text : local(new Date(text))
}
