import type pg from 'pg'
import { QuotaCounter, dayOf, minuteOf, type QuotaAnswer } from '../domain/quota.ts'
import type { Right } from '../registry/snapshot.ts'

export interface Quotas {
  take(right: Pick<Right, 'number' | 'perMinute' | 'perDay'>, now: number): QuotaAnswer
  /** Learns from the log what other gateways let pass; called every second or so. */
  learn(gatewayId: number, now: number): Promise<void>
}

/** Counters of the contracts that have a limit; the others cost nothing. */
export function createQuotas(pool: pg.Pool): Quotas {
  const counters = new Map<number, QuotaCounter>()
  const counterOf = (right: number): QuotaCounter => {
    let counter = counters.get(right)
    if (!counter) counters.set(right, counter = new QuotaCounter())
    return counter
  }
  return {
    take: (right, now) => right.perMinute === null && right.perDay === null ? { ok: true } : counterOf(right.number).take(right, now),
    async learn(gatewayId, now) {
      const { rows } = await pool.query<{ right_number: number; span: 'minute' | 'day'; starts: Date; mine: number; others: number }>({ name: 'exchange-quota',
        text: `select right_number, span, starts, coalesce(sum(used) filter (where gateway_id = $1), 0)::int as mine, coalesce(sum(used) filter (where gateway_id <> $1), 0)::int as others
          from exchange.quota_use where starts in ($2, $3) group by 1, 2, 3`, values: [gatewayId, new Date(minuteOf(now)), new Date(dayOf(now))] })
      for (const row of rows) counterOf(row.right_number).learn(row.span, row.starts.getTime(), row.others, row.mine)
    },
  }
}
