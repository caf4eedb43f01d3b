import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, ButtonGroup, choose, faultOf, InsetText, Textarea } from '../../../ui/index.ts'
import type { SchemaForm } from '../domain/schema-form.ts'
import type { SchemaDifference } from '../domain/schema-diff.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { Carried } from './description-form.tsx'
import { Differences, hiddenForm, SchemaEditor } from './schema-editor.tsx'
import { addressIn, STORE, storePage, type Desk } from './store-page.tsx'

export function newSchemaPage(desk: Desk, described: Fields, form: SchemaForm, view: { readonly added: boolean; readonly fromFile?: string | undefined }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t(`Các trường của “${fieldOf(described, 'title')}”`, `Fields of "${fieldOf(described, 'title')}"`), lead: t('Đặt ít nhất một trường làm khóa để sửa được từng dòng; không có khóa thì dòng chỉ được thêm.', 'Make at least one field the key, so that rows can be changed; without a key rows are only added.'), children: <>
    <p class="ts-caption">{t('Bước 2 trên 2: cấu trúc', 'Step 2 of 2: contract')}</p>
    {view.fromFile !== undefined && <InsetText>{t(`Đoán từ tệp “${view.fromFile}”. Xem lại kiểu, mức chia sẻ và khóa trước khi lập.`, `Guessed from "${view.fromFile}". Look at types, classification and key before you create it.`)}</InsetText>}
    <SchemaEditor frame={frame} action={`${STORE}/moi`} form={form} faults={faults} added={view.added} submit={t('Lập bộ dữ liệu', 'Create the dataset')} more={<Button tone="quiet" name="_button" value="back" formNoValidate>{t('Quay lại mô tả', 'Back to the description')}</Button>}><input type="hidden" name="_step" value="fields" /><Carried fields={described} except={[]} /></SchemaEditor>
  </> })
}

export function editSchemaPage(desk: Desk, dataset: DatasetView, form: SchemaForm, view: { readonly added: boolean; readonly version: string; readonly from: number | undefined }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t(`Soạn phiên bản ${dataset.schemaVersion + 1}: ${dataset.title}`, `Version ${dataset.schemaVersion + 1}: ${dataset.title}`), back: { href: addressIn(dataset, 'cau-truc'), text: t('Cấu trúc', 'Contract') }, lead: t('Chưa có gì đổi cho đến khi bạn xem lại và ban hành.', 'Nothing changes until you have looked at the differences and put it in force.'), children: <>
    {view.from !== undefined && <InsetText>{t(`Đang soạn từ phiên bản ${view.from}.`, `Begun from version ${view.from}.`)}</InsetText>}
    <SchemaEditor frame={frame} action={addressIn(dataset, 'cau-truc', 'sua')} form={form} faults={faults} added={view.added} version={view.version} submit={t('Xem khác biệt', 'See the differences')} />
  </> })
}

export function reviewSchemaPage(desk: Desk, dataset: DatasetView, form: SchemaForm, view: { readonly differences: readonly SchemaDifference[]; readonly version: string; readonly reason: string }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const same = view.differences.length === 0
  return storePage({ desk, title: t(`Ban hành phiên bản ${dataset.schemaVersion + 1}?`, `Put version ${dataset.schemaVersion + 1} in force?`), children: <>
    <p class="govuk-body">{same ? t('Không có gì khác bản đang dùng.', 'Nothing differs from the present version.') : t(`Khác phiên bản ${dataset.schemaVersion} ở những chỗ sau. Dữ liệu đã có giữ nguyên; lần nạp đang chờ phải kiểm tra lại.`, `It differs from version ${dataset.schemaVersion} as follows. Rows stay; loads that wait must be checked again.`)}</p>
    {!same && <Differences differences={view.differences} lang={frame.lang} />}
    <AdminForm frame={frame} action={addressIn(dataset, 'cau-truc', 'sua')} version={view.version}>
      <Carried fields={hiddenForm(form)} except={[]} />
      {!same && <Textarea name="reason" label={t('Lý do', 'Reason')} value={view.reason} error={faultOf(faults, 'reason')} rows={2} hint={t('Bên đang dùng sẽ đọc.', 'Those who use it will read it.')} />}
      <ButtonGroup>{!same && <Button name="_button" value="save">{t('Ban hành', 'Put in force')}</Button>}<Button tone="secondary" name="_button" value="edit">{t('Sửa tiếp', 'Go on editing')}</Button></ButtonGroup>
    </AdminForm>
  </> })
}
