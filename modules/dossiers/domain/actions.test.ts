import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACT_NAMES, ACT_ROWS, isAct } from './action-table.ts'
import type { Act } from './action-table.ts'
import { judge, judgeAll, tableVerdict } from './actions.ts'
import { PROCESSING } from './axes.ts'
import type { Processing } from './axes.ts'
import { GUARDS } from './guards.ts'
import { REASON_TEXTS, WARNING_TEXTS } from './reasons.ts'
import { ACT_ROLES } from './roles.ts'
import type { ActRole } from './roles.ts'
import { AGENCY, COMPETENT, SETTINGS, someActor, someFacts } from './testing.ts'

/** One matrix per act: rows are states, columns roles; a state name is where it leads, R: another role could, S: nobody can now, -: never this role. */
function table(): string {
  const cell = (act: Act, processing: Processing, role: ActRole): string => {
    const verdict = tableVerdict(act, processing, role)
    if (verdict === 'wrong-status') return 'S'
    if (verdict === 'wrong-role') return ACT_ROWS[act].transitions.some(({ by }) => by.includes(role)) ? 'R' : '-'
    return verdict === processing ? '=' : verdict
  }
  const width = (text: string, size: number) => text.padEnd(size)
  return `${ACT_NAMES.map(act => [
    `${act} · ${ACT_ROWS[act].name.vi} · ${ACT_ROWS[act].legal}`,
    `guards: ${[...ACT_ROWS[act].guards, ...ACT_ROWS[act].transitions.flatMap(({ guards = [], from, by }) => guards.map(guard => `${guard} (${from.join(', ')} by ${by.join(', ')})`))].join('; ') || 'none'}`,
    width('', 13) + ACT_ROLES.map(role => width(role, 20)).join('').trimEnd(),
    ...PROCESSING.map(processing => (width(processing, 13) + ACT_ROLES.map(role => width(cell(act, processing, role), 20)).join('')).trimEnd())
  ].join('\n')).join('\n\n')}\n`
}

it('the whole table, every act × status × role, is as reviewed', async () => {
  await expect(table()).toMatchFileSnapshot('actions.table.txt')
})

describe('the table itself', () => {
  it('leads from one status to one status per act, whoever acts', () => {
    for (const act of ACT_NAMES) for (const processing of PROCESSING) {
      const targets = new Set(ACT_ROWS[act].transitions.filter(({ from }) => from.includes(processing)).map(({ to }) => to === 'same' ? processing : to))
      expect(targets.size, `${act} from ${processing}`).toBeLessThanOrEqual(1)
    }
  })
  it('gives no act to those who only administer, and to those who only look nothing but to urge', () => {
    for (const act of ACT_NAMES) for (const processing of PROCESSING) expect(tableVerdict(act, processing, 'administrator')).toBe('wrong-role')
    for (const act of ACT_NAMES.filter(each => each !== 'urgeDossier')) for (const processing of PROCESSING) expect(tableVerdict(act, processing, 'supervisor')).toBe('wrong-role')
  })
  it('names every act and its place in the law', () => {
    for (const act of ACT_NAMES) expect([ACT_ROWS[act].name.vi, ACT_ROWS[act].name.en, ACT_ROWS[act].legal].every(text => text.length > 2)).toBe(true)
  })
  it('knows its own names', () => expect([isAct('receiveDossier'), isAct('toString'), isAct('')]).toEqual([true, false, false]))
  it('uses every guard', () => {
    const used = new Set(ACT_NAMES.flatMap(act => [...ACT_ROWS[act].guards, ...ACT_ROWS[act].transitions.flatMap(({ guards = [] }) => guards)]))
    expect([...used].toSorted()).toEqual(Object.keys(GUARDS).toSorted())
  })
})

const verdict = (act: Act, processing: Processing, role: ActRole, axes: Parameters<typeof someFacts>[1] = {}, facts: Parameters<typeof someFacts>[2] = {}, actor: Parameters<typeof someActor>[1] = {}) => {
  const answer = judge(act, someFacts(processing, axes, facts), someActor([role], actor), SETTINGS)
  return answer.ok ? [answer.next.processing, ...answer.warnings].join(' ') : answer.reason
}

describe('judge', () => {
  it('asks first for the role, then for the agency, then for the status', () => {
    const elsewhere = { scopeAgencyIds: ['another'] }
    expect(verdict('signResult', 'draft', 'applicant', {}, {}, elsewhere)).toBe('wrong-role')
    expect(verdict('signResult', 'draft', 'signer', {}, {}, elsewhere)).toBe('outside-scope')
    expect(verdict('signResult', 'draft', 'signer')).toBe('wrong-status')
    expect(verdict('proposeOutcome', 'received', 'case-officer')).toBe('wrong-role')
  })
  it('lets the desk act for the receiving agency and the others for the competent one', () => {
    const at = (agencyId: string) => ({ scopeAgencyIds: [agencyId] })
    expect([verdict('receiveDossier', 'submitted', 'reception-officer', {}, {}, at(AGENCY)), verdict('receiveDossier', 'submitted', 'reception-officer', {}, {}, at(COMPETENT))]).toEqual(['received', 'outside-scope'])
    expect([verdict('takeDossier', 'received', 'case-officer', {}, {}, at(COMPETENT)), verdict('takeDossier', 'received', 'case-officer', {}, {}, at(AGENCY))]).toEqual(['in-progress', 'outside-scope'])
  })
  it('lets a supervisor of either agency urge, and of no other', () => {
    const by = (agencyId: string) => verdict('urgeDossier', 'in-progress', 'supervisor', {}, {}, { scopeAgencyIds: [agencyId] })
    expect([by(AGENCY), by(COMPETENT), by('another')]).toEqual(['in-progress', 'in-progress', 'outside-scope'])
  })
  it('lets the asked agency answer, and nobody else', () => {
    const answer = (asked: readonly string[]) => verdict('answerConsultation', 'in-progress', 'case-officer', {}, { consultedAgencyIds: asked }, { scopeAgencyIds: ['asked'] })
    expect([answer(['other', 'asked']), answer(['other']), answer([])]).toEqual(['in-progress', 'outside-scope', 'outside-scope'])
  })
  it('never asks a citizen, a helper or the system for an agency', () => {
    const nowhere = { scopeAgencyIds: [] }
    expect([verdict('withdrawDossier', 'received', 'applicant', {}, {}, nowhere), verdict('submitDossier', 'draft', 'helper', {}, {}, nowhere), verdict('recordSync', 'received', 'system', {}, {}, nowhere)])
      .toEqual(['withdrawn', 'submitted', 'received'])
  })
  it('lets one of several roles do', () => {
    const both = someActor(['supervisor', 'reception-officer', 'case-officer'])
    expect(judge('requestSupplement', someFacts('in-progress', {}, { holderAccountId: null }), both, SETTINGS).ok).toBe(true)
  })
  it('offers every act of one\'s roles, and explains those that cannot be done', () => {
    const offered = judgeAll(someFacts('proposed'), someActor(['approver']), SETTINGS)
    expect(offered.filter(({ verdict: answer }) => answer.ok).map(({ act }) => act)).toEqual(['sendBack', 'approveOutcome', 'stopDossier', 'reappointDossier', 'urgeDossier', 'exemptPayment'])
    expect(offered.find(({ act }) => act === 'assignDossier')?.verdict).toEqual({ ok: false, reason: 'wrong-status' })
    expect(offered.some(({ act }) => act === 'submitDossier')).toBe(false)
  })
})

describe('each guard says no for its own reason', () => {
  it.each([
    ['assured', verdict('submitDossier', 'draft', 'applicant', {}, { requiredAssurance: 2 }, { assurance: 1 }), 'assurance-too-low'],
    ['assured, a helper too', verdict('submitDossier', 'draft', 'helper', {}, { requiredAssurance: 2 }, { assurance: 1 }), 'assurance-too-low'],
    ['assured, enough', verdict('submitDossier', 'draft', 'applicant', {}, { requiredAssurance: 2 }), 'submitted'],
    ['assured, nobody signed in', verdict('submitDossier', 'draft', 'applicant', {}, { requiredAssurance: 1 }, { assurance: null }), 'assurance-too-low'],
    ['assured, at the desk', verdict('submitDossier', 'draft', 'reception-officer', {}, { requiredAssurance: 2, channel: 'counter' }, { assurance: null }), 'submitted'],
    ['not-an-online-draft, submit', verdict('submitDossier', 'draft', 'reception-officer'), 'online-draft'],
    ['not-an-online-draft, receive', verdict('receiveDossier', 'draft', 'reception-officer'), 'online-draft'],
    ['not-an-online-draft, refuse', verdict('refuseDossier', 'draft', 'reception-officer'), 'online-draft'],
    ['not-an-online-draft, paper', verdict('receiveDossier', 'draft', 'reception-officer', {}, { channel: 'post' }), 'received'],
    ['supplement-not-open, receive', verdict('receiveDossier', 'submitted', 'reception-officer', { supplement: 'requested-before-acceptance' }), 'supplement-open'],
    ['supplement-not-open, ask again', verdict('requestSupplement', 'in-progress', 'case-officer', { supplement: 'requested-after-acceptance' }), 'supplement-open'],
    ['supplement-not-open, advance', verdict('advanceStep', 'in-progress', 'case-officer', { supplement: 'requested-after-acceptance' }), 'supplement-open'],
    ['supplement-not-open, propose', verdict('proposeOutcome', 'in-progress', 'case-officer', { supplement: 'requested-after-acceptance' }), 'supplement-open'],
    ['supplement-not-open, reappoint', verdict('reappointDossier', 'in-progress', 'approver', { supplement: 'requested-after-acceptance' }), 'supplement-open'],
    ['supplement-open', verdict('supplementDossier', 'in-progress', 'applicant', { supplement: 'answered' }), 'no-supplement-open'],
    ['supplement-open, yes', verdict('supplementDossier', 'submitted', 'helper', { supplement: 'requested-before-acceptance' }), 'submitted'],
    ['prepaid', verdict('receiveDossier', 'submitted', 'reception-officer', { money: 'due' }, { paidBeforeReception: true }), 'payment-due'],
    ['prepaid, fee may follow', verdict('receiveDossier', 'submitted', 'reception-officer', { money: 'due' }), 'received'],
    ['paid, post', verdict('postResult', 'result-ready', 'reception-officer', { money: 'due' }), 'payment-due'],
    ['paid, return', verdict('returnResult', 'result-ready', 'reception-officer', { money: 'due' }), 'payment-due'],
    ['payment-due', verdict('recordPayment', 'received', 'reception-officer', { money: 'paid' }), 'no-payment-due'],
    ['nothing-due-or-paid', verdict('requestPayment', 'received', 'reception-officer', { money: 'due' }), 'payment-settled'],
    ['nothing-due-or-paid, exempt before', verdict('requestPayment', 'received', 'reception-officer', { money: 'exempt' }), 'received'],
    ['not-paid', verdict('exemptPayment', 'received', 'reception-officer', { money: 'paid' }), 'payment-settled'],
    ['not-paid, due', verdict('exemptPayment', 'received', 'reception-officer', { money: 'due' }), 'received'],
    ['was-paid', verdict('refundPayment', 'refused', 'system', { money: 'due' }), 'nothing-paid'],
    ['was-paid, yes', verdict('refundPayment', 'refused', 'system', { money: 'paid' }), 'refused'],
    ['holder', verdict('advanceStep', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['holder, nobody', verdict('advanceStep', 'in-progress', 'case-officer', {}, { holderAccountId: null }, { accountId: null }), 'not-holder'],
    ['holder, supplement', verdict('requestSupplement', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['holder, consult', verdict('consultAgency', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['holder, propose', verdict('proposeOutcome', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['holder, fee', verdict('requestPayment', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['held', verdict('releaseDossier', 'in-progress', 'approver', {}, { holderAccountId: null }), 'nobody-holds'],
    ['held, by oneself', verdict('releaseDossier', 'in-progress', 'case-officer'), 'in-progress'],
    ['held, by a colleague', verdict('releaseDossier', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'not-holder'],
    ['to-pass-on', verdict('transferDossier', 'received', 'reception-officer', {}, { holderAgencyId: COMPETENT }), 'nothing-to-pass-on'],
    ['to-pass-on, one agency', verdict('transferDossier', 'received', 'reception-officer', {}, { competentAgencyId: AGENCY }), 'nothing-to-pass-on'],
    ['to-pass-on, yes', verdict('transferDossier', 'received', 'reception-officer'), 'received'],
    ['passed-on', verdict('recallDossier', 'received', 'reception-officer'), 'not-passed-on'],
    ['passed-on, one agency', verdict('recallDossier', 'received', 'reception-officer', {}, { competentAgencyId: AGENCY }), 'not-passed-on'],
    ['passed-on, yes', verdict('recallDossier', 'received', 'reception-officer', {}, { holderAgencyId: COMPETENT }), 'received'],
    ['not-urged-today', verdict('urgeDossier', 'in-progress', 'supervisor', {}, { urgedToday: true }), 'urged-today'],
    ['not-urged-today, the nightly watch', verdict('urgeDossier', 'in-progress', 'system', {}, { urgedToday: true }), 'in-progress'],
    ['not-held-by-another', verdict('takeDossier', 'in-progress', 'case-officer', {}, { holderAccountId: 'another' }), 'held-by-another'],
    ['not-held-by-another, free', verdict('takeDossier', 'in-progress', 'case-officer', {}, { holderAccountId: null }), 'in-progress'],
    ['decided-on-the-spot', verdict('proposeOutcome', 'received', 'reception-officer'), 'not-decided-on-the-spot'],
    ['decided-on-the-spot, yes', verdict('proposeOutcome', 'received', 'reception-officer', {}, { decidedOnTheSpot: true }), 'proposed'],
    ['not-own-proposal', verdict('approveOutcome', 'proposed', 'approver', {}, { proposedByAccountId: 'me' }), 'own-proposal'],
    ['not-tied-to-proposer', verdict('approveOutcome', 'proposed', 'approver', {}, { tiedToProposerIds: ['me'] }), 'tied-to-proposer'],
    ['not-tied-to-proposer, signing', verdict('signResult', 'approved', 'signer', {}, { tiedToProposerIds: ['me'] }), 'tied-to-proposer'],
    ['not-tied-to-proposer, others', verdict('signResult', 'approved', 'signer', {}, { tiedToProposerIds: ['somebody-else'] }), 'result-ready'],
    ['not-own-proposal, another', verdict('approveOutcome', 'proposed', 'approver'), 'approved'],
    ['result-revoked', verdict('signResult', 'returned', 'signer'), 'result-not-revoked'],
    ['result-revoked, sign anew', verdict('signResult', 'returned', 'signer', {}, { resultRevoked: true }), 'returned'],
    ['result-revoked, proposed anew', verdict('proposeOutcome', 'returned', 'case-officer', {}, { resultRevoked: true }), 'returned'],
    ['result-revoked, proposed on the spot', verdict('proposeOutcome', 'result-ready', 'reception-officer', {}, { resultRevoked: true, decidedOnTheSpot: true }), 'result-ready'],
    ['result-revoked, not proposed', verdict('proposeOutcome', 'returned', 'case-officer'), 'result-not-revoked'],
    ['result-revoked, proposed by another', verdict('proposeOutcome', 'returned', 'case-officer', {}, { resultRevoked: true, holderAccountId: 'another' }), 'not-holder'],
    ['result-valid, revoke', verdict('revokeResult', 'returned', 'signer', {}, { resultRevoked: true }), 'result-revoked'],
    ['result-valid, post', verdict('postResult', 'result-ready', 'reception-officer', {}, { resultRevoked: true }), 'result-revoked'],
    ['result-valid, return', verdict('returnResult', 'result-ready', 'reception-officer', {}, { resultRevoked: true }), 'result-revoked'],
    ['not-posted', verdict('postResult', 'result-ready', 'reception-officer', { delivery: 'posted' }), 'already-posted'],
    ['undelivered, post', verdict('postResult', 'returned', 'reception-officer', { delivery: 'delivered' }), 'already-delivered'],
    ['undelivered, return', verdict('returnResult', 'returned', 'reception-officer', { delivery: 'delivered' }), 'already-delivered'],
    ['delivered-without-a-desk', verdict('returnResult', 'result-ready', 'system', { delivery: 'at-counter' }), 'needs-the-desk'],
    ['delivered-without-a-desk, online', verdict('returnResult', 'result-ready', 'system', { delivery: 'online-available' }), 'returned'],
    ['delivered-without-a-desk, post', verdict('returnResult', 'result-ready', 'system', { delivery: 'posted' }), 'returned'],
    ['reappointment-left', verdict('reappointDossier', 'in-progress', 'approver', {}, { reappointmentCount: 1 }), 'already-reappointed'],
    ['reappointment-left, first', verdict('reappointDossier', 'in-progress', 'approver'), 'in-progress']
  ])('%s', (_name, actual, expected) => expect(actual).toBe(expected))
  it('separation of duty is a setting', () => {
    const own = someFacts('proposed', {}, { proposedByAccountId: 'me' })
    expect(judge('approveOutcome', own, someActor(['approver']), { ...SETTINGS, proposerMayApprove: true }).ok).toBe(true)
  })
})

describe('warnings', () => {
  it('a second supplement request is possible, and warned of', () => {
    expect(verdict('requestSupplement', 'in-progress', 'case-officer', { supplement: 'answered' }, { supplementCount: 1 })).toBe('in-progress second-supplement')
    expect(verdict('requestSupplement', 'in-progress', 'case-officer')).toBe('in-progress')
  })
  it('so is one after the days within which it may be asked', () => {
    expect(verdict('requestSupplement', 'in-progress', 'case-officer', {}, { workingDaysSinceReceived: 4 })).toBe('in-progress supplement-window-over')
    expect(verdict('requestSupplement', 'in-progress', 'case-officer', {}, { workingDaysSinceReceived: 3 })).toBe('in-progress')
  })
  it('proposing while an opinion is awaited, signing while a fee is due', () => {
    expect(verdict('proposeOutcome', 'in-progress', 'case-officer', {}, { consultedAgencyIds: ['x'] })).toBe('proposed consultation-open')
    expect(verdict('signResult', 'approved', 'signer', { money: 'due' })).toBe('result-ready result-before-payment')
  })
})

describe('what becomes of the axes', () => {
  const next = (act: Act, processing: Processing, role: ActRole, axes: Parameters<typeof someFacts>[1], details: Parameters<typeof judge>[4] = {}, facts: Parameters<typeof someFacts>[2] = {}) => {
    const answer = judge(act, someFacts(processing, axes, facts), someActor([role]), SETTINGS, details)
    if (!answer.ok) throw new Error(answer.reason)
    return answer.next
  }
  it.each([
    ['filing sets the fee', next('submitDossier', 'draft', 'applicant', {}, { fee: 'due' }), { processing: 'submitted', money: 'due', sync: 'pending' }],
    ['reception keeps what is paid', next('receiveDossier', 'submitted', 'reception-officer', { money: 'paid' }, { fee: 'due' }), { processing: 'received', money: 'paid' }],
    ['a request before acceptance', next('requestSupplement', 'submitted', 'reception-officer', {}), { processing: 'submitted', supplement: 'requested-before-acceptance' }],
    ['a request right after acceptance shows that work began', next('requestSupplement', 'received', 'reception-officer', {}), { processing: 'in-progress', supplement: 'requested-after-acceptance' }],
    ['an answer', next('supplementDossier', 'in-progress', 'applicant', { supplement: 'requested-after-acceptance' }), { supplement: 'answered' }],
    ['a proposal to reject', next('proposeOutcome', 'in-progress', 'case-officer', {}, { outcome: 'reject' }), { processing: 'proposed', outcome: 'reject' }],
    ['a proposal without a word', next('proposeOutcome', 'in-progress', 'case-officer', {}), { outcome: 'grant' }],
    ['sent back', next('sendBack', 'approved', 'signer', { outcome: 'grant' }), { processing: 'in-progress', outcome: 'none' }],
    ['signed for online delivery', next('signResult', 'approved', 'signer', {}, { delivery: 'online' }), { processing: 'result-ready', delivery: 'online-available' }],
    ['signed for the counter', next('signResult', 'approved', 'signer', {}, { delivery: 'post' }), { delivery: 'at-counter' }],
    ['posted', next('postResult', 'result-ready', 'reception-officer', {}), { processing: 'result-ready', delivery: 'posted' }],
    ['returned', next('returnResult', 'result-ready', 'reception-officer', {}), { processing: 'returned', delivery: 'delivered' }],
    ['a fee asked for', next('requestPayment', 'in-progress', 'case-officer', {}), { money: 'due' }],
    ['paid', next('recordPayment', 'in-progress', 'system', { money: 'due' }), { money: 'paid' }],
    ['exempt', next('exemptPayment', 'in-progress', 'approver', { money: 'due' }), { money: 'exempt' }],
    ['refunded', next('refundPayment', 'refused', 'system', { money: 'paid' }), { money: 'refunded' }],
    ['digitised', next('recordDigitisation', 'received', 'system', {}, { digitisation: 'partial' }), { digitisation: 'partial' }],
    ['digitised wholly', next('recordDigitisation', 'received', 'system', {}), { digitisation: 'complete' }],
    ['acknowledged', next('recordSync', 'received', 'system', { sync: 'sent' }, { sync: 'acknowledged' }), { sync: 'acknowledged' }],
    ['sent', next('recordSync', 'received', 'system', { sync: 'pending' }), { sync: 'sent' }],
    ['a message is nothing to report', next('sendMessage', 'received', 'applicant', { sync: 'acknowledged' }), { sync: 'acknowledged' }],
    ['an assignment is', next('assignDossier', 'received', 'approver', { sync: 'acknowledged' }), { processing: 'in-progress', sync: 'pending' }]
  ])('%s', (_name, actual, expected) => expect(actual).toMatchObject(expected))
})

it('has a full sentence in both languages for every reason and warning', () => {
  for (const text of [...Object.values(REASON_TEXTS), ...Object.values(WARNING_TEXTS)]) for (const sentence of [text.vi, text.en]) expect(sentence).toMatch(/^\p{Lu}.{10,}\.$/u)
})

it('the README lists every act with its legal basis and its moves', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  for (const act of ACT_NAMES) {
    const { name, legal, transitions } = ACT_ROWS[act]
    expect(readme).toContain(`| \`${act}\` | ${name.vi} | ${legal} | ${transitions.map(({ from, to, by }) => `${from.join(', ')} → ${to} (${by.join(', ')})`).join('; ')} |`)
  }
})
