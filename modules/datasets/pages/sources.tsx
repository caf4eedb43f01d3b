import { fieldOf, type Fields } from '../../../kernel/http/fields.ts'
import { ActButton, AdminForm, Button, choose, Details, faultOf, formatDateTime, Input, Radios, Select, Table, Tag, Textarea } from '../../../ui/index.ts'
import { MODES } from '../loads/words.ts'
import type { DatasetView } from '../queries/datasets.ts'
import type { SourceLine } from '../queries/sources.ts'
import type { SourceKind } from '../tables.ts'
import { addressIn, datasetPage, LOADS, type Desk } from './store-page.tsx'

const KINDS: Readonly<Record<SourceKind, { readonly vi: string; readonly en: string }>> = { drop: { vi: 'Thư mục nhận', en: 'Drop folder' }, sql: { vi: 'Cơ sở dữ liệu PostgreSQL', en: 'PostgreSQL database' }, api: { vi: 'Dịch vụ liên thông', en: 'Service of the exchange' } }

/** From where rows of a dataset come by themselves; how the last run ended; and the forms for new ones. */
export function sourcesPage(desk: Desk, { dataset, rows, fields, kind, dropPath }: { readonly dataset: DatasetView; readonly rows: readonly SourceLine[]; readonly fields: Fields; readonly kind: string; readonly dropPath: string }): string {
  const { frame, faults = [] } = desk
  const { lang } = frame
  const t = choose(lang)
  const action = addressIn(dataset, 'nguon')
  const modes = dataset.schema.key.length === 0 ? ['append'] as const : ['upsert', 'snapshot'] as const
  const input = (of: SourceKind, name: string, label: string, more: { readonly hint?: string; readonly optional?: boolean; readonly type?: 'password'; readonly width?: 5 | 20 } = {}) => <Input name={`${name}-${of}`} label={label} value={more.type === 'password' ? '' : fieldOf(fields, `${name}-${of}`)} error={kind === of ? faultOf(faults, name) : undefined} {...more} />
  const common = (of: SourceKind) => <>
    <Radios name={`mode-${of}`} label={t('Dữ liệu mang về dùng để', 'What comes is to')} value={fieldOf(fields, `mode-${of}`) || modes[0]} options={modes.map(mode => ({ value: mode, label: MODES[mode][lang], hint: MODES[mode].hint[lang] }))} />
    {of !== 'drop' && <Select name={`everyMinutes-${of}`} label={t('Chạy', 'Runs')} value={fieldOf(fields, `everyMinutes-${of}`) || '1440'} error={kind === of ? faultOf(faults, 'everyMinutes') : undefined} options={[['15', '15 phút một lần', 'every 15 minutes'], ['60', 'mỗi giờ', 'every hour'], ['1440', 'mỗi ngày', 'every day'], ['10080', 'mỗi tuần', 'every week'], ['', 'chỉ khi bấm', 'by hand only']].map(([value = '', vi = '', en = '']) => ({ value, label: t(vi, en) }))} />}
    <Radios name={`acceptAlone-${of}`} label={t('Khi không có dòng lỗi nào', 'When no row has an error')} value={fieldOf(fields, `acceptAlone-${of}`) || 'no'} options={[{ value: 'no', label: t('Chờ người giữ dữ liệu nhận', 'A keeper accepts it') }, { value: 'yes', label: t('Tự nhận vào kho', 'Accept it at once') }]} />
  </>
  return datasetPage({ desk, dataset, tab: 'lan-nap', children: <>
    <h2 class="govuk-heading-m">{t('Nguồn tự động', 'Sources')}</h2>
    <Table caption={t('Nguồn tự động', 'Sources')} captionHidden rows={rows} keyOf={row => row.id} empty={<p class="govuk-body ts-quiet">{t('Chưa có nguồn nào. Dữ liệu chỉ vào khi có người gửi tệp.', 'No source. Rows come only when somebody sends a file.')}</p>} columns={[
      { id: 'what', header: t('Nguồn', 'Source'), main: true, cell: row => <>{KINDS[row.kind][lang]}<small>{row.kind === 'sql' ? `${row.settings['host']} · ${row.settings['database']}` : row.kind === 'api' ? row.settings['service'] : dropPath}</small></> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: row => <><Tag tone={row.state === 'off' ? 'grey' : row.last_error === null ? 'green' : 'red'}>{row.state === 'off' ? t('Đang tắt', 'Off') : row.last_error === null ? t('Đang chạy', 'On') : t('Có lỗi', 'Trouble')}</Tag>{row.last_error !== null && <small>{row.last_error}</small>}</> },
      { id: 'last', header: t('Lần chạy gần nhất', 'Last run'), cell: row => <>{row.last_run_at === null ? <span class="ts-quiet">{t('Chưa chạy', 'Never')}</span> : formatDateTime(row.last_run_at, lang)}{row.last_load_id !== null && <small><a class="govuk-link" href={`${LOADS}/${row.last_load_id}`}>{t('Lần nạp', 'Load')}</a></small>}</> },
      { id: 'do', header: '', cell: row => <><ActButton frame={frame} action={`${action}/${row.id}/chay`}>{t('Chạy ngay', 'Run now')}</ActButton> <ActButton frame={frame} action={`${action}/${row.id}/bat-tat`} values={{ on: row.state === 'on' ? 'no' : 'yes' }} tone="quiet">{row.state === 'on' ? t('Tắt', 'Switch off') : t('Bật', 'Switch on')}</ActButton></> },
    ]} />
    <Details summary={t('Thêm thư mục nhận', 'Add a drop folder')} open={kind === 'drop'}><AdminForm frame={frame} action={`${action}/drop`}><p class="govuk-body">{t('Tệp đặt vào thư mục sau được đọc khi chép xong:', 'Files put here are read when they are complete:')} <code class="ts-mono">{dropPath}</code></p>{common('drop')}<Button size="small">{t('Thêm thư mục', 'Add')}</Button></AdminForm></Details>
    <Details summary={t('Thêm cơ sở dữ liệu PostgreSQL', 'Add a PostgreSQL database')} open={kind === 'sql'}><AdminForm frame={frame} action={`${action}/sql`}>
      {input('sql', 'host', t('Máy chủ', 'Host'))}{input('sql', 'port', t('Cổng', 'Port'), { optional: true, width: 5 })}{input('sql', 'database', t('Cơ sở dữ liệu', 'Database'))}{input('sql', 'user', t('Tài khoản chỉ đọc', 'Account that may only read'))}{input('sql', 'password', t('Mật khẩu', 'Password'), { type: 'password', hint: t('Được niêm phong; không hiện lại.', 'Sealed; never shown again.') })}
      <Textarea name="query-sql" label={t('Câu lệnh select', 'Select statement')} rows={4} value={fieldOf(fields, 'query-sql')} error={kind === 'sql' ? faultOf(faults, 'query') : undefined} />
      {input('sql', 'keyset', t('Cột mốc', 'Keyset column'), { optional: true, hint: t('Cột chỉ tăng (số thứ tự, thời điểm sửa). Có cột mốc thì mỗi lần chỉ kéo phần mới.', 'A column that only grows. With it only what is new is brought.') })}
      <Radios name="tls-sql" label={t('Mã hóa đường truyền (TLS)', 'TLS')} inline value={fieldOf(fields, 'tls-sql') || 'yes'} options={[{ value: 'yes', label: t('Có', 'Yes') }, { value: 'no', label: t('Không', 'No') }]} />
      {common('sql')}<Button size="small">{t('Thêm cơ sở dữ liệu', 'Add')}</Button></AdminForm></Details>
    <Details summary={t('Thêm dịch vụ trên nền tảng liên thông', 'Add a service of the exchange')} open={kind === 'api'}><AdminForm frame={frame} action={`${action}/api`}>
      {input('api', 'client', t('Hệ thống con đứng ra hỏi', 'Subsystem that asks'), { hint: 'VN/GOV/000.00.00.H55/kho-du-lieu' })}{input('api', 'service', t('Dịch vụ', 'Service'), { hint: 'VN/GOV/…/…/…' })}{input('api', 'path', t('Đường dẫn', 'Path'))}
      {input('api', 'items', t('Tên danh sách trong câu trả lời', 'Name of the list in the answer'), { optional: true, hint: t('Để trống là “items”.', 'Empty is "items".') })}{input('api', 'next', t('Tên giá trị của trang sau', 'Name of the value for the next page'), { optional: true, hint: t('Để trống là “next”; gửi lại trong tham số “after”.', 'Empty is "next"; sent again as "after".') })}
      {common('api')}<Button size="small">{t('Thêm dịch vụ', 'Add')}</Button></AdminForm></Details>
  </> })
}
