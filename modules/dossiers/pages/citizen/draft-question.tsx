import type { AnswerFault, Answers, FormPage, PrefillSource } from '../../../../kernel/forms/definition.ts'
import { Button, faultsOf, NotificationBanner, PublicPage, QuestionForm, renderPage, Say, say, type Back, type Frame } from '../../../../ui/index.ts'
import type { Filing } from '../../filing.ts'
import { draftPath } from '../../routes/paths.ts'
import { texts } from './texts.ts'

export interface QuestionView {
  readonly page: FormPage
  readonly answers: Answers
  readonly faults?: readonly AnswerFault[]
  readonly sources?: Readonly<Record<string, PrefillSource>>
  readonly action: string
  readonly autosave?: string
  readonly back: Back
  readonly caption: string
  /** what was typed before the session ended stands here again, not saved yet */
  readonly restored?: boolean
}

/** One thing a page. */
export function questionPage(frame: Frame, filing: Pick<Filing, 'communes'>, view: QuestionView): string {
  const { page, faults = [] } = view
  return renderPage(
    <PublicPage frame={frame} title={say(page.title, frame.lang)} width="form" back={view.back} faults={faultsOf(faults, frame.lang)} noIndex>
      {view.restored === true && <NotificationBanner id="restored" heading={say(texts.restored, frame.lang)} />}
      <QuestionForm page={page} answers={view.answers} faults={faults} prefillSources={view.sources} communes={filing.communes} action={view.action} csrf={frame.csrf} autosaveHref={view.autosave} caption={view.caption} />
    </PublicPage>)
}

/** The answers say that this procedure is not the right one: why, and where to go instead; a procedure that the catalogue lacks is named, not linked. */
export function stopPage(frame: Frame, filing: Filing, stop: { readonly title: { readonly vi: string; readonly en?: string }; readonly advice: { readonly vi: string; readonly en?: string }; readonly seeProcedure?: string }, changeHref: string, seeKnown: boolean): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(texts.notForYou, lang)} width="form" back={{ href: draftPath(filing.draft.id) }} noIndex>
      <p class="ts-caption"><Say text={filing.of.pack.name} /></p>
      <h1 class="govuk-heading-l"><Say text={stop.title} /></h1>
      <p class="govuk-body-l"><Say text={stop.advice} /></p>
      {stop.seeProcedure !== undefined && !seeKnown && <p class="govuk-body">{say(texts.notHereYet, lang)} <strong class="ts-nowrap">{stop.seeProcedure}</strong>. {say(texts.notHereAsk, lang)}</p>}
      {stop.seeProcedure !== undefined && seeKnown ? <Button href={`/thu-tuc/${stop.seeProcedure}`}>{say(texts.seeOther, lang)}</Button> : <Button href="/thu-tuc">{say(texts.otherProcedures, lang)}</Button>}
      <p class="govuk-body"><a class="govuk-link" href={changeHref}>{say(texts.changeAnswer, lang)}</a></p>
    </PublicPage>)
}
