import { Button, ErrorSummary, faultOf, formatDateTime, Input, PublicPage, renderPage, say, SummaryList, Timeline, type Fault, type Frame } from '../../../../ui/index.ts'
import { isSupplementOpen, NEW_DOSSIER, SUPPLEMENT } from '../../domain/axes.ts'
import { isFilingNumber, parseDossierCode } from '../../domain/code.ts'
import { PLAIN_STATES, plainState } from '../../domain/plain-state.ts'
import type { PublicState } from '../../queries.ts'
import { STAGES, words } from './texts-public.ts'

const Form = ({ frame: { lang }, value, faults }: { readonly frame: Frame; readonly value: string; readonly faults: readonly Fault[] }) => (
  <form method="get" action="/tra-cuu">
    <Input name="ma" label={say(words.code, lang)} hint={say(words.codeHint, lang)} value={value} width={20} autocomplete="off" spellcheck={false} error={faultOf(faults, 'ma')} />
    <Button>{say(words.look, lang)}</Button>
  </form>
)

/** The form that asks for a code. */
export function trackingFormPage(frame: Frame, value = '', faults: readonly Fault[] = []): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(words.track, lang)} width="form" faults={faults}>
      <ErrorSummary faults={faults} />
      <h1 class="govuk-heading-l">{say(words.track, lang)}</h1>
      <p class="govuk-body-l">{say(words.trackLead, lang)}</p>
      <Form frame={frame} value={value} faults={faults} />
      {frame.user?.role === undefined && <p class="govuk-body">{say(words.mine, lang)} <a class="govuk-link" href="/ho-so">{say(words.mineLink, lang)}</a></p>}
    </PublicPage>)
}

/** No such code: what may be the matter and what to do. */
export function unknownCodePage(frame: Frame, code: string): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(words.unknown, lang)} width="form" back={{ href: '/tra-cuu' }} noIndex>
      <h1 class="govuk-heading-l">{say(words.unknown, lang)}</h1>
      <p class="govuk-body"><strong class="ts-nowrap">{code}</strong></p>
      <ul class="govuk-list govuk-list--bullet">
        {!parseDossierCode(code).ok && !isFilingNumber(code) && <li>{say(words.unknownOdd, lang)}</li>}
        <li>{say(words.unknownWhy, lang)}</li><li>{say(words.unknownElse, lang)}</li>
      </ul>
      <Form frame={frame} value={code} faults={[]} />
      {frame.user?.role === undefined && <p class="govuk-body"><a class="govuk-link" href="/ho-so">{say(words.mineLink, lang)}</a></p>}
    </PublicPage>)
}

const STAGE_OF = { draft: 0, submitted: 0, received: 1, 'in-progress': 2, proposed: 2, approved: 2, 'result-ready': 3, returned: 4, refused: -1, withdrawn: -1, stopped: -1 } as const satisfies Record<PublicState['processing'], number>

/** State and degree of completion, nothing about anybody (TT 01/2018 Đ16). */
export function trackingPage(frame: Frame, found: PublicState, agencyName: string): string {
  const { lang } = frame
  const supplement = SUPPLEMENT.find(each => each === found.supplement) ?? 'none'
  const plain = plainState({ ...NEW_DOSSIER, processing: found.processing, supplement, delivery: found.processing === 'returned' ? 'delivered' : 'none' })
  // a revoked result is to be made again: the work is back where it is decided
  const stage: number = found.revoked ? STAGE_OF['in-progress'] : STAGE_OF[found.processing]
  const stateText = found.revoked ? say(words.resultRevoked, lang) : isSupplementOpen({ supplement }) && stage >= 0 ? say(words.waiting, lang) : say(PLAIN_STATES[plain.state], lang)
  return renderPage(
    <PublicPage frame={frame} title={`${say(words.track, lang)} ${found.code}`} width="form" back={{ href: '/tra-cuu' }} noIndex>
      <p class="ts-caption">{say(isFilingNumber(found.code) ? words.filingNumber : words.code, lang)} {found.code}</p>
      <h1 class="govuk-heading-l">{stateText}</h1>
      <SummaryList rows={[
        { key: say(words.procedure, lang), value: found.procedureName }, { key: say(words.agency, lang), value: agencyName },
        ...(found.receivedAt ? [{ key: say(words.received, lang), value: formatDateTime(found.receivedAt, lang) }] : []),
        ...(found.promisedAt && !found.finishedAt ? [{ key: say(words.promised, lang), value: formatDateTime(found.promisedAt, lang) }] : []),
        ...(found.finishedAt && !found.revoked ? [{ key: say(words.finished, lang), value: formatDateTime(found.finishedAt, lang) }] : []),
        ...(stage >= 0 ? [{ key: say(words.degree, lang), value: lang === 'vi' ? `${stage + 1} trên ${STAGES.length} bước` : `${stage + 1} of ${STAGES.length} steps` }] : []),
      ]} />
      {stage >= 0 && <Timeline level={2} items={STAGES.map((text, at) => ({ title: say(text, lang), state: at < stage || at === STAGES.length - 1 && stage === at ? 'done' as const : at === stage ? 'now' as const : 'todo' as const }))} />}
      <p class="govuk-body-s ts-quiet">{say(words.noPersonal, lang)}</p>
      <p class="govuk-body"><a class="govuk-link" href="/tra-cuu">{say(words.again, lang)}</a></p>
    </PublicPage>)
}
