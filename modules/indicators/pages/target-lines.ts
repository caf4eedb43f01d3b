import type { BoardFigures } from '../boards/open.ts'
import type { IndicatorDefinition } from '../domain/definition.ts'
import type { CriterionResult, SubTestResult } from '../domain/targets.ts'
import type { Verdict } from './figure-words.tsx'

export interface TargetLine { readonly key: string; readonly definition: IndicatorDefinition; readonly criterion: CriterionResult; /** absent: the criterion of several sub-tests as a whole */ readonly test: SubTestResult | undefined; readonly below: boolean }
/** What was not verified is neither met nor missed. */
export const verdictOf = ({ below, test, criterion }: TargetLine): Verdict => !criterion.criterion.verified ? 'unverified' : below ? test?.met ?? 'unknown' : criterion.met

/** A criterion of one test is one line; of several, a line of its own and one for each. */
export function linesOf({ figures, framework }: BoardFigures, codes: readonly string[]): readonly TargetLine[] {
  return codes.flatMap(code => {
    const criterion = figures.criteria.find(each => each.criterion.code === code)
    const definition = framework.indicators.find(each => each.code === code)
    if (!criterion || !definition) return []
    const [only, ...more] = criterion.tests
    if (more.length === 0) return [{ key: code, definition, criterion, test: only, below: false }]
    return [{ key: code, definition, criterion, test: undefined, below: false }, ...criterion.tests.map(test => ({ key: `${code} ${test.test.code}`, definition, criterion, test, below: true }))]
  })
}
