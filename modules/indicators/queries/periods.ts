import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { elementsRead, type Framework } from '../domain/framework.ts'
import { offsetPeriod, parsePeriod, PERIOD_TYPES, periodOf, type Period } from '../domain/period.ts'
import { isCounted } from '../service-facts.ts'
import type { IndicatorsTables } from '../tables.ts'
import type { Common, HeardPeriods } from './common.ts'
import type { Subject } from './results.ts'

/** As many as a chooser shows. */
const MOST = 60

const unitsIn = ({ own, units }: Subject): string[] => [...own === undefined ? [] : [own], ...units, '']
const heardAmong = (heard: HeardPeriods, codes: readonly string[]): readonly { readonly period: string }[] => [...new Set(codes.flatMap(code => heard.get(code) ?? []))].map(period => ({ period }))
/** The periods of an edition in which something of a subject, or of anybody, is known, newest first; none after today's. */
export async function periodsWith(tx: Tx, { definition, indicators }: Framework, whose: Subject | 'anybody', today: LocalDate, common: Pick<Common, 'span' | 'heard'>): Promise<readonly Period[]> {
  const codes = [...elementsRead(indicators), ...whose === 'anybody' && definition.published !== undefined ? [definition.published] : []]
  const t = tablesOf<IndicatorsTables>(tx)
  const [ids, span] = await Promise.all([
    common.heard !== undefined ? heardAmong(await common.heard(whose === 'anybody' ? undefined : unitsIn(whose)), codes) : t.selectFrom('indicators.reading').select('period').distinct().where('element', 'in', [...codes, '']).where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null)
      .$if(whose !== 'anybody', query => query.where('unit_code', 'in', whose === 'anybody' ? [] : unitsIn(whose))).execute(),
    codes.some(isCounted) ? common.span() : undefined,
  ])
  const type = definition.periodType
  const found = new Map<string, Period>()
  const add = (period: Period): void => { if (period.start <= today && period.end >= definition.validFrom && (definition.validTo === null || period.start <= definition.validTo)) found.set(period.id, period) }
  for (const { period: id } of ids) { const period = parsePeriod(id); if (period && PERIOD_TYPES.indexOf(period.type) <= PERIOD_TYPES.indexOf(type)) add(periodOf(type, period.end)) }
  if (span) {
    const first = span.from > definition.validFrom ? span.from : definition.validFrom
    for (let at = periodOf(type, today), steps = 0; at.end >= first && steps < MOST; at = offsetPeriod(at, -1), steps++) add(at)
  }
  return [...found.values()].sort((a, b) => b.start.localeCompare(a.start)).slice(0, MOST)
}
