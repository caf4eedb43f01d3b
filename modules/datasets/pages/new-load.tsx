import { AdminForm, Button, choose, Confirm, Details, faultOf, FileInput, InsetText, Input, Radios, Select, type Option } from '../../../ui/index.ts'
import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { MODES } from '../loads/words.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { STORE, storePage, type Desk } from './store-page.tsx'

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.json,.ndjson,.geojson,.parquet'

/** How a file is read where the guess would be wrong. Empty: as found. */
export function ReadingOptions({ fields, lang }: { readonly fields: Fields; readonly lang: 'vi' | 'en' }) {
  const t = choose(lang)
  const select = (name: string, label: string, options: readonly Option[]) => <Select name={name} label={label} value={fieldOf(fields, name)} placeholder={t('Tự nhận ra', 'As found')} options={options} />
  return (
    <>
      {select('encoding', t('Bảng mã', 'Encoding'), [{ value: 'utf-8', label: 'UTF-8' }, { value: 'utf-16le', label: 'UTF-16' }, { value: 'windows-1258', label: 'Windows-1258' }, { value: 'windows-1252', label: t('Một byte, gồm TCVN3 và VNI', 'One byte, TCVN3 and VNI among them') }])}
      {select('font', t('Phông chữ khi gõ', 'Font it was typed for'), [{ value: 'unicode', label: 'Unicode' }, { value: 'tcvn3', label: 'TCVN3 (ABC, .VnTime)' }, { value: 'vni', label: 'VNI (VNI-Times)' }])}
      {select('delimiter', t('Dấu phân cách', 'Delimiter'), [{ value: ',', label: t('Phẩy ,', 'Comma ,') }, { value: ';', label: t('Chấm phẩy ;', 'Semicolon ;') }, { value: 'tab', label: 'Tab' }, { value: '|', label: t('Gạch đứng |', 'Bar |') }])}
      {select('numbers', t('Cách viết số', 'Numbers'), [{ value: 'vi', label: '1.234,5' }, { value: 'en', label: '1,234.5' }])}
      <Input name="headerRow" label={t('Số thứ tự dòng tên cột', 'Row of the column names')} width={4} inputMode="numeric" value={fieldOf(fields, 'headerRow')} optional />
      <Input name="sheet" label={t('Trang tính thứ mấy', 'Which sheet')} hint={t('Với tệp XLSX; để trống là trang đầu.', 'Of XLSX; empty is the first.')} width={3} inputMode="numeric" value={fieldOf(fields, 'sheet')} optional />
    </>
  )
}

export function newLoadPage(desk: Desk, { dataset, fields, today }: { readonly dataset: DatasetView; readonly fields: Fields; readonly today: string }): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  const modes = dataset.schema.key.length === 0 ? ['append'] as const : ['upsert', 'snapshot'] as const
  return storePage({ desk, title: t('Nạp dữ liệu', 'Load rows'), lead: dataset.title, back: { href: `${STORE}/${dataset.code}`, text: dataset.title }, children: <>
    <InsetText>{t('Tệp được giữ nguyên bản, đọc và kiểm tra từng dòng. Chưa có gì vào kho cho đến khi bạn xem báo cáo và nhận.', 'The file is kept as it is, read and checked row by row. Nothing enters the store until you have seen the report and accept it.')}</InsetText>
    <AdminForm frame={frame} action={`${STORE}/${dataset.code}/nap`} files>
      <FileInput name="file" label={t('Tệp dữ liệu', 'File')} hint={t('CSV, XLSX, JSON, GeoJSON hoặc Parquet, tối đa 2 GB. Nhận cả phông TCVN3 và VNI.', 'CSV, XLSX, JSON, GeoJSON or Parquet, up to 2 GB. TCVN3 and VNI fonts are read, too.')} accept={ACCEPTED} error={faultOf(faults, 'file')} />
      <Radios name="mode" label={t('Tệp này dùng để', 'This file is to')} value={fieldOf(fields, 'mode') || modes[0]} error={faultOf(faults, 'mode')} options={modes.map(mode => ({ value: mode, label: MODES[mode][frame.lang], hint: MODES[mode].hint[frame.lang] }))} />
      <Input name="effectiveOn" label={t('Số liệu đúng từ ngày', 'True from')} hint={t('Ngày/tháng/năm', 'Day/month/year')} width={10} value={fieldOf(fields, 'effectiveOn') || today} error={faultOf(faults, 'effectiveOn')} />
      {faults.some(fault => fault.field === 'again') && <Confirm name="again" label={t('Vẫn nạp lại tệp này', 'Load this file again')} error={faultOf(faults, 'again')} />}
      <Details summary={t('Tệp có phông cũ hoặc cách viết lạ? Chọn cách đọc', 'An old font or an odd form? Say how to read it')}><ReadingOptions fields={fields} lang={frame.lang} /></Details>
      <Button>{t('Gửi tệp', 'Send the file')}</Button>
    </AdminForm>
    <p class="govuk-body"><a class="govuk-link" href={`${STORE}/${dataset.code}/lan-nap`}>{t('Các lần nạp trước', 'Earlier loads')}</a></p>
  </> })
}
