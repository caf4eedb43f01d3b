import { filingNumberOf } from '../../domain/code.ts'
import type { ComponentChildren } from 'preact'
import { AnswersSummary, Button, ButtonGroup, CsrfField, Details, ErrorSummary, faultOf, formatDateTime, formatFileSize, formatIsoDate, formatMoney, InsetText, NotificationBanner, PublicPage, renderPage, Say, say, SummaryCard, SummaryList, Tag, Textarea, Thread, Timeline, Trace, WarningText, type Fault, type Frame } from '../../../../ui/index.ts'
import { completeForm } from '../../../procedures/index.ts'
import { isAct, type Act } from '../../domain/action-table.ts'
import { tableVerdict } from '../../domain/actions.ts'
import { axesOf } from '../../facts.ts'
import { isRevoked } from '../../outcome.ts'
import { PRINT_KINDS } from '../../print.ts'
import type { OpenedDossier } from '../../routes/open-dossier.ts'
import { moneyMoved } from '../money.ts'
import { standingOf } from './standing.ts'
import { HAPPENED, PAPER_NAMES, paidWords, words } from './texts-dossier.ts'

interface Props { readonly frame: Frame; readonly opened: OpenedDossier; readonly accountId: string }
const section = (id: string, title: string, body: ComponentChildren): ComponentChildren => <section aria-labelledby={id}><h2 class="govuk-heading-m" id={id}>{title}</h2>{body}</section>

/** What the table of acts says to the reader: the state after, or why not. */
export const tableSays = (act: Act, { role, view: { dossier } }: OpenedDossier): ReturnType<typeof tableVerdict> => tableVerdict(act, axesOf(dossier).processing, role)
export const allows = (act: Act, opened: OpenedDossier): boolean => !['wrong-role', 'wrong-status'].includes(tableSays(act, opened))

function State({ frame: { lang }, opened }: Props) {
  const { view: { dossier, supplements }, agencyNames, now } = opened
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const open = supplements.find(request => request.answered_at === null)
  const standing = standingOf(dossier, { holderName: agencyNames.get(dossier.holder_agency_id), supplementDeadline: open?.deadline ?? null, now }, lang)
  const revoked = isRevoked(opened)
  return (
    <>
      <SummaryCard title={w('state')} tools={<Tag tone={standing.tone}>{standing.state}</Tag>}>
        <SummaryList rows={[
          { key: w('todo'), value: <strong>{revoked ? w('revokedTodo') : standing.todo}</strong> },
          { key: w('holder'), value: revoked ? agencyNames.get(dossier.competent_agency_id) ?? standing.holder : standing.holder },
          ...(standing.until ? [{ key: standing.until.label, value: standing.until.text }] : []),
        ]} />
        {standing.plain.todo === 'supplement-now' && allows('supplementDossier', opened) && <ButtonGroup><Button href={`/ho-so/${dossier.id}/bo-sung`}>{w('supplement')}</Button></ButtonGroup>}
      </SummaryCard>
      {dossier.promised_at !== null && dossier.due_trace.length > 0 && (
        <Details summary={w('why')}><Trace steps={dossier.due_trace.map(step => ({ title: say(step.text, lang), value: step.at ? formatDateTime(new Date(step.at), lang) : '', ...(step.source ? { basis: step.source } : {}) }))} /></Details>
      )}
    </>
  )
}

/** What is owed and where it is paid: no payment over the network is connected, so the desk that received the dossier takes it. */
function Fee({ frame: { lang }, opened: { view: { dossier, actions }, receiving, hours } }: Props) {
  const w = (key: keyof typeof words): string => say(words[key], lang)
  if (dossier.money === 'paid' && ['refused', 'withdrawn', 'stopped'].includes(dossier.processing)) return <InsetText>{paidWords(dossier.fee_amount, receiving.name, lang, 'closedPaid')}</InsetText>
  const refund = dossier.money === 'refunded' ? actions.findLast(({ act }) => act === 'refundPayment') : undefined
  if (refund) return <InsetText>{w('refunded')}: {moneyMoved(refund, lang)}, {formatDateTime(refund.at, lang)}.</InsetText>
  if (dossier.money !== 'due' || dossier.processing === 'submitted') return null
  return (
    <SummaryCard title={w('fee')}>
      <SummaryList rows={[{ key: w('feeAmount'), value: <strong>{formatMoney(dossier.fee_amount, lang)}</strong>, note: w('feeDesk') }, { key: w('feeWhere'), value: receiving.name, ...(receiving.address ? { note: receiving.address } : {}) },
        { key: w('feeHours'), value: hours ?? w('feeAskHours') }, ...(receiving.phone ? [{ key: w('phone'), value: receiving.phone }] : [])]} />
    </SummaryCard>
  )
}

function Results({ frame: { lang }, opened: { view: { dossier, results } } }: Props) {
  const w = (key: keyof typeof words): string => say(words[key], lang)
  if (results.length === 0) return null
  // what holds stands before what was taken back
  return section('ket-qua', w('results'), results.toSorted((a, b) => Number(a.state === 'revoked') - Number(b.state === 'revoked')).map(result => (
    <SummaryCard key={result.id} title={result.title} level={3}>
      <SummaryList rows={[{ key: lang === 'vi' ? 'Số, ký hiệu' : 'Number', value: result.symbol }, { key: lang === 'vi' ? 'Người ký' : 'Signed by', value: `${result.signer_name}, ${result.agency_name}`, note: formatDateTime(result.signed_at, lang) },
        ...(result.valid_to ? [{ key: lang === 'vi' ? 'Có giá trị đến' : 'Valid until', value: formatIsoDate(result.valid_to, lang) }] : [])]} />
      {result.state === 'revoked' && <WarningText>{w('revoked')}{result.revoke_reason ? `: ${result.revoke_reason}` : ''}</WarningText>}
      {dossier.money === 'due' ? <p class="govuk-body">{w('unpaid')}</p> : result.state === 'in-force' && <ButtonGroup><Button href={`/ho-so/${dossier.id}/ket-qua/${result.id}`}>{w('downloadResult')}</Button></ButtonGroup>}
      <p class="govuk-body"><a class="govuk-link" href={`/xac-thuc/${encodeURIComponent(result.code)}`}>{w('verify')} ({result.code})</a></p>
    </SummaryCard>
  )))
}

function History({ frame: { lang }, opened: { view, agencyNames }, accountId }: Props) {
  // the number lies with the delivery written in the same moment
  const tracked = (action: OpenedDossier['view']['actions'][number]): string | null | undefined => action.act === 'postResult' ? view.deliveries.find(delivery => delivery.at.getTime() === action.at.getTime())?.tracking_number : undefined
  const shown = view.actions.flatMap(action => { const text = isAct(action.act) ? HAPPENED[action.act] : undefined; return text ? [{ action, text }] : [] }).toReversed()
  return section('dien-bien', say(words.timeline, lang), (
    <Timeline items={shown.map(({ action, text }) => ({
      title: say(text, lang), at: action.at, by: action.actor_account_id === accountId ? say(words.you, lang) : [action.actor_name, action.agency_id ? agencyNames.get(action.agency_id) : undefined].filter(Boolean).join(', '),
      ...(tracked(action) ? { text: <p class="govuk-body">{say(words.trackingNumber, lang)}: <span class="ts-nowrap">{tracked(action)}</span></p> } : {}),
      ...(action.reason || moneyMoved(action, lang) ? { text: <p class="govuk-body ts-lines">{[moneyMoved(action, lang), action.reason].filter(Boolean).join('\n')}</p> } : {}),
    }))} />
  ))
}

function Papers({ frame: { lang }, opened: { view: { dossier, papers }, files } }: Props) {
  const w = (key: keyof typeof words): string => say(words[key], lang)
  return (
    <>
      {papers.length > 0 && section('giay-co-quan', w('slips'), (
        <ul class="govuk-list">{papers.map(paper => { const kind = PRINT_KINDS.find(each => each === paper.kind); return <li key={paper.id}><a class="govuk-link" href={`/ho-so/${dossier.id}/giay/${paper.id}`}>{kind ? say(PAPER_NAMES[kind], lang) : paper.kind}</a>, {formatDateTime(paper.made_at, lang)}</li> })}</ul>
      ))}
      {section('giay-to', w('files'), files.length === 0 ? <p class="govuk-body">{w('noFiles')}</p> : (
        <SummaryList rows={files.map(({ file, componentName, replaced }) => ({ key: componentName, note: [formatFileSize(file.size, lang), file.pageCount === null ? '' : `${file.pageCount} ${lang === 'vi' ? 'trang' : 'pages'}`, replaced ? w('replaced') : ''].filter(Boolean).join(' · '),
          value: <a class="govuk-link" href={`/ho-so/${dossier.id}/tep/${file.id}`}>{file.name}</a> }))} />
      ))}
    </>
  )
}

/** `once`: the key under which this form sends its message, however often it is pressed. */
interface MessageForm { readonly once: string; readonly draft?: string; readonly faults?: readonly Fault[] }
function Messages({ frame, opened, accountId, once, draft = '', faults = [] }: Props & MessageForm) {
  const { lang } = frame
  const { view: { dossier, messages } } = opened
  const w = (key: keyof typeof words): string => say(words[key], lang)
  return section('loi-nhan', w('messages'), (
    <>
      {messages.length === 0 ? <p class="govuk-body">{w('noMessages')}</p>
        : <Thread label={w('messages')} messages={messages.map(message => ({ id: message.id, text: message.body, at: message.at, mine: message.author_account_id === accountId, from: message.from_side === 'system' ? w('system') : message.author_name || w('desk') }))} />}
      {allows('sendMessage', opened) && (
        <form method="post" action={`/ho-so/${dossier.id}/loi-nhan`}>
          <CsrfField token={frame.csrf} />
          <input type="hidden" name="once" value={once} />
          <Textarea name="body" label={w('message')} value={draft} rows={3} maxLength={4000} error={faultOf(faults, 'body')} />
          <Button tone="secondary">{w('send')}</Button>
        </form>
      )}
    </>
  ))
}

/** One dossier as its applicant sees it: where it stands first, then the result, what happened, what was sent, the conversation. */
export function dossierPage(frame: Frame, opened: OpenedDossier, accountId: string, { restored = false, ...message }: MessageForm & { readonly restored?: boolean }): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const { view: { dossier }, of, agencyNames, receiving, communes } = opened
  const props = { frame, opened, accountId }
  return renderPage(
    <PublicPage frame={frame} title={dossier.procedure_name} width="form" back={{ href: '/ho-so', text: w('mine') }} faults={message.faults ?? []} noIndex>
      <ErrorSummary faults={message.faults ?? []} />
      {restored && <NotificationBanner id="restored" heading={w('restored')} />}
      <p class="ts-caption">{dossier.code ? `${w('code')} ${dossier.code}` : `${w('filingNumber')} ${filingNumberOf(dossier.id)}`}</p>
      <h1 class="govuk-heading-l" lang={lang === 'vi' ? undefined : 'vi'}>{dossier.procedure_name}</h1>
      {opened.role === 'helper' && <InsetText>{w('filedFor')} <strong>{dossier.subject_name}</strong>. {w('helperMay')}</InsetText>}
      {opened.role === 'applicant' && dossier.subject_name !== dossier.submitter_name && <InsetText>{w('filedBy')} <strong>{dossier.submitter_name}</strong></InsetText>}
      <State {...props} />
      <Fee {...props} />
      <Results {...props} />
      <SummaryList rows={[
        { key: w('submittedAt'), value: formatDateTime(dossier.submitted_at, lang) },
        { key: w('agency'), value: receiving.name, ...(receiving.phone === '' ? {} : { note: `${w('phone')}: ${receiving.phone}` }) },
        ...(dossier.competent_agency_id === dossier.receiving_agency_id ? [] : [{ key: w('competent'), value: agencyNames.get(dossier.competent_agency_id) ?? '' }]),
      ]} />
      <History {...props} />
      <Messages {...props} {...message} />
      <Papers {...props} />
      <Details summary={w('answers')}><AnswersSummary form={completeForm(of.case)} answers={dossier.answers} communes={communes} /></Details>
      {section('viec-khac', w('more'), (
        <ul class="govuk-list">
          <li><a class="govuk-link" href={`/ho-so/${dossier.id}/ai-da-xem`}>{w('whoLooked')}</a></li>
          {dossier.code !== null && <li><a class="govuk-link" href={`/tra-cuu/${dossier.code}`}>{lang === 'vi' ? 'Trang tra cứu công khai' : 'Public tracking page'}</a></li>}
          <li><a class="govuk-link" href={`/thu-tuc/${dossier.procedure_code}`}><Say text={{ vi: 'Xem thủ tục', en: 'See the procedure' }} /></a></li>
          {allows('withdrawDossier', opened) && <li><a class="govuk-link" href={`/ho-so/${dossier.id}/rut`}>{w('withdraw')}</a></li>}
        </ul>
      ))}
    </PublicPage>)
}
