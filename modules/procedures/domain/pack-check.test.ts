import { describe, expect, it } from 'vitest'
import type { Field, FormPage } from '../../../kernel/forms/definition.ts'
import { aCase, aPack } from './pack-builder.ts'
import { checkPack, type PackCheckContext } from './pack-check.ts'
import { PACK_FAULTS, type PackFaultCode } from './pack-faults.ts'
import type { ProcedureCase, ProcedurePack, Scenario } from './pack.ts'

const context: PackCheckContext = { staffedRoles: new Map([['commune-committee', new Set(['case-officer', 'signer'])]]), agencyKinds: new Set(['commune-committee', 'tax-office']), dueAt: (_, at) => new Date(at.getTime() + 3 * 86_400_000) }
const vi = (text: string): { vi: string } => ({ vi: text })
const withCase = (more: Partial<ProcedureCase>): ProcedurePack => aPack({ cases: [aCase(more)] })
const withPage = (page: Partial<FormPage>, fields: readonly Field[] = [{ name: 'extra', label: vi('Thêm'), type: 'text' }]): ProcedurePack =>
  withCase({ form: { sections: [...aCase().form.sections, { id: 'more', title: vi('Thêm'), pages: [{ id: 'extra', title: vi('Thêm'), ...page, fields }] }] } })
const withWorkflow = (change: (workflow: ProcedureCase['workflow']) => ProcedureCase['workflow']): ProcedurePack => withCase({ workflow: change(aCase().workflow) })
const withScenario = (change: Partial<Scenario>): ProcedurePack => aPack({ scenarios: aPack().scenarios.map((scenario, index) => index === 0 ? { ...scenario, ...change } : scenario) })
const terms = aCase().channels.online ?? { time: { value: 1, unit: 'OTHER' }, fees: [] }
const [check, sign] = aCase().workflow.steps
const component = aCase().components[0]
const outcome = aCase().outcomes[0]
if (!check || !sign || !component || !outcome) throw new Error('the example pack lacks its parts')
const fee = { id: 'f', name: vi('Phí'), kind: 'fee', amount: 1000 } as const

/** Every way in which a pack can be broken, and the code that must catch it. */
const broken: readonly (readonly [PackFaultCode, string, unknown])[] = [
  ['shape', 'no JSON object', 5], ['shape', 'a number where a text belongs', { ...aPack(), field: 5 }], ['shape', 'something unknown', { ...aPack(), extra: 1 }],
  ['duplicate-id', 'two cases', aPack({ cases: [aCase(), aCase()] })], ['duplicate-id', 'two papers', withCase({ components: [component, component] })],
  ['duplicate-id', 'two pages', withPage({ id: 'name' })], ['duplicate-id', 'two equal choices', withPage({}, [{ name: 'c', label: vi('C'), type: 'radios', choices: [{ value: 'x', label: vi('X') }, { value: 'x', label: vi('Y') }] }])],
  ['duplicate-field', 'a name asked twice', withPage({}, [{ name: 'fullName', label: vi('Tên'), type: 'text' }])],
  ['duplicate-field', 'a group named as a question', withPage({ repeat: { name: 'fullName', min: 0, max: 1, itemLabel: vi('Mục') } })],
  ['unknown-field', 'page condition', withPage({ showIf: { field: 'age', atLeast: 18 } })], ['unknown-field', 'stop condition', withCase({ eligibility: { ...aCase().eligibility, stops: [{ id: 's', when: { field: 'age', is: 1 }, title: vi('Dừng'), advice: vi('Gọi chúng tôi.') }] } })],
  ['unknown-field', 'paper condition', withCase({ components: [{ ...component, showIf: { not: { field: 'age', answered: true } } }] })],
  ['unknown-field', 'fee exemption', withCase({ channels: { online: { ...terms, fees: [{ ...fee, exemptIf: { field: 'poor', is: 'yes' } }] } } })],
  ['unknown-field', 'consultation', withCase({ consultations: [{ id: 'tax', agencyKind: 'tax-office', question: vi('Đã nộp đủ chưa?'), time: { value: 1, unit: 'WORKING_DAY' }, when: { field: 'land', is: 'yes' } }] })],
  ['later-field', 'field condition', withPage({}, [{ name: 'a', label: vi('A'), type: 'text', showIf: { field: 'b', answered: true } }, { name: 'b', label: vi('B'), type: 'text' }])],
  ['unknown-choice', 'answer that cannot be chosen', withPage({ showIf: { field: 'adult', is: 'maybe' } })],
  ['shape', 'a pattern that does not compile', withPage({}, [{ name: 'p', label: vi('P'), type: 'text', pattern: 'a\\-b' }])],
  ['crowded-page', 'four questions', withPage({}, ['a', 'b', 'c', 'd'].map((name) => ({ name, label: vi(name), type: 'text' })))],
  ['no-channel', 'no channel', withCase({ channels: {} })], ['no-reason-for-partial', 'partial', aPack({ onlineLevel: 'partial' })],
  ['level-mismatch', 'level', withCase({ competentLevel: 'province' })],
  ['unknown-agency-kind', 'decider', withCase({ agencyKind: 'moon-office' })],
  ['workflow-no-steps', 'empty', withWorkflow(() => ({ steps: [], transitions: [] }))],
  ['workflow-duplicate-step', 'twice', withWorkflow((w) => ({ ...w, steps: [check, check, sign] }))],
  ['workflow-unknown-step', 'nowhere', withWorkflow((w) => ({ ...w, transitions: [...w.transitions, { from: 'check', to: 'gone', label: vi('Đi') }] }))],
  ['workflow-duplicate-transition', 'twice', withWorkflow((w) => ({ ...w, transitions: [...w.transitions, ...w.transitions] }))],
  ['workflow-unreachable-step', 'island', withWorkflow((w) => ({ ...w, steps: [...w.steps, { ...sign, id: 'island' }] }))],
  ['workflow-no-end', 'circle', withWorkflow((w) => ({ ...w, steps: [check, { ...sign, kind: 'work' }] }))],
  ['workflow-role-with-nobody', 'nobody', withWorkflow((w) => ({ ...w, steps: [{ ...check, role: 'astronomer' }, sign] }))],
  ['workflow-time-above-limit', 'too slow', withWorkflow((w) => ({ ...w, steps: [{ ...check, time: { value: 9, unit: 'WORKING_DAY' } }, sign] }))],
  ['workflow-time-above-limit', 'too slow for one of the channels', withCase({ channels: { online: { ...terms, time: { value: 1, unit: 'SAME_DAY' } }, counter: terms } })],
  ['no-outcome', 'no refusal', withCase({ outcomes: [outcome] })], ['unknown-result-code', 'code', withCase({ outcomes: [{ ...outcome, resultCode: 'KQ.X99.000009' }, ...aCase().outcomes.slice(1)] })],
  ['unknown-placeholder', 'answer', withCase({ outcomes: [{ ...outcome, body: '{{answer.age}}' }, ...aCase().outcomes.slice(1)] })],
  ['unknown-placeholder', 'item outside its block', withCase({ outcomes: [{ ...outcome, body: '{{item.name}}' }, ...aCase().outcomes.slice(1)] })],
  ['unknown-placeholder', 'block of a group that is not asked', withCase({ outcomes: [{ ...outcome, body: '{{#answer.children}}\n{{item.name}}\n{{/answer.children}}\n' }, ...aCase().outcomes.slice(1)] })],
  ['unknown-placeholder', 'code instead of a place', withCase({ outcomes: [{ ...outcome, title: '{{process.exit()}}' }, ...aCase().outcomes.slice(1)] })],
  ['component-is-form', 'form to print', withCase({ components: [{ ...component, name: vi('Tờ khai cấp giấy mẫu') }] })],
  ['unknown-component', 'paper', withCase({ supplementReasons: [{ id: 'r', text: vi('Thiếu trang 2.'), component: 'gone' }] })],
  ['unknown-component', 'question', withCase({ supplementReasons: [{ id: 'r', text: vi('Tên chưa đúng.'), field: 'gone' }] })],
  ['vague-supplement', 'about nothing', withCase({ supplementReasons: [{ id: 'r', text: vi('Giấy tờ chưa đúng.') }] })],
  ['bad-fee', 'per a text', withCase({ channels: { online: { ...terms, fees: [{ ...fee, per: 'fullName' }] } } })],
  ['capitals', 'shouting', withCase({ title: vi('TRƯỜNG HỢP CHUNG NHẤT') })],
  ['too-few-scenarios', 'two', aPack({ scenarios: aPack().scenarios.slice(0, 2) })],
  ['scenario-failed', 'papers', withScenario({ expectComponents: [] })], ['scenario-failed', 'fee', withScenario({ expectFee: 1 })], ['scenario-failed', 'due', withScenario({ expectDue: { receivedAt: '2026-03-10T09:00+07:00', dueAt: '2026-03-12' } })],
  ['scenario-failed', 'faults', withScenario({ expectFaults: [{ field: 'fullName', code: 'required' }] })], ['scenario-failed', 'stop', withScenario({ expectStop: 'minor' })],
  ['scenario-failed', 'outcome', withScenario({ expectOutcome: { template: 'paper', contains: ['Ai Đó Khác'] } })], ['scenario-failed', 'template', withScenario({ expectOutcome: { template: 'gone', contains: [] } })],
  ['scenario-failed', 'case', withScenario({ caseId: 'gone' })], ['scenario-failed', 'channel', withScenario({ channel: 'post' })],
]

describe('a pack', () => {
  it('may be published when it is sound', () => {
    const result = checkPack(JSON.parse(JSON.stringify(aPack())), context)
    expect(result.ok ? result.warnings : result.faults.map(({ at, message }) => `${at} ${message.vi}`)).toEqual([])
  })
  it.each(broken)('%s: %s', (code, _, pack) => {
    const result = checkPack(pack, context)
    const fault = result.ok ? undefined : result.faults.find((each) => each.code === code)
    expect(fault).toMatchObject({ code, severity: 'refuse' })
    expect(fault?.message.vi.length).toBeGreaterThan(10)
  })
  it('has a broken example for every refusal', () => {
    const refusals = Object.entries(PACK_FAULTS).filter(([, { severity }]) => severity === 'refuse').map(([code]) => code)
    // a negative time cannot pass the schema
    expect(refusals.filter((code) => code !== 'workflow-negative-time' && !broken.some(([caught]) => caught === code))).toEqual([])
  })
  it('takes a hand-signed form when the law asks for it', () => {
    expect(checkPack(withCase({ components: [{ ...component, name: vi('Tờ khai có chữ ký'), wetSignatureLaw: 'Luật mẫu Đ1' }] }), context).ok).toBe(true)
  })
  it('warns of amounts to confirm and of officialese, and still may be published', () => {
    const result = checkPack(withCase({ hint: vi('Công dân có nhu cầu liên hệ cơ quan có thẩm quyền.'), channels: { online: terms, counter: { ...terms, fees: [...terms.fees, { ...fee, amount: 0, unconfirmed: true }] } } }), context)
    expect(result.ok && new Set(result.warnings.map(({ code }) => code))).toEqual(new Set(['hard-to-read', 'unconfirmed-fee']))
  })
})
