import { filingNumberOf } from '../../domain/code.ts'
import { Button, ButtonGroup, formatDateTime, formatFileSize, formatIsoDate, InsetText, Panel, PrintButton, PublicPage, renderPage, say, SummaryList, type Frame } from '../../../../ui/index.ts'
import { pagesOf } from '../../../../kernel/forms/visible.ts'
import { completeForm, componentsFor } from '../../../procedures/index.ts'
import type { OpenedDossier } from '../../routes/open-dossier.ts'
import { words } from './texts-dossier.ts'

/** Right after submission: the number, what was received file by file, what happens next, when, by whom, and the receipt. */
export function filedPage(frame: Frame, opened: OpenedDossier): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const { view: { dossier, papers }, files, receiving } = opened
  const visit = visitOf(opened)
  const shownOnly = componentsFor(opened.of.case, dossier.answers).filter(component => component.presentOnly)
  const receipt = papers.find(paper => paper.kind === 'filing-receipt')
  return renderPage(
    <PublicPage frame={frame} title={w('filed')} width="form" noIndex>
      <Panel title={w('filed')} code={dossier.code ?? filingNumberOf(dossier.id)}>{dossier.code ? w('code') : w('filingNumber')}</Panel>
      <SummaryList rows={[
        { key: w('procedure'), value: dossier.procedure_name }, { key: w('submittedAt'), value: formatDateTime(dossier.submitted_at, lang) },
        ...(dossier.subject_name === dossier.submitter_name ? [] : [{ key: w('filedFor'), value: dossier.subject_name }]),
        { key: w('agency'), value: receiving.name }, { key: w('phone'), value: receiving.phone === '' ? w('noPhone') : <a class="govuk-link" href={`tel:${receiving.phone.replace(/[^+\d]/g, '')}`}>{receiving.phone}</a> },
      ]} />
      {dossier.processing === 'submitted' ? (
        <>
          <h2 class="govuk-heading-m">{w('next')}</h2>
          <ol class="govuk-list govuk-list--number">
            <li>{w('nextReception')} <strong>{dossier.due_at instanceof Date ? formatDateTime(dossier.due_at, lang) : ''}</strong>{dossier.due_at instanceof Date && dossier.due_at < opened.now ? ` (${w('past')}). ${w('lateOffice')}` : '.'}</li>
            <li>{w('nextCode')}{visit === undefined && shownOnly.length === 0 && dossier.return_method !== 'counter' && ` ${w('nextNoVisit')}`}</li>
            {visit && <li>{w('nextVisit')} <strong>{formatIsoDate(visit.day, lang)}</strong> {w('nextVisitAt')} <strong>{visit.place ?? receiving.name}</strong>.{opened.hours && ` ${w('nextVisitHours')}: ${opened.hours}.`}</li>}
            {shownOnly.length > 0 && <li>{w('nextBring')}: {shownOnly.map(component => say(component.name, lang)).join('; ')}.</li>}
            {dossier.return_method === 'counter' && <li>{w('nextCollect')}</li>}
            <li>{w('nextMore')}</li>
          </ol>
        </>
      ) : <InsetText>{w('movedOn')} <a class="govuk-link" href={`/ho-so/${dossier.id}`}>{w('toDossier')}</a></InsetText>}
      {files.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{w('files')}</h2>
          <SummaryList rows={files.map(({ file, componentName }) => ({ key: componentName, value: `${file.name} · ${formatFileSize(file.size, lang)}${file.pageCount === null ? '' : ` · ${file.pageCount} ${lang === 'vi' ? 'trang' : 'pages'}`}`, note: `${w('sha')}: ${file.hash.slice(0, 16)}…` }))} />
        </>
      )}
      {receipt ? <p class="govuk-body"><a class="govuk-link" href={`/ho-so/${dossier.id}/giay/${receipt.id}`}>{w('receipt')}</a></p>
        : <p class="govuk-body" role="status">{w('making')} <a class="govuk-link" href={`/ho-so/${dossier.id}/da-nop`}>{w('reload')}</a></p>}
      <ButtonGroup><Button href={`/ho-so/${dossier.id}`}>{w('toDossier')}</Button><PrintButton>{w('printed')}</PrintButton></ButtonGroup>
      <p class="govuk-body"><a class="govuk-link" href="/ho-so">{w('toMine')}</a></p>
    </PublicPage>)
}

/** The day on which the person said they would come, and where when the same page asked for the commune. */
function visitOf({ of, view: { dossier: { answers } }, communes }: OpenedDossier): { readonly day: string; readonly place: string | undefined } | undefined {
  for (const { fields } of pagesOf(completeForm(of.case))) {
    const day = fields.filter(field => field.type === 'date' && field.visit === true).map(field => answers[field.name]).find(value => typeof value === 'string')
    const at = fields.filter(field => field.type === 'commune').map(field => answers[field.name])[0]
    if (typeof day === 'string') return { day, place: communes.find(({ code }) => code === at)?.name }
  }
  return undefined
}
