import type { VNode } from 'preact'
import { Button, ButtonGroup, Conflict, conflictTitle, CsrfField, DeskPage, InsetText, KeptNote, renderPage, say, SummaryList, WarningText, type Fault, type Lang } from '../../../../ui/index.ts'
import type { DeskDossier } from '../../desk-dossier.ts'
import { ACT_ROWS, isAct, type Act } from '../../domain/action-table.ts'
import { REASON_TEXTS, WARNING_TEXTS } from '../../domain/reasons.ts'
import { supplementTargets } from '../../supplement-targets.ts'
import { ActFields, dossierHref, type DeskFrame } from './frame.tsx'
import { both } from './texts.ts'

export interface ActPageProps {
  readonly dossier: DeskDossier
  readonly act: Act
  readonly title: string
  readonly lead: string | undefined
  readonly submit: string
  readonly tone: 'warning' | undefined
  readonly multipart: boolean
  readonly faults: readonly Fault[]
  readonly action: string
  readonly once: string
  /** drawn from what was posted, not for the first time */
  readonly posted: boolean
  readonly fields: VNode | undefined
}

/** The form of one act; where it cannot be done now, the reason instead of a form. */
export function actPage(desk: DeskFrame, props: ActPageProps): string {
  const { lang, csrf } = desk.frame
  const { dossier, act, title, fields } = props
  const { dossier: row } = dossier.view
  const verdict = dossier.verdicts.get(act)
  // one's roles do this at another stage: then the stage is the reason, not the role
  const knows = ACT_ROWS[act].transitions.some(({ by }) => dossier.actor.roles.some(role => by.includes(role)))
  const back = dossierHref(row.id)
  const about = [row.procedure_name, row.subject_name, row.code ?? ''].filter(Boolean).join(' · ')
  return renderPage(
    <DeskPage {...desk} title={title} back={{ href: back, text: both('Về hồ sơ', 'Back to the dossier', lang) }} faults={props.faults} islands={props.multipart ? ['upload'] : []}>
      <h1 class="govuk-heading-l govuk-!-margin-bottom-1">{title}</h1>
      <p class="ts-desk__lead govuk-!-margin-top-0">{about}</p>
      {verdict?.ok !== true ? (
        <>
          <InsetText>{say(REASON_TEXTS[verdict?.reason ?? (knows ? 'wrong-status' : 'wrong-role')], lang)}</InsetText>
          <ButtonGroup>
            {verdict?.ok === false && verdict.reason === 'payment-due' && dossier.verdicts.get('recordPayment')?.ok === true && <Button href={dossierHref(row.id, '/thu-phi')}>{both('Ghi nhận đã nộp phí', 'Record the payment', lang)}</Button>}
            <Button tone="secondary" href={back}>{both('Về hồ sơ', 'Back to the dossier', lang)}</Button>
          </ButtonGroup>
        </>
      ) : (
        <form method="post" action={props.action} noValidate class="ts-act" data-keep={desk.account} data-posted={props.posted ? '' : undefined} {...(props.multipart ? { encType: 'multipart/form-data' } : {})}>
          <ActFields csrf={csrf} version={row.version} seen={dossier.lastSeq} once={props.once} />
          <KeptNote />
          {verdict.warnings.filter(warning => warning !== 'second-supplement').map(warning => <WarningText key={warning}>{say(WARNING_TEXTS[warning], lang)}</WarningText>)}
          {props.lead !== undefined && <p class="govuk-body">{props.lead}</p>}
          {fields}
          <ButtonGroup><Button tone={props.tone ?? 'primary'}>{props.submit}</Button><Button tone="quiet" href={back}>{both('Thôi', 'Cancel', lang)}</Button></ButtonGroup>
        </form>
      )}
    </DeskPage>)
}

const HIDDEN = new Set(['_csrf', 'version', 'seen', 'once', 'look'])

/** What was typed, as the form would post it again; files are gone and have to be chosen anew. */
const typedIn = (form: unknown): readonly (readonly [string, string])[] => typeof form !== 'object' || form === null ? []
  : Object.entries(form).flatMap(([name, value]: [string, unknown]) => HIDDEN.has(name) ? [] : [value].flat().filter(each => typeof each === 'string').map(each => [name, each] as const))

/** What is typed by hand, as the forms call it; choices and numbers of ours go along without being shown. */
const HANDWRITTEN = { reason: ['Lý do', 'Reason'], note: ['Ghi chú', 'Note'], title: ['Tên văn bản', 'Title'], body: ['Nội dung', 'Text'], question: ['Nội dung hỏi', 'Question'], answer: ['Trả lời', 'Answer'], receiptNumber: ['Số biên lai', 'Receipt number'], trackingNumber: ['Số vận đơn', 'Tracking number'], recipientName: ['Người nhận', 'Recipient'] } as const
function labelOf(name: string, { of, view: { dossier } }: DeskDossier, lang: Lang): string | undefined {
  const found = Object.entries(HANDWRITTEN).find(([each]) => each === name)
  if (found) return both(found[1][0], found[1][1], lang)
  const target = supplementTargets(of, dossier.answers).find(({ key }) => name === `note.${key}`)
  return target && say(target.name, lang)
}

/** Somebody was first, or the officer in another window: what was done since this form was opened, what was typed here, and the way back into the form with all of it. */
export function conflictPage(desk: DeskFrame, props: { readonly dossier: DeskDossier; readonly act: Act; readonly seen: number; readonly typed: unknown; readonly title: string; readonly action: string }): string {
  const { lang, csrf } = desk.frame
  const { view: { dossier: row, actions }, verdicts } = props.dossier
  const unseen = actions.filter(action => action.seq > props.seen)
  const all = unseen.length > 0 ? unseen : actions.slice(-1)
  const others = all.filter(action => action.actor_account_id !== desk.account)
  const own = all.length > 0 && others.length === 0
  const since = own ? all : others
  const last = since.at(-1)
  const name = (act: string): string => isAct(act) ? say(ACT_ROWS[act].name, lang).toLowerCase() : act
  const typed = typedIn(props.typed)
  const shown = typed.flatMap(([name, value]) => { const key = labelOf(name, props.dossier, lang); return key === undefined || value.trim() === '' ? [] : [{ key, value: <span class="ts-lines">{value}</span> }] })
  const title = say(conflictTitle(own), lang)
  const done = since.map(action => name(action.act)).join(', ')
  const verdict = verdicts.get(props.act)
  return renderPage(
    <DeskPage {...desk} title={title} back={{ href: dossierHref(row.id), text: both('Về hồ sơ', 'Back to the dossier', lang) }}>
      <Conflict subject={both(`hồ sơ ${row.code ?? row.procedure_name}`, `dossier ${row.code ?? row.procedure_name}`, lang)} changedBy={last?.actor_name ?? ''} own={own} changedAt={last?.at ?? row.last_event_at}
        whatChanged={own ? both(`vừa thực hiện: ${done}`, `have just done: ${done}`, lang) : both(`đã thực hiện: ${done}`, `has done: ${done}`, lang)} reloadHref={dossierHref(row.id)}
        {...(typed.some(([, value]) => value.trim() !== '') ? { yours: <>
          {shown.length > 0 && <SummaryList rows={shown} />}
          {verdict?.ok === true ? (
            <form method="post" action={props.action}>
              <CsrfField token={csrf} /><input type="hidden" name="look" value="again" />
              {typed.map(([key, value], i) => <input key={`${key}.${i}`} type="hidden" name={key} value={value} />)}
              <p class="govuk-body">{both('Nếu vẫn cần làm, hãy xem bản mới trước; những gì bạn nhập được giữ nguyên.', 'If it is still needed, look at the new state first; everything you entered is kept.', lang)}</p>
              <Button tone="secondary">{both(`Mở lại “${props.title}” với nội dung này`, `Open “${props.title}” again with this`, lang)}</Button>
            </form>
          ) : <p class="govuk-body">{both('Việc này không còn làm được: ', 'This can no longer be done: ', lang)}{say(REASON_TEXTS[verdict?.reason ?? 'wrong-status'], lang)}</p>}
        </> } : {})} />
    </DeskPage>)
}
