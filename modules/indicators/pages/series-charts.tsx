import { choose, formatIsoDate, LineChart, type Frame } from '../../../ui/index.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import { cutTo } from '../domain/decimal.ts'
import type { Series, SeriesBreakAt, SeriesPoint } from '../queries/series.ts'
import { namesOf } from './board-names.ts'
import { capital, levelText, missingText, periodText, shortPeriod, shownValue, thresholdText } from './figure-words.tsx'

interface Props { readonly lang: Frame['lang']; readonly board: BoardFigures; readonly definition: IndicatorDefinition; readonly series: readonly Series[] }

/** The last twelve periods with the target and the year before; one picture for each sub-test. */
export function SeriesCharts({ lang, board, definition, series }: Props) {
  return <>{series.map(each => <OneSeries key={each.test?.code ?? ''} lang={lang} board={board} definition={definition} series={each} />)}</>
}
/** What a line is compared with: the threshold, or where full points begin. */
export function targetOf({ formula, factor, unit, decimals }: IndicatorDefinition, { test }: Series, lang: Frame['lang']): { readonly value: number; readonly text: string } | undefined {
  const t = choose(lang)
  if (test) return { value: test.threshold, text: `${t('Mục tiêu', 'Target')}: ${thresholdText(test, { decimals, cutting: 'round', unit }, lang)}` }
  if (formula?.kind !== 'capped') return undefined
  return { value: formula.target * factor, text: `${t('Đủ điểm từ', 'Full points from')} ${shownValue(formula.target * factor, { decimals, cutting: 'round', unit }, lang)}` }
}

/** Years in which nobody counted yet are no flat line: at least five places stay. */
function trimmed({ points }: Series): readonly SeriesPoint[] {
  const first = points.findIndex(({ value, yearBefore }) => value !== null || yearBefore !== null)
  return points.slice(Math.min(first, points.length - 5))
}

function OneSeries({ lang, board, definition, series }: Omit<Props, 'series'> & { readonly series: Series }) {
  const t = choose(lang)
  const names = namesOf(board)
  const { test } = series
  const points = trimmed(series)
  const yearly = board.framework.definition.periodType === 'year'
  const name = test?.level ? capital(levelText(test.level, lang)) : definition.text[lang]
  const known = points.filter(point => point.value !== null)
  const [oldest, newest] = [known[0], known.at(-1)]
  if (oldest === undefined || newest === undefined) return <p class="govuk-body ts-quiet">{t('Chưa kỳ nào trong 12 kỳ gần đây có số liệu để vẽ.', 'None of the last twelve periods has a figure to draw.')}</p>
  const target = targetOf(definition, series, lang)
  const cut = (value: number): number => cutTo(value, definition.decimals, definition.cutting)
  const said = (point: SeriesPoint): string => `${periodText(point.period.id, lang)}: ${shownValue(point.value ?? 0, definition, lang)}`
  const noteOf = (point: SeriesPoint): string => [
    ...point.expected > 1 ? [t(`${point.reported} trên ${point.expected} báo cáo`, `${point.reported} of ${point.expected} reported`)] : [],
    ...point.value === null ? [missingText(point.reasons, names, lang)] : [], ...point.of.length > 0 ? [t(`tính từ ${point.of.map(unit => names.units.get(unit) ?? unit).join(', ')}`, `made of ${point.of.map(unit => names.units.get(unit) ?? unit).join(', ')}`)] : [],
  ].join('; ')
  const breakText = ({ on, of }: SeriesBreakAt): string => of === 'edition' ? t(`${formatIsoDate(on, lang)}: bộ chỉ số bản khác, không so sánh được với trước đó.`, `${formatIsoDate(on, lang)}: another edition, not comparable with before.`)
    : t(`${formatIsoDate(on, lang)}: đơn vị thay đổi. Trước đó là số của ${of.map(unit => names.units.get(unit) ?? unit).join(', ')}.`, `${formatIsoDate(on, lang)}: the unit changed. Before, figures are of ${of.map(unit => names.units.get(unit) ?? unit).join(', ')}.`)
  return <LineChart title={series.test?.level ? name : t('Qua các kỳ', 'Over time')} name={t('Kỳ này', 'This period')} summary={`${definition.text[lang]}${test?.level ? `, ${levelText(test.level, lang)}` : ''}. ${known.length === 1 ? said(newest) : `${t('Từ', 'From')} ${said(oldest)} ${t('đến', 'to')} ${said(newest)}`}${target ? `. ${target.text}` : ''}`}
    {...target ? { target } : {}} {...!yearly && points.some(point => point.yearBefore !== null) ? { earlier: { text: t('Cùng kỳ năm trước', 'A year before'), values: points.map(point => point.yearBefore === null ? undefined : cut(point.yearBefore)) } } : {}}
    breaks={series.breaks.flatMap(each => { const at = each.at - (series.points.length - points.length); return at > 0 ? [{ at, text: breakText(each) }] : [] })} table={{ labelHeader: t('Kỳ', 'Period'), unit: definition.unit[lang] }}
    points={points.map(point => { const note = noteOf(point); return { label: shortPeriod(point.period.id), value: point.value === null ? undefined : cut(point.value), ...note === '' ? {} : { note } } })} />
}
