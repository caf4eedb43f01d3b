import { choose, formatIsoDate, formatNumber, LineChart, Table, type Frame } from '../../../ui/index.ts'
import { WAYS, type Usage, type UsageDay, type Way } from '../queries/usage.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { datasetPage, type Desk } from './store-page.tsx'

export const WAY_WORDS: Readonly<Record<Way, readonly [vi: string, en: string]>> = { view: ['Xem trang', 'Page views'], download: ['Tải tệp', 'Downloads'], api: ['Gọi API', 'API reads'], exchange: ['Gọi qua liên thông', 'Calls by the exchange'] }
const allOf = (day: UsageDay): number => WAYS.reduce((sum, way) => sum + day[way], 0)

/** Thirty days of use as a line and a table. Numbers alone: of whom, nobody knows. */
export function UsageView({ frame: { lang }, usage }: { readonly frame: Frame; readonly usage: Usage }) {
  const t = choose(lang)
  const title = t('Lượt dùng 30 ngày qua', 'Uses in the last 30 days')
  const used = usage.days.filter(day => allOf(day) > 0)
  const sum = WAYS.map(way => usage.sum[way]).reduce((a, b) => a + b, 0)
  return <>
    <dl class="ts-usage">{WAYS.map(way => <div key={way}><dt>{t(...WAY_WORDS[way])}</dt><dd>{formatNumber(usage.sum[way], lang)}<small>{t('từ trước tới nay', 'ever')}: {formatNumber(usage.total[way], lang)}</small></dd></div>)}</dl>
    {sum > 0 && <LineChart title={title} summary={t(`${title}: ${formatNumber(sum, lang)} lượt, nhiều nhất ${formatNumber(Math.max(...usage.days.map(allOf)), lang)} trong một ngày`, `${title}: ${formatNumber(sum, lang)}, at most ${formatNumber(Math.max(...usage.days.map(allOf)), lang)} in a day`)} points={usage.days.map(day => ({ label: day.day.split('-').slice(1).toReversed().join('/'), value: allOf(day) }))} />}
    <Table caption={t('Theo ngày', 'By day')} rows={used.toReversed()} keyOf={day => day.day} empty={<p class="govuk-body ts-quiet">{t('30 ngày qua chưa có lượt dùng nào.', 'Nobody used it in the last 30 days.')}</p>} columns={[
      { id: 'day', header: t('Ngày', 'Day'), main: true, cell: day => formatIsoDate(day.day, lang) },
      ...WAYS.map(way => ({ id: way, header: t(...WAY_WORDS[way]), numeric: true, cell: (day: UsageDay) => formatNumber(day[way], lang) })),
    ]} />
    <p class="govuk-body-s ts-quiet">{t('Chỉ đếm số lượt theo ngày; không ghi ai, máy nào hay địa chỉ nào. Lượt qua liên thông lấy từ thống kê của nền tảng.', 'Only numbers by day are kept: nobody\'s name, machine or address. Calls by the exchange come from its own statistics.')}</p>
  </>
}
export function usagePage(desk: Desk, dataset: DatasetView, usage: Usage): string {
  return datasetPage({ desk, dataset, tab: 'luot-dung', children: <UsageView frame={desk.frame} usage={usage} /> })
}
