import { newId } from '../../../kernel/ids.ts'
import type { SystemActor } from '../../../kernel/actor.ts'
import type { SourceKind } from '../domain/definition.ts'
import { parsePeriod } from '../domain/period.ts'
import { demand, fault, inIndicators, record, t, type Call } from './indicator-work.ts'

/** What the platform knows by itself, or read from a dataset or over the exchange. `ref` says where from, so that the number opens its evidence. */
export interface SourceReading { readonly element: string; readonly category?: string; readonly unitCode: string; readonly period: string; readonly value: number | null; readonly comment?: string; readonly source: Exclude<SourceKind, 'form'>; readonly ref: string }

/** Readings that count at once. The same value again changes nothing; another one takes the place of the former, which stays (`onlyNew`: what stands already stays in its place). Answers how many are new. */
export async function recordReadings(call: Call<SystemActor>, readings: readonly SourceReading[], { onlyNew = false }: { readonly onlyNew?: boolean } = {}): Promise<number> {
  return inIndicators(call, async work => {
    let fresh = 0
    for (const { element, category = '', unitCode, period: id, value, comment = '', source, ref } of readings) {
      const period = parsePeriod(id)
      if (period === undefined) { demand([fault('period', `“${id}” không phải mã kỳ.`, `"${id}" names no period.`)]); continue }
      const key = { element, category, unit_code: unitCode, period: period.id }
      const here = await t(work.tx).selectFrom('indicators.reading').select(['id', 'value', 'comment', 'state']).where(eb => eb.and(key)).where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null).forUpdate().executeTakeFirst()
      // what was locked is published: the platform does not change it behind anybody's back
      if (here && (onlyNew || here.state === 'locked' || here.value === value && here.comment === comment)) continue
      const next = newId(work.at.getTime())
      // two may not count at once, and what officers have in the making is left alone
      if (here) await t(work.tx).updateTable('indicators.reading').set({ superseded_by: next }).where('id', '=', here.id).execute()
      await t(work.tx).insertInto('indicators.reading').values({ id: next, ...key, agency_id: null, period_start: period.start, period_end: period.end, value, comment, source, source_ref: ref, report_id: null, state: 'approved', corrects: here?.id ?? null, superseded_by: null, recorded_at: work.at, recorded_by: null, approved_at: work.at, approved_by: null }).execute()
      fresh += 1
    }
    if (fresh > 0) await record(work, 'record-readings', { object: { type: 'reading', id: call.actor.name }, payload: { readings: fresh, sources: [...new Set(readings.map(reading => reading.ref))].slice(0, 20) } })
    return fresh
  })
}
