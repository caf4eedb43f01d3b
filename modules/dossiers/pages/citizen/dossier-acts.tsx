import { Button, ButtonGroup, Conflict, CsrfField, EmptyState, ErrorSummary, formatDateTime, InsetText, PublicPage, renderPage, say, Table, Textarea, TwoLines, WarningText, type Fault, type Frame } from '../../../../ui/index.ts'
import { isAct } from '../../domain/action-table.ts'
import type { DossierView } from '../../queries.ts'
import { HAPPENED, paidWords, VIEWED, words } from './texts-dossier.ts'

/** Asks once more before a dossier is closed for good. */
export function withdrawPage(frame: Frame, dossier: DossierView['dossier'], deskName: string, reason = '', faults: readonly Fault[] = []): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  return renderPage(
    <PublicPage frame={frame} title={w('withdraw')} width="form" back={{ href: `/ho-so/${dossier.id}` }} faults={faults} noIndex>
      <ErrorSummary faults={faults} />
      <p class="ts-caption">{dossier.procedure_name}</p>
      <h1 class="govuk-heading-l">{w('withdraw')}</h1>
      <WarningText>{w('withdrawLead')}</WarningText>
      {dossier.money === 'paid' && <InsetText>{paidWords(dossier.fee_amount, deskName, lang)}</InsetText>}
      <form method="post" action={`/ho-so/${dossier.id}/rut`}>
        <CsrfField token={frame.csrf} />
        <input type="hidden" name="version" value={dossier.version} />
        <Textarea name="reason" label={w('withdrawReason')} hint={w('withdrawReasonHint')} value={reason} rows={3} maxLength={2000} />
        <ButtonGroup><Button tone="warning">{w('withdraw')}</Button><Button tone="secondary" href={`/ho-so/${dossier.id}`}>{w('keep')}</Button></ButtonGroup>
      </form>
    </PublicPage>)
}

/** Somebody was faster, or the same person in another window: who, what, when; nothing typed is lost. */
export function overtakenPage(frame: Frame, { dossier, actions }: DossierView, accountId: string, yours: string): string {
  const last = actions.at(-1)
  const text = last && isAct(last.act) ? HAPPENED[last.act] : undefined
  return renderPage(
    <PublicPage frame={frame} title={frame.lang === 'vi' ? 'Hồ sơ vừa thay đổi' : 'The dossier has changed'} width="form" back={{ href: `/ho-so/${dossier.id}` }} noIndex>
      <Conflict subject={dossier.code ?? dossier.procedure_name} changedBy={last?.actor_name ?? ''} own={last?.actor_account_id === accountId} changedAt={dossier.last_event_at} whatChanged={text ? `(${say(text, frame.lang)})` : ''} reloadHref={`/ho-so/${dossier.id}`} yours={yours === '' ? undefined : <p class="govuk-body">{yours}</p>} />
    </PublicPage>)
}

export interface SeenBy { readonly id: string; readonly viewer_name: string; readonly viewer_title: string; readonly agencyName: string; readonly what: string; readonly at: Date; /** for what it was looked up, by what law */ readonly why?: string }

/** «Ai đã xem dữ liệu của tôi». */
export function viewsPage(frame: Frame, dossier: DossierView['dossier'], views: readonly SeenBy[]): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const what = (key: string): string => { const text = VIEWED[key]; return text ? say(text, lang) : key }
  return renderPage(
    <PublicPage frame={frame} title={w('whoLooked')} back={{ href: `/ho-so/${dossier.id}` }} noIndex>
      <p class="ts-caption">{dossier.procedure_name}</p>
      <h1 class="govuk-heading-l">{w('whoLooked')}</h1>
      <p class="govuk-body">{w('whoLookedLead')}</p>
      <Table caption={w('whoLooked')} captionHidden rows={views} keyOf={row => row.id} empty={<EmptyState title={w('nobodyLooked')} icon="shield" />} columns={[
        { id: 'who', header: w('who'), main: true, cell: row => <TwoLines small={[row.viewer_title, row.agencyName].filter(Boolean).join(', ')}>{row.viewer_name}</TwoLines> },
        { id: 'what', header: w('what'), cell: row => row.why === undefined ? what(row.what) : <TwoLines small={row.why}>{what(row.what)}</TwoLines> },
        { id: 'when', header: w('when'), cell: row => formatDateTime(row.at, lang) },
      ]} />
    </PublicPage>)
}
