import type { Act } from '../../domain/action-table.ts'
import { ACT_ROWS } from '../../domain/action-table.ts'
import { REASON_TEXTS } from '../../domain/reasons.ts'
import { AnswersSummary, Beside, Button, describeDue, DeskPage, Details, DocumentViewer, DueBadge, formatDate, formatDateTime, formatMoney, renderPage, say, SummaryCard, SummaryList, Table, Tabs, Tag, type Lang, type SummaryRow, type ViewedDocument } from '../../../../ui/index.ts'
import { completeForm } from '../../../procedures/index.ts'
import type { DeskDossier, ShownFile } from '../../desk-dossier.ts'
import { axesOf } from '../../facts.ts'
import { keyFor } from '../../form-input.ts'
import { changesOf } from '../../supplement-changes.ts'
import { ActFields, DESK, dossierHref, type DeskFrame } from './frame.tsx'
import { DossierHistory, DossierPapers, DossierTalk } from './dossier-tabs.tsx'
import { DESK_ACTS, nextSentence, possibilities } from './next.ts'
import { both, CHANNELS, MONEY_TEXTS, RETURN_METHODS, stateOf } from './texts.ts'

/** Address of each act's page; those of `AT_ONCE` need no form and are pressed on the dossier's page itself. */
const SLUGS: Partial<Record<Act, string>> = { receiveDossier: 'tiep-nhan', refuseDossier: 'tu-choi', requestSupplement: 'yeu-cau-bo-sung', supplementDossier: 'bo-sung', transferDossier: 'chuyen', takeDossier: 'nhan-xu-ly', assignDossier: 'phan-cong', advanceStep: 'chuyen-buoc', consultAgency: 'lay-y-kien',
  answerConsultation: 'tra-loi-y-kien', proposeOutcome: 'de-xuat', sendBack: 'tra-lai', approveOutcome: 'duyet', signResult: 'ky', stopDossier: 'dung', reappointDossier: 'hen-lai', recordPayment: 'thu-phi', exemptPayment: 'mien-phi', postResult: 'gui-buu-chinh', returnResult: 'tra-ket-qua', sendMessage: 'nhan-tin', revokeResult: 'thu-hoi', withdrawDossier: 'rut', releaseDossier: 'tra-lai-phan-cong', recallDossier: 'rut-lai', urgeDossier: 'don-doc' }
const AT_ONCE: readonly Act[] = ['receiveDossier', 'takeDossier', 'transferDossier']
const KEYS: Partial<Record<Act, string>> = { receiveDossier: 'T', takeDossier: 'T', proposeOutcome: 'D', approveOutcome: 'D', signResult: 'S', requestSupplement: 'B', returnResult: 'R' }
const SHORT: Partial<Record<Act, { vi: string; en: string }>> = { transferDossier: { vi: 'Chuyển đến cơ quan giải quyết', en: 'Pass on' }, supplementDossier: { vi: 'Ghi nhận bổ sung', en: 'Record supplement' }, withdrawDossier: { vi: 'Rút hồ sơ', en: 'Withdraw' }, proposeOutcome: { vi: 'Đề xuất kết quả', en: 'Propose outcome' } }
const nameOf = (act: Act, lang: Lang): string => say(SHORT[act] ?? ACT_ROWS[act].name, lang)

export const VIEWS = ['ho-so', 'giay-to', 'trao-doi', 'lich-su', 'van-ban'] as const
export type DossierTab = (typeof VIEWS)[number]

export const documentOf = (id: string, file: { readonly id: string; readonly mediaType: string }): ViewedDocument => {
  const src = dossierHref(id, `/tep/${file.id}`)
  return file.mediaType.startsWith('image/') ? { kind: 'image', src } : file.mediaType === 'application/pdf' ? { kind: 'pdf', src } : { kind: 'none' }
}

/** One dossier at a glance: state, deadline, the one next thing to do; answers beside files; everything else one click away. */
export function dossierPage(desk: DeskFrame, dossier: DeskDossier, props: { readonly tab: DossierTab; readonly file: string | undefined; readonly once: string }): string {
  const { lang } = desk.frame
  const { view: { dossier: row, messages, supplements, papers, results }, now } = dossier
  const axes = axesOf(row)
  const can = possibilities(dossier)
  const state = stateOf(axes)
  const tab = (id: DossierTab, vi: string, en: string, count?: number) => ({ text: both(vi, en, lang), href: dossierHref(row.id, `?xem=${id}`), current: props.tab === id, ...(count ? { count } : {}) })
  const filed = both(`${row.submitter_name === row.subject_name ? 'Nộp' : `${row.submitter_name} nộp`} ${CHANNELS[row.channel].vi.toLowerCase()} ${formatDateTime(row.submitted_at, lang)}`, `${row.submitter_name === row.subject_name ? 'Filed' : `Filed by ${row.submitter_name}`} ${CHANNELS[row.channel].en.toLowerCase()} at ${formatDateTime(row.submitted_at, lang)}`, lang)
  return renderPage(
    <DeskPage {...desk} title={`${row.code ?? row.subject_name} – ${row.procedure_name}`} back={{ href: DESK, text: both('Danh sách việc', 'Work list', lang) }}>
      <div class="ts-glance">
        <div class="ts-glance__what">
          <h1 class="govuk-heading-l">{row.procedure_name}</h1>
          <p class="ts-glance__who"><strong>{row.subject_name}</strong> · {row.code ?? both('chưa có mã', 'no code yet', lang)} · {filed}</p>
        </div>
        <dl class="ts-glance__facts">
          <div><dt>{both('Trạng thái', 'State', lang)}</dt><dd><Tag tone={state.tone}>{both(state.text.vi, state.text.en, lang)}</Tag></dd></div>
          <div><dt>{row.received_at ? both('Hạn trả kết quả', 'Due', lang) : both('Hạn trả lời', 'Answer by', lang)}</dt><dd><DueOf dossier={dossier} lang={lang} /></dd></div>
          <div><dt>{both('Thụ lý', 'Held by', lang)}</dt><dd>{dossier.assigneeName ?? both('Chưa phân công', 'Nobody yet', lang)}<small>{dossier.agencies.get(row.holder_agency_id)?.name}</small></dd></div>
          <div><dt>{both('Phí, lệ phí', 'Fee', lang)}</dt><dd>{axes.money === 'none' ? both(MONEY_TEXTS.none.vi, MONEY_TEXTS.none.en, lang) : `${formatMoney(row.fee_amount, lang)} ${both(MONEY_TEXTS[axes.money].vi, MONEY_TEXTS[axes.money].en, lang)}`}<small>{both(RETURN_METHODS[row.return_method].vi, RETURN_METHODS[row.return_method].en, lang)}</small></dd></div>
        </dl>
      </div>
      <section class="ts-next" aria-label={both('Việc tiếp theo', 'What to do next', lang)}>
        <p class="ts-next__say">{nextSentence(dossier, can.primary, lang)}</p>
        <div class="ts-next__acts">
          {can.approveAndSign && <Button href={dossierHref(row.id, '/duyet-va-ky')} hotkey="S">{both('Duyệt và ký', 'Approve and sign', lang)}</Button>}
          {can.primary && <ActButton act={can.primary} dossier={dossier} desk={desk} once={props.once} primary={!can.approveAndSign} />}
          {can.often.map(act => <ActButton key={act} act={act} dossier={dossier} desk={desk} once={props.once} primary={false} />)}
        </div>
        {can.seldom.length > 0 && <p class="ts-next__seldom">{can.seldom.map(act => <a key={act} class="govuk-link" href={dossierHref(row.id, `/${SLUGS[act] ?? ''}`)}>{nameOf(act, lang)}</a>)}</p>}
        <Blocked dossier={dossier} lang={lang} />
      </section>
      <Tabs label={both('Các phần của hồ sơ', 'Parts of the dossier', lang)} tabs={[tab('ho-so', 'Hồ sơ', 'Answers and files'), tab('giay-to', 'Thành phần', 'Components', dossier.components.length), tab('trao-doi', 'Trao đổi', 'Messages', messages.length + supplements.length + dossier.view.consultations.length), tab('lich-su', 'Lịch sử và thời hạn', 'History and clock'), tab('van-ban', 'Văn bản, kết quả', 'Papers and results', papers.length + results.length)]} />
      {props.tab === 'ho-so' && <AnswersAndFiles dossier={dossier} lang={lang} file={props.file} />}
      {props.tab === 'giay-to' && <ComponentList dossier={dossier} lang={lang} />}
      {props.tab === 'trao-doi' && <DossierTalk dossier={dossier} frame={desk.frame} once={props.once} now={now} />}
      {props.tab === 'lich-su' && <DossierHistory dossier={dossier} lang={lang} />}
      {props.tab === 'van-ban' && <DossierPapers dossier={dossier} lang={lang} />}
    </DeskPage>)
}

function DueOf({ dossier: { view: { dossier: row }, now }, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  if (row.finished_at) return <>{both('Xong', 'Done', lang)} {formatDate(row.finished_at, lang)}<small>{row.promised_at && row.finished_at > row.promised_at ? both('trễ hẹn', 'late', lang) : row.promised_at ? both(`hẹn ${formatDate(row.promised_at, lang)}`, `promised ${formatDate(row.promised_at, lang)}`, lang) : ''}</small></>
  if (!(row.due_at instanceof Date)) return <span class="ts-quiet">{row.supplement === 'requested-before-acceptance' || row.supplement === 'requested-after-acceptance' ? both('Đồng hồ tạm dừng', 'Clock stopped', lang) : both('Không có ngày hẹn', 'No appointment', lang)}</span>
  return <><DueBadge {...describeDue(row.due_at, now, lang, 480)} /><small>{formatDateTime(row.due_at, lang)}</small>{row.received_at && <small><a class="govuk-link" href={dossierHref(row.id, '?xem=lich-su#vi-sao')}>{both('Vì sao hẹn ngày này?', 'Why this date?', lang)}</a></small>}</>
}

function ActButton({ act, dossier: { view: { dossier: row }, lastSeq }, desk: { frame }, once, primary }: { readonly act: Act; readonly dossier: DeskDossier; readonly desk: DeskFrame; readonly once: string; readonly primary: boolean }) {
  const href = dossierHref(row.id, `/${SLUGS[act] ?? ''}`)
  const tone = primary ? 'primary' : act === 'refuseDossier' ? 'quiet' : 'secondary'
  if (!AT_ONCE.includes(act)) return <Button href={href} tone={tone} hotkey={KEYS[act]}>{nameOf(act, frame.lang)}</Button>
  return <form method="post" action={href}><ActFields csrf={frame.csrf} version={row.version} seen={lastSeq} once={keyFor(once, act)} /><Button tone={tone} hotkey={KEYS[act]}>{nameOf(act, frame.lang)}</Button></form>
}

/** What one's roles know but the state forbids, with the reason: nobody has to guess why a button is not there. */
function Blocked({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const blocked = DESK_ACTS.flatMap(act => { const verdict = dossier.verdicts.get(act); return verdict && !verdict.ok ? [{ act, reason: verdict.reason }] : [] })
  if (blocked.length === 0) return null
  const reasons = [...new Set(blocked.map(({ reason }) => reason))]
  return <Details summary={both('Việc chưa làm được lúc này, và vì sao', 'What cannot be done now, and why', lang)}>
    <dl class="ts-why">{reasons.map(reason => <div key={reason}><dt>{blocked.filter(each => each.reason === reason).map(({ act }) => nameOf(act, lang)).join(', ')}</dt><dd>{say(REASON_TEXTS[reason], lang)}</dd></div>)}</dl>
  </Details>
}

function AnswersAndFiles({ dossier, lang, file }: { readonly dossier: DeskDossier; readonly lang: Lang; readonly file: string | undefined }) {
  const { view: { dossier: row } } = dossier
  const current = dossier.files.filter(each => each.replacedSeq === null)
  const shown = current.find(each => each.file.id === file) ?? dossier.files.find(each => each.file.id === file) ?? current[0]
  const at = shown ? current.indexOf(shown) : -1
  const hrefOf = (file: ShownFile): string => dossierHref(row.id, `?xem=ho-so&tep=${file.file.id}`)
  const to = (other: ShownFile | undefined): string | undefined => other && hrefOf(other)
  const nameOfComponent = (id: string): string => say(dossier.of.case.components.find(component => component.id === id)?.name ?? { vi: id }, lang)
  const changed = changesOf(dossier).at(-1)
  const notes = Object.fromEntries(changed?.fields.map(({ field }) => [field, both('Vừa sửa khi bổ sung', 'Changed by the supplement', lang)]) ?? [])
  const applicant: SummaryRow[] = [
    { key: both('Chủ hồ sơ', 'Applicant', lang), value: row.subject_name }, ...(row.submitter_name !== row.subject_name ? [{ key: both('Người nộp', 'Filed by', lang), value: row.submitter_name, note: row.mandate_id ? both('theo ủy quyền', 'under a mandate', lang) : both('giúp nộp', 'helped', lang) }] : []),
    ...(row.subject_contact.phone ? [{ key: both('Điện thoại', 'Phone', lang), value: row.subject_contact.phone }] : []), ...(row.subject_contact.email ? [{ key: 'E-mail', value: row.subject_contact.email }] : []), ...(row.subject_contact.address ? [{ key: both('Địa chỉ', 'Address', lang), value: row.subject_contact.address }] : []), ...(row.return_address ? [{ key: both('Địa chỉ nhận kết quả', 'Send the result to', lang), value: row.return_address }] : []),
  ]
  return (
    <Beside document={<>
      {dossier.files.length > 0 && <ul class="ts-files">{dossier.files.map(each => <li key={each.id}><a class="govuk-link" href={hrefOf(each)} aria-current={each === shown ? 'true' : undefined}>{nameOfComponent(each.componentId)}</a><small>{each.file.name}{each.replacedSeq === null ? each.addedSeq > 1 ? both(' · mới bổ sung', ' · new', lang) : '' : both(' · đã thay', ' · replaced', lang)}</small></li>)}</ul>}
      {shown ? <DocumentViewer name={nameOfComponent(shown.componentId)} document={shown.file.state === 'accepted' ? documentOf(row.id, shown.file) : { kind: 'none' }} downloadHref={dossierHref(row.id, `/tep/${shown.file.id}?tai=1`)} previousHref={to(at > 0 ? current[at - 1] : undefined)} nextHref={to(at >= 0 ? current[at + 1] : undefined)} />
        : <p class="ts-pane ts-quiet">{row.channel === 'online' ? both('Hồ sơ này không có tệp nào.', 'There are no files.', lang) : both('Không có bản quét. Giấy tờ đã nhận ghi ở phần Thành phần.', 'Nothing was scanned. See the papers under Components.', lang)}</p>}
    </>}>
      {changed && <ChangedSince dossier={dossier} lang={lang} />}
      <SummaryCard title={both('Người nộp', 'Applicant', lang)}><SummaryList rows={applicant} /></SummaryCard>
      <AnswersSummary form={completeForm(dossier.of.case)} answers={row.answers} communes={dossier.communes} notes={notes} />
    </Beside>
  )
}

/** "Đã thay đổi gì": the last supplement, before and after. */
export function ChangedSince({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const changed = changesOf(dossier).at(-1)
  if (!changed) return null
  const link = (file: ShownFile) => <a key={file.id} class="govuk-link" href={dossierHref(dossier.view.dossier.id, `?xem=ho-so&tep=${file.file.id}`)}>{file.file.name}</a>
  return (
    <SummaryCard title={both(`Thay đổi sau bổ sung lúc ${formatDateTime(changed.at, lang)}`, `Changed by the supplement of ${formatDateTime(changed.at, lang)}`, lang)}>
      <Table caption={both('Trước và sau', 'Before and after', lang)} captionHidden rows={[...changed.fields.map(each => ({ key: each.field, name: say(each.label, lang), before: <del>{each.before || '–'}</del>, after: <ins>{each.after || '–'}</ins> })), ...changed.components.map(each => ({ key: each.id, name: say(each.name, lang), before: <>{each.before.map(link)}{each.before.length === 0 && '–'}</>, after: <>{each.after.map(link)}</> }))]} keyOf={({ key }) => key}
        columns={[{ id: 'name', header: both('Mục', 'Item', lang), main: true, cell: ({ name }) => name }, { id: 'before', header: both('Trước', 'Before', lang), cell: ({ before }) => before }, { id: 'after', header: both('Sau', 'After', lang), cell: ({ after }) => after }]} />
    </SummaryCard>
  )
}

/** Papers that the case calls for: what was handed in, on paper and as files. */
function ComponentList({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const { view: { dossier: row, paperItems } } = dossier
  return (
    <Table caption={both('Thành phần hồ sơ', 'Components', lang)} captionHidden rows={dossier.components} keyOf={({ id }) => id} empty={<p class="govuk-body">{both('Trường hợp này không cần giấy tờ kèm theo.', 'This case needs no papers.', lang)}</p>} columns={[
      { id: 'name', header: both('Giấy tờ', 'Paper', lang), main: true, cell: component => <>{say(component.name, lang)}<small>{component.required ? both('bắt buộc', 'required', lang) : both('nếu có', 'if any', lang)}{component.presentOnly ? both(' · chỉ xuất trình', ' · only shown', lang) : ''}{component.original > 0 ? ` · ${component.original} ${both('bản chính', 'original', lang)}` : ''}{component.copy > 0 ? ` · ${component.copy} ${both('bản sao', 'copies', lang)}` : ''}</small></> },
      ...([['originals', 'Bản chính', 'Originals'], ['certified_copies', 'Chứng thực', 'Certified'], ['plain_copies', 'Bản chụp', 'Plain']] as const).map(([column, vi, en]) => ({ id: column, header: both(vi, en, lang), numeric: true, cell: (component: { id: string }) => paperItems.find(item => item.component_id === component.id)?.[column] ?? 0 })),
      { id: 'files', header: both('Tệp', 'Files', lang), cell: component => { const files = dossier.files.filter(file => file.componentId === component.id && file.replacedSeq === null); return files.length === 0 ? '–' : <>{files.map(file => <a key={file.id} class="govuk-link" href={dossierHref(row.id, `?xem=ho-so&tep=${file.file.id}`)}>{file.file.name} </a>)}</> } },
      { id: 'state', header: both('Tình trạng', 'State', lang), nowrap: true, cell: component => {
        const paper = paperItems.find(item => item.component_id === component.id)
        const given = dossier.files.some(file => file.componentId === component.id && file.replacedSeq === null) || (paper !== undefined && (paper.originals + paper.certified_copies + paper.plain_copies > 0 || paper.shown_only))
        return given ? <Tag tone="green">{paper?.shown_only ? both('Đã xem', 'Seen', lang) : both('Đã có', 'There', lang)}</Tag> : component.required && !component.presentOnly ? <Tag tone="yellow">{both('Thiếu', 'Missing', lang)}</Tag> : <Tag>{both('Không có', 'None', lang)}</Tag>
      } },
    ]} />
  )
}
