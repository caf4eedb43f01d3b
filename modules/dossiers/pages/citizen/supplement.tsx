import type { AnswerFault, Answers, FormPage } from '../../../../kernel/forms/definition.ts'
import { Button, ButtonGroup, CsrfField, ErrorSummary, faultsOf, FileSlot, FormPageView, formatLongDate, InsetText, NotificationBanner, PublicPage, renderPage, say, SummaryList, type Fault, type Frame } from '../../../../ui/index.ts'
import type { StoredFile } from '../../../../kernel/files/index.ts'
import type { ComponentDefinition } from '../../../procedures/index.ts'
import { acceptOf, kindsAtHead, UPLOAD_LIMITS } from '../../uploads.ts'
import type { SupplementRow } from '../../queries.ts'
import { slotFile } from './draft-papers.tsx'
import { words } from './texts-dossier.ts'

export interface AskedPaper { readonly component: ComponentDefinition; readonly note: string; readonly files: readonly StoredFile[] }
export interface AskedQuestions { readonly pages: readonly FormPage[]; readonly notes: readonly { readonly label: string; readonly note: string; readonly before: string }[] }
export interface SupplementView {
  readonly dossierId: string
  readonly procedureName: string
  readonly request: SupplementRow
  readonly papers: readonly AskedPaper[]
  readonly questions: AskedQuestions
}

/** What the office said, always at the head. */
function Asked({ view, frame: { lang } }: { readonly view: SupplementView; readonly frame: Frame }) {
  const { request } = view
  return (
    <InsetText>
      <p class="govuk-body">{say(words.supplementLead, lang)}</p>
      {request.note !== '' && <p class="govuk-body"><strong>{say(words.asked, lang)}:</strong> {request.note}</p>}
      {request.deadline !== null && <p class="govuk-body">{say(words.supplyBy, lang)} <strong>{formatLongDate(request.deadline, lang)}</strong></p>}
    </InsetText>
  )
}

/** First the papers that were asked for; the questions come on a page of their own, so that sending a file loses no typed answer. */
export function supplementPapersPage(frame: Frame, view: SupplementView, faults: readonly Fault[] = []): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const here = `/ho-so/${view.dossierId}/bo-sung`
  const questions = view.questions.pages.length > 0
  return renderPage(
    <PublicPage frame={frame} title={w('supplement')} width="form" back={{ href: `/ho-so/${view.dossierId}` }} faults={faults} islands={['upload']} noIndex>
      <ErrorSummary faults={faults} />
      <p class="ts-caption">{view.procedureName}</p>
      <h1 class="govuk-heading-l">{w('supplement')}</h1>
      <Asked view={view} frame={frame} />
      <h2 class="govuk-heading-m">{w('askedPapers')}</h2>
      {view.papers.map(({ component, note, files }) => (
        <FileSlot key={component.id} name={component.id} title={say(component.name, lang)} hint={note} required csrf={frame.csrf} uploadAction={`${here}/giay-to/${component.id}`} {...UPLOAD_LIMITS} accept={acceptOf(component.accept)} kinds={kindsAtHead(component.accept, lang)}
          error={faults.find(({ field }) => field === component.id)?.text} files={files.map(file => slotFile(file, lang, { id: file.id, removeAction: `${here}/giay-to/${component.id}/bo/${file.id}` }))} />
      ))}
      {questions ? <ButtonGroup><Button href={`${here}/tra-loi`}>{w('goOnAnswers')}</Button></ButtonGroup>
        : <form method="post" action={here}><CsrfField token={frame.csrf} /><Button>{w('supplementSend')}</Button></form>}
    </PublicPage>)
}

/** Only the questions that were asked again, with what was answered before and what is wrong with it. */
export function supplementAnswersPage(frame: Frame, view: SupplementView, answers: Answers, faults: readonly AnswerFault[] = [], restored = false): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const here = `/ho-so/${view.dossierId}/bo-sung`
  const paperOf = (field: string): AskedPaper | undefined => view.papers.find(({ component }) => component.id === field)
  const shown = [...faults.flatMap(({ field }) => { const paper = paperOf(field); return paper ? [{ text: `${say(paper.component.name, lang)}: ${w('paperGone')}` }] : [] }), ...faultsOf(faults.filter(({ field }) => !paperOf(field)), lang)]
  return renderPage(
    <PublicPage frame={frame} title={w('supplementAnswers')} width="form" back={{ href: view.papers.length > 0 ? here : `/ho-so/${view.dossierId}` }} faults={shown} noIndex>
      <ErrorSummary faults={shown} />
      <p class="ts-caption">{view.procedureName}</p>
      {restored && <NotificationBanner id="restored" heading={w('restored')} />}
      <h1 class="govuk-heading-l">{w('supplementAnswers')}</h1>
      {view.papers.length === 0 && <Asked view={view} frame={frame} />}
      <SummaryList rows={view.questions.notes.map(({ label, note, before }) => ({ key: label, value: note, note: before === '' ? undefined : `${w('before')}: ${before}` }))} />
      <form method="post" action={`${here}/tra-loi`} noValidate>
        <CsrfField token={frame.csrf} />
        {view.questions.pages.map(page => <FormPageView key={page.id} page={page} answers={answers} faults={faults} level={2} />)}
        <Button>{w('supplementSend')}</Button>
      </form>
    </PublicPage>)
}
