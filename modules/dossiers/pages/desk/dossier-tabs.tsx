import { Button, formatDate, formatDateTime, InsetText, KeptNote, say, SummaryCard, SummaryList, Tag, Textarea, Thread, Timeline, Trace, type Frame, type Lang, type TimelineItem } from '../../../../ui/index.ts'
import type { DeskDossier } from '../../desk-dossier.ts'
import { ACT_ROWS, isAct } from '../../domain/action-table.ts'
import { keyFor } from '../../form-input.ts'
import { supplementTargets } from '../../supplement-targets.ts'
import { ActFields, dossierHref } from './frame.tsx'
import { moneyMoved } from '../money.ts'
import { both, PAPER_KINDS } from './texts.ts'

const ROLES: Readonly<Record<string, { vi: string; en: string }>> = { applicant: { vi: 'người nộp', en: 'applicant' }, helper: { vi: 'người giúp', en: 'helper' }, 'reception-officer': { vi: 'cán bộ tiếp nhận', en: 'reception officer' }, 'case-officer': { vi: 'chuyên viên', en: 'case officer' }, approver: { vi: 'lãnh đạo duyệt', en: 'approver' }, signer: { vi: 'người ký', en: 'signer' }, 'unit-administrator': { vi: 'quản trị đơn vị', en: 'unit administrator' }, system: { vi: 'hệ thống', en: 'system' } }

/** Messages, requests for a supplement, opinions: everything said about the dossier, with room to answer. */
export function DossierTalk({ dossier, frame, once, now }: { readonly dossier: DeskDossier; readonly frame: Frame; readonly once: string; readonly now: Date }) {
  const { lang } = frame
  const { view: { dossier: row, messages, supplements, consultations } } = dossier
  const names = new Map(supplementTargets(dossier.of, row.answers).map(target => [`${target.kind}.${target.id}`, say(target.name, lang)]))
  const may = dossier.verdicts.get('sendMessage')?.ok === true
  return (
    <div class="ts-two">
      <div>
        <h2 class="govuk-heading-m">{both('Lời nhắn với người nộp', 'Messages with the applicant', lang)}</h2>
        {messages.length === 0 ? <p class="ts-quiet">{both('Chưa có lời nhắn nào.', 'No messages yet.', lang)}</p>
          : <Thread label={both('Lời nhắn', 'Messages', lang)} messages={messages.map(message => ({ id: message.id, text: message.body, at: message.at, mine: message.author_account_id === dossier.actor.accountId, from: message.author_name }))} />}
        {may && (
          <form method="post" action={dossierHref(row.id, '/nhan-tin')} data-keep={dossier.actor.accountId}>
            <KeptNote />
            <ActFields csrf={frame.csrf} version={row.version} seen={dossier.lastSeq} once={keyFor(once, 'message')} />
            <Textarea name="body" label={both('Nhắn người nộp', 'Write to the applicant', lang)} rows={3} maxLength={4000} />
            <Button tone="secondary">{both('Gửi lời nhắn', 'Send', lang)}</Button>
          </form>
        )}
      </div>
      <div>
        <h2 class="govuk-heading-m">{both('Yêu cầu bổ sung', 'Requests for a supplement', lang)}</h2>
        {supplements.length === 0 && <p class="ts-quiet">{both('Chưa yêu cầu bổ sung lần nào.', 'None so far.', lang)}</p>}
        {supplements.map((request, index) => (
          <SummaryCard key={request.id} level={3} title={both(`Lần ${index + 1}: ${formatDateTime(request.asked_at, lang)}`, `Request ${index + 1}: ${formatDateTime(request.asked_at, lang)}`, lang)} tools={<Tag tone={request.answered_at ? 'green' : 'yellow'}>{request.answered_at ? both('Đã bổ sung', 'Answered', lang) : both('Đang chờ', 'Waiting', lang)}</Tag>}>
            <SummaryList rows={[...request.items.map(item => ({ key: names.get(item.componentId !== undefined ? `component.${item.componentId}` : `field.${item.field ?? ''}`) ?? item.componentId ?? item.field ?? '', value: item.note })), { key: both('Người yêu cầu', 'Asked by', lang), value: request.asked_by_name },
              ...(request.deadline ? [{ key: both('Hạn bổ sung', 'Deadline', lang), value: formatDateTime(request.deadline, lang) }] : []), ...(request.answered_at ? [{ key: both('Bổ sung lúc', 'Answered', lang), value: formatDateTime(request.answered_at, lang) }] : []), ...(request.note ? [{ key: both('Lời nhắn thêm', 'Note', lang), value: request.note }] : [])]} />
          </SummaryCard>
        ))}
        <h2 class="govuk-heading-m">{both('Lấy ý kiến', 'Opinions', lang)}</h2>
        {consultations.length === 0 && <p class="ts-quiet">{both('Chưa hỏi ý kiến cơ quan nào.', 'No agency was asked.', lang)}</p>}
        {consultations.map(each => (
          <SummaryCard key={each.id} level={3} title={dossier.agencies.get(each.agency_id)?.name ?? ''} tools={<Tag tone={each.answered_at ? 'green' : each.deadline < now ? 'red' : 'yellow'}>{each.answered_at ? each.answered_at > each.deadline ? both('Trả lời muộn', 'Answered late', lang) : both('Đã trả lời', 'Answered', lang) : each.deadline < now ? both('Quá hạn trả lời', 'Overdue', lang) : both('Đang chờ', 'Waiting', lang)}</Tag>}>
            <SummaryList rows={[{ key: both('Câu hỏi', 'Question', lang), value: <span class="ts-lines">{each.question}</span>, note: `${each.asked_by_name}, ${formatDateTime(each.asked_at, lang)}` }, { key: both('Hạn', 'By', lang), value: formatDateTime(each.deadline, lang) }, ...(each.answer ? [{ key: both('Ý kiến', 'Opinion', lang), value: <span class="ts-lines">{each.answer}</span>, note: `${each.answered_by_name ?? ''}${each.answered_at ? `, ${formatDateTime(each.answered_at, lang)}` : ''}` }] : [])]} />
          </SummaryCard>
        ))}
      </div>
    </div>
  )
}

/** Who did what when, and how the due date came about. */
export function DossierHistory({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const { view: { dossier: row, actions } } = dossier
  const role = (name: string): string => { const found = ROLES[name]; return found ? both(found.vi, found.en, lang) : name }
  const items: TimelineItem[] = actions.toReversed().map(action => ({ title: isAct(action.act) ? say(ACT_ROWS[action.act].name, lang) : action.act, by: `${action.actor_name}, ${role(action.role)}`, at: action.at,
    ...(action.reason || moneyMoved(action, lang) ? { text: <p class="ts-lines govuk-!-margin-bottom-0">{[moneyMoved(action, lang), action.reason].filter(Boolean).join('\n')}</p> } : {}) }))
  return (
    <div class="ts-two">
      <div><h2 class="govuk-heading-m">{both('Lịch sử xử lý', 'History', lang)}</h2><Timeline items={items} /></div>
      <div id="vi-sao">
        <h2 class="govuk-heading-m">{both('Vì sao hẹn ngày này?', 'Why this date?', lang)}</h2>
        {row.due_trace.length === 0 ? <p class="ts-quiet">{both('Hồ sơ chưa được tiếp nhận nên chưa có ngày hẹn.', 'Not received yet, so there is no date.', lang)}</p> : <Trace steps={row.due_trace.map(step => ({ title: say(step.text, lang), value: '', ...(step.source ? { basis: step.source } : {}) }))} />}
        {row.reappointed && row.promised_at && <InsetText>{both(`Đã xin lỗi và hẹn lại: ${formatDateTime(row.promised_at, lang)}.`, `Reappointed to ${formatDateTime(row.promised_at, lang)}.`, lang)}</InsetText>}
        <p class="ts-quiet">{both(`Quy định áp dụng: ${dossier.regime.name.vi}`, `Rules applied: ${dossier.regime.name.en}`, lang)}</p>
      </div>
    </div>
  )
}

/** Papers of the desk, results and how they were handed over. */
export function DossierPapers({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const { view: { dossier: row, papers, results, deliveries } } = dossier
  const href = (fileId: string): string => dossierHref(row.id, `/tep/${fileId}`)
  return (
    <div class="ts-two">
      <div>
        <h2 class="govuk-heading-m">{both('Văn bản của bộ phận một cửa', 'Papers of the desk', lang)}</h2>
        {papers.length === 0 ? <p class="ts-quiet">{both('Chưa in văn bản nào.', 'None yet.', lang)}</p> : <ul class="ts-files">{papers.map(paper => { const name = PAPER_KINDS[paper.kind]; return <li key={paper.id}><a class="govuk-link" href={href(paper.file_id)} target="_blank" rel="noopener">{name ? both(name.vi, name.en, lang) : paper.kind}</a><small>{formatDateTime(paper.made_at, lang)} · PDF</small></li> })}</ul>}
      </div>
      <div>
        <h2 class="govuk-heading-m">{both('Kết quả', 'Results', lang)}</h2>
        {results.length === 0 && <p class="ts-quiet">{row.outcome ? both('Kết quả chưa ký. Dự thảo xem ở nút Duyệt hoặc Ký.', 'Not signed yet.', lang) : both('Chưa có kết quả.', 'No result yet.', lang)}</p>}
        {results.map(result => (
          <SummaryCard key={result.id} level={3} title={result.title} tools={<Tag tone={result.state === 'in-force' ? 'green' : 'red'}>{result.state === 'in-force' ? both('Còn giá trị', 'In force', lang) : both('Đã thu hồi', 'Revoked', lang)}</Tag>}>
            <SummaryList rows={[{ key: both('Số', 'Number', lang), value: result.symbol }, { key: both('Mã xác thực', 'Verification code', lang), value: result.code }, { key: both('Người ký', 'Signed by', lang), value: `${result.signer_name}, ${result.signer_title}`, note: formatDateTime(result.signed_at, lang) }, ...(result.valid_to ? [{ key: both('Có giá trị đến', 'Valid to', lang), value: formatDate(new Date(`${result.valid_to}T12:00:00+07:00`), lang) }] : []),
              ...(result.revoke_reason ? [{ key: both('Lý do thu hồi', 'Revoked because', lang), value: result.revoke_reason, note: result.revoked_by_name ?? '' }] : []), { key: both('Tệp', 'File', lang), value: <a class="govuk-link" href={href(result.file_id)} target="_blank" rel="noopener">{both('Mở bản ký số (PDF)', 'Open the signed PDF', lang)}</a> }]} />
          </SummaryCard>
        ))}
        {deliveries.map(each => <p key={each.id} class="govuk-body">{formatDateTime(each.at, lang)}: {each.tracking_number ? both(`gửi bưu chính, vận đơn ${each.tracking_number}`, `posted, tracking number ${each.tracking_number}`, lang) : each.recipient_name ? both(`trả cho ${each.recipient_name} (số định danh …${each.recipient_id_last4 ?? ''})`, `handed to ${each.recipient_name} (ID …${each.recipient_id_last4 ?? ''})`, lang) : both('trả bản điện tử', 'handed over electronically', lang)} · {each.by_name}</p>)}
      </div>
    </div>
  )
}
