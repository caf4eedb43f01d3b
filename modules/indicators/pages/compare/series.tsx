import { choose, EmptyState, formatIsoDate, formatNumber, LineChart, Table, type Frame } from '../../../../ui/index.ts'
import { compareHref, rankingHref } from '../../boards/compare-address.ts'
import type { CompareColumn } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import { cutTo } from '../../domain/decimal.ts'
import type { SuccessionRule } from '../../domain/succession.ts'
import type { UnitPoint, UnitSeries } from '../../queries/unit-series.ts'
import type { NamedSubject } from '../../queries/subjects.ts'
import { missingText, periodText, shortPeriod } from '../figure-words.tsx'
import { CompareChooser, comparePage, namesIn } from './frame.tsx'

export interface SeriesView { readonly open: OpenCompare; readonly unit: NamedSubject; readonly column: CompareColumn; readonly series: UnitSeries; readonly cutting: 'round' | 'truncate' }

const RULES: Readonly<Record<SuccessionRule, { readonly vi: string; readonly en: string }>> = {
  'sum': { vi: 'cộng số đếm của các đơn vị cũ rồi mới tính tỷ lệ', en: 'what the old units counted, added up before anything is divided' }, 'mean-of-old': { vi: 'trung bình giá trị của các đơn vị cũ', en: 'the mean of the old units\' values' },
  'population-weighted': { vi: 'bình quân giá trị của các đơn vị cũ theo dân số', en: 'the mean of the old units\' values, weighted by population' },
}

/** One commune over time, through what became of its area. */
export function seriesPage(frame: Frame, { open, unit, column, series, cutting }: SeriesView): string {
  const { lang } = frame
  const t = choose(lang)
  const names = namesIn(open)
  const called = { ...names, units: new Map([...names.units, ...series.names]) }
  const name = (code: string): string => called.units.get(code) ?? code
  const value = (point: UnitPoint): number | undefined => point.value === null ? undefined : cutTo(point.value, column.decimals, cutting)
  const note = (point: UnitPoint): string | undefined => {
    const parts = [...point.value === null ? [missingText(point.reasons, called, lang)] : [], ...point.of.length > 0 ? [t(`gồm ${point.of.map(name).join(', ')}; ${point.reported} trên ${point.of.length} có số liệu`, `made of ${point.of.map(name).join(', ')}; ${point.reported} of ${point.of.length} have data`)] : []]
    return parts.length === 0 ? undefined : parts.join('; ')
  }
  const points = series.points.map(point => { const own = note(point); return { label: shortPeriod(point.period.id), value: value(point), ...own === undefined ? {} : { note: own } } })
  const breaks = series.breaks.map(each => ({ at: each.at, text: t(`${formatIsoDate(each.on, lang)}: ${unit.name} thành lập từ ${each.of.map(name).join(', ')}. Các kỳ trước: ${RULES[each.rule].vi}.`, `${formatIsoDate(each.on, lang)}: ${unit.name} was made of ${each.of.map(name).join(', ')}. Periods before: ${RULES[each.rule].en}.`) }))
  const known = points.filter(point => point.value !== undefined)
  const number = (of: number): string => formatNumber(of, lang, column.decimals)
  const unitText = column.unit[lang] === '' ? t('giá trị', 'value') : column.unit[lang]
  const last = known.at(-1)
  return comparePage({ frame, open, heading: unit.name, children: <>
    <CompareChooser frame={frame} open={open} page="dien-bien" keep={[['don-vi', unit.code]]} />
    {last?.value === undefined ? <EmptyState title={t('Chưa có dữ liệu trong mười hai kỳ này', 'No data in these twelve periods')} text={[...new Set(points.flatMap(point => point.note ?? []))].join('; ')} />
      : <LineChart title={`${column.title[lang]} (${unitText})`} points={points} breaks={breaks} table={{ labelHeader: t('Kỳ', 'Period'), unit: unitText }}
        summary={t(`${column.title.vi} của ${unit.name}: ${known.length} trên ${points.length} kỳ có số liệu, kỳ gần nhất có số là ${last.label} với ${number(last.value)} ${unitText}${breaks.length > 0 ? '; đường bị ngắt ở lần sắp xếp đơn vị hành chính' : ''}`, `${column.title.en} of ${unit.name}: ${known.length} of ${points.length} periods have data, the latest, ${last.label}, ${number(last.value)} ${unitText}${breaks.length > 0 ? '; the line breaks where units were reorganised' : ''}`)} />}
    {series.breaks.length > 0 && <Table caption={t('Xếp hạng trước khi sắp xếp giữ nguyên như khi đó', 'Rankings before the reorganisation stay as they were')} rows={series.breaks} keyOf={({ on }) => on} columns={[
      { id: 'on', header: t('Ngày', 'Day'), main: true, cell: ({ on }) => formatIsoDate(on, lang) }, { id: 'of', header: t('Đơn vị cũ', 'Old units'), cell: ({ of }) => of.map(name).join(', ') },
      { id: 'ranking', header: t('Xếp hạng', 'Ranking'), cell: ({ at }) => { const before = series.points[at - 1]?.period; return before === undefined || open.framework.definition.kind !== 'scored' ? '–' : <a class="govuk-link" href={rankingHref({ ...open.address, period: before.id, level: 'commune' })}>{periodText(before.id, lang)}</a> } },
    ]} />}
    <p class="govuk-body"><a class="govuk-link" href={compareHref({ ...open.address, look: 'ky' })}>{t('Mọi xã, phường qua các kỳ', 'All communes over time')}</a></p>
  </> })
}
