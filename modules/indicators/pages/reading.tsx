import { AdminForm, Button, ButtonGroup, choose, Details, faultOf, formatDateTime, formatFileSize, InsetText, Input, SummaryList, Table, Tag, Textarea, TwoLines } from '../../../ui/index.ts'
import type { StoredFile } from '../../../kernel/files/index.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import { periodName } from '../domain/period-name.ts'
import type { Period } from '../domain/period.ts'
import { STANDING } from '../domain/report.ts'
import type { ReadingView } from '../queries/readings.ts'
import { HOME, homeName, indicatorsPage, readingHref, type Desk } from './desk-page.tsx'
import { shortAgency, shownNumber, STATES, typedNumber } from './desk-words.tsx'

export interface ReadingPageView {
  /** the one that counts, or that was asked for when none does */
  readonly reading: ReadingView; readonly all: readonly ReadingView[]; readonly pending: ReadingView | undefined
  readonly element: ElementDefinition | undefined; readonly period: Period; readonly agency: string; readonly report: string | undefined
  readonly names: ReadonlyMap<string, string>; readonly files: ReadonlyMap<string, StoredFile>; readonly fileHref: (id: string) => string
  readonly mayAsk: boolean; readonly mayDecide: boolean; readonly typed: { readonly value: string; readonly none: boolean; readonly reason: string }
}

/** Where a value comes from, what stood in its place, and how it is corrected. */
export function readingPage(desk: Desk, view: ReadingPageView): string {
  const { frame, actor, faults = [] } = desk
  const { reading, all, pending, element, typed } = view
  const { lang } = frame
  const t = choose(lang)
  const number = (value: number | null): string => value === null ? t('Không có số liệu', 'There is none') : shownNumber(value, lang)
  const who = (id: string | null): string => id === null ? '' : view.names.get(id) ?? ''
  const standing = STANDING.includes(reading.state) && reading.supersededBy === null
  return indicatorsPage({ desk, title: element?.text[lang] ?? reading.element, back: view.report === undefined ? { href: HOME, text: homeName(lang) } : { href: view.report, text: t('Báo cáo', 'The report') }, children: <>
    <SummaryList rows={[
      { key: t('Giá trị', 'Value'), value: <strong>{number(reading.value)} {reading.value !== null && element?.unit[lang]}</strong>, ...reading.comment === '' ? {} : { note: reading.comment } },
      { key: t('Đơn vị, kỳ', 'Unit, period'), value: `${shortAgency(view.agency)}, ${periodName(view.period)[lang]}${reading.category === '' ? '' : `, ${t('phân tổ', 'category')} ${reading.category}`}` },
      { key: t('Nhập', 'Entered'), value: <>{who(reading.recordedBy)} {formatDateTime(reading.recordedAt, lang)}</> },
      { key: t('Duyệt', 'Approved'), value: reading.approvedAt === null ? t('chưa duyệt', 'not approved') : <>{who(reading.approvedBy)} {formatDateTime(reading.approvedAt, lang)}</> },
      { key: t('Minh chứng', 'Evidence'), value: reading.evidence.length === 0 ? t('không có tệp', 'no file') : <>{reading.evidence.flatMap(id => view.files.get(id) ?? []).map(file => <div key={file.id}><a class="govuk-link" href={view.fileHref(file.id)}>{file.name}</a> ({formatFileSize(file.size, lang)})</div>)}</> },
    ]} />
    {pending !== undefined && <section class="ts-decide">
      <h2 class="govuk-heading-m">{t('Đính chính chờ duyệt', 'A correction waits')}</h2>
      <p class="govuk-body"><del>{number(reading.value)}</del> → <strong>{number(pending.value)}</strong>. {who(pending.recordedBy)}: {pending.comment}</p>
      {view.mayDecide ? <>
        <AdminForm frame={frame} action={readingHref(pending.id, 'duyet-dinh-chinh')}><Button>{t('Duyệt đính chính', 'Approve the correction')}</Button></AdminForm>
        <Details summary={t('Không nhận', 'Refuse it')} open={faultOf(faults, 'refusal') !== undefined}><AdminForm frame={frame} action={readingHref(pending.id, 'tu-choi-dinh-chinh')}><Textarea name="refusal" label={t('Lý do', 'Why')} error={faultOf(faults, 'refusal')} rows={2} /><Button tone="secondary">{t('Không nhận', 'Refuse')}</Button></AdminForm></Details>
      </> : <p class="govuk-body ts-quiet">{pending.recordedBy === actor.accountId ? t('Bạn đề nghị nên người khác duyệt. Giá trị cũ vẫn tính đến khi đó.', 'You asked for it, so somebody else decides. The old value counts until then.') : t('Người duyệt của đơn vị quyết định. Giá trị cũ vẫn tính đến khi đó.', 'The approver of the unit decides. The old value counts until then.')}</p>}
    </section>}
    {standing && pending === undefined && view.mayAsk && <Details summary={t('Đính chính giá trị này', 'Correct this value')} open={faults.length > 0}>
      <InsetText>{t('Giá trị cũ vẫn được giữ và vẫn tính cho đến khi người khác duyệt giá trị mới.', 'The old value is kept, and counts until somebody else approves the new one.')}</InsetText>
      <AdminForm frame={frame} action={readingHref(reading.id, 'dinh-chinh')}>
        <Input name="value" label={t('Giá trị đúng', 'The right value')} value={typed.value} error={faultOf(faults, 'value')} inputMode="decimal" width={10} suffix={element?.unit[lang] === '' ? undefined : element?.unit[lang]} />
        <label class="ts-tick"><input type="checkbox" name="none" value="yes" checked={typed.none} />{t('Không có số liệu', 'There is none')}</label>
        <Textarea name="reason" label={t('Lý do và căn cứ', 'Why, and on what ground')} value={typed.reason} error={faultOf(faults, 'reason')} rows={3} />
        <ButtonGroup><Button>{t('Đề nghị đính chính', 'Ask for the correction')}</Button></ButtonGroup>
      </AdminForm>
    </Details>}
    <h2 class="govuk-heading-m">{t('Các giá trị từng đứng ở đây', 'What has stood here')}</h2>
    <Table caption={t('Các giá trị', 'Values')} captionHidden rows={all} keyOf={row => row.id} columns={[
      { id: 'value', header: t('Giá trị', 'Value'), main: true, cell: row => <TwoLines small={row.comment}>{row.supersededBy === null ? typedNumber(row.value, lang) || t('không có', 'none') : <del>{typedNumber(row.value, lang) || t('không có', 'none')}</del>}</TwoLines> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => row.supersededBy !== null ? <Tag>{t('Đã được thay', 'Replaced')}</Tag> : row.corrects !== null && row.state === 'returned' ? <Tag tone="red">{t('Không nhận', 'Refused')}</Tag> : <Tag tone={STATES[row.state].tone}>{STATES[row.state][lang]}</Tag> },
      { id: 'by', header: t('Nhập', 'Entered'), cell: row => <TwoLines small={formatDateTime(row.recordedAt, lang)}>{who(row.recordedBy) || row.sourceRef}</TwoLines> },
      { id: 'approved', header: t('Duyệt', 'Approved'), cell: row => row.approvedAt === null ? '' : <TwoLines small={formatDateTime(row.approvedAt, lang)}>{who(row.approvedBy)}</TwoLines> },
    ]} />
  </> })
}
