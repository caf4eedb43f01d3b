import { AnswersSummary, Beside, DocumentViewer, formatDateTime, say, SummaryCard, SummaryList, Table, Tag, WarningText, type Lang, type SummaryRow, type ViewedDocument } from '../../../../ui/index.ts'
import { completeForm } from '../../../procedures/index.ts'
import type { DeskDossier, ShownFile } from '../../desk-dossier.ts'
import { changesOf } from '../../supplement-changes.ts'
import { identityNotes } from '../../identity-facts.ts'
import { populationNotes } from '../../population-facts.ts'
import { dossierHref } from './frame.tsx'
import { both } from './texts.ts'

const documentOf = (id: string, file: { readonly id: string; readonly mediaType: string }): ViewedDocument => {
  const src = dossierHref(id, `/tep/${file.id}`)
  return file.mediaType.startsWith('image/') ? { kind: 'image', src } : file.mediaType === 'application/pdf' ? { kind: 'pdf', src } : { kind: 'none' }
}

/** Answers on the left, the file they are compared with on the right; the file is changed without losing the place in the answers. */
export function AnswersAndFiles({ dossier, lang, file }: { readonly dossier: DeskDossier; readonly lang: Lang; readonly file: string | undefined }) {
  const { view: { dossier: row } } = dossier
  const current = dossier.files.filter(each => each.replacedSeq === null)
  const shown = current.find(each => each.id === file) ?? dossier.files.find(each => each.id === file) ?? current[0]
  const at = shown ? current.indexOf(shown) : -1
  const hrefOf = (file: ShownFile): string => dossierHref(row.id, `?xem=ho-so&tep=${file.id}`)
  const to = (other: ShownFile | undefined): string | undefined => other && hrefOf(other)
  const nameOfComponent = (id: string): string => say(dossier.of.case.components.find(component => component.id === id)?.name ?? { vi: id }, lang)
  const changed = changesOf(dossier).at(-1)
  const form = completeForm(dossier.of.case)
  const other = identityNotes(form, row.answers, dossier.verified)
  const stranger = Object.keys(other).length > 0
  const known = Object.entries({ ...populationNotes(form, row.answers, row.population, dossier.communes, stranger ? row.submitter_name : undefined), ...other }).map(([name, note]): [string, string] => [name, say(note, lang)])
  const notes = Object.fromEntries([...known, ...(changed?.fields.map(({ field }): [string, string] => [field, [both('Vừa sửa khi bổ sung', 'Changed by the supplement', lang), ...(other[field] ? [say(other[field], lang)] : [])].join('. ')]) ?? [])])
  const applicant: SummaryRow[] = [
    { key: both('Chủ hồ sơ', 'Applicant', lang), value: row.subject_name }, ...(row.submitter_name !== row.subject_name ? [{ key: both('Người nộp', 'Filed by', lang), value: row.submitter_name, note: row.mandate_id ? both('theo ủy quyền', 'under a mandate', lang) : both('giúp nộp', 'helped', lang) }] : []),
    ...(row.subject_contact.phone ? [{ key: both('Điện thoại', 'Phone', lang), value: row.subject_contact.phone }] : []), ...(row.subject_contact.email ? [{ key: 'E-mail', value: row.subject_contact.email }] : []), ...(row.subject_contact.address ? [{ key: both('Địa chỉ', 'Address', lang), value: row.subject_contact.address }] : []), ...(row.return_address ? [{ key: both('Địa chỉ nhận kết quả', 'Send the result to', lang), value: row.return_address }] : []),
  ]
  const missing = dossier.components.filter(component => component.required && !component.presentOnly && !given(dossier, component.id))
  return (
    <Beside document={<>
      {dossier.files.length > 0 && <ul class="ts-files" aria-label={both('Giấy tờ của hồ sơ', 'Files', lang)}>{dossier.files.map(each => <li key={each.id}><a href={hrefOf(each)} data-file aria-current={each === shown ? 'true' : undefined}>{nameOfComponent(each.componentId)}<small>{each.file.name}{each.replacedSeq === null ? each.addedSeq > 1 ? both(' · mới bổ sung', ' · new', lang) : '' : both(' · đã thay', ' · replaced', lang)}</small></a></li>)}</ul>}
      {missing.length > 0 && <p class="ts-missing">{both('Thiếu', 'Missing', lang)}: {missing.map(component => say(component.name, lang)).join('; ')}</p>}
      {shown ? <DocumentViewer name={nameOfComponent(shown.componentId)} document={shown.file.state === 'accepted' ? documentOf(row.id, shown.file) : { kind: 'none' }} downloadHref={dossierHref(row.id, `/tep/${shown.file.id}?tai=1`)} previousHref={to(at > 0 ? current[at - 1] : undefined)} nextHref={to(at >= 0 ? current[at + 1] : undefined)} />
        : <p class="ts-pane ts-quiet">{row.channel === 'online' ? both('Hồ sơ này không có tệp nào.', 'There are no files.', lang) : both('Không có bản quét. Giấy tờ đã nhận ghi ở phần Thành phần.', 'Nothing was scanned. See the papers under Components.', lang)}</p>}
    </>}>
      {changed && <ChangedSince dossier={dossier} lang={lang} />}
      {stranger && <WarningText>{both(`Có mục khai khác với danh tính đã xác thực của ${row.submitter_name}. Hãy đối chiếu trước khi giải quyết.`, `Some answers are other than the verified identity of ${row.submitter_name}. Compare before you decide.`, lang)}</WarningText>}
      <SummaryCard title={both('Người nộp', 'Applicant', lang)}><SummaryList rows={applicant} /></SummaryCard>
      <AnswersSummary form={form} answers={row.answers} communes={dossier.communes} notes={notes} />
    </Beside>
  )
}

/** Whether a paper is there, as a file or on paper. */
function given({ files, view: { paperItems } }: DeskDossier, componentId: string): boolean {
  const paper = paperItems.find(item => item.component_id === componentId)
  return files.some(file => file.componentId === componentId && file.replacedSeq === null) || (paper !== undefined && (paper.originals + paper.certified_copies + paper.plain_copies > 0 || paper.shown_only))
}

/** "Đã thay đổi gì": the last supplement, before and after. */
function ChangedSince({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const changed = changesOf(dossier).at(-1)
  if (!changed) return null
  const link = (file: ShownFile) => <a key={file.id} class="govuk-link" data-file href={dossierHref(dossier.view.dossier.id, `?xem=ho-so&tep=${file.id}`)}>{file.file.name}</a>
  const listed = (file: ShownFile, at: number) => <>{at > 0 && ', '}{link(file)}</>
  return (
    <div id="thay-doi"><SummaryCard title={both(`Thay đổi sau bổ sung lúc ${formatDateTime(changed.at, lang)}`, `Changed by the supplement of ${formatDateTime(changed.at, lang)}`, lang)}>
      <Table caption={both('Trước và sau', 'Before and after', lang)} captionHidden rows={[...changed.fields.map(each => ({ key: each.field, name: say(each.label, lang), before: <del>{each.before || '–'}</del>, after: <ins>{each.after || '–'}</ins> })), ...changed.components.map(each => ({ key: each.id, name: say(each.name, lang), before: <>{each.before.map(listed)}{each.before.length === 0 && '–'}</>, after: <>{each.after.map(listed)}</> }))]} keyOf={({ key }) => key}
        columns={[{ id: 'name', header: both('Mục', 'Item', lang), main: true, cell: ({ name }) => name }, { id: 'before', header: both('Trước', 'Before', lang), cell: ({ before }) => before }, { id: 'after', header: both('Sau', 'After', lang), cell: ({ after }) => after }]} />
    </SummaryCard></div>
  )
}

/** Papers that the case calls for: what was handed in, on paper and as files. */
export function ComponentList({ dossier, lang }: { readonly dossier: DeskDossier; readonly lang: Lang }) {
  const { view: { dossier: row, paperItems } } = dossier
  return (
    <Table caption={both('Thành phần hồ sơ', 'Components', lang)} captionHidden rows={dossier.components} keyOf={({ id }) => id} empty={<p class="govuk-body">{both('Trường hợp này không cần giấy tờ kèm theo.', 'This case needs no papers.', lang)}</p>} columns={[
      { id: 'name', header: both('Giấy tờ', 'Paper', lang), main: true, cell: component => <>{say(component.name, lang)}<small>{component.required ? both('bắt buộc', 'required', lang) : both('nếu có', 'if any', lang)}{component.presentOnly ? both(' · chỉ xuất trình', ' · only shown', lang) : ''}{component.original > 0 ? ` · ${component.original} ${both('bản chính', 'original', lang)}` : ''}{component.copy > 0 ? ` · ${component.copy} ${both('bản sao', 'copies', lang)}` : ''}</small></> },
      ...([['originals', 'Bản chính', 'Originals'], ['certified_copies', 'Chứng thực', 'Certified'], ['plain_copies', 'Bản chụp', 'Plain']] as const).map(([column, vi, en]) => ({ id: column, header: both(vi, en, lang), numeric: true, cell: (component: { id: string }) => paperItems.find(item => item.component_id === component.id)?.[column] ?? 0 })),
      { id: 'files', header: both('Tệp', 'Files', lang), cell: component => { const files = dossier.files.filter(file => file.componentId === component.id && file.replacedSeq === null); return files.length === 0 ? '–' : <>{files.map(file => <a key={file.id} class="govuk-link" href={dossierHref(row.id, `?xem=ho-so&tep=${file.id}`)}>{file.file.name} </a>)}</> } },
      { id: 'state', header: both('Tình trạng', 'State', lang), nowrap: true, cell: component => {
        const paper = paperItems.find(item => item.component_id === component.id)
        return given(dossier, component.id) ? <Tag tone="green">{paper?.shown_only ? both('Đã xem', 'Seen', lang) : both('Đã có', 'There', lang)}</Tag> : component.required && !component.presentOnly ? <Tag tone="yellow">{both('Thiếu', 'Missing', lang)}</Tag> : <Tag>{both('Không có', 'None', lang)}</Tag>
      } },
    ]} />
  )
}
