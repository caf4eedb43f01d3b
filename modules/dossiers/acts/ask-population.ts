import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { CitizenDeps, Filing } from '../filing.ts'
import { factsFrom, populationFields } from '../population-facts.ts'
import { lockDraft, saveDraft } from '../store.ts'
import type { PopulationFacts } from '../tables.ts'

export const POPULATION_LAW = 'Luật Căn cước 26/2023/QH15; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15'

/** The person as the national sign-in vouches for them. Only one's own data are asked for: nobody says yes for another. */
export function whoFiles({ draft, facts }: Pick<Filing, 'draft' | 'facts'>): { readonly idNumber: string; readonly name: string; readonly birthDate: string } | undefined {
  const [idNumber, name, birthDate] = [facts['identity.personalId'], facts['identity.fullName'], facts['identity.dateOfBirth']]
  return draft.subject_account_id === draft.account_id && typeof idNumber === 'string' && typeof name === 'string' && typeof birthDate === 'string' ? { idNumber, name, birthDate } : undefined
}
export const mayAskPopulation = (filing: Filing): boolean => whoFiles(filing) !== undefined && populationFields(filing.form).length > 0

/** Asks the population database about whoever files, with their yes, and keeps what the form wants of it. */
export async function askPopulation(deps: CitizenDeps, platform: Platform, filing: Filing, consentText: string): Promise<'found' | 'not-found' | 'no-answer'> {
  const { actor, draft, form, context, of } = filing
  const person = whoFiles(filing)
  if (!person || !mayAskPopulation(filing)) throw notFound()
  const found = await deps.registers.population.find(person, {
    actor, subjectAccountId: actor.accountId, purpose: `Điền sẵn tờ khai thủ tục ${of.code}`, legalBasis: POPULATION_LAW, matter: { type: 'submission', id: draft.submission_key }, consent: { at: platform.now(), text: consentText },
  })
  // refused and unreadable are ours to repair; to the person the source is silent
  if (!found.ok) return found.reason === 'not-found' ? 'not-found' : 'no-answer'
  const facts = factsFrom(found.value, form, context.communes)
  await keep(platform, filing, before => ({ at: platform.now().toISOString(), facts, notes: before?.notes ?? {} }))
  return Object.keys(facts).length > 0 ? 'found' : 'not-found'
}

/** Why answers are other than the population database says, in the person's words. */
export async function noteCorrections(platform: Platform, filing: Filing, notes: Readonly<Record<string, string>>): Promise<void> {
  await keep(platform, filing, before => before && { ...before, notes: { ...before.notes, ...notes } })
}

async function keep(platform: Platform, { actor, draft }: Filing, change: (before: PopulationFacts | null) => PopulationFacts | null): Promise<void> {
  await transact(platform.db, actor, async tx => {
    const now = await lockDraft(tx, draft.id)
    if (now.submitted_dossier_id) throw notFound()
    const next = change(now.population)
    if (next) await saveDraft(tx, draft.id, { population: JSON.stringify(next) }, platform.now())
  })
}
