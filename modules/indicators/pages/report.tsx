import { ActButton, AdminForm, Button, ButtonGroup, choose, CsrfField, Details, faultOf, FileSlot, formatDateTime, formatIsoDate, InsetText, KeptNote, PrintButton, Table, Textarea, Timeline, type TimelineItem } from '../../../ui/index.ts'
import type { StoredFile } from '../../../kernel/files/index.ts'
import { offsetPeriod, type Period } from '../domain/period.ts'
import { periodName } from '../domain/period-name.ts'
import { judgeReport, type ReportAct } from '../domain/report.ts'
import type { Finding } from '../domain/form-check.ts'
import type { TypedCells } from '../domain/typed-cells.ts'
import type { AgencyView } from '../../organisations/index.ts'
import { yearBefore, type FormView } from '../queries/forms.ts'
import type { ReportView } from '../queries/readings.ts'
import type { ReportSheet } from '../queries/report-sheet.ts'
import { HOME, homeName, indicatorsPage, reportHref, type Desk } from './desk-page.tsx'
import { Due } from './home.tsx'
import { fullName, ReportGrid } from './report-grid.tsx'
import { atHead, shortAgency, State, titleOf, typedOf } from './desk-words.tsx'

export interface ReportPageView {
  readonly form: FormView; readonly period: Period; readonly agency: AgencyView; readonly report: ReportView | undefined; readonly dueOn: string; readonly today: string
  readonly sheet: ReportSheet; readonly findings: readonly Finding[]; readonly files: ReadonlyMap<string, StoredFile>; readonly names: ReadonlyMap<string, string>; readonly history: readonly TimelineItem[]
  /** what came with a form that was refused */
  readonly typed?: TypedCells | undefined; readonly reason?: string; readonly conflict?: boolean; readonly note?: string | undefined; readonly maxBytes: number; readonly maxFiles: number
}

export function reportPage(desk: Desk, view: ReportPageView): string {
  const { frame, actor, faults = [] } = desk
  const { form, period, agency, report, sheet, typed } = view
  const { lang } = frame
  const t = choose(lang)
  const may = (act: ReportAct): boolean => judgeReport(act, { state: report?.state ?? 'draft', agencyId: agency.id, submittedBy: report?.submittedBy ?? null }, actor).ok
  const href = (...more: readonly string[]): string => reportHref(form.code, period.id, agency.code, ...more)
  const edits = may('save')
  const stored = typedOf(sheet.cells, lang)
  const lines = { previous: atHead(periodName(offsetPeriod(period, -1))[lang]), yearBefore: atHead(periodName(yearBefore(period))[lang]) }
  const grid = { frame, cells: sheet.cells, findings: view.findings, faults, files: view.files, fileHref: (id: string) => href('minh-chung', id), corrects: edits || actor.scopeAgencyIds.includes(agency.id), ...lines }
  // in the summary a fault stands away from its cell: alike faults of several cells are told apart by their names
  const told = faults.map(fault => { const cell = sheet.cells.find(({ place }) => fault.field === `v.${place.key}` || fault.field === `c.${place.key}`); return cell === undefined ? fault : { ...fault, text: `${fullName(cell, frame)}: ${fault.text}` } })
  return indicatorsPage({ desk: { ...desk, faults: told }, title: titleOf(form, lang), back: { href: HOME, text: homeName(lang) }, islands: edits ? ['upload'] : [], tools: <PrintButton>{t('In', 'Print')}</PrintButton>, children: <>
    <p class="ts-dataset-line"><strong>{shortAgency(agency.name)}</strong> <span>{atHead(periodName(period)[lang])}</span> <State state={report?.state ?? 'none'} /> {report?.firstSubmittedAt ? <span class="ts-quiet">{t('gửi lần đầu', 'first sent')} {formatDateTime(report.firstSubmittedAt, lang)}, {t('hạn', 'due')} {formatIsoDate(view.dueOn, lang)}</span> : <Due on={view.dueOn} today={view.today} frame={frame} />}</p>
    {report?.state === 'returned' && <InsetText><strong>{t('Bị trả lại', 'Returned')}</strong>{report.decidedBy !== null && view.names.has(report.decidedBy) && <> {t('bởi', 'by')} {view.names.get(report.decidedBy)}</>}: {report.returnedBecause}</InsetText>}
    {view.note !== undefined && <InsetText>{view.note}</InsetText>}
    {edits ? <>
      <Details summary={t('Nhập từ tệp', 'Fill in from a file')} open={faultOf(faults, 'file') !== undefined}><ImportForm desk={desk} href={href} /></Details>
      <form method="post" action={href('luu')} class="ts-report" noValidate data-keep={actor.accountId} data-posted={typed === undefined ? undefined : ''}>
        <CsrfField token={frame.csrf} /><input type="hidden" name="version" value={report === undefined ? '' : String(report.version)} />
        <KeptNote />
        <ReportGrid {...grid} typed={typed ?? stored} conflict={view.conflict === true} />
        <ButtonGroup><Button name="_button" value="submit">{t('Lưu và gửi duyệt', 'Save and submit')}</Button><Button tone="secondary" name="_button" value="save" hotkey="S">{t('Lưu nháp', 'Save the draft')}</Button></ButtonGroup>
      </form>
      <Evidence desk={desk} view={view} href={href} />
    </> : <>
      {typed !== undefined && <Unsaved desk={desk} view={view} typed={typed} />}
      <ReportGrid {...grid} />
    </>}
    {report !== undefined && (may('approve') || may('return') || report.state === 'submitted' && report.submittedBy === actor.accountId) && <section class="ts-decide">
      <h2 class="govuk-heading-m">{t('Duyệt báo cáo', 'Decide on the report')}</h2>
      {may('approve') ? <AdminForm frame={frame} action={href('duyet')} version={report.version}><Button>{t('Duyệt', 'Approve')}</Button></AdminForm> : <p class="govuk-body">{t('Bạn đã gửi báo cáo này nên người khác duyệt.', 'You submitted this report, so somebody else approves it.')}</p>}
      {may('return') && <Details summary={t('Trả lại để sửa', 'Return it to be mended')} open={faultOf(faults, 'reason') !== undefined}><AdminForm frame={frame} action={href('tra-lai')} version={report.version}><Textarea name="reason" label={t('Cần sửa gì', 'What is to be mended')} value={view.reason} error={faultOf(faults, 'reason')} rows={3} /><Button tone="secondary">{t('Trả lại', 'Return')}</Button></AdminForm></Details>}
    </section>}
    {report !== undefined && may('lock') && <ActButton frame={frame} action={href('khoa')} values={{ version: String(report.version) }}>{t('Khóa số liệu', 'Lock')}</ActButton>}
    {view.history.length > 0 && <section><h2 class="govuk-heading-m">{t('Quá trình', 'History')}</h2><Timeline items={view.history} /></section>}
  </> })
}

function ImportForm({ desk: { frame, faults = [] }, href }: { readonly desk: Desk; readonly href: (...more: readonly string[]) => string }) {
  const t = choose(frame.lang)
  const error = faultOf(faults, 'file')
  return <>
    <p class="govuk-body">{t('Tải mẫu, điền cột giá trị và ghi chú, rồi nạp lại. Chưa lưu gì cho đến khi bạn xem và bấm lưu.', 'Download the template, fill in value and comment, and bring it back. Nothing is saved until you have looked at it.')} <a class="govuk-link" href={href('mau.xlsx')}>{t('Mẫu Excel', 'Excel template')}</a>, <a class="govuk-link" href={href('mau.csv')}>{t('mẫu CSV', 'CSV template')}</a></p>
    <AdminForm frame={frame} action={href('nhap-tep')} files>
      <div class={`govuk-form-group${error === undefined ? '' : ' govuk-form-group--error'}`}><label class="govuk-label" for="f-file">{t('Tệp đã điền', 'The filled file')}</label>{error !== undefined && <p class="govuk-error-message">{error}</p>}<input class="ts-slot__input" id="f-file" type="file" name="file" accept=".xlsx,.csv" /></div>
      <Button tone="secondary">{t('Đọc tệp', 'Read the file')}</Button>
    </AdminForm>
  </>
}

/** One slot for every value that is saved; evidence belongs to its value. */
function Evidence({ desk, view, href }: { readonly desk: Desk; readonly view: ReportPageView; readonly href: (...more: readonly string[]) => string }) {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const saved = view.sheet.cells.filter(({ reading }) => reading !== undefined)
  return <section class="ts-evidence">
    <h2 class="govuk-heading-m">{t('Minh chứng', 'Evidence')}</h2>
    {saved.length === 0 && <p class="govuk-body ts-quiet">{t('Lưu nháp trước, rồi đính kèm minh chứng cho từng số liệu.', 'Save the draft first, then attach evidence to each value.')}</p>}
    {saved.map(({ place, definition, category, reading }) => {
      const files = (reading?.evidence ?? []).flatMap(id => view.files.get(id) ?? [])
      const title = [definition?.text[frame.lang] ?? place.element, category?.text[frame.lang]].filter(Boolean).join(': ')
      const error = faultOf(faults, `e.${place.key}`)
      return <Details key={place.key} summary={`${title} (${files.length})`} open={error !== undefined || files.length > 0}>
        <FileSlot name={`e.${place.key}`} title={title} required={false} error={error} csrf={frame.csrf} maxBytes={view.maxBytes} maxFiles={view.maxFiles} uploadAction={href('minh-chung', 'them', place.key)}
          files={files.map(file => ({ id: file.id, name: file.name, size: file.size, ...file.pageCount === null ? {} : { pageCount: file.pageCount }, href: href('minh-chung', file.id), removeAction: href('minh-chung', file.id, 'bo', place.key), ...file.state === 'quarantined' ? { note: t('đang quét virus', 'being scanned') } : {} }))} />
      </Details>
    })}
  </section>
}

/** The report went on while somebody typed: what they typed is not lost. */
function Unsaved({ desk: { frame }, view, typed }: { readonly desk: Desk; readonly view: ReportPageView; readonly typed: TypedCells }) {
  const t = choose(frame.lang)
  const rows = view.sheet.cells.flatMap(cell => { const mine = typed[cell.place.key]; return mine !== undefined && (mine.value !== '' || mine.comment !== '') ? [{ cell, mine }] : [] })
  return rows.length === 0 ? null : <InsetText><h2 class="govuk-heading-s">{t('Bạn đã gõ, chưa được lưu', 'What you typed, not saved')}</h2><Table caption={t('Bạn đã gõ', 'What you typed')} captionHidden rows={rows} keyOf={row => row.cell.place.key} columns={[{ id: 'name', header: t('Chỉ tiêu', 'Element'), main: true, cell: row => row.cell.category?.text[frame.lang] ?? row.cell.definition?.text[frame.lang] ?? row.cell.place.element }, { id: 'value', header: t('Giá trị', 'Value'), numeric: true, cell: row => row.mine.value }, { id: 'comment', header: t('Ghi chú', 'Comment'), cell: row => row.mine.comment }]} /></InsetText>
}
