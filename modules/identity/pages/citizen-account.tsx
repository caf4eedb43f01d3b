import { Button, CsrfField, Details, ErrorSummary, faultOf, formatIsoDate, Input, InsetText, NotificationBanner, PublicPage, Radios, renderPage, say, SummaryCard, SummaryList, Table, Tag, Textarea, TwoLines, type Fault, type Frame } from '../../../ui/index.ts'
import type { AccountFacts, MandateView, SessionView } from '../queries.ts'
import { evidences, mandateStates, texts } from '../texts.ts'
import { Sessions } from './sessions.tsx'

type Names = ReadonlyMap<string, string>
export interface CitizenAccountView {
  readonly facts: AccountFacts
  readonly assurance: 1 | 2
  readonly sessions: readonly SessionView[]
  readonly currentSession: string
  readonly given: readonly MandateView[]
  readonly held: readonly MandateView[]
  readonly procedureNames: Names
}

function Mandates({ frame, mandates, names, title, none, end }: { readonly frame: Frame; readonly mandates: readonly MandateView[]; readonly names: Names; readonly title: string; readonly none: string; readonly end: string }) {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return (
    <>
      <h3 class="govuk-heading-s">{title}</h3>
      <Table
        caption={title} captionHidden rows={mandates} keyOf={(row) => row.id} empty={<p class="govuk-body">{none}</p>}
        columns={[
          { id: 'person', header: t('person'), main: true, cell: (row) => <TwoLines small={say(evidences[row.evidence], frame.lang)}>{end === t('revoke') ? `${row.actorName} (…${row.actorNumberTail})` : row.subjectName}</TwoLines> },
          { id: 'procedures', header: t('procedures'), cell: (row) => row.procedureCodes.map((code) => <div key={code}><TwoLines small={code}>{names.get(code) ?? code}</TwoLines></div>) },
          { id: 'valid', header: t('validUntil'), cell: (row) => `${formatIsoDate(row.validFrom, frame.lang)} – ${formatIsoDate(row.validTo, frame.lang)}` },
          { id: 'state', header: t('state'), cell: (row) => <Tag tone={row.state === 'active' ? 'green' : row.state === 'waiting' || row.state === 'future' ? 'yellow' : 'grey'}>{say(mandateStates[row.state], frame.lang)}</Tag> },
          { id: 'end', header: '', cell: (row) => row.state === 'revoked' || row.state === 'over' ? null : (
            <form method="post" action={`/tai-khoan/uy-quyen/${row.id}/thu-hoi`}><CsrfField token={frame.csrf} /><Button tone="secondary" size="small">{end}</Button></form>
          ) },
        ]}
      />
    </>
  )
}

/** What the portal knows of somebody, from where, who is signed in, who may act. */
export function citizenAccountPage(frame: Frame, view: CitizenAccountView): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  const { facts } = view
  const organisation = facts.kind === 'organisation'
  return renderPage(
    <PublicPage frame={frame} title={t('account')} noIndex>
      <h1 class="govuk-heading-l">{t('account')}</h1>
      <SummaryCard title={t('myData')}>
        <SummaryList rows={[
          { key: t(organisation ? 'organisationName' : 'fullName'), value: facts.displayName, note: t('source') },
          { key: t(organisation ? 'organisationNumber' : 'idNumber'), value: facts.idNumber, note: t('source') },
          ...(facts.birthDate ? [{ key: t('birthDate'), value: formatIsoDate(facts.birthDate, frame.lang), note: t('source') }] : []),
          { key: t('level'), value: t(view.assurance === 2 ? 'level2' : 'level1'), ...(view.assurance === 1 ? { action: { href: `/dang-nhap/vnconnect?muc=2&den=${encodeURIComponent('/tai-khoan')}`, text: t('raiseLevel') } } : {}) },
        ]} />
      </SummaryCard>
      <Details summary={t('wrongData')}><p>{t('wrongDataText')}</p></Details>
      <section>
        <h2 class="govuk-heading-m" id="uy-quyen">{t('mandates')}</h2>
        <p class="govuk-body">{t('mandatesLead')}</p>
        <Mandates frame={frame} mandates={view.given} names={view.procedureNames} title={t('given')} none={t('noneGiven')} end={t('revoke')} />
        <Button href="/tai-khoan/uy-quyen" tone="secondary">{t('grant')}</Button>
        <Mandates frame={frame} mandates={view.held} names={view.procedureNames} title={t('held')} none={t('noneHeld')} end={t('layDown')} />
      </section>
      <Sessions frame={frame} sessions={view.sessions} current={view.currentSession} action="/tai-khoan/dang-xuat-noi-khac" />
      <form method="post" action="/dang-xuat"><CsrfField token={frame.csrf} /><Button tone="secondary">{t('signOut')}</Button></form>
    </PublicPage>,
  )
}

export interface GrantForm { /** who typed it */ readonly account: string; readonly name: string; readonly number: string; readonly procedures: string; readonly days: string }
const DAYS = ['7', '30', '90', '365']

/** The form that gives a mandate. */
export function grantPage(frame: Frame, form: GrantForm, faults: readonly Fault[] = [], restored = false): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return renderPage(
    <PublicPage frame={frame} title={t('grant')} width="form" back={{ href: '/tai-khoan' }} faults={faults} noIndex>
      <ErrorSummary faults={faults} />
      {restored && <NotificationBanner id="restored" heading={t('restored')} />}
      <h1 class="govuk-heading-l">{t('grant')}</h1>
      <InsetText>{t('mandatesLead')}</InsetText>
      <form method="post" action="/tai-khoan/uy-quyen">
        <CsrfField token={frame.csrf} />
        <input type="hidden" name="account" value={form.account} />
        <Input name="name" label={t('grantTo')} hint={t('grantToHint')} value={form.name} autocomplete="off" error={faultOf(faults, 'name')} />
        <Input name="number" label={t('grantNumber')} hint={t('grantNumberHint')} value={form.number} inputMode="numeric" autocomplete="off" width={20} error={faultOf(faults, 'number')} />
        <Textarea name="procedures" label={t('grantProcedures')} hint={t('grantProceduresHint')} value={form.procedures} rows={3} error={faultOf(faults, 'procedures')} />
        <Radios name="days" label={t('grantDays')} value={form.days} error={faultOf(faults, 'days')}
          options={DAYS.map((value) => ({ value, label: frame.lang === 'vi' ? (value === '365' ? 'Một năm' : `${value} ngày`) : (value === '365' ? 'One year' : `${value} days`) }))} />
        <Button>{t('grantButton')}</Button>
      </form>
    </PublicPage>,
  )
}
