import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { ActButton, AdminForm, adminPage, Button, ButtonGroup, choose, Details, faultOf, FileInput, formatDateTime, Input, InsetText, Table, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import type { SynonymRow } from '../../admin-queries.ts'
import type { CsvFault } from '../../domain/synonym-csv.ts'
import { waysIn } from '../../domain/synonym.ts'
import type { SynonymPreview } from '../../try-synonym.ts'
import { PreviewResult, TryField } from './synonym-trial.tsx'
import { MISSES, SYNONYMS } from './synonyms.tsx'

export interface EarlierSynonym { readonly version: number; readonly phrase: string; readonly replacements: readonly string[]; readonly active: boolean; readonly changedAt: Date; readonly by: string }
export interface SynonymPageView { /** absent: a new one */ readonly synonym: SynonymRow | undefined; readonly fields: Fields; readonly history: readonly EarlierSynonym[]; readonly preview: SynonymPreview | undefined }

export const synonymFields = (row: Pick<SynonymRow, 'phrase' | 'replacements'>): Fields => ({ phrase: waysIn(row.phrase).join('\n'), replacements: row.replacements.join('\n') })

/** One phrase: its wording, a search to try it on before it is saved, and what it said before. */
export function synonymPage(frame: Frame, actor: OfficerActor, view: SynonymPageView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { synonym, fields } = view
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  const base = synonym ? `${SYNONYMS}/${synonym.id}` : `${SYNONYMS}/moi`
  const miss = fieldOf(fields, 'miss')
  return adminPage({
    frame, title: synonym ? waysIn(synonym.phrase)[0] ?? synonym.phrase : t('Thêm cụm từ', 'Add a phrase'), agency: actor.agencyName, faults, back: miss === '' ? { href: SYNONYMS, text: t('Từ đồng nghĩa', 'Synonyms') } : { href: MISSES, text: t('Tìm chưa thấy', 'Searches that missed') },
    children: <>
      {synonym?.active === false && <InsetText>{t('Cụm từ này đang bỏ, không lượt tìm nào dùng. Lưu lại thì dùng lại.', 'This phrase is out of use. Saving brings it back.')}</InsetText>}
      <AdminForm frame={frame} action={base} version={synonym?.version}>
        {miss !== '' && <input type="hidden" name="miss" value={miss} />}
        <Textarea {...of('phrase')} rows={Math.min(12, Math.max(3, waysIn(fieldOf(fields, 'phrase')).length + 1))} label={t('Người dân gọi', 'People say')} hint={t('Mỗi dòng một cách nói, viết đủ dấu. Ví dụ: sổ đỏ. Dấu + cho phép hai phần đứng xa nhau: mất + khai sinh.', 'One way a line, with all marks. For example: sổ đỏ. With + two parts may stand apart: mất + khai sinh.')} />
        <Textarea {...of('replacements')} rows={4} label={t('Tên chính thức', 'Official names')} hint={t('Mỗi dòng một cách gọi, cách sát nhất ở trên. Dùng từ có trong tên thủ tục. Trong ngoặc ( ) là cụm từ khác của danh sách này, chỉ để đọc tiếp.', 'One a line, the nearest first. Use words that stand in names of procedures. In brackets: another phrase of this list, only to be read on.')} />
        <TryField value={fieldOf(fields, 'try')} error={faultOf(faults, 'try')} frame={frame} />
        <ButtonGroup><Button>{t('Lưu', 'Save')}</Button><Button tone="secondary" formAction={synonym ? `${base}/thu` : `${SYNONYMS}/thu`}>{t('Xem sẽ đổi gì', 'See what changes')}</Button></ButtonGroup>
      </AdminForm>
      {view.preview && <PreviewResult preview={view.preview} frame={frame} />}
      {synonym?.active === true && <Details summary={t('Bỏ cụm từ này', 'Remove this phrase')} open={faultOf(faults, 'reason') !== undefined}>
        <AdminForm frame={frame} action={`${base}/bo`} version={synonym.version}>
          <Input {...of('reason')} label={t('Lý do', 'Reason')} hint={t('Ví dụ: dẫn nhầm sang thủ tục khác.', 'For example: it leads to the wrong procedure.')} />
          <Button tone="warning">{t('Bỏ', 'Remove')}</Button>
        </AdminForm>
      </Details>}
      {synonym && <>
        <h2 class="govuk-heading-m">{t('Các bản trước', 'Earlier wordings')}</h2>
        <Table caption={t('Các bản trước', 'Earlier wordings')} captionHidden rows={view.history} keyOf={(row) => String(row.version)} empty={<p class="govuk-body ts-quiet">{t('Chưa sửa lần nào.', 'Never changed.')}</p>}
          columns={[
            { id: 'n', header: t('Bản', 'Version'), main: true, cell: (row) => row.version },
            { id: 'text', header: t('Nội dung khi đó', 'What it said'), cell: (row) => <>{row.phrase}: {row.replacements.join(' · ')}{!row.active && <small>{t('đang bỏ', 'removed')}</small>}</> },
            { id: 'who', header: t('Sửa lúc', 'Changed at'), cell: (row) => <>{formatDateTime(row.changedAt, frame.lang)}<small>{row.by}</small></> },
            { id: 'do', header: '', cell: (row) => <ActButton frame={frame} action={`${base}/dung-lai`} values={{ version: String(synonym.version), restore: String(row.version) }}>{t('Dùng lại', 'Restore')}<span class="govuk-visually-hidden"> {t('bản', 'version')} {row.version}</span></ActButton> },
          ]} />
      </>}
    </>,
  })
}

/** Many phrases at once, out of a spreadsheet. */
export function importSynonymsPage(frame: Frame, actor: OfficerActor, faults: readonly Fault[] = [], lines: readonly CsvFault[] = []): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Nhập từ đồng nghĩa từ tệp', 'Import synonyms'), agency: actor.agencyName, faults, back: { href: SYNONYMS, text: t('Từ đồng nghĩa', 'Synonyms') },
    lead: t('Cụm từ mới được thêm, cụm từ đã có theo nội dung trong tệp, cụm từ không có trong tệp giữ nguyên. Có một dòng sai thì chưa nhập gì.', 'New phrases come in, known ones follow the file, what the file does not name stays. One wrong line, and nothing is taken.'),
    children: <>
      {lines.length > 0 && <Table caption={t('Dòng cần sửa', 'Lines to correct')} rows={lines} keyOf={(row) => `${row.line} ${row.vi}`} columns={[
        { id: 'line', header: t('Dòng', 'Line'), main: true, nowrap: true, cell: (row) => row.line }, { id: 'why', header: t('Cần sửa gì', 'What to correct'), cell: (row) => t(row.vi, row.en) },
      ]} />}
      <AdminForm frame={frame} action={`${SYNONYMS}/nhap`} files>
        <FileInput name="file" label={t('Tệp CSV', 'CSV file')} hint={t('Hai cột: phrase, replacements. Nhiều cách gọi cách nhau bằng dấu chấm phẩy. Tối đa 1 MB.', 'Two columns: phrase, replacements; names with semicolons between. At most 1 MB.')} error={faultOf(faults, 'file')} accept=".csv,text/csv" />
        <Button>{t('Nhập', 'Import')}</Button>
      </AdminForm>
    </>,
  })
}
