import { AdminForm, Button, choose, faultOf, FileInput } from '../../../ui/index.ts'
import { STORE, storePage, type Desk } from './store-page.tsx'

export function fromFilePage(desk: Desk): string {
  const { frame, faults = [] } = desk
  const t = choose(frame.lang)
  return storePage({ desk, title: t('Lập bộ dữ liệu từ tệp', 'Create a dataset from a file'), back: { href: `${STORE}/moi`, text: t('Lập bộ dữ liệu', 'Create a dataset') }, lead: t('Hệ thống đọc tên cột và những dòng đầu để đoán các trường; bạn sửa lại trước khi lập. Tệp chưa được nạp: lập xong rồi nạp.', 'Column names and the first rows tell the fields; you correct them before anything is made. The rows are loaded afterwards.'), children:
    <AdminForm frame={frame} action={`${STORE}/moi/tu-tep`} files>
      <FileInput name="file" label={t('Tệp', 'File')} hint={t('CSV, Excel (.xlsx), JSON, GeoJSON hoặc Parquet, tối đa 200 MB.', 'CSV, Excel (.xlsx), JSON, GeoJSON or Parquet, 200 MB at most.')} accept=".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl,.geojson,.parquet" error={faultOf(faults, 'file')} />
      <Button busyText={t('Đang đọc tệp…', 'Reading the file…')}>{t('Đọc tệp', 'Read the file')}</Button>
    </AdminForm> })
}
