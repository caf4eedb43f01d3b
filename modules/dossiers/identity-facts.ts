import type { Answers, AnswerValue, FormDefinition, Text } from '../../kernel/forms/definition.ts'
import { prefillDifferences, type KnownFacts } from '../../kernel/forms/prefill.ts'
import { showAnswer } from '../../kernel/forms/show.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { findAccountFacts, type Identity } from '../identity/index.ts'

/** What the national identity vouches for of an account: of a person or of an organisation. */
export async function identityFactsOf(identity: Identity, accountId: string): Promise<KnownFacts> {
  const account = await findAccountFacts(identity, accountId)
  if (account?.kind === 'person') return { 'identity.fullName': account.displayName, 'identity.personalId': account.idNumber, ...(account.birthDate ? { 'identity.dateOfBirth': account.birthDate } : {}) }
  return account?.kind === 'organisation' ? { 'identity.organisationName': account.displayName, 'identity.organisationTaxCode': account.idNumber } : {}
}

/** A number is told by its end: enough to compare, too little to carry away. */
const shown = (type: string, value: Text): Text => type === 'personalId' ? { vi: `số …${value.vi.slice(-4)}` } : value

/** Answers about one's own identity that are not what the national identity vouches for, each with a line that says so. */
export function identityNotes(form: FormDefinition, answers: Answers, verified: KnownFacts): Readonly<Record<string, Required<Text>>> {
  const fields = new Map(pagesOf(form).flatMap(page => page.fields).map(field => [field.name, field]))
  return Object.fromEntries(prefillDifferences(form, answers, verified).flatMap(({ name, known }: { name: string; known: AnswerValue }) => {
    const field = fields.get(name)
    const text = field && shown(field.type, showAnswer(field, known))
    return text ? [[name, { vi: `Khác với danh tính đã xác thực (${text.vi})`, en: `Other than the verified identity (${text.en ?? text.vi})` }]] : []
  }))
}
