import { choose, formatNumber, Tag, type Frame, type TagTone } from '../../../ui/index.ts'
import type { ElementDefinition, FrameworkDefinition, IndicatorDefinition, SourceKind, Verification } from '../domain/definition.ts'
import { cutTo } from '../domain/decimal.ts'
import { reasonText, type MissingReason } from '../domain/missing.ts'
import { periodName } from '../domain/period-name.ts'
import { parsePeriod } from '../domain/period.ts'
import type { Text } from '../domain/text.ts'
import type { Met, SubTest, TargetOperator } from '../domain/targets.ts'

type Lang = Frame['lang']
const NBSP = ' '
type Printed = Pick<IndicatorDefinition, 'decimals' | 'cutting' | 'unit'>

/** The figure alone, its unit stands beside it. */
export const shownFigure = (value: number, { decimals, cutting }: Pick<Printed, 'decimals' | 'cutting'>, lang: Lang): string => formatNumber(cutTo(value, decimals, cutting), lang, decimals)
/** A value with the digits, the cutting and the unit that its definition states. */
export function shownValue(value: number, of: Printed, lang: Lang): string {
  const number = shownFigure(value, of, lang)
  return of.unit[lang] === '' ? number : `${number}${NBSP}${of.unit[lang]}`
}
export const shownPoints = (points: number, lang: Lang): string => formatNumber(cutTo(points, 2, 'round'), lang, 2)
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1)
export function periodText(id: string, lang: Lang): string { const period = parsePeriod(id); return period === undefined ? id : periodName(period)[lang] }
/** As short as a chart's axis wants it: 3/2026, quý I/2026, 2026. */
export function shortPeriod(id: string): string {
  const [, year = id, kind = '', at = ''] = /^(\d{4})(Q|S|W)?(\d*)$/.exec(id) ?? []
  if (at === '') return year
  if (kind !== '') return `${kind}${at}/${year}`
  return at.length === 4 ? `${Number(at.slice(2))}/${Number(at.slice(0, 2))}/${year}` : `${Number(at)}/${year}`
}

/** What a framework calls its indicators: those with thresholds are criteria («tiêu chí», as Resolution 01 says), all others «chỉ số». «Chỉ tiêu» is an element, never one of these. */
export function indicatorWord({ kind }: Pick<FrameworkDefinition, 'kind'>, lang: Lang): { readonly one: string; readonly many: string } {
  const t = choose(lang)
  return kind === 'targets' ? { one: t('tiêu chí', 'criterion'), many: t('tiêu chí', 'criteria') } : { one: t('chỉ số', 'indicator'), many: t('chỉ số', 'indicators') }
}

const LEVELS: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = { province: { vi: 'cấp tỉnh', en: 'province' }, district: { vi: 'cấp huyện', en: 'districts' }, commune: { vi: 'cấp xã', en: 'communes' } }
export const levelText = (level: string, lang: Lang): string => LEVELS[level]?.[lang] ?? level

const OPERATORS: Readonly<Record<TargetOperator, readonly [vi: string, en: string]>> = { '>': ['trên', 'above'], '>=': ['từ', 'at least'], '=': ['đúng', 'exactly'], '<=': ['không quá', 'at most'], '<': ['dưới', 'below'] }
/** In words and as the sign, since "trên 90 %" is not met at 90 %. */
export function thresholdText({ operator, threshold }: Pick<SubTest, 'operator' | 'threshold'>, of: Printed, lang: Lang): string {
  const value = shownValue(threshold, { ...of, decimals: Math.max(of.decimals, 2), cutting: 'round' }, lang)
  return `${OPERATORS[operator][lang === 'vi' ? 0 : 1]} ${value}${operator === '>=' && lang === 'vi' ? ' trở lên' : ''}`
}
const SIGNS: Readonly<Record<TargetOperator, string>> = { '>': '>', '>=': '≥', '=': '=', '<=': '≤', '<': '<' }
export const signOf = (operator: TargetOperator): string => SIGNS[operator]

export type Verdict = Met | 'unverified'
const VERDICTS: Readonly<Record<Verdict, { readonly vi: string; readonly en: string; readonly tone: TagTone }>> = {
  'met': { vi: 'Đạt', en: 'Met', tone: 'green' }, 'not-met': { vi: 'Chưa đạt', en: 'Not met', tone: 'red' }, 'unknown': { vi: 'Chưa có dữ liệu', en: 'No data yet', tone: 'grey' }, 'unverified': { vi: 'Chưa kiểm chứng, không tính', en: 'Not verified, not counted', tone: 'yellow' },
}
export const VerdictTag = ({ verdict, lang }: { readonly verdict: Verdict; readonly lang: Lang }) => <Tag tone={VERDICTS[verdict].tone}>{VERDICTS[verdict][lang]}</Tag>
export const verdictText = (verdict: Verdict, lang: Lang): string => VERDICTS[verdict][lang]

export function verificationText(verification: Verification, lang: Lang): string {
  const t = choose(lang)
  return { verified: t('đã đọc trong văn bản nguồn', 'read in the source document'), derived: t('suy ra từ văn bản nguồn', 'derived from the source document'), unverified: t('chưa kiểm chứng được với văn bản nguồn', 'not verified against the source document') }[verification]
}
export function sourceKindText(source: SourceKind, lang: Lang): string {
  const t = choose(lang)
  return { platform: t('hệ thống tự đếm', 'counted by the platform'), dataset: t('kho dữ liệu dùng chung', 'data store'), exchange: t('nền tảng liên thông', 'data exchange'), form: t('biểu nhập của cơ quan', 'form of an agency'), document: t('văn bản công bố', 'published document') }[source]
}

/** What codes are called, for people. */
export interface Names { readonly elements: ReadonlyMap<string, ElementDefinition>; readonly indicators: readonly IndicatorDefinition[]; readonly units: ReadonlyMap<string, string>; /** what forms call their breakdowns, by `element.category` */ readonly categories: ReadonlyMap<string, Text> }
/** `#{element.category}`, `N{indicator}` or a unit's code by its name; anything else as it is. */
export function nameOf(code: string, { elements, indicators, units, categories }: Names, lang: Lang): string {
  const [, kind, item = ''] = /^([#N])\{([^}]*)\}$/.exec(code) ?? []
  if (kind === 'N') return indicators.find(each => each.code === item)?.text[lang] ?? item
  if (kind === '#') {
    const [element = '', category = ''] = item.split('.')
    const name = elements.get(element)?.text[lang] ?? element
    return category === '' ? name : `${name} (${categories.get(item)?.[lang] ?? levelText(category, lang)})`
  }
  return indicators.find(each => each.code === code)?.text[lang] ?? units.get(code) ?? code
}
/** In a line that already says whose number it is. */
export function shortMissing(reasons: readonly MissingReason[], names: Names, lang: Lang): string {
  return reasons.every(({ code }) => code === 'no-reading') ? choose(lang)('chưa có số liệu', 'no reading yet') : missingText(reasons, names, lang)
}
/** Beside a number that is not there, or not whole: each reason once. */
export function reasonsText(reasons: readonly MissingReason[], names: Names, lang: Lang): string {
  const lead = /^(chưa có dữ liệu|no data yet): /
  const texts = reasons.map(reason => reasonText('of' in reason ? { ...reason, of: nameOf(reason.of, names, lang) } : reason)[lang].replace(lead, ''))
  return [...new Set(texts)].join('; ')
}
export const missingText = (reasons: readonly MissingReason[], names: Names, lang: Lang): string => {
  const why = reasonsText(reasons, names, lang)
  return `${choose(lang)('chưa có dữ liệu', 'no data yet')}${why === '' ? '' : `: ${why}`}`
}
