import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { readRowRule } from '../domain/row-rule.ts'
import type { Wanted } from '../queries/parties.ts'
import type { WithinProvider } from '../within.ts'
import { demand, fault } from './registry-row.ts'

/** A rule about rows is promised only where somebody keeps it: services of the data store, which says whether it can mean this one. */
export async function demandRowRule(tx: Tx, wanted: Wanted, text: string, store: WithinProvider | undefined): Promise<void> {
  const { rule } = readRowRule(text)
  if (rule.length === 0) return
  const { rows: [service] } = wanted.kind === 'call' ? await sql<{ within: boolean; code: string }>`select within, code from exchange.data_service where id = ${wanted.serviceId}`.execute(tx) : { rows: [{ within: false, code: '' }] }
  if (!service) throw notFound()
  const why = service.within && store ? await store.rowRuleFault(service.code, rule) : undefined
  demand([(!service.within || !store) && fault('rowRule', 'Chỉ dịch vụ của kho dữ liệu dùng chung giới hạn được theo dòng. Để trống ô này.', 'Only services of the shared data store can be limited by rows. Leave it empty.'), why !== undefined && fault('rowRule', why.vi, why.en ?? why.vi)])
}
