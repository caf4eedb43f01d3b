import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { AdminForm, Button, choose, Details, faultOf, formatDateTime, formatNumber, InsetText, Radios, Textarea } from '../../../ui/index.ts'
import { unitFieldOf } from '../acts/form-entry-settings.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { addressIn, datasetPage, type Desk } from './store-page.tsx'
import { optionsOf, wordOf } from './words.tsx'

/** Publishing and withdrawing, with what will happen said first; and who may enter rows by form. */
export function publicationPage(desk: Desk, dataset: DatasetView, fields: Fields): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const published = dataset.state === 'published'
  const open = dataset.schema.fields.filter(field => field.classification === 'open')
  const kept = dataset.schema.fields.filter(field => field.classification === 'personal' || field.classification === 'sensitive')
  const rows = t(`${formatNumber(dataset.rowCount, frame.lang)} dòng`, `${formatNumber(dataset.rowCount, frame.lang)} rows`)
  const effects: Record<DatasetView['access'], readonly string[]> = {
    open: [t(`Ai cũng đọc, tải được ${rows}, ${open.length} trường mở: ${open.slice(0, 8).map(field => field.title.vi).join(', ')}${open.length > 8 ? '…' : '.'}`, `Anybody can read and download ${rows}, ${open.length} open fields.`), t('Có trong cổng dữ liệu mở, danh mục CKAN, DCAT và API.', 'It appears in the open data portal, CKAN, DCAT and the API.')],
    shared: [t('Cơ quan khác thấy mô tả và cấu trúc, xin quyền qua danh mục dịch vụ; người dân không thấy dữ liệu.', 'Other agencies see description and contract and ask for a right; the public sees no rows.'), ...kept.length > 0 ? [t(`${kept.length} trường cá nhân (${kept.map(field => field.title.vi).join(', ')}) chỉ mở cho quyền nêu rõ trường và mục đích; mỗi lần tra cứu được ghi lại.`, `${kept.length} personal fields open only to a right that names them and a purpose; each look-up is recorded.`)] : []],
    internal: [t('Cán bộ trong tỉnh thấy mô tả và cấu trúc; chỉ cơ quan chủ quản đọc được dữ liệu.', 'Officers of the province see description and contract; only the owner reads rows.')],
  }
  const unit = unitFieldOf(dataset.schema)
  const mayOpenForms = dataset.feed === null && unit !== undefined && dataset.schema.key.length > 0
  return datasetPage({ desk, dataset, tab: 'cong-bo', children: <>
    {published
      ? <section>
        <h2 class="govuk-heading-m">{t('Đang công bố', 'Published')}{dataset.publishedAt ? t(` từ ${formatDateTime(dataset.publishedAt, frame.lang)}`, ` since ${formatDateTime(dataset.publishedAt, frame.lang)}`) : ''}</h2>
        <ul class="govuk-list govuk-list--bullet ts-measure">{effects[dataset.access].map(line => <li key={line}>{line}</li>)}</ul>
        <Details summary={t('Ngừng công bố', 'Withdraw')} open={faultOf(faults, 'reason') !== undefined}>
          <p class="govuk-body">{t('Bộ dữ liệu rời cổng dữ liệu, danh mục và dịch vụ ngay; người đang dùng đọc lý do dưới đây. Dữ liệu không mất, công bố lại được.', 'It leaves portal, catalogue and services at once; those who use it read the reason below. No rows are lost; it can be published again.')}</p>
          <AdminForm frame={frame} action={addressIn(dataset, 'ngung-cong-bo')} version={dataset.version}>
            <Textarea name="reason" label={t('Lý do', 'Reason')} value={fieldOf(fields, 'reason')} error={faultOf(faults, 'reason')} rows={3} /><Button tone="warning">{t('Ngừng công bố', 'Withdraw')}</Button>
          </AdminForm>
        </Details>
      </section>
      : <section>
        <h2 class="govuk-heading-m">{t('Công bố thì điều gì xảy ra', 'What publishing does')}</h2>
        {dataset.state === 'withdrawn' && <InsetText>{t('Đã ngừng công bố vì', 'Withdrawn because')}: {dataset.withdrawnBecause}</InsetText>}
        <p class="govuk-body"><strong>{wordOf('access', dataset.access, frame.lang)}.</strong> <a class="govuk-link" href={addressIn(dataset, 'sua')}>{t('Đổi', 'Change')}</a></p>
        <ul class="govuk-list govuk-list--bullet ts-measure">{effects[dataset.access].map(line => <li key={line}>{line}</li>)}<li>{t('Ngừng được bất cứ lúc nào; ai công bố, lúc nào được ghi nhật ký.', 'It can be withdrawn at any time; who published it and when is recorded.')}</li></ul>
        {dataset.lastLoad === 0 && <InsetText>{t('Chưa có dữ liệu. Nạp tệp hoặc nhập bằng biểu mẫu rồi hãy công bố.', 'No rows yet. Load a file or enter rows first.')} {dataset.feed === null && <a class="govuk-link" href={addressIn(dataset, 'nap')}>{t('Nạp tệp', 'Load a file')}</a>}</InsetText>}
        <AdminForm frame={frame} action={addressIn(dataset, 'cong-bo')} version={dataset.version}><Button>{t('Công bố', 'Publish')}</Button></AdminForm>
      </section>}
    <section>
      <h2 class="govuk-heading-m">{t('Xã, phường nhập liệu bằng biểu mẫu', 'Entry by communes')}</h2>
      {mayOpenForms
        ? <AdminForm frame={frame} action={addressIn(dataset, 'nhap-lieu-bieu-mau')} version={dataset.version}>
          <Radios name="formEntry" label={t('Ai nhập được', 'Who may enter')} hint={t(`Mỗi xã, phường chỉ thêm, sửa, kết thúc dòng có “${unit.title.vi}” là địa bàn mình.`, `Each commune adds, changes and ends only rows whose "${unit.title.vi}" is its own.`)} value={fieldOf(fields, 'formEntry') || (dataset.formEntry ?? 'closed')} error={faultOf(faults, 'formEntry')}
            options={[{ value: 'closed', label: t('Không mở cho xã, phường', 'Closed to communes') }, ...optionsOf('formEntry', frame.lang)]} />
          <Button tone="secondary">{t('Lưu cách nhập liệu', 'Save')}</Button>
        </AdminForm>
        : <p class="govuk-body ts-quiet">{dataset.feed !== null ? t('Nền tảng tự cập nhật bộ này nên không mở biểu mẫu.', 'The platform feeds this dataset, so there is no form.') : t('Cần có khóa và một trường bắt buộc kiểu “Đơn vị hành chính” để biết dòng nào của xã nào.', 'It needs a key and a required field of the type "administrative unit".')}</p>}
    </section>
  </> })
}
