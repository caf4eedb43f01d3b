import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Details, faultOf, Input, Radios, Select, Textarea, type Option } from '../../../ui/index.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { addressIn, STORE, storePage, type Desk } from './store-page.tsx'
import { optionsOf } from './words.tsx'

export interface Owners { readonly agencies: readonly Option[]; readonly stewards: readonly Option[] }
export const DESCRIPTION_FIELDS: readonly string[] = ['code', 'title', 'titleEn', 'description', 'descriptionEn', 'agencyId', 'stewardAccountId', 'legalBasis', 'purpose', 'theme', 'keywords', 'licence', 'refreshDays', 'retentionMonths', 'access']

/** What was typed elsewhere goes along, so that no step of the way loses anything. */
export const Carried = ({ fields, except }: { readonly fields: Fields; readonly except: readonly string[] }) => <>{Object.entries(fields).filter(([name]) => !name.startsWith('_') && !except.includes(name)).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each, at) => <input key={`${name} ${at}`} type="hidden" name={name} value={each} />))}</>

export const fieldsOfDataset = (dataset: DatasetView): Fields => ({ code: dataset.code, title: dataset.title, titleEn: dataset.titleEn, description: dataset.description, descriptionEn: dataset.descriptionEn, agencyId: dataset.agencyId, stewardAccountId: dataset.stewardAccountId ?? '', legalBasis: dataset.legalBasis, purpose: dataset.purpose, theme: dataset.theme, keywords: dataset.keywords.join(', '), licence: dataset.licence,
  refreshDays: dataset.refreshDays === null ? '' : String(dataset.refreshDays), retentionMonths: dataset.retentionMonths === null ? '' : String(dataset.retentionMonths), access: dataset.access })

function Questions({ desk, fields, owners, fresh }: { readonly desk: Desk; readonly fields: Fields; readonly owners: Owners; readonly fresh: boolean }) {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
  return <>
    <Input {...of('title')} label={t('Tên bộ dữ liệu', 'Title')} hint={t('Ví dụ: Trạm y tế xã, phường', 'For example: commune health stations')} maxLength={300} />
    {fresh && <Input {...of('code')} label={t('Mã', 'Code')} optional hint={t('Thành địa chỉ và tên dịch vụ, sau này không đổi được. Để trống sẽ đặt theo tên, ví dụ tram-y-te.', 'Becomes address and service name and never changes. Empty: made from the title, for example tram-y-te.')} spellcheck={false} width={20} />}
    <Textarea {...of('description')} label={t('Mô tả', 'Description')} optional rows={3} hint={t('Gồm những gì, không gồm những gì, từ đâu có.', 'What is in it, what is not, where it comes from.')} />
    <Select {...of('agencyId')} label={t('Cơ quan chủ quản', 'Owner agency')} options={owners.agencies} />
    {owners.stewards.length > 0 && <Select {...of('stewardAccountId')} label={t('Người giữ', 'Steward')} optional placeholder={t('Chưa giao ai', 'Nobody yet')} options={owners.stewards} />}
    <Textarea {...of('purpose')} label={t('Mục đích', 'Purpose')} rows={2} hint={t('Dùng để làm việc gì.', 'What it is for.')} />
    <Radios name="access" label={t('Ai được dùng', 'Who may use it')} value={fieldOf(fields, 'access') || 'internal'} error={faultOf(faults, 'access')} options={[
      { value: 'internal', label: t('Nội bộ', 'Internal'), hint: t('Chỉ cơ quan chủ quản đọc dữ liệu.', 'Only the owner reads rows.') }, { value: 'shared', label: t('Chia sẻ theo quyền', 'Shared by contract'), hint: t('Cơ quan khác xin quyền, dữ liệu đi qua nền tảng tích hợp.', 'Others ask for a right; rows travel over the exchange.') }, { value: 'open', label: t('Mở cho mọi người', 'Open to all'), hint: t('Các trường mức “Mở” ai cũng tải được.', 'Open fields are for anybody.') }]} />
    <Input {...of('legalBasis')} label={t('Căn cứ pháp lý', 'Legal basis')} optional hint={t('Cần khi chia sẻ hoặc mở. Ví dụ: Nghị định 278/2025/NĐ-CP', 'Needed when shared or open. For example Nghị định 278/2025/NĐ-CP')} />
    <Select {...of('licence')} label={t('Giấy phép sử dụng', 'Licence')} optional placeholder={t('Chưa chọn', 'None')} options={optionsOf('licence', frame.lang)} hint={t('Cần khi mở cho mọi người.', 'Needed when open.')} />
    <Input {...of('refreshDays')} label={t('Cập nhật ít nhất mỗi', 'Refreshed at least every')} optional inputMode="numeric" width={5} suffix={t('ngày', 'days')} hint={t('Quá ngày này bộ dữ liệu bị báo trễ.', 'Beyond it the dataset is marked late.')} />
    <Details summary={t('Thêm: chủ đề, từ khóa, tiếng Anh, thời hạn lưu', 'More: theme, keywords, English, retention')} open={['theme', 'keywords', 'retentionMonths', 'titleEn', 'descriptionEn'].some(name => fieldOf(fields, name) !== '' || faultOf(faults, name) !== undefined)}>
      <Select {...of('theme')} label={t('Chủ đề', 'Theme')} optional placeholder={t('Chưa chọn', 'None')} options={optionsOf('theme', frame.lang)} />
      <Input {...of('keywords')} label={t('Từ khóa', 'Keywords')} optional hint={t('Cách nhau bằng dấu phẩy.', 'Separated by commas.')} />
      <Input {...of('titleEn')} label={t('Tên tiếng Anh', 'English title')} optional /><Textarea {...of('descriptionEn')} label={t('Mô tả tiếng Anh', 'English description')} optional rows={2} />
      <Input {...of('retentionMonths')} label={t('Giữ dòng đã kết thúc', 'Ended rows are kept')} optional inputMode="numeric" width={5} suffix={t('tháng', 'months')} hint={t('Để trống: giữ vĩnh viễn. Hết hạn thì dòng cũ bị xóa, có ghi nhật ký.', 'Empty: for ever. After that old rows are removed, and the ledger says so.')} />
    </Details>
  </>
}

export function newDatasetPage(desk: Desk, fields: Fields, owners: Owners): string {
  const { frame } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t('Lập bộ dữ liệu', 'Create a dataset'), back: { href: STORE, text: t('Kho dữ liệu', 'Shared data') }, children: <>
    <p class="ts-caption">{t('Bước 1 trên 2: mô tả', 'Step 1 of 2: description')}</p>
    <p class="govuk-body">{t('Có sẵn tệp?', 'You have a file?')} <a class="govuk-link" href={`${STORE}/moi/tu-tep`}>{t('Lập từ tệp CSV, Excel, JSON', 'Create from a CSV, Excel or JSON file')}</a></p>
    <AdminForm frame={frame} action={`${STORE}/moi`}>
      <input type="hidden" name="_step" value="description" /><Carried fields={fields} except={DESCRIPTION_FIELDS} />
      <Questions desk={desk} fields={fields} owners={owners} fresh />
      <Button>{t('Tiếp tục: các trường', 'Continue: fields')}</Button>
    </AdminForm>
  </> })
}

export function changeDatasetPage(desk: Desk, dataset: DatasetView, fields: Fields, version: string, owners: Owners): string {
  const t = choose(desk.frame.lang)
  return storePage({ desk, title: t(`Sửa thông tin: ${dataset.title}`, `Change: ${dataset.title}`), back: { href: addressIn(dataset), text: dataset.title }, children: <>
    {dataset.state === 'published' && <p class="govuk-body">{t('Bộ dữ liệu đang công bố: thay đổi có hiệu lực ngay khi lưu.', 'This dataset is published: changes count at once.')}</p>}
    <AdminForm frame={desk.frame} action={addressIn(dataset, 'sua')} version={version}><Questions desk={desk} fields={fields} owners={owners} fresh={false} /><Button>{t('Lưu', 'Save')}</Button></AdminForm>
  </> })
}
