import { choose, formatNumber, Stats, Table, Tag } from '../../../ui/index.ts'
import { MOST_XLSX } from '../loads/report.ts'
import { describeFinding } from '../loads/words.ts'
import { LOADS } from './store-page.tsx'
import type { LoadProps } from './load.tsx'

/** What was found in the rows: figures, by rule, the first rows, and the whole to take along. */
export function LoadReport({ desk: { frame: { lang } }, view: { load, schema }, problems }: LoadProps) {
  const t = choose(lang)
  const number = (value: number): string => formatNumber(value, lang)
  const findings = Object.entries(load.findings).sort((a, b) => b[1] - a[1]).map(([name, count]) => { const [rule = '', field = ''] = name.split(':'); return { name, count, ...describeFinding(rule, field, schema) } })
  const figures: readonly (readonly [number, string])[] = load.state === 'accepted' ? [[load.rows_added, t('thêm mới', 'added')], [load.rows_changed, t('thay đổi', 'changed')], [load.rows_same, t('như cũ', 'the same')], [load.rows_ended, t('kết thúc', 'ended')]]
    : [[load.rows_read, t('dòng trong tệp', 'rows in the file')], [load.rows_valid, t('dòng đúng', 'valid')], [load.rows_invalid, t('dòng lỗi', 'with errors')], [load.rows_warned, t('dòng có cảnh báo', 'with warnings')]]
  const total = findings.reduce((sum, each) => sum + each.count, 0)
  return (
    <section>
      <h2 class="govuk-heading-m">{load.state === 'accepted' ? t('Kết quả', 'Outcome') : t('Kết quả kiểm tra', 'What was found')}</h2>
      <Stats stats={figures.map(([value, label], at) => ({ value: number(value), label, ...load.state !== 'accepted' && at === 2 && value > 0 ? { tone: 'late' as const } : {} }))} />
      {findings.length > 0 && <Table caption={t('Theo quy tắc', 'By rule')} rows={findings} keyOf={row => row.name} columns={[
        { id: 'rule', header: t('Vì sao', 'Why'), main: true, cell: row => row.meaning[lang] }, { id: 'field', header: t('Trường', 'Field'), cell: row => row.field?.[lang] ?? '' },
        { id: 'count', header: t('Số ô', 'Cells'), numeric: true, cell: row => number(row.count) }, { id: 'cure', header: t('Cách sửa', 'What to do'), cell: row => row.cure[lang] }]} />}
      {problems.length > 0 && <Table caption={t('Những dòng đầu tiên', 'The first rows')} rows={problems} keyOf={row => String(row.place)} columns={[
        { id: 'row', header: t('Dòng', 'Row'), main: true, cell: row => number(row.row_number) }, { id: 'field', header: t('Trường', 'Field'), cell: row => describeFinding(row.rule, row.field, schema).field?.[lang] ?? '' },
        { id: 'value', header: t('Giá trị', 'Value'), cell: row => row.value === '' ? <span class="ts-quiet">{t('trống', 'empty')}</span> : row.value },
        { id: 'why', header: t('Vì sao', 'Why'), cell: row => <>{row.severity === 'warning' && <Tag tone="yellow">{t('Cảnh báo', 'Warning')}</Tag>} {describeFinding(row.rule, row.field, schema).meaning[lang]}</> }]} />}
      {load.report_key !== null && <p class="govuk-body">{t('Toàn bộ báo cáo:', 'The whole report:')} <a class="govuk-link" href={`${LOADS}/${load.id}/bao-cao.csv`}>CSV</a> · <a class="govuk-link" href={`${LOADS}/${load.id}/bao-cao.xlsx`}>XLSX</a>{total > MOST_XLSX && <span class="ts-quiet"> {t(`(XLSX chỉ ${number(MOST_XLSX)} phát hiện đầu)`, `(XLSX: the first ${number(MOST_XLSX)} only)`)}</span>}</p>}
    </section>
  )
}
