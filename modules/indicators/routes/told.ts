import type { Lang } from '../../../kernel/http/route.ts'
import { reasonText, type MissingReason } from '../domain/missing.ts'
import type { FigureStanding } from '../domain/standing.ts'
import type { ReadingView } from '../queries/readings.ts'
import type { IndicatorFigure } from '../queries/results.ts'

export const reasonsTold = (reasons: readonly MissingReason[], lang: Lang) => reasons.map(reason => ({ code: reason.code, text: reasonText(reason)[lang] }))

/** What everybody may read of a reading that they see. Who typed and approved it, the remarks and the evidence files are for officers; why there is no value is for all. */
export function readingTold(reading: ReadingView, officer: boolean) {
  const { id, element, category, unitCode, period, value, comment, source, sourceRef, evidence, state, corrects, supersededBy, recordedAt, recordedBy, approvedAt, approvedBy, reportId, agencyId } = reading
  return { id, element, category, unit: unitCode, period, value, state, source, sourceRef, recordedAt, approvedAt, ...officer || value === null ? { comment } : {}, ...officer ? { agencyId, reportId, evidence, recordedBy, approvedBy, corrects, supersededBy } : {} }
}

/** A number with what it stands on: readings by their ids, or the dossiers that were counted. */
export function figureTold({ definition, result, evidence }: IndicatorFigure, { bases, provisional }: FigureStanding, lang: Lang) {
  const heard = evidence.flatMap(({ aggregated }) => aggregated ?? [])
  return {
    code: definition.code, text: definition.text[lang], unit: definition.unit[lang], direction: definition.direction, decimals: definition.decimals, verification: definition.verification, source: definition.source,
    value: result.value, numerator: result.numerator, denominator: result.denominator, factor: definition.factor, points: result.points, max: definition.max, nothingApplies: result.nothingApplies, standing: { bases, provisional }, reasons: reasonsTold(result.reasons, lang),
    reported: heard.length === 0 ? null : heard.reduce((sum, each) => sum + each.reported, 0), expected: heard.length === 0 ? null : heard.reduce((sum, each) => sum + each.expected, 0),
    evidence: evidence.map(each => ({ item: each.item, periods: each.periods.map(({ id }) => id), value: each.aggregated?.value ?? null, reported: each.aggregated?.reported ?? null, expected: each.aggregated?.expected ?? null, fromDossiers: each.fromDossiers, readings: each.readings.map(({ id }) => id) })),
  }
}
