import { choose, Table, TwoLines, type Column, type Frame } from '../../../ui/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { CriterionResult, SubTestResult } from '../domain/targets.ts'
import { namesOf } from './board-page.tsx'
import { capital, levelText, missingText, shownValue, thresholdText, VerdictTag, type Verdict } from './words.tsx'

interface Line { readonly key: string; readonly definition: IndicatorDefinition; readonly criterion: CriterionResult; /** absent: the criterion of several sub-tests as a whole */ readonly test: SubTestResult | undefined; readonly below: boolean }
const verdictOf = (line: Line): Verdict => line.below ? line.test?.met ?? 'unknown' : line.criterion.criterion.verified ? line.criterion.met : 'unverified'

/** A criterion of one test is one line; of several, a line of its own and one for each. */
export function linesOf({ figures, framework }: BoardFigures, codes: readonly string[]): readonly Line[] {
  return codes.flatMap(code => {
    const criterion = figures.criteria.find(each => each.criterion.code === code)
    const definition = framework.indicators.find(each => each.code === code)
    if (!criterion || !definition) return []
    const [only, ...more] = criterion.tests
    if (more.length === 0) return [{ key: code, definition, criterion, test: only, below: false }]
    return [{ key: code, definition, criterion, test: undefined, below: false }, ...criterion.tests.map(test => ({ key: `${code} ${test.test.code}`, definition, criterion, test, below: true }))]
  })
}

/** "n of m met", criterion by criterion. */
export function TargetsBoard({ frame: { lang }, board }: { readonly frame: Frame; readonly board: BoardFigures }) {
  const t = choose(lang)
  const names = namesOf(board)
  const columns: readonly Column<Line>[] = [
    { id: 'name', header: t('Tiêu chí', 'Criterion'), main: true, cell: line => line.below ? <span class="ts-below">{capital(levelText(line.test?.test.level ?? line.test?.test.code ?? '', lang))}</span>
      : <TwoLines small={line.definition.target?.excluding ? `${t('Không tính', 'Not counted')}: ${line.definition.target.excluding[lang]}` : undefined}><a class="govuk-link" href={boardHref(board.address, line.definition.code)}>{line.definition.text[lang]}</a></TwoLines> },
    { id: 'threshold', header: t('Ngưỡng', 'Threshold'), cell: ({ test, definition }) => test ? thresholdText(test.test, definition, lang) : <span class="ts-quiet">{t('mọi cấp', 'all levels')}</span> },
    { id: 'value', header: t('Kết quả', 'Value'), cell: ({ test, definition }) => test === undefined ? '' : test.value === null ? <span class="ts-missing">{missingText(test.reasons, names, lang)}</span> : <span class="ts-value">{shownValue(test.value, definition, lang)}</span> },
    { id: 'met', header: t('Đánh giá', 'Verdict'), cell: line => <VerdictTag verdict={verdictOf(line)} lang={lang} /> },
  ]
  return <>{board.framework.definition.groups.map(group => <section key={group.code} class="ts-board__group">
    <Table caption={group.text[lang]} rows={linesOf(board, group.indicators)} keyOf={line => line.key} columns={columns} />
  </section>)}</>
}
