import { notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { parsePeriod } from '../domain/period.ts'
import { definersOnly, demand, fault, inIndicators, record, t, type Call } from './indicator-work.ts'

export const COMPUTE_RUN = 'indicators-compute-run'
export interface RunRequest { readonly framework: string; readonly edition: string; readonly period: string; readonly scope: 'communes' | 'entered'; readonly draws?: number; /** made of public readings only, and shown to everybody */ readonly public?: boolean }

/** Asks for scores, ranks and their intervals; a job computes them. Answers the id under which its progress is read. */
export async function requestRun(call: Call, { framework, edition, period, scope, draws = 10_000, public: shown = false }: RunRequest): Promise<string> {
  definersOnly(call.actor)
  return inIndicators(call, async work => {
    const found = await t(work.tx).selectFrom('indicators.framework').select(['id', 'definition']).where('code', '=', framework).where('edition', '=', edition).executeTakeFirst()
    if (!found) throw notFound()
    const asked = parsePeriod(period)
    demand([
      found.definition.kind !== 'scored' && fault('framework', 'Bộ chỉ số này không chấm điểm nên không xếp hạng.', 'This framework has no scores, so there are no ranks.'),
      asked?.type !== found.definition.periodType && fault('period', `Kỳ phải thuộc loại “${found.definition.periodType}”.`, `The period is a ${found.definition.periodType}.`),
      !(Number.isInteger(draws) && draws >= 100 && draws <= 100_000) && fault('draws', 'Số lần rút thử từ 100 đến 100.000.', '100 to 100,000 draws.'),
    ])
    const id = newId(work.at.getTime())
    await t(work.tx).insertInto('indicators.run_request').values({ id, framework_id: found.id, period, scope, draws, public: shown, run_id: null, requested_at: work.at, requested_by: call.actor.kind === 'officer' ? call.actor.accountId : null, finished_at: null }).execute()
    await record(work, 'request-run', { object: { type: 'run', id }, payload: { framework, edition, period, scope, draws, public: shown } })
    await enqueue(work.tx, COMPUTE_RUN, { request: id }, { key: `${COMPUTE_RUN}:${id}` })
    return id
  })
}
