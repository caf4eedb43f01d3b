import { choose, formatIsoDate, type Lang } from '../../../ui/index.ts'
import { dependencyCodes, type Framework } from '../domain/framework.ts'
import { isOpen, standingOf, type Basis, type FigureStanding } from '../domain/standing.ts'
import type { FrameworkFigures, IndicatorFigure } from '../queries/results.ts'
import type { OpenBoard } from './open.ts'

type Told = Pick<OpenBoard, 'period' | 'today'> & { readonly framework: Framework; readonly figures: FrameworkFigures }
/** Of one number, with those that it reads; `test`: of one sub-test of a criterion. Where there is no number there is nothing to tell. */
export function figureStanding({ framework, figures, period, today }: Told, code: string, test?: string): FigureStanding {
  const own = (test === undefined ? undefined : figures.tested.get(code)?.get(test)) ?? figures.indicators.find(({ definition }) => definition.code === code)
  if (own === undefined || own.result.value === null) return { bases: [], provisional: [] }
  const below = own.definition.numerator?.expression.includes('N{') === true || own.definition.denominator?.expression.includes('N{') === true ? dependencyCodes(framework.indicators, code) : new Set<string>()
  const behind: readonly IndicatorFigure[] = [own, ...figures.indicators.filter(({ definition }) => definition.code !== code && below.has(definition.code))]
  return standingOf(behind.flatMap(({ evidence }) => evidence), period, today)
}

/** Of one place in a series, which knows how many reported, not from where. */
export const pointStanding = ({ period, reported, expected }: Pick<OpenBoard, 'period'> & { readonly reported: number | null; readonly expected: number | null }, today: string): FigureStanding =>
  standingOf([{ fromDossiers: false, aggregated: reported === null || expected === null ? null : { reported, expected }, readings: [] }], period, today)

const BASIS_WORDS: Readonly<Record<Basis, readonly [vi: string, en: string]>> = { published: ['số công bố', 'published'], approved: ['số báo cáo đã duyệt', 'reported and approved'], counted: ['hệ thống đếm', 'counted by the platform'] }
export const provisionalWord = (lang: Lang): string => choose(lang)('tạm tính', 'provisional')
/** «hệ thống đếm; tạm tính: kỳ chưa kết thúc» */
export function standingText({ bases, provisional }: FigureStanding, lang: Lang): string {
  const t = choose(lang)
  const why = provisional.map(each => each === 'open' ? t('kỳ chưa kết thúc', 'the period goes on') : t('chưa đủ báo cáo', 'not everybody has reported'))
  return [...bases.length === 0 ? [] : [bases.map(basis => BASIS_WORDS[basis][lang === 'vi' ? 0 : 1]).join(' + ')], ...why.length === 0 ? [] : [`${provisionalWord(lang)}: ${why.join(', ')}`]].join('; ')
}
/** Over a page of a period that goes on; nothing over one that is over. */
export const openText = ({ period, today }: Pick<OpenBoard, 'period' | 'today'>, lang: Lang): string | undefined =>
  isOpen(period, today) ? choose(lang)(`Kỳ chưa kết thúc: số của hệ thống và báo cáo là số tạm tính đến ngày ${formatIsoDate(today, lang)}.`, `The period goes on: what is counted and reported is provisional, as of ${formatIsoDate(today, lang)}.`) : undefined
