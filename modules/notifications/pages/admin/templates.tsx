import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { ActButton, AdminForm, adminPage, addressOf, Button, ButtonGroup, choose, Confirm, Details, EmptyState, faultOf, FilterChips, formatDateTime, Input, ListPages, SearchBox, SummaryCard, SummaryList, Table, Tag, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import { maskAddress, SAMPLE_FACTS } from '../../domain/mask.ts'
import { fill, PLACES, SMS_PLACES, TEMPLATES, type Template, type TemplateKey } from '../../domain/templates.ts'

const PATH = '/quan-tri/mau-thong-bao'

export const EVENT_TEXTS = {
  'dossiers.submitted': ['Đã nhận hồ sơ gửi đến', 'Dossier sent'], 'dossiers.received': ['Đã tiếp nhận', 'Accepted'], 'dossiers.refused': ['Không tiếp nhận', 'Not accepted'], 'dossiers.supplement-requested': ['Cần bổ sung', 'More needed'],
  'dossiers.reappointed': ['Hẹn lại', 'New date'], 'dossiers.result-ready': ['Có kết quả', 'Result ready'], 'dossiers.result-awaits-fee': ['Có kết quả, chờ nộp phí', 'Result awaits its fee'], 'dossiers.returned': ['Đã trả kết quả', 'Result handed over'], 'dossiers.stopped': ['Dừng giải quyết', 'Stopped'],
  'dossiers.withdrawn': ['Đã rút', 'Withdrawn'], 'dossiers.payment-refunded': ['Đã hoàn phí', 'Fee refunded'], 'dossiers.message-sent': ['Có tin nhắn', 'Message'], 'dossiers.result-revoked': ['Thu hồi kết quả', 'Result revoked'],
  'dossiers.delayed': ['Chậm: ai đang giữ', 'Late: who holds it'], 'dossiers.awaiting-you': ['Nhắc người nộp', 'The applicant is reminded'], 'dossiers.urged': ['Đôn đốc cán bộ', 'Officers are urged'], 'dossiers.digest': ['Thư đôn đốc cơ quan', 'Letter to an agency'],
  'identity.mandate-revoked': ['Ủy quyền đã kết thúc', 'Mandate ended'],
  'datasets.quality-fell': ['Chất lượng dữ liệu giảm', 'Quality of data fell'], 'datasets.refresh-missed': ['Dữ liệu trễ cập nhật', 'Data was not refreshed'], 'datasets.query-ready': ['Có kết quả truy vấn', 'A result is ready'], 'datasets.query-failed': ['Truy vấn theo lịch bị lỗi', 'A scheduled question failed'],
  'exchange.right-ending': ['Quyền truy cập dữ liệu sắp hết hạn', 'A right of the exchange ends soon'], 'exchange.request-due': ['Yêu cầu truy cập dữ liệu đến hạn', 'A request for access is due'], 'exchange.credential-ending': ['Chứng thư, khóa kết nối sắp hết hạn', 'A certificate or key ends soon'],
} as const satisfies Record<TemplateKey, readonly [string, string]>

const eventText = (key: TemplateKey, lang: Frame['lang']): string => EVENT_TEXTS[key][lang === 'vi' ? 0 : 1]

export interface TemplateRow { readonly key: TemplateKey; readonly version: number; readonly subject: string; readonly changedAt: Date | undefined; readonly changedBy: string; readonly sms: boolean }

export function templatesPage(frame: Frame, actor: OfficerActor, view: { readonly q: string; readonly rows: readonly TemplateRow[] }): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Mẫu thông báo', 'Message templates'), agency: actor.agencyName,
    lead: t('Người dân nhận những lời này qua thư điện tử, tin nhắn và trong tài khoản.', 'What people are told by e-mail, SMS and in their account.'),
    children: <>
      <SearchBox action={PATH} label={t('Tìm mẫu', 'Find a template')} value={view.q} small />
      <Table caption={t('Mẫu', 'Templates')} captionHidden keys rows={view.rows} keyOf={(row) => row.key} empty={<EmptyState title={t('Không có mẫu nào khớp', 'No template matches')}><Button tone="secondary" href={PATH}>{t('Xem tất cả', 'See all')}</Button></EmptyState>}
        columns={[
          { id: 'event', header: t('Khi nào gửi', 'When'), main: true, cell: (row) => <><a class="govuk-link" href={`${PATH}/${row.key}`}>{eventText(row.key, frame.lang)}</a><small>{row.subject}</small></> },
          { id: 'how', header: t('Gửi qua', 'By'), cell: (row) => row.sms ? t('Thư, tin nhắn, tài khoản', 'E-mail, SMS, account') : t('Thư, tài khoản', 'E-mail, account') },
          { id: 'version', header: t('Bản', 'Version'), cell: (row) => row.version === 0 ? t('Bản gốc', 'As shipped') : `${t('Bản', 'Version')} ${row.version}` },
          { id: 'who', header: t('Sửa lần cuối', 'Last changed'), cell: (row) => row.changedAt === undefined ? '–' : <>{formatDateTime(row.changedAt, frame.lang)}<small>{row.changedBy}</small></> },
        ]} />
      <p class="govuk-body-s ts-quiet">{t(`${view.rows.length} mẫu`, `${view.rows.length} templates`)}</p>
    </>,
  })
}

export const templateFields = (template: Template): Fields => ({ subjectVi: template.subject.vi, subjectEn: template.subject.en, bodyVi: template.body.vi, bodyEn: template.body.en, smsVi: template.sms?.vi ?? '', smsEn: template.sms?.en ?? '' })

export interface TemplateView { readonly key: TemplateKey; readonly version: number; readonly fields: Fields; readonly previewed: boolean; readonly versions: readonly { version: number; template: Template; changedAt: Date | undefined; by: string }[] }

/** Wording on one side, what arrives on the other; earlier versions can be put back. */
export function templatePage(frame: Frame, actor: OfficerActor, view: TemplateView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const value = (name: string): string => fieldOf(view.fields, name)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: value(name), error: faultOf(faults, name) })
  const hasSms = 'sms' in TEMPLATES[view.key] || value('smsVi') !== ''
  return adminPage({
    frame, title: eventText(view.key, frame.lang), agency: actor.agencyName, faults, back: { href: PATH, text: t('Mẫu thông báo', 'Message templates') },
    lead: `${view.version === 0 ? t('Đang dùng bản gốc.', 'The shipped wording is in force.') : t(`Đang dùng bản ${view.version}.`, `Version ${view.version} is in force.`)} ${t('Chỗ điền trong thư:', 'Places in e-mails:')} ${PLACES.map((p) => `{{${p}}}`).join(' ')}. ${t('Trong tin nhắn chỉ:', 'In SMS only:')} ${SMS_PLACES.map((p) => `{{${p}}}`).join(' ')}.`,
    children: <>
      <AdminForm frame={frame} action={`${PATH}/${view.key}`} version={view.version}>
        <Input {...of('subjectVi')} label={t('Tiêu đề, tiếng Việt', 'Subject, Vietnamese')} />
        <Textarea {...of('bodyVi')} label={t('Nội dung, tiếng Việt', 'Body, Vietnamese')} rows={9} />
        <Input {...of('subjectEn')} label={t('Tiêu đề, tiếng Anh', 'Subject, English')} />
        <Textarea {...of('bodyEn')} label={t('Nội dung, tiếng Anh', 'Body, English')} rows={9} />
        {hasSms && <>
          <Textarea {...of('smsVi')} label={t('Tin nhắn SMS, tiếng Việt không dấu', 'SMS, Vietnamese without marks')} rows={2} maxLength={160} optional hint={t('Không ghi tên người, tên thủ tục: người khác có thể đọc.', 'No names of people or procedures: others may read it.')} />
          <Textarea {...of('smsEn')} label={t('Tin nhắn SMS, tiếng Anh', 'SMS, English')} rows={2} maxLength={160} optional />
        </>}
        <ButtonGroup><Button>{t('Lưu bản mới', 'Save as a new version')}</Button><Button tone="secondary" formAction={`${PATH}/${view.key}/xem-truoc`}>{t('Xem trước', 'Preview')}</Button></ButtonGroup>
      </AdminForm>
      <SummaryCard title={view.previewed ? t('Xem trước, chưa lưu', 'Preview, not saved') : t('Người dân sẽ nhận', 'What people get')}>
        <SummaryList rows={[
          { key: t('Tiêu đề', 'Subject'), value: fill(value('subjectVi'), SAMPLE_FACTS) }, { key: t('Nội dung', 'Body'), value: <div class="ts-preview">{fill(value('bodyVi'), SAMPLE_FACTS)}</div> },
          { key: t('Tiếng Anh', 'English'), value: <div class="ts-preview">{fill(value('subjectEn'), SAMPLE_FACTS)}{'\n\n'}{fill(value('bodyEn'), SAMPLE_FACTS)}</div> },
          ...(value('smsVi') === '' ? [] : [{ key: 'SMS', value: fill(value('smsVi'), SAMPLE_FACTS), note: t(`${fill(value('smsVi'), SAMPLE_FACTS).length} ký tự với dữ liệu mẫu`, `${fill(value('smsVi'), SAMPLE_FACTS).length} characters with sample facts`) }]),
        ]} />
      </SummaryCard>
      <h2 class="govuk-heading-m">{t('Các bản', 'Versions')}</h2>
      <Table caption={t('Các bản', 'Versions')} captionHidden rows={view.versions} keyOf={(row) => String(row.version)}
        columns={[
          { id: 'n', header: t('Bản', 'Version'), main: true, nowrap: true, cell: (row) => row.version === 0 ? t('Bản gốc', 'As shipped') : row.version },
          { id: 'text', header: t('Nội dung', 'Wording'), cell: (row) => <Details summary={row.template.subject.vi}><div class="ts-preview">{row.template.body.vi}{row.template.sms ? `\n\nSMS: ${row.template.sms.vi}` : ''}</div></Details> },
          { id: 'who', header: t('Người sửa', 'By'), cell: (row) => row.changedAt === undefined ? '–' : <>{row.by}<small>{formatDateTime(row.changedAt, frame.lang)}</small></> },
          { id: 'do', header: '', cell: (row) => row.version === view.version ? <Tag tone="green">{t('Đang dùng', 'In force')}</Tag> : <ActButton frame={frame} action={`${PATH}/${view.key}/dung-lai`} values={{ version: String(view.version), restore: String(row.version) }}>{t('Dùng lại', 'Restore')}</ActButton> },
        ]} />
    </>,
  })
}

const SENT = '/quan-tri/tin-da-gui'
export interface DispatchRow { readonly id: string; readonly channel: string; readonly address: string; readonly state: string; readonly tries: number; readonly lastError: string | null; readonly createdAt: Date; readonly sentAt: Date | null }

/** What left the house and what did not; the words of messages and whole addresses stay out of sight. */
export function dispatchesPage(frame: Frame, actor: OfficerActor, view: { readonly filter: { state: string; channel: string; q: string; page: number }; readonly rows: readonly DispatchRow[]; readonly total: number; readonly counts: ReadonlyMap<string, number>; readonly size: number; readonly failedId?: string }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { filter } = view
  const states: readonly (readonly [string, string, string, 'green' | 'red' | 'yellow' | 'blue'])[] = [['failed', 'Gửi hỏng', 'Failed', 'red'], ['ambiguous', 'Chưa rõ', 'Unclear', 'yellow'], ['waiting', 'Đang chờ', 'Waiting', 'blue'], ['sent', 'Đã gửi', 'Sent', 'green']]
  return adminPage({
    frame, title: t('Tin đã gửi', 'Messages sent'), agency: actor.agencyName, faults,
    lead: t('Tin “chưa rõ” là tin nhà mạng không trả lời: có thể đã đến nơi, nên không tự gửi lại.', '“Unclear” means that the provider did not answer: it may have arrived, so nothing is resent by itself.'),
    children: <>
      <SearchBox action={SENT} label={t('Đầu số điện thoại hoặc thư điện tử', 'Start of a number or address')} value={filter.q} small keep={{ ...(filter.state && { state: filter.state }), ...(filter.channel && { channel: filter.channel }) }} />
      <FilterChips label={t('Tình trạng', 'State')} chips={[{ text: t('Tất cả', 'All'), href: addressOf(SENT, { q: filter.q, channel: filter.channel }), current: filter.state === '' }, ...states.map(([state, vi, en]) => ({ text: t(vi, en), href: addressOf(SENT, { q: filter.q, channel: filter.channel, state }), current: filter.state === state, count: view.counts.get(state) ?? 0 }))]} />
      <FilterChips label={t('Gửi qua', 'By')} chips={[['', t('Mọi kênh', 'Every channel')], ['email', t('Thư điện tử', 'E-mail')], ['sms', 'SMS']].map(([channel = '', text = '']) => ({ text, href: addressOf(SENT, { q: filter.q, state: filter.state, channel }), current: filter.channel === channel }))} />
      <Table caption={t('Tin', 'Messages')} captionHidden rows={view.rows} keyOf={(row) => row.id} empty={<EmptyState icon="check" title={t('Không có tin nào', 'No messages')} text={t('Không có tin nào ở tình trạng này.', 'None in this state.')} />}
        columns={[
          { id: 'to', header: t('Gửi đến', 'To'), main: true, cell: (row) => <>{maskAddress(row.address)}<small>{row.channel === 'sms' ? 'SMS' : t('Thư điện tử', 'E-mail')}</small></> },
          { id: 'state', header: t('Tình trạng', 'State'), cell: (row) => { const known = states.find(([state]) => state === row.state); return <><Tag tone={known?.[3]}>{known ? t(known[1], known[2]) : row.state}</Tag>{row.lastError !== null && <small>{row.lastError}</small>}</> } },
          { id: 'tries', header: t('Số lần thử', 'Tries'), numeric: true, cell: (row) => row.tries },
          { id: 'at', header: t('Lúc', 'At'), cell: (row) => formatDateTime(row.sentAt ?? row.createdAt, frame.lang) },
          { id: 'do', header: '', cell: (row) => row.state !== 'failed' && row.state !== 'ambiguous' ? '' : (
            <form method="post" action={`${SENT}/${row.id}/gui-lai`}>
              <input type="hidden" name="_csrf" value={frame.csrf} /><input type="hidden" name="tries" value={row.tries} />
              {row.state === 'ambiguous' && <Confirm name="confirm" label={t('Đã hỏi, đồng ý gửi lại', 'I have asked; send again')} error={view.failedId === row.id ? faultOf(faults, 'confirm') : undefined} />}
              <Button tone="secondary" size="small">{t('Gửi lại', 'Try again')}</Button>
            </form>) },
        ]} />
      <ListPages path={SENT} parameters={{ q: filter.q, state: filter.state, channel: filter.channel }} page={filter.page} total={view.total} size={view.size} />
    </>,
  })
}
