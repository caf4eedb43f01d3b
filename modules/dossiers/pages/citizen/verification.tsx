import { Button, CsrfField, ErrorSummary, faultOf, FileInput, formatDateTime, formatFileSize, formatIsoDate, Input, NotificationBanner, PublicPage, renderPage, say, SummaryCard, SummaryList, type Fault, type Frame, type SummaryRow } from '../../../../ui/index.ts'
import type { PdfVerification, SignatureReport } from '../../../../kernel/signing/index.ts'
import type { Text } from '../../../../kernel/forms/definition.ts'
import type { PublicResult, RegisteredFile } from '../../queries.ts'
import { words } from './texts-public.ts'
import { problemText, said } from './texts-verification.ts'
import { outcomeOf } from './verification-outcome.ts'

/** The file is the only thing that shows whether a word in it was changed. */
function FileForm({ frame, faults }: { readonly frame: Frame; readonly faults: readonly Fault[] }) {
  const { lang } = frame
  return (
    <>
      <h2 class="govuk-heading-m">{say(words.byFile, lang)}</h2>
      <form method="post" action="/xac-thuc" encType="multipart/form-data">
        <CsrfField token={frame.csrf} />
        <FileInput name="file" label={say(words.file, lang)} hint={say(words.fileHint, lang)} error={faultOf(faults, 'file')} accept="application/pdf" />
        <Button tone="secondary">{say(words.checkFile, lang)}</Button>
      </form>
    </>
  )
}

/** Two ways to check: the code on the paper, or the file itself. */
export function verificationFormPage(frame: Frame, code = '', faults: readonly Fault[] = []): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(words.verify, lang)} width="form" faults={faults}>
      <ErrorSummary faults={faults} />
      <h1 class="govuk-heading-l">{say(words.verify, lang)}</h1>
      <p class="govuk-body-l">{say(words.verifyLead, lang)}</p>
      <h2 class="govuk-heading-m">{say(words.byCode, lang)}</h2>
      <form method="get" action="/xac-thuc">
        <Input name="ma" label={say(words.resultCode, lang)} hint={say(words.resultCodeHint, lang)} value={code} autocomplete="off" spellcheck={false} error={faultOf(faults, 'ma')} />
        <Button>{say(words.check, lang)}</Button>
      </form>
      <FileForm frame={frame} faults={faults} />
    </PublicPage>)
}

type Standing = 'authentic' | 'expired' | 'notYet' | 'revoked'
const standingOf = (result: PublicResult, today: string): Standing => result.state === 'revoked' ? 'revoked' : result.valid_to !== null && result.valid_to < today ? 'expired' : result.valid_from > today ? 'notYet' : 'authentic'

function rowsOf(result: PublicResult, lang: 'vi' | 'en'): SummaryRow[] {
  return [
    { key: say(words.title, lang), value: result.title }, { key: say(words.symbol, lang), value: result.symbol }, { key: say(words.owner, lang), value: result.owner_name }, { key: say(words.issuer, lang), value: result.agency_name },
    { key: say(words.signer, lang), value: result.signer_name }, { key: say(words.signedAt, lang), value: formatDateTime(result.signed_at, lang) }, { key: say(words.validFrom, lang), value: formatIsoDate(result.valid_from, lang) },
    ...(result.valid_to === null ? [] : [{ key: say(words.validTo, lang), value: formatIsoDate(result.valid_to, lang) }]),
    ...(result.revoked_at === null ? [] : [{ key: say(words.revokedAt, lang), value: formatDateTime(result.revoked_at, lang) }, { key: say(words.reason, lang), value: result.revoke_reason ?? '' }]),
    { key: say(words.resultCode, lang), value: result.code },
  ]
}

/** What the register says of a code. */
export function resultPage(frame: Frame, result: PublicResult, today: string): string {
  const { lang } = frame
  const standing = standingOf(result, today)
  return renderPage(
    <PublicPage frame={frame} title={say(standing === 'authentic' ? words.inRegister : words[standing], lang)} width="form" back={{ href: '/xac-thuc' }} noIndex>
      <h1 class="govuk-heading-l">{say(words.verify, lang)}</h1>
      <NotificationBanner id="verdict" title={say(words.outcome, lang)} tone={standing === 'authentic' ? 'success' : standing === 'revoked' ? 'error' : 'warning'} heading={say(standing === 'authentic' ? words.inRegister : words[standing], lang)} />
      <p class="govuk-body">{say(words.compare, lang)}</p>
      <SummaryList rows={rowsOf(result, lang)} />
      <p class="govuk-body">{say(words.onlyTheFile, lang)}</p>
      <FileForm frame={frame} faults={[]} />
    </PublicPage>)
}

export function unknownResultPage(frame: Frame, code: string): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(words.unknownResult, lang)} width="form" back={{ href: '/xac-thuc' }} noIndex>
      <h1 class="govuk-heading-l">{say(words.unknownResult, lang)}</h1>
      <p class="govuk-body"><strong>{code}</strong></p>
      <p class="govuk-body">{say(words.unknownResultWhy, lang)}</p>
      <Button href="/xac-thuc">{say(words.verify, lang)}</Button>
    </PublicPage>)
}

function Signature({ report, frame: { lang } }: { readonly report: SignatureReport; readonly frame: Frame }) {
  const stamp = report.kind === 'time-stamp'
  const name = report.signer || report.field
  const sound = stamp ? said.soundStamp : report.laterChanges === 'visible-signatures' ? said.paintedLater : said.sound
  return (
    <SummaryCard title={stamp ? `${say(said.timeStamp, lang)}: ${name}` : report.trusted ? name : `${say(said.claims, lang)} ${name}`} level={3}>
      <SummaryList rows={[
        ...(report.organisation ? [{ key: say(words.issuer, lang), value: report.organisation }] : []),
        { key: say(stamp ? said.stampedAt : words.signedAt, lang), value: report.at ? formatDateTime(report.at, lang) : report.claimedAt ? formatDateTime(report.claimedAt, lang) : '', note: say(report.at ? said.timeProven : said.noTime, lang) },
        { key: say(words.state, lang), value: report.problems.length === 0 ? say(sound, lang) : report.problems.map(problem => say(problemText(problem), lang)).join('; ') },
      ]} />
    </SummaryCard>
  )
}

const Points = ({ title, points, lang }: { readonly title: Text; readonly points: readonly Text[]; readonly lang: 'vi' | 'en' }) => points.length === 0 ? null : (
  <>
    <h2 class="govuk-heading-m">{say(title, lang)}</h2>
    <ul class="govuk-list govuk-list--bullet">{points.map(point => <li key={point.vi}>{say(point, lang)}</li>)}</ul>
  </>
)

export interface CheckedFile { readonly name: string; readonly size: number; readonly hash: string; readonly verification: PdfVerification; readonly registered: RegisteredFile | undefined; readonly today: string }

/** What a file says of itself and what the register says of the file; the two are told apart. */
export function filePage(frame: Frame, view: CheckedFile): string {
  const { lang } = frame
  const { registered, verification } = view
  const standing = registered && standingOf(registered.result, view.today)
  const outcome = registered ? undefined : outcomeOf(verification)
  const heading = say(standing ? words[standing] : outcome?.heading ?? words.outcome, lang)
  return renderPage(
    <PublicPage frame={frame} title={heading} width="form" back={{ href: '/xac-thuc' }} noIndex>
      <h1 class="govuk-heading-l">{say(words.verify, lang)}</h1>
      <NotificationBanner id="verdict" title={say(words.outcome, lang)} tone={outcome?.tone ?? (standing === 'authentic' ? 'success' : standing === 'revoked' ? 'error' : 'warning')} heading={heading}>
        {outcome?.why && <p class="govuk-body">{say(outcome.why, lang)}</p>}
        <p class="govuk-body">{say(registered ? registered.exactly ? said.inRegister : said.insideRegistered : said.notInRegister, lang)}</p>
      </NotificationBanner>
      {registered && <SummaryList rows={rowsOf(registered.result, lang)} />}
      {outcome && <>
        <Points title={said.proved} points={outcome.proved} lang={lang} />
        <Points title={said.notProved} points={outcome.notProved} lang={lang} />
        <h2 class="govuk-heading-m">{say(said.todo, lang)}</h2>
        <p class="govuk-body">{say(outcome.todo, lang)}</p>
        <p class="govuk-body"><a class="govuk-link" href="/xac-thuc">{say(words.byCode, lang)}</a></p>
      </>}
      {verification.signatures.length > 0 && <h2 class="govuk-heading-m">{say(said.signatures, lang)}</h2>}
      {verification.signatures.map((report, at) => <Signature key={at} report={report} frame={frame} />)}
      <SummaryCard title={say(words.checkedFile, lang)}><SummaryList rows={[{ key: lang === 'vi' ? 'Tên tệp' : 'Name', value: `${view.name} · ${formatFileSize(view.size, lang)}` }, { key: 'SHA-256', value: <code>{view.hash}</code> }]} /></SummaryCard>
    </PublicPage>)
}
