import { AnswersSummary, Button, Confirm, CsrfField, ErrorSummary, faultOf, formatFileSize, formatMoney, PublicPage, renderPage, Say, say, SummaryCard, SummaryList, WarningText, type Fault, type Frame, type SummaryRow } from '../../../../ui/index.ts'
import { prefillSources } from '../../../../kernel/forms/prefill.ts'
import { visibleAnswers } from '../../../../kernel/forms/visible.ts'
import { feesDue, isOpenFee, type FeeLine } from '../../../procedures/index.ts'
import type { Filing, FilingTasks } from '../../filing.ts'
import { draftPath, FROM_CHECK } from '../../routes/paths.ts'
import { correctedOf, populationNotes } from '../../population-facts.ts'
import { populationTexts } from './texts-population.ts'
import { returnMethods, texts } from './texts.ts'

/** Every answer, paper and choice with its way to change it, the cost, the declaration, and the one button that files. */
export function draftCheckPage(frame: Frame, filing: Filing, tasks: FilingTasks, faults: readonly Fault[] = []): string {
  const { lang } = frame
  const { draft, of, form, files, places, facts, communes } = filing
  const t = (key: Exclude<keyof typeof texts, 'kinds'>): string => say(texts[key], lang)
  const change = (rest: string): { href: string } => ({ href: `${draftPath(draft.id, rest)}?ve=${FROM_CHECK}` })
  const place = places.find(({ agency }) => agency.id === draft.receiving_agency_id)
  const differs = new Set(draft.population ? correctedOf(form, draft.answers, draft.population, communes).map(({ field }) => field.name) : [])
  const corrected = Object.entries(populationNotes(form, draft.answers, draft.population, communes)).filter(([name]) => differs.has(name))
  const waiting = [
    ...tasks.sections.filter(({ state }) => state !== 'done').map(({ title, pageId }) => ({ title: say(title, lang), href: `/trang/${pageId}` })),
    ...tasks.papers.filter(({ state }) => state === 'todo').map(({ component }) => ({ title: say(component.name, lang), href: `/giay-to/${component.id}` })),
    ...(tasks.place === 'done' ? [] : [{ title: t('place'), href: '/noi-nop' }]), ...(tasks.returning === 'done' ? [] : [{ title: t('returning'), href: '/nhan-ket-qua' }]), ...(tasks.contact === 'done' ? [] : [{ title: t('contact'), href: '/lien-lac' }]),
  ]
  const papers = tasks.papers.map(({ component }): SummaryRow => {
    const mine = files.filter(file => file.componentId === component.id)
    return { key: say(component.name, lang), action: change(`/giay-to/${component.id}`), value: mine.length === 0 ? t('noFile')
      : <ul class="govuk-list">{mine.map(({ id, file }) => <li key={id}>{file.name} · {formatFileSize(file.size, lang)}{file.pageCount !== null && ` · ${file.pageCount} ${lang === 'vi' ? 'trang' : 'pages'}`}</li>)}</ul> }
  })
  return renderPage(
    <PublicPage frame={frame} title={t('check')} width="form" back={{ href: draftPath(draft.id) }} faults={faults} noIndex>
      <ErrorSummary faults={faults} />
      <p class="ts-caption"><Say text={of.pack.name} /></p>
      <h1 class="govuk-heading-l">{t('check')}</h1>
      <p class="govuk-body">{t('checkLead')}</p>
      {waiting.length > 0 && (
        <>
          <WarningText>{t('missingTitle')}</WarningText>
          <ul class="govuk-list govuk-list--bullet">{waiting.map(({ title, href }) => <li key={href}><a class="govuk-link" href={`${draftPath(draft.id, href)}?ve=${FROM_CHECK}`}>{title}</a></li>)}</ul>
        </>
      )}
      <AnswersSummary form={form} answers={draft.answers} changeHref={pageId => `${draftPath(draft.id, `/trang/${pageId}`)}?ve=${FROM_CHECK}`} communes={communes} prefillSources={prefillSources(form, draft.answers, facts)} notes={Object.fromEntries(corrected.map(([name, note]) => [name, say(note, lang)]))} />
      {corrected.length > 0 && <p class="govuk-body"><a class="govuk-link" href={draftPath(draft.id, '/dan-cu')}>{say(populationTexts.whyLink, lang)}</a></p>}
      {papers.length > 0 && <SummaryCard title={t('papers')}><SummaryList rows={papers} /></SummaryCard>}
      <SummaryCard title={t('handling')}>
        <SummaryList rows={[
          { key: t('placeLabel'), value: place?.agency.name ?? t('notChosen'), action: change('/noi-nop') },
          { key: t('returning'), value: draft.return_method === null ? t('notChosen') : `${say(returnMethods[draft.return_method], lang)}${draft.return_address ? `: ${draft.return_address}` : ''}`, action: change('/nhan-ket-qua') },
          { key: t('phone'), value: draft.contact.phone ?? '', action: change('/lien-lac') },
          { key: t('email'), value: draft.contact.email ?? '', action: change('/lien-lac') },
        ]} />
      </SummaryCard>
      <Costs filing={filing} frame={frame} />
      <form method="post" action={draftPath(draft.id, '/kiem-tra')}>
        <CsrfField token={frame.csrf} />
        <Confirm name="declaration" label={t('declaration')} error={faultOf(faults, 'declaration')} />
        <Button size="large" busyText={t('submitting')}>{t('submit')}</Button>
      </form>
    </PublicPage>)
}

function Costs({ filing, frame: { lang } }: { readonly filing: Filing; readonly frame: Frame }) {
  const { of, form, draft } = filing
  const { lines, total, totalUsd } = feesDue(of.case, 'online', visibleAnswers(form, draft.answers))
  const amount = (line: FeeLine): string => line.exempt ? say(texts.exempt, lang) : line.usd > 0 ? `${line.usd} USD` : isOpenFee(line) ? say(texts.feeUnconfirmed, lang) : formatMoney(line.amount, lang)
  return (
    <SummaryCard title={say(texts.costs, lang)}>
      {lines.length === 0 ? <p class="govuk-body">{say(texts.free, lang)}</p>
        : <SummaryList rows={[...lines.map((line): SummaryRow => ({ key: say(line.name, lang), value: amount(line), note: line.note ? say(line.note, lang) : undefined })),
          ...(total > 0 ? [{ key: lang === 'vi' ? 'Cộng' : 'Total', value: formatMoney(total, lang) }] : [])]} />}
      {total + totalUsd > 0 && <p class="govuk-body-s">{say(texts.payLater, lang)}</p>}
    </SummaryCard>
  )
}
