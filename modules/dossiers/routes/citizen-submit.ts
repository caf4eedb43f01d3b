import { Fault } from '../../../kernel/errors.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { frameFor, say, type Fault as PageFault } from '../../../ui/index.ts'
import { findAccountFacts, idNumberHash } from '../../identity/index.ts'
import { submitDossier, type Applicant } from '../acts/submit-dossier.ts'
import type { Done } from '../acts/perform.ts'
import { tasksOf, type CitizenDeps, type Filing } from '../filing.ts'
import { draftCheckPage } from '../pages/citizen/draft-check.tsx'
import { texts } from '../pages/citizen/texts.ts'
import { citizen, DraftId, draftPath, fieldOf, Form, withFiling } from './common.ts'

/** Files the draft for whom it was begun; the identity module says who that is. Throws `invalid` with everything that is missing. */
export async function submitFiling(deps: CitizenDeps, ctx: Pick<Ctx, 'platform'>, filing: Filing): Promise<Done> {
  const { actor, draft, of } = filing
  const subject = await findAccountFacts(deps.identity, draft.subject_account_id)
  const applicant: Applicant = { accountId: draft.subject_account_id, kind: subject?.kind ?? 'person', name: subject?.displayName ?? actor.displayName, idHash: subject ? idNumberHash(deps.identity, subject.idNumber) : null, contact: { ...draft.contact, ...(draft.return_address ? { address: draft.return_address } : {}) } }
  return submitDossier(ctx.platform, actor, { draftId: draft.id, applicant, submitter: { accountId: actor.accountId, name: actor.displayName }, returnMethod: draft.return_method ?? 'online',
    ...(draft.return_address ? { returnAddress: draft.return_address } : {}), procedureCaseId: of.procedureCaseId, said: { code: of.code, agencyId: draft.receiving_agency_id }, facts: filing.facts })
}

/** The last look and the one press that files. */
export const submitRoutes = (deps: CitizenDeps): readonly Route[] => [
  route({
    name: 'dossiers.check-page', method: 'GET', path: '/nop-ho-so/nhap/:draftId/kiem-tra', policy: citizen, params: DraftId,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const tasks = tasksOf(filing)
      return tasks.eligible ? page(draftCheckPage(frameFor(ctx), filing, tasks)) : redirect(draftPath(filing.draft.id))
    }),
  }),
  route({
    name: 'dossiers.submit', method: 'POST', path: '/nop-ho-so/nhap/:draftId/kiem-tra', policy: citizen, params: DraftId, body: Form,
    handle: ctx => withFiling(deps, ctx, async filing => {
      const tasks = tasksOf(filing)
      const again = (faults: readonly PageFault[]) => page(draftCheckPage(frameFor(ctx), filing, tasks, faults), { status: 422 })
      const faults: PageFault[] = [
        ...(tasks.ready ? [] : [{ text: say(texts.missingTitle, ctx.lang) }]),
        ...(fieldOf(ctx.body, 'declaration') === 'yes' ? [] : [{ field: 'declaration', text: say(texts.declarationMissing, ctx.lang) }]),
      ]
      if (faults.length > 0) return again(faults)
      try {
        return redirect(`/ho-so/${(await submitFiling(deps, ctx, filing)).id}/da-nop`)
      } catch (error) {
        if (error instanceof Fault && error.code === 'invalid') return again((error.details.fields ?? []).map(({ message }) => ({ text: say(message, ctx.lang) })))
        throw error
      }
    }),
  }),
]
