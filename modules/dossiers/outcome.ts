import { completeForm, fillOutcome, type DecisionFacts, type FiledCase, type OutcomeTemplate } from '../procedures/index.ts'
import type { DossierRow } from './store.ts'

// filled when the leader signs; until then they stand as they are, for the officer to see
const LATER = ['decision.number', 'decision.date', 'signer.name', 'signer.title'] as const
const ask = (place: string): string => `{{${place}}}`

const date = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-').reverse().join('/')

/** The refusal every procedure has, for those whose pack brings none (Phiếu từ chối giải quyết, NĐ 61/2018 Đ19.8). */
export const PLAIN_REFUSAL: OutcomeTemplate = { id: 'refusal', kind: 'refused', paperKind: 'notice', title: 'PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ',
  body: 'Ngày {{dossier.receivedOn}}, {{agency.name}} tiếp nhận hồ sơ số {{dossier.code}} của {{applicant.name}}.\n\nSau khi thẩm tra, hồ sơ không đủ điều kiện giải quyết vì: {{decision.reason}}' }

/** Templates of a case, a refusal always among them. */
export function templatesOf(of: FiledCase): readonly OutcomeTemplate[] {
  return of.case.outcomes.some(outcome => outcome.kind === 'refused') ? of.case.outcomes : [...of.case.outcomes, PLAIN_REFUSAL]
}

/** The text of a result as the case officer first sees it: everything that is known filled in. */
export function draftOutcome(of: FiledCase, template: OutcomeTemplate, dossier: Pick<DossierRow, 'code' | 'received_at' | 'subject_name' | 'answers'>, about: { readonly agencyName: string; readonly place: string; readonly reason: string; readonly communeName?: (code: string) => string | undefined }): { readonly title: string; readonly body: string } {
  const facts: DecisionFacts = {
    'dossier.code': dossier.code ?? '', 'dossier.receivedOn': dossier.received_at ? date(dossier.received_at) : '', 'applicant.name': dossier.subject_name, 'agency.name': about.agencyName, 'agency.place': about.place,
    'decision.number': ask('decision.number'), 'decision.date': ask('decision.date'), 'decision.reason': about.reason, 'signer.name': ask('signer.name'), 'signer.title': ask('signer.title'),
  }
  return fillOutcome(template, completeForm(of.case), dossier.answers, facts, about.communeName)
}

/** Fills what only the signing knows. */
export function finishOutcome(text: string, facts: Readonly<Record<(typeof LATER)[number], string>>): string {
  return LATER.reduce((filled, place) => filled.replaceAll(ask(place), facts[place]), text)
}

const BLANKS: Readonly<Record<(typeof LATER)[number], string>> = { 'decision.number': '(số sẽ cấp khi ký)', 'decision.date': '(ngày ký)', 'signer.name': '(họ tên người ký)', 'signer.title': '(chức vụ người ký)' }
/** For whoever reads a draft: what the signing will fill in stands as a blank that says so. */
export const readableOutcome = (text: string): string => finishOutcome(text, BLANKS)

/** A result was given and taken back, and nothing stands in its place. */
export const isRevoked = ({ view: { results } }: { readonly view: { readonly results: readonly { readonly state: string }[] } }): boolean => results.length > 0 && results.every(({ state }) => state === 'revoked')
