import { choose, faultOf, formatFileSize, idOf, Table, Tag, type Fault, type Frame } from '../../../ui/index.ts'
import type { StoredFile } from '../../../kernel/files/index.ts'
import type { Finding } from '../domain/form-check.ts'
import type { TypedCell, TypedCells } from '../domain/typed-cells.ts'
import type { ReadingView } from '../queries/readings.ts'
import type { SheetCell } from '../queries/report-sheet.ts'
import { readingHref } from './desk-page.tsx'
import { shownNumber, typedNumber } from './desk-words.tsx'

export interface GridProps {
  readonly frame: Frame; readonly cells: readonly SheetCell[]; readonly findings: readonly Finding[]; readonly faults: readonly Fault[]; readonly files: ReadonlyMap<string, StoredFile>
  /** absent: nobody types here now */
  readonly typed?: TypedCells | undefined
  /** somebody else saved meanwhile: what they saved stands beside what differs */
  readonly conflict?: boolean
  readonly fileHref: (id: string) => string
  readonly corrects: boolean
  readonly previous: string; readonly yearBefore: string
}

const nameOf = ({ place, definition, category }: SheetCell, frame: Frame): string => category?.text[frame.lang] ?? definition?.text[frame.lang] ?? place.element
/** Named whole for who hears the page: a breakdown with its element. */
export const fullName = (cell: SheetCell, frame: Frame): string => cell.category === undefined ? nameOf(cell, frame) : `${cell.definition?.text[frame.lang] ?? cell.place.element}: ${cell.category.text[frame.lang]}`

export function ReportGrid(props: GridProps) {
  const { frame, cells, typed, previous, yearBefore } = props
  const t = choose(frame.lang)
  return (
    <Table caption={t('Số liệu', 'Readings')} captionHidden rows={cells} keyOf={cell => cell.place.key} columns={[
      { id: 'element', header: t('Chỉ tiêu', 'Element'), main: true, cell: cell => <span class={cell.category === undefined ? 'ts-grid-name' : 'ts-grid-name ts-grid-name--part'}>{cell.category !== undefined && <span class="ts-quiet">{t('Trong đó: ', 'Of which: ')}</span>}{nameOf(cell, frame)}<small>{[cell.definition?.unit[frame.lang], cell.category === undefined ? cell.definition?.note?.[frame.lang] : undefined].filter(Boolean).join('. ')}</small></span> },
      { id: 'value', header: t('Kỳ này', 'This period'), cell: cell => typed === undefined ? <Shown {...props} cell={cell} /> : <Typed {...props} cell={cell} typed={typed[cell.place.key] ?? { value: '', none: false, comment: '' }} /> },
      { id: 'previous', header: previous, numeric: true, cell: cell => <Earlier reading={cell.previous} frame={frame} /> },
      { id: 'year', header: yearBefore, numeric: true, cell: cell => <Earlier reading={cell.yearBefore} frame={frame} /> },
      { id: 'comment', header: t('Ghi chú', 'Comment'), cell: cell => typed === undefined ? cell.reading?.comment ?? '' : <Comment {...props} cell={cell} value={typed[cell.place.key]?.comment ?? ''} /> },
    ]} />
  )
}

const Earlier = ({ reading, frame }: { readonly reading: ReadingView | undefined; readonly frame: Frame }) => <span title={reading?.value === null ? reading.comment : undefined}>{reading?.value === null ? choose(frame.lang)('không có', 'none') : shownNumber(reading?.value, frame.lang)}</span>

function Typed({ frame, cell, typed, faults, findings, conflict }: Omit<GridProps, 'typed'> & { readonly cell: SheetCell; readonly typed: TypedCell }) {
  const t = choose(frame.lang)
  const name = `v.${cell.place.key}`
  const error = faultOf(faults, name)
  // what the fault says already is not said twice
  const said = findings.filter(each => each.kind !== 'incomplete' && each.cell === cell.place.key && error?.startsWith(each.message[frame.lang]) !== true)
  const saved = cell.reading === undefined ? undefined : typedNumber(cell.reading.value, frame.lang)
  return <div class={error === undefined ? 'ts-cell-edit' : 'ts-cell-edit ts-cell-edit--wrong'}>
    <label class="govuk-visually-hidden" for={idOf(name)}>{fullName(cell, frame)}, {t('kỳ này', 'this period')}</label>
    {error !== undefined && <p class="govuk-error-message" id={`${idOf(name)}-error`}><span class="govuk-visually-hidden">{t('Lỗi', 'Error')}: </span>{error}</p>}
    <input class={`govuk-input${error === undefined ? '' : ' govuk-input--error'}`} type="text" inputMode="decimal" id={idOf(name)} name={name} value={typed.value} autoComplete="off" aria-invalid={error === undefined ? undefined : true} aria-describedby={[error !== undefined && `${idOf(name)}-error`, said.length > 0 && `${idOf(name)}-said`].filter(Boolean).join(' ') || undefined} />
    <label class="ts-tick"><input type="checkbox" id={idOf(`n.${cell.place.key}`)} name={`n.${cell.place.key}`} value="yes" checked={typed.none} />{t('Không có số liệu', 'There is none')}<span class="govuk-visually-hidden">: {fullName(cell, frame)}</span></label>
    {said.length > 0 && <Findings frame={frame} id={`${idOf(name)}-said`} findings={said} />}
    {conflict === true && saved !== undefined && saved !== typed.value && <p class="ts-cell-edit__saved">{t('Bản đã lưu', 'Saved')}: {saved === '' ? t('không có số liệu', 'there is none') : saved}</p>}
  </div>
}

const Findings = ({ frame, findings, id }: { readonly frame: Frame; readonly findings: readonly Finding[]; readonly id?: string }) => (
  <ul class="ts-findings" id={id}>{findings.map(each => <li key={each.message.vi} class={each.severity === 'error' ? 'ts-findings__error' : undefined}>{each.severity === 'error' ? <Tag tone="red">{choose(frame.lang)('Sai', 'Wrong')}</Tag> : each.explained ? <Tag tone="blue">{choose(frame.lang)('Đã giải thích', 'Explained')}</Tag> : <Tag tone="yellow">{choose(frame.lang)('Xem lại', 'Look again')}</Tag>} {each.message[frame.lang]}</li>)}</ul>
)

function Comment({ frame, cell, value, faults }: GridProps & { readonly cell: SheetCell; readonly value: string }) {
  const t = choose(frame.lang)
  const name = `c.${cell.place.key}`
  const error = faultOf(faults, name)
  return <div class="ts-cell-edit">
    <label class="govuk-visually-hidden" for={idOf(name)}>{t('Ghi chú', 'Comment')}: {fullName(cell, frame)}</label>
    {error !== undefined && <p class="govuk-error-message" id={`${idOf(name)}-error`}><span class="govuk-visually-hidden">{t('Lỗi', 'Error')}: </span>{error}</p>}
    <textarea class={`govuk-textarea${error === undefined ? '' : ' govuk-textarea--error'}`} rows={2} id={idOf(name)} name={name} aria-invalid={error === undefined ? undefined : true} aria-describedby={error === undefined ? undefined : `${idOf(name)}-error`}>{value}</textarea>
  </div>
}

/** What was reported, what stood there before, and the correction that waits. */
function Shown({ frame, cell, findings, files, fileHref, corrects }: GridProps & { readonly cell: SheetCell }) {
  const t = choose(frame.lang)
  const { reading, correction, former } = cell
  const said = findings.filter(each => each.cell === cell.place.key && each.kind !== 'incomplete')
  if (reading === undefined) return <span class="ts-quiet">{t('chưa nhập', 'not entered')}</span>
  return <div class="ts-shown">
    <strong class="ts-shown__value">{reading.value === null ? t('Không có số liệu', 'There is none') : shownNumber(reading.value, frame.lang)}</strong>
    {former.map(each => <small key={each.id}>{t('trước khi đính chính', 'before its correction')}: <del>{each.value === null ? t('không có', 'none') : shownNumber(each.value, frame.lang)}</del></small>)}
    {correction?.state === 'submitted' && <small><Tag tone="yellow">{t('Đính chính chờ duyệt', 'Correction waits')}</Tag> {shownNumber(correction.value, frame.lang)}</small>}
    {said.length > 0 && <Findings frame={frame} findings={said} />}
    {reading.evidence.flatMap(id => files.get(id) ?? []).map(file => <small key={file.id}><a class="govuk-link" href={fileHref(file.id)}>{file.name}</a> ({formatFileSize(file.size, frame.lang)})</small>)}
    {(reading.state === 'approved' || reading.state === 'locked') && <a class="govuk-link ts-shown__more" href={readingHref(reading.id)}>{corrects ? t('Nguồn gốc, đính chính', 'Origin, correction') : t('Nguồn gốc', 'Origin')}<span class="govuk-visually-hidden">: {fullName(cell, frame)}</span></a>}
  </div>
}
