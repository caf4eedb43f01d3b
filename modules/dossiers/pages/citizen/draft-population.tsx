import { Button, ButtonGroup, Confirm, CsrfField, ErrorSummary, faultOf, formatDateTime, InsetText, NotificationBanner, PublicPage, renderPage, Say, say, SummaryList, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import { POPULATION_LAW } from '../../acts/ask-population.ts'
import type { Filing } from '../../filing.ts'
import { correctedOf, populationFields } from '../../population-facts.ts'
import { draftPath } from '../../routes/paths.ts'
import { populationTexts as texts } from './texts-population.ts'

/** What would be asked, why and by what law; a box that nobody has ticked; and the other way, which is as good. */
export function draftPopulationPage(frame: Frame, filing: Filing, faults: readonly Fault[] = [], nothing?: 'not-found' | 'no-answer'): string {
  const { lang } = frame
  const { draft, form, of, communes } = filing
  const t = (key: keyof typeof texts): string => say(texts[key], lang)
  const here = draftPath(draft.id, '/dan-cu')
  const labels = [...new Map(populationFields(form).map(field => [field.name, say(field.label, lang)])).entries()]
  const corrected = draft.population ? correctedOf(form, draft.answers, draft.population, communes) : []
  return renderPage(
    <PublicPage frame={frame} title={t('title')} width="form" back={{ href: draftPath(draft.id) }} faults={faults} noIndex>
      <ErrorSummary faults={faults} />
      {nothing && <NotificationBanner id="nothing" tone="warning" heading={t(nothing === 'not-found' ? 'unknown' : 'silent')} />}
      <p class="ts-caption"><Say text={of.pack.name} /></p>
      <h1 class="govuk-heading-l">{t('title')}</h1>
      {draft.population && <InsetText>{t('have')} {t('takenAt')} {formatDateTime(new Date(draft.population.at), lang)}.</InsetText>}
      {corrected.length > 0 && (
        <form method="post" action={`${here}/ghi-chu`}>
          <CsrfField token={frame.csrf} />
          <h2 class="govuk-heading-m">{t('corrected')}</h2>
          <p class="govuk-body">{t('correctedLead')}</p>
          {corrected.map(({ field, known, note }) => <Textarea key={field.name} name={`note.${field.name}`} label={`${say(field.label, lang)}: ${t('whyOther').toLocaleLowerCase('vi')}`} hint={`${t('databaseSays')}: ${say(known, lang)}`} value={note} rows={2} maxLength={300} optional />)}
          <Button tone="secondary">{t('saveNotes')}</Button>
        </form>
      )}
      <p class="govuk-body">{t('lead')}</p>
      <ul class="govuk-list govuk-list--bullet">{labels.map(([name, label]) => <li key={name}>{label}</li>)}</ul>
      <SummaryList rows={[{ key: t('purpose'), value: t('purposeText') }, { key: t('basis'), value: POPULATION_LAW }, { key: t('kept'), value: t('keptText') }]} />
      <p class="govuk-body">{t('optional')}</p>
      <form method="post" action={here}>
        <CsrfField token={frame.csrf} />
        <Confirm name="consent" label={t('consent')} error={faultOf(faults, 'consent')} />
        <ButtonGroup><Button>{draft.population ? t('again') : t('take')}</Button><Button tone="secondary" href={draftPath(draft.id)}>{t('byHand')}</Button></ButtonGroup>
      </form>
    </PublicPage>)
}
