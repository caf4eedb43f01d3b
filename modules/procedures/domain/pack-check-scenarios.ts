import { validateAnswers } from '../../../kernel/forms/validate.ts'
import { visibleAnswers } from '../../../kernel/forms/visible.ts'
import { feesDue } from './fees.ts'
import { componentsFor, stopOf } from './needs.ts'
import { type DecisionFacts, fillOutcome } from './outcome.ts'
import { type CaseTime, completeForm, type ProcedureCase, type ProcedurePack, type Scenario } from './pack.ts'
import { type PackFault, packFault } from './pack-faults.ts'

/** The due time of a dossier received at an instant; null: none. Handed in, because clocks belong to the dossiers. */
export type DueAt = (time: CaseTime, receivedAt: Date, of: Pick<ProcedureCase, 'noAppointment' | 'boundaryFree'>) => Date | null

export interface ScenarioContext { readonly dueAt?: DueAt; readonly communes?: ReadonlySet<string> }

const EXAMPLE: DecisionFacts = {
  'dossier.code': 'H55-260310-0001', 'dossier.receivedOn': '10/03/2026', 'applicant.name': 'Nguyễn Văn Thử', 'agency.name': 'Ủy ban nhân dân phường Mẫu',
  'agency.place': 'Mẫu', 'decision.number': '12', 'decision.date': '10/03/2026', 'decision.reason': 'giấy tờ không trùng với dữ liệu dân cư',
  'signer.name': 'Nông Thị Mẫu', 'signer.title': 'Chủ tịch',
}

/** Works every example of the pack through and reports what came out differently. */
export function checkScenarios(pack: ProcedurePack, context: ScenarioContext): PackFault[] {
  return pack.scenarios.flatMap((scenario) => {
    const of = pack.cases.find(({ id }) => id === scenario.caseId)
    const wrong = of ? differences(scenario, of, context) : [`không có trường hợp ${scenario.caseId}`]
    return wrong.map((difference) => packFault('scenario-failed', `scenarios/${scenario.name}`, `${scenario.name}: ${difference}`))
  })
}

function differences(scenario: Scenario, of: ProcedureCase, context: ScenarioContext): string[] {
  const form = completeForm(of)
  const answers = visibleAnswers(form, scenario.answers)
  const wrong: string[] = []
  const compare = (what: string, expected: unknown, actual: unknown): void => {
    if (expected !== undefined && JSON.stringify(expected) !== JSON.stringify(actual)) wrong.push(`${what}: chờ ${JSON.stringify(expected)}, được ${JSON.stringify(actual)}`)
  }
  compare('dừng ở', scenario.expectStop ?? null, stopOf(of, scenario.answers)?.id ?? null)
  if (scenario.expectStop !== undefined) return wrong
  const terms = of.channels[scenario.channel]
  if (!terms) return [`không nộp được qua ${scenario.channel}`]
  const faults = validateAnswers(form, scenario.answers, { today: scenario.today, ...(context.communes ? { communes: context.communes } : {}) })
  compare('lỗi', scenario.expectFaults ?? [], faults.map(({ field, code }) => ({ field, code })))
  compare('giấy tờ', scenario.expectComponents, componentsFor(of, scenario.answers).map(({ id }) => id))
  compare('tiền', scenario.expectFee, feesDue(of, scenario.channel, answers).total)
  if (scenario.expectDue && context.dueAt) {
    const due = context.dueAt(terms.time, new Date(scenario.expectDue.receivedAt), of)
    compare('hạn trả', normal(scenario.expectDue.dueAt), due === null ? null : local(due).slice(0, scenario.expectDue.dueAt.length === 10 ? 10 : undefined))
  }
  if (scenario.expectOutcome) wrong.push(...outcomeDifferences(scenario.expectOutcome, scenario, of))
  return wrong
}

function outcomeDifferences({ template, contains }: NonNullable<Scenario['expectOutcome']>, scenario: Scenario, of: ProcedureCase): string[] {
  const outcome = of.outcomes.find(({ id }) => id === template)
  if (!outcome) return [`không có mẫu kết quả ${template}`]
  const { title, body } = fillOutcome(outcome, completeForm(of), scenario.answers, EXAMPLE)
  return contains.filter((part) => !`${title}\n${body}`.includes(part)).map((part) => `kết quả thiếu “${part}”`)
}

/** An instant as Vietnamese wall time (UTC+7 all year), `yyyy-mm-ddThh:mm`. */
function local(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16)
}

function normal(text: string): string {
  return text.length === 10 ? text : local(new Date(text))
}
