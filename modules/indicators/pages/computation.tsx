import { choose, Details, formatNumber, type Frame } from '../../../ui/index.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { Step } from '../domain/expression/evaluate.ts'
import { itemText } from '../domain/expression/tree.ts'
import { isMissing } from '../domain/missing.ts'
import type { IndicatorFigure } from '../queries/results.ts'
import { namesOf } from './board-names.ts'
import { nameOf, reasonsText, shownPoints, shownValue } from './figure-words.tsx'

type Lang = Frame['lang']
const MOST_DIGITS = 6

/** Numerator, denominator and value in words, then every intermediate value. */
export function Computation({ lang, board, figure: { definition, result, steps }, head }: { readonly lang: Lang; readonly board: BoardFigures; readonly figure: IndicatorFigure; readonly head: string | undefined }) {
  const t = choose(lang)
  const line = (value: number | null): string => value === null ? t('chưa có', 'none yet') : formatNumber(value, lang, MOST_DIGITS)
  const rows = [
    ...definition.numerator ? [{ what: definition.denominator ? t('Tử số', 'Numerator') : t('Số liệu', 'Figure'), text: definition.numerator.text[lang], value: line(result.numerator) }] : [],
    ...definition.denominator ? [{ what: t('Mẫu số', 'Denominator'), text: definition.denominator.text[lang], value: line(result.denominator) }] : [],
    ...definition.denominator || definition.factor !== 1 ? [{ what: t('Kết quả', 'Value'), text: definition.factor === 1 ? t('tử số chia mẫu số', 'numerator by denominator') : definition.denominator ? t(`tử số chia mẫu số, nhân ${formatNumber(definition.factor, lang)}`, `numerator by denominator, times ${formatNumber(definition.factor, lang)}`) : t(`nhân ${formatNumber(definition.factor, lang)}`, `times ${formatNumber(definition.factor, lang)}`), value: result.value === null ? t('chưa có', 'none yet') : shownValue(result.value, definition, lang) }] : [],
    ...result.points === null || definition.max === null ? [] : [{ what: t('Điểm', 'Points'), text: result.nothingApplies ? t('không phát sinh: tính đủ điểm theo quy định của bộ chỉ số', 'nothing to judge: full points, as the framework says') : formulaText(definition, lang) ?? '', value: `${shownPoints(result.points, lang)} / ${shownPoints(definition.max, lang)}` }],
  ]
  const told = [steps.numerator, steps.denominator].filter(step => step !== null)
  return <div class="ts-compute">
    {head !== undefined && <h3 class="govuk-heading-s">{head}</h3>}
    <dl class="ts-compute__rows">{rows.map(row => <div key={row.what}><dt>{row.what}<small>{row.text}</small></dt><dd>{row.value}</dd></div>)}</dl>
    {told.length > 0 && <Details summary={t('Từng bước của biểu thức', 'Step by step')}>{told.map((step, at) => <ul key={at} class="ts-steps"><Line step={step} lang={lang} board={board} /></ul>)}</Details>}
  </div>
}

function Line({ step, lang, board }: { readonly step: Step; readonly lang: Lang; readonly board: BoardFigures }) {
  const { node, outcome, parts, text } = step
  const names = namesOf(board)
  const name = node.kind === 'item' ? nameOf(itemText(node.item), names, lang) : undefined
  const shown = isMissing(outcome) ? `${choose(lang)('chưa có', 'none')}: ${reasonsText(outcome.missing, names, lang)}` : typeof outcome === 'boolean' ? outcome ? choose(lang)('đúng', 'true') : choose(lang)('sai', 'false') : formatNumber(outcome, lang, MOST_DIGITS)
  return <li>{node.kind === 'literal' ? null : <><code>{text}</code>{name !== undefined && <span class="ts-steps__name">{name}</span>} = </>}<strong>{shown}</strong>
    {parts.length > 0 && <ul>{parts.filter(part => part.node.kind !== 'literal').map((part, at) => <Line key={at} step={part} lang={lang} board={board} />)}</ul>}</li>
}

/** How points follow from the value, in words. */
export function formulaText({ formula, max, factor, unit }: IndicatorDefinition, lang: Lang): string | undefined {
  const t = choose(lang)
  if (formula === null || max === null) return undefined
  const n = (value: number): string => formatNumber(value, lang, 4)
  const share = (value: number): string => `${n(value * factor)}${unit[lang] === '' ? '' : ` ${unit[lang]}`}`
  switch (formula.kind) {
    case 'ratio': return t(`tỷ lệ nhân ${n(max)} điểm`, `the ratio times ${n(max)} points`)
    case 'external': return t(`tỷ lệ do ${{ survey: 'khảo sát', experts: 'chuyên gia', ministry: 'bộ' }[formula.by]} đánh giá, nhân ${n(max)} điểm`, `a share given by ${{ survey: 'a survey', experts: 'experts', ministry: 'a ministry' }[formula.by]}, times ${n(max)} points`)
    case 'existence': return t(`có thì được ${n(max)} điểm, không thì 0`, `${n(max)} points when it exists, else 0`)
    case 'capped': return t(`đủ ${n(max)} điểm khi đạt ${share(formula.target)}, thấp hơn thì theo tỷ lệ`, `${n(max)} points at ${share(formula.target)}, in proportion below`)
    case 'step': return `${formula.steps.map(step => t(`từ ${share(step.from)}: ${n(step.points)} điểm`, `from ${share(step.from)}: ${n(step.points)} points`)).join('; ')}; ${t('còn lại', 'else')}: ${n(formula.else)}`
    case 'lookup': return Object.entries(formula.points).map(([name, points]) => `${name}: ${n(points)}`).join('; ')
  }
}
