import { registerOfProcedures, type RegisteredProcedure } from '../../procedures/index.ts'
import type { FeedRow } from '../feed.ts'
import type { Feed } from './feed.ts'

const current = (each: RegisteredProcedure): boolean => each.published && each.validTo === null
/** One row for each key, the first that came. */
function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Map<string, T>()
  for (const item of items) if (!seen.has(keyOf(item))) seen.set(keyOf(item), item)
  return [...seen.values()]
}

export const proceduresFeed: Feed = { name: 'procedures', read: async (tx, { today }) => ({ mode: 'upsert', effectiveOn: today,
  // a version that was replaced on the day on which it began never held
  rows: (await registerOfProcedures(tx)).filter(each => each.validTo === null || each.validTo > each.validFrom).map(each => ({ ma: each.code, ten: each.name, linh_vuc: each.field, bo_nganh: each.ministry, cap_thuc_hien: each.levels.join(', '), co_quan: each.agency, muc_do: each.onlineLevel, quyet_dinh: each.decision, cong_khai: each.published, valid_from: each.validFrom, valid_to: each.validTo })) }) }

export const resultTypesFeed: Feed = { name: 'result-types', read: async (tx, { today }) => {
  const given = (await registerOfProcedures(tx)).filter(current).flatMap(procedure => procedure.results.flatMap(({ code, name }) => code === null || code === '' ? [] : [{ code, name, procedure: procedure.code }]))
  return { mode: 'snapshot', effectiveOn: today, rows: once(given, each => each.code).map((each): FeedRow => ({ ma: each.code, ten: each.name, thu_tuc: [...new Set(given.filter(other => other.code === each.code).map(other => other.procedure))].join(', ') })) }
} }

export const legalDocumentsFeed: Feed = { name: 'legal-documents', read: async (tx, { today }) => {
  const named = (await registerOfProcedures(tx)).filter(current).flatMap(procedure => procedure.legalBasis.map(({ number, name }) => ({ number: number.trim(), name: name.trim(), procedure: procedure.code }))).filter(each => each.number !== '')
  const uses = new Map<string, Set<string>>()
  for (const each of named) uses.set(each.number, (uses.get(each.number) ?? new Set()).add(each.procedure))
  return { mode: 'snapshot', effectiveOn: today, rows: once(named, each => each.number).map((each): FeedRow => ({ so_ky_hieu: each.number, trich_yeu: each.name, so_thu_tuc: uses.get(each.number)?.size ?? 0 })) }
} }
