import type { AnswerFault, Answers, FormPage } from '../../../kernel/forms/definition.ts'
import { ActButton, AdminForm, Button, ButtonGroup, choose, EmptyState, formatDateTime, FormPageView, InsetText, Pagination, SummaryList, Table, Tag } from '../../../ui/index.ts'
import type { OwnCommune } from '../acts/enter-rows.ts'
import type { EntryCells } from '../domain/entry.ts'
import type { Field } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { EntryLine, SentLine } from '../queries/entries.ts'
import type { RowPage } from '../queries/rows.ts'
import { addressIn, STORE, storePage, type Desk } from './store-page.tsx'
import { shownCell, State } from './words.tsx'

export interface EntryView { readonly dataset: DatasetView & { readonly unitField: string }; readonly commune: OwnCommune; readonly owner: string; readonly drafts: readonly EntryLine[]; readonly sent: readonly SentLine[]; readonly rows: RowPage; readonly first: boolean }
const HERE = 'nhap-lieu'
/** The fields that tell rows apart for people: the key, then what follows it; never the unit, which is the same in all. */
const telling = (view: Pick<EntryView, 'dataset'>, count: number): readonly Field[] => view.dataset.schema.fields.filter(field => field.name !== view.dataset.unitField && field.type !== 'geometry').slice(0, count)

/** A commune's own rows: what is there, what it prepares, what became of what it sent. */
export function entryListPage(desk: Desk, view: EntryView): string {
  const { frame } = desk
  const { dataset, commune, drafts, sent, rows, owner } = view
  const t = choose(frame.lang)
  const fields = telling(view, 6)
  const [main] = fields
  const atOnce = dataset.formEntry === 'at-once'
  const current = rows.rows.map((row, at) => ({ row, id: rows.ids[at] ?? 0 }))
  return storePage({ desk, title: dataset.title, back: { href: `${STORE}?xem=nhap-lieu`, text: t('Xã, phường nhập liệu', 'Entry by communes') }, lead: t(`Dòng của ${commune.agencyName}.`, `Rows of ${commune.agencyName}.`), tools: <Button href={addressIn(dataset, HERE, 'them')} hotkey="N">{t('Thêm dòng', 'Add a row')}</Button>, children: <>
    {drafts.length > 0 && <section>
      <h2 class="govuk-heading-m">{t('Chưa gửi', 'Not sent yet')}</h2>
      <Table caption={t('Chưa gửi', 'Not sent yet')} captionHidden rows={drafts} keyOf={row => row.id} columns={[
        { id: 'row', header: main?.title.vi ?? '', main: true, cell: row => <><a class="govuk-link" href={row.kind === 'end' ? addressIn(dataset, HERE) : addressIn(dataset, HERE, 'ban-nhap', row.id)}>{row.key.join(', ')}</a><small>{fields.slice(1, 2).map(field => shownCell(field, row.cells[field.name], frame.lang)).join('')}</small></> },
        { id: 'kind', header: t('Thay đổi', 'Change'), cell: row => row.kind === 'end' ? <Tag tone="red">{t('Kết thúc', 'Ends')}</Tag> : row.exists ? <Tag tone="blue">{t('Sửa', 'Changed')}</Tag> : <Tag tone="green">{t('Thêm', 'Added')}</Tag> },
        { id: 'at', header: t('Lúc', 'At'), cell: row => formatDateTime(row.at, frame.lang) },
        { id: 'do', header: '', cell: row => <ActButton frame={frame} action={addressIn(dataset, HERE, 'bo')} values={{ entry: row.id }} tone="quiet">{t('Bỏ', 'Drop')}<span class="govuk-visually-hidden"> {row.key.join(', ')}</span></ActButton> },
      ]} />
      <AdminForm frame={frame} action={addressIn(dataset, HERE, 'gui')}><p class="govuk-body">{atOnce ? t('Gửi thì có hiệu lực ngay.', 'Counts as soon as it is sent.') : t(`Gửi thì ${owner} xem rồi nhận; nhận xong mới có hiệu lực. Nếu trả lại, bạn sửa và gửi lại.`, `${owner} looks at it and accepts it; then it counts. What is turned down can be mended and sent again.`)}</p><Button>{t(`Gửi ${drafts.length} thay đổi`, `Send ${drafts.length} changes`)}</Button></AdminForm>
    </section>}
    {sent.some(row => row.state === 'rejected') && sent.filter(row => row.state === 'rejected').slice(0, 1).map(row => <InsetText key={row.loadId}>{t(`Lần gửi ${formatDateTime(row.sentAt, frame.lang)} bị trả lại`, `What was sent ${formatDateTime(row.sentAt, frame.lang)} was turned down`)}: {row.reason} <ActButton frame={frame} action={addressIn(dataset, HERE, 'lay-lai')} values={{ load: row.loadId }}>{t('Lấy lại để sửa', 'Take back and mend')}</ActButton></InsetText>)}
    <h2 class="govuk-heading-m">{t('Đang có', 'In force')}</h2>
    <Table caption={t('Đang có', 'In force')} captionHidden keys rows={current} keyOf={each => String(each.id)} empty={<EmptyState title={t('Chưa có dòng nào của đơn vị bạn', 'There are no rows of your unit')}><Button tone="secondary" href={addressIn(dataset, HERE, 'them')}>{t('Thêm dòng đầu tiên', 'Add the first')}</Button></EmptyState>} columns={[
      ...fields.map(field => ({ id: field.name, header: frame.lang === 'en' ? field.title.en ?? field.title.vi : field.title.vi, main: field === main, numeric: ['integer', 'decimal', 'money'].includes(field.type), cell: ({ row, id }: (typeof current)[number]) => field === main ? <a class="govuk-link" href={addressIn(dataset, HERE, 'dong', String(id))}>{shownCell(field, row[field.name], frame.lang)}</a> : shownCell(field, row[field.name], frame.lang) })),
      { id: 'end', header: '', nowrap: true, cell: ({ row, id }) => <a class="govuk-link" href={addressIn(dataset, HERE, 'dong', String(id), 'ket-thuc')}>{t('Kết thúc', 'End')}<span class="govuk-visually-hidden"> {main ? shownCell(main, row[main.name], frame.lang) : ''}</span></a> },
    ]} />
    <Pagination previousHref={view.first ? undefined : addressIn(dataset, HERE)} nextHref={rows.next === undefined ? undefined : `${addressIn(dataset, HERE)}?sau=${encodeURIComponent(rows.next)}`} />
    {sent.length > 0 && <><h2 class="govuk-heading-m">{t('Đã gửi', 'Sent')}</h2>
      <Table caption={t('Đã gửi', 'Sent')} captionHidden rows={sent} keyOf={row => row.loadId} columns={[
        { id: 'at', header: t('Lúc', 'At'), main: true, cell: row => formatDateTime(row.sentAt, frame.lang) }, { id: 'rows', header: t('Số dòng', 'Rows'), numeric: true, cell: row => row.rows }, { id: 'state', header: t('Tình trạng', 'State'), cell: row => <State set="load" value={row.state} /> }, { id: 'why', header: t('Trả lời', 'Answer'), cell: row => row.reason }]} /></>}
  </> })
}

export interface EntryFormView { readonly dataset: DatasetView & { readonly unitField: string }; readonly commune: OwnCommune; readonly form: FormPage; readonly answers: Answers; readonly faults: readonly AnswerFault[]; /** what cannot be changed here */ readonly fixed: EntryCells; readonly hidden: Readonly<Record<string, string>>; readonly fresh: boolean }
export function entryFormPage(desk: Desk, view: EntryFormView): string {
  const { frame } = desk
  const { dataset, form, answers, faults, fixed, hidden, fresh, commune } = view
  const t = choose(frame.lang)
  const shown = dataset.schema.fields.filter(field => field.name in fixed && field.name !== dataset.unitField)
  return storePage({ desk, title: fresh ? t('Thêm dòng', 'Add a row') : t('Sửa dòng', 'Change a row'), back: { href: addressIn(dataset, HERE), text: dataset.title }, lead: t(`Dòng của ${commune.agencyName}. Lưu xong vẫn là bản nháp cho đến khi gửi.`, `A row of ${commune.agencyName}. It stays a draft until you send it.`), children: <>
    {shown.length > 0 && <SummaryList rows={shown.map(field => ({ key: field.title.vi, value: shownCell(field, fixed[field.name], frame.lang) }))} />}
    <AdminForm frame={frame} action={addressIn(dataset, HERE, 'luu')}>
      {Object.entries(hidden).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <FormPageView page={form} answers={answers} faults={faults} level={2} />
      <ButtonGroup><Button>{t('Lưu bản nháp', 'Save the draft')}</Button><Button name="_then" value="more" tone="secondary">{t('Lưu và thêm dòng nữa', 'Save and add another')}</Button></ButtonGroup>
    </AdminForm>
  </> })
}

export function entryEndPage(desk: Desk, dataset: DatasetView & { readonly unitField: string }, cells: EntryCells, rowId: string): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t('Kết thúc dòng này?', 'End this row?'), back: { href: addressIn(dataset, HERE), text: dataset.title }, children: <>
    <p class="govuk-body">{t('Dòng rời dữ liệu hiện hành khi được nhận; lịch sử của nó vẫn còn. Trước khi gửi, bỏ được trong mục Chưa gửi.', 'The row leaves what is in force once accepted; its history stays. Until you send it, drop it under "Not sent yet".')}</p>
    <SummaryList rows={dataset.schema.fields.filter(field => field.name !== dataset.unitField).map(field => ({ key: field.title.vi, value: shownCell(field, cells[field.name], frame.lang) }))} />
    <AdminForm frame={frame} action={addressIn(dataset, HERE, 'ket-thuc')}><input type="hidden" name="row" value={rowId} /><ButtonGroup><Button tone="warning">{t('Kết thúc dòng', 'End the row')}</Button><Button tone="quiet" href={addressIn(dataset, HERE)}>{t('Không', 'No')}</Button></ButtonGroup></AdminForm>
  </> })
}
