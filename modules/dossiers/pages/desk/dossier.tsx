import type { Act } from '../../domain/action-table.ts'
import { ACT_ROWS } from '../../domain/action-table.ts'
import { REASON_TEXTS } from '../../domain/reasons.ts'
import { Button, DeskPage, formatDate, formatDateTime, formatMoney, formatTime, renderPage, say, Tabs, Tag, type Lang } from '../../../../ui/index.ts'
import { feesDue, isOpenFee } from '../../../procedures/index.ts'
import type { DeskDossier } from '../../desk-dossier.ts'
import { isSupplementOpen } from '../../domain/axes.ts'
import { axesOf } from '../../facts.ts'
import { keyFor } from '../../form-input.ts'
import { changesOf } from '../../supplement-changes.ts'
import { OutcomePaper } from './act-fields.tsx'
import { AnswersAndFiles, ComponentList } from './dossier-files.tsx'
import { deskDue, DueIn } from './due.tsx'
import { ActFields, DESK, dossierHref, type DeskFrame } from './frame.tsx'
import { DossierHistory, DossierPapers, DossierTalk } from './dossier-tabs.tsx'
import { DESK_ACTS, nextSentence, possibilities, type Possibilities } from './next.ts'
import { both, CHANNELS, MONEY_TEXTS, RETURN_METHODS, stateOf } from './texts.ts'

/** Address of each act's page; those of `AT_ONCE` need no form and are pressed on the dossier's page itself. */
const SLUGS: Partial<Record<Act, string>> = { receiveDossier: 'tiep-nhan', refuseDossier: 'tu-choi', requestSupplement: 'yeu-cau-bo-sung', supplementDossier: 'bo-sung', transferDossier: 'chuyen', takeDossier: 'nhan-xu-ly', assignDossier: 'phan-cong', advanceStep: 'chuyen-buoc', consultAgency: 'lay-y-kien',
  answerConsultation: 'tra-loi-y-kien', proposeOutcome: 'de-xuat', sendBack: 'tra-lai', approveOutcome: 'duyet', signResult: 'ky', stopDossier: 'dung', reappointDossier: 'hen-lai', recordPayment: 'thu-phi', exemptPayment: 'mien-phi', refundPayment: 'hoan-phi', postResult: 'gui-buu-chinh', returnResult: 'tra-ket-qua', sendMessage: 'nhan-tin', revokeResult: 'thu-hoi', withdrawDossier: 'rut', releaseDossier: 'tra-lai-phan-cong', recallDossier: 'rut-lai', urgeDossier: 'don-doc' }
const AT_ONCE: readonly Act[] = ['receiveDossier', 'takeDossier', 'transferDossier']
const KEYS: Partial<Record<Act, string>> = { receiveDossier: 'T', takeDossier: 'T', proposeOutcome: 'D', approveOutcome: 'D', signResult: 'S', requestSupplement: 'B', returnResult: 'R' }
const SHORT: Partial<Record<Act, { vi: string; en: string }>> = { transferDossier: { vi: 'Chuyển đến cơ quan giải quyết', en: 'Pass on' }, supplementDossier: { vi: 'Ghi nhận bổ sung', en: 'Record supplement' }, withdrawDossier: { vi: 'Rút hồ sơ', en: 'Withdraw' }, proposeOutcome: { vi: 'Đề xuất kết quả', en: 'Propose outcome' } }
const nameOf = (act: Act, lang: Lang): string => say(SHORT[act] ?? ACT_ROWS[act].name, lang)

export const VIEWS = ['ho-so', 'giay-to', 'trao-doi', 'lich-su', 'van-ban'] as const
export type DossierTab = (typeof VIEWS)[number]

/** One dossier at a glance: what it is, until when, the one next thing to do; then answers beside files, high enough to be read without scrolling. */
export function dossierPage(desk: DeskFrame, dossier: DeskDossier, props: { readonly tab: DossierTab; readonly file: string | undefined; readonly once: string }): string {
  const { lang } = desk.frame
  const { view: { dossier: row, messages, supplements, papers, results }, now } = dossier
  const can = possibilities(dossier)
  const tab = (id: DossierTab, vi: string, en: string, count?: number) => ({ text: both(vi, en, lang), href: dossierHref(row.id, `?xem=${id}`), current: props.tab === id, ...(count ? { count } : {}) })
  const changed = changesOf(dossier).at(-1)
  // to be read before anything is pressed, without pushing answers and files out of sight
  const draft = row.processing === 'proposed' || row.processing === 'approved' ? row.outcome : undefined
  return renderPage(
    <DeskPage {...desk} title={`${row.code ?? row.subject_name} – ${row.procedure_name}`} back={{ href: DESK, text: both('Danh sách việc', 'Work list', lang) }}>
      <Head dossier={dossier} lang={lang} />
      <section class="ts-next" aria-label={both('Việc tiếp theo', 'What to do next', lang)}>
        <p class="ts-next__say">{nextSentence(dossier, can.primary, lang)}{changed && <> <a class="govuk-link" href={dossierHref(row.id, '?xem=ho-so#thay-doi')} data-key="C">{both('Xem thay đổi sau bổ sung', 'See what the supplement changed', lang)}</a></>}{draft && <> <a class="govuk-link" href={dossierHref(row.id, '?xem=ho-so#du-thao')}>{both('Đọc dự thảo kết quả', 'Read the draft', lang)}</a></>}</p>
        <Acts dossier={dossier} can={can} desk={desk} once={props.once} />
      </section>
      <Tabs label={both('Các phần của hồ sơ', 'Parts of the dossier', lang)} tabs={[tab('ho-so', 'Hồ sơ', 'Answers and files'), tab('giay-to', 'Thành phần', 'Components', dossier.components.length), tab('trao-doi', 'Trao đổi', 'Messages', messages.length + supplements.length + dossier.view.consultations.length), tab('lich-su', 'Lịch sử và thời hạn', 'History and clock'), tab('van-ban', 'Văn bản, kết quả', 'Papers and results', papers.length + results.length)]} />
      {props.tab === 'ho-so' && <AnswersAndFiles dossier={dossier} lang={lang} file={props.file} />}
      {props.tab === 'ho-so' && draft && <div id="du-thao"><OutcomePaper title={draft.title} body={draft.body} lang={lang} /></div>}
      {props.tab === 'giay-to' && <ComponentList dossier={dossier} lang={lang} />}
      {props.tab === 'trao-doi' && <DossierTalk dossier={dossier} frame={desk.frame} once={props.once} now={now} />}
      {props.tab === 'lich-su' && <DossierHistory dossier={dossier} lang={lang} />}
      {props.tab === 'van-ban' && <DossierPapers dossier={dossier} lang={lang} />}
    </DeskPage>)
}

/** Name, state, and the three facts that everything turns on: due, holder, fee. */
function Head({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const { view: { dossier: row } } = dossier
  const axes = axesOf(row)
  const state = stateOf(axes)
  const self = row.submitter_name === row.subject_name
  const openFee = feesDue(dossier.of.case, row.channel, row.answers).lines.some(isOpenFee)
  const filed = both(`${self ? 'Nộp' : `${row.submitter_name} nộp`} ${CHANNELS[row.channel].vi.toLowerCase()} ${formatDateTime(row.submitted_at, lang)}`, `${self ? 'Filed' : `Filed by ${row.submitter_name}`} ${CHANNELS[row.channel].en.toLowerCase()} at ${formatDateTime(row.submitted_at, lang)}`, lang)
  return (
    <div class="ts-glance">
      <div class="ts-glance__what">
        <h1 class="govuk-heading-m">{row.procedure_name} <Tag tone={state.tone}>{both(state.text.vi, state.text.en, lang)}</Tag></h1>
        <p class="ts-glance__who"><strong>{row.subject_name}</strong> · {row.code ?? both('chưa có mã', 'no code yet', lang)} · {filed}</p>
      </div>
      <dl class="ts-glance__facts">
        <div><dt>{row.received_at ? both('Hạn trả kết quả', 'Due', lang) : both('Hạn trả lời', 'Answer by', lang)}</dt><dd><DueOf dossier={dossier} lang={lang} /></dd></div>
        <div><dt>{both('Thụ lý', 'Held by', lang)}</dt><dd>{dossier.assigneeName ?? both('Chưa phân công', 'Nobody yet', lang)}{row.holder_agency_id !== dossier.actor.agencyId && <small>{dossier.agencies.get(row.holder_agency_id)?.name}</small>}</dd></div>
        <div><dt>{both('Phí, lệ phí', 'Fee', lang)}</dt><dd>{axes.money === 'none' ? say(openFee ? MONEY_TEXTS.open : MONEY_TEXTS.none, lang) : `${formatMoney(row.fee_amount, lang)} ${both(MONEY_TEXTS[axes.money].vi, MONEY_TEXTS[axes.money].en, lang)}`}<small>{both(RETURN_METHODS[row.return_method].vi, RETURN_METHODS[row.return_method].en, lang)}</small></dd></div>
      </dl>
    </div>
  )
}

function DueOf({ dossier: { view: { dossier: row }, now }, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  if (row.finished_at) return <>{both('Xong', 'Done', lang)} {formatDate(row.finished_at, lang)}<small>{row.promised_at && row.finished_at > row.promised_at ? both('trễ hẹn', 'late', lang) : row.promised_at ? both(`hẹn ${formatDate(row.promised_at, lang)}`, `promised ${formatDate(row.promised_at, lang)}`, lang) : ''}</small></>
  if (!(row.due_at instanceof Date)) return <span class="ts-quiet">{isSupplementOpen(axesOf(row)) ? both('Đồng hồ tạm dừng', 'Clock stopped', lang) : both('Không có ngày hẹn', 'No appointment', lang)}</span>
  return <><DueIn at={row.due_at} now={now} lang={lang} /><small>{deskDue(row.due_at, now, lang).text.includes(formatDate(row.due_at, lang)) ? formatTime(row.due_at) : formatDateTime(row.due_at, lang)}{row.received_at && <> · <a class="govuk-link" href={dossierHref(row.id, '?xem=lich-su#vi-sao')}>{both('vì sao?', 'why?', lang)}</a></>}</small></>
}

/** The acts, always in reach: in a row that stays in sight on wide screens, at the foot of narrow ones with everything but the first behind one press. */
function Acts({ dossier, can, desk, once }: { readonly dossier: DeskDossier; readonly can: Possibilities; readonly desk: DeskFrame; readonly once: string }) {
  const { frame: { lang } } = desk
  const { view: { dossier: row } } = dossier
  const button = (act: Act, primary: boolean) => <ActButton key={act} act={act} dossier={dossier} desk={desk} once={once} primary={primary} />
  const often = [...(can.approveAndSign && can.primary ? [can.primary] : []), ...can.often]
  const more = can.seldom.length > 0 || blockedActs(dossier).length > 0
  return (
    <div class="ts-next__acts">
      {can.approveAndSign ? <Button href={dossierHref(row.id, '/duyet-va-ky')} hotkey="S">{both('Duyệt và ký', 'Approve and sign', lang)}</Button> : can.primary && button(can.primary, true)}
      {often.length > 0 && <div class="ts-next__often">{often.map(act => button(act, false))}</div>}
      {(more || often.length > 0) && (
        <details class={`ts-next__more${more ? '' : ' ts-next__more--narrow'}`}>
          <summary data-key="M">{both('Việc khác', 'More', lang)}</summary>
          <div class="ts-next__panel">
            {often.length > 0 && <div class="ts-next__folded">{often.map(act => button(act, false))}</div>}
            {can.seldom.length > 0 && <ul class="ts-next__seldom">{can.seldom.map(act => <li key={act}><a class="govuk-link" href={dossierHref(row.id, `/${SLUGS[act] ?? ''}`)}>{nameOf(act, lang)}</a></li>)}</ul>}
            <Blocked dossier={dossier} lang={lang} />
          </div>
        </details>
      )}
    </div>
  )
}

function ActButton({ act, dossier: { view: { dossier: row }, lastSeq }, desk: { frame }, once, primary }: { readonly act: Act; readonly dossier: DeskDossier; readonly desk: DeskFrame; readonly once: string; readonly primary: boolean }) {
  const href = dossierHref(row.id, `/${SLUGS[act] ?? ''}`)
  const tone = primary ? 'primary' : act === 'refuseDossier' ? 'quiet' : 'secondary'
  if (!AT_ONCE.includes(act)) return <Button href={href} tone={tone} hotkey={KEYS[act]}>{nameOf(act, frame.lang)}</Button>
  return <form method="post" action={href}><ActFields csrf={frame.csrf} version={row.version} seen={lastSeq} once={keyFor(once, act)} /><Button tone={tone} hotkey={KEYS[act]}>{nameOf(act, frame.lang)}</Button></form>
}

const blockedActs = (dossier: DeskDossier): readonly { readonly act: Act; readonly reason: keyof typeof REASON_TEXTS }[] => DESK_ACTS.flatMap(act => { const verdict = dossier.verdicts.get(act); return verdict && !verdict.ok ? [{ act, reason: verdict.reason }] : [] })

/** What one's roles know but the state forbids, with the reason: nobody has to guess why a button is not there. */
function Blocked({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const blocked = blockedActs(dossier)
  if (blocked.length === 0) return null
  const reasons = [...new Set(blocked.map(({ reason }) => reason))]
  return <section class="ts-next__why"><h2 class="ts-next__title">{both('Việc chưa làm được lúc này, và vì sao', 'What cannot be done now, and why', lang)}</h2>
    <dl class="ts-why">{reasons.map(reason => <div key={reason}><dt>{blocked.filter(each => each.reason === reason).map(({ act }) => nameOf(act, lang)).join(', ')}</dt><dd>{say(REASON_TEXTS[reason], lang)}</dd></div>)}</dl>
  </section>
}
