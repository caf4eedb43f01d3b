import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { tableOf } from '../domain/schema.ts'
import { BadQuery, opened, shown, type Asked, type Row } from './rows.ts'

export interface Change { readonly position: string; readonly kind: 'added' | 'changed' | 'ended'; readonly row: Row }
export interface ChangePage { readonly items: readonly Change[]; /** where to go on, also when nothing is new yet */ readonly next: string; readonly more: boolean }
export const MAX_CHANGES = 5_000

const POSITION = /^(\d{1,9})(?:\.(\d{1,15}))?$/
const badPosition = (): never => { throw new BadQuery({ code: 'bad-cursor', where: 'after', vi: 'Vị trí “after” không đúng. Bắt đầu từ 0, sau đó dùng đúng “next” của lần trước.', en: 'The position "after" is wrong. Begin with 0, then use the "next" of the answer before.' }) }

/**
 * What changed after a position, in the order (number of load, number of row): whoever applies the pages in turn holds the rows as they stand. Loads
 * are numbered under a lock that is held until the commit, so no lower position appears later. Of a row that changed the new one is told, and that it
 * changed; the old one ended in the same breath and is not told. For a reader of some rows alone a row that moves out of them has ended, and one that moves in is added.
 */
export async function changesAfter(tx: Tx, asked: Asked, after: string, limit: number): Promise<ChangePage & { readonly persons: readonly string[] }> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_CHANGES) throw new BadQuery({ code: 'too-many', where: 'limit', vi: `Mỗi lần lấy từ 1 đến ${MAX_CHANGES} thay đổi.`, en: `Ask for 1 to ${MAX_CHANGES} changes.` })
  const [, load = '', id = '0'] = POSITION.exec(after) ?? badPosition()
  const rows = sql`dataset_rows.${sql.id(tableOf(asked.code))}`
  const { key, temporal } = asked.schema
  const fields = asked.fields.map(field => sql`${shown(field)} as ${sql.id(field.name)}`)
  // the same thing: its key, and with valid time the day from which it holds
  const same = sql.join([...key.map(name => sql`${sql.ref(`o.${name}`)} = ${sql.ref(`r.${name}`)}`), ...temporal ? [sql`o._from = r._from`] : []], sql` and `)
  const exists = (on: RawBuilder<unknown>): RawBuilder<unknown> => key.length === 0 ? sql`false` : sql`exists (select from ${rows} o where ${sql.join([same, on, ...opened(asked, 'o')], sql` and `)})`
  const columns = sql.join([...(asked.persons ?? []).map((field, at) => sql`${sql.ref(`r.${field.name}`)} as ${sql.id(`_p${at}`)}`), ...fields, ...temporal ? [sql`r._from as valid_from`, sql`r._to as valid_to`] : []])
  const side = (at: RawBuilder<unknown>, told: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select ${at} as _at, r._id, ${told} as _kind, ${columns} from ${rows} r where ${sql.join([sql`${at} is not null and (${at}, r._id) > (${Number(load)}::integer, ${id}::bigint)`, ...opened(asked)], sql` and `)} order by ${at}, r._id limit ${limit + 1})`
  const came = side(sql`r._load`, sql`case when ${exists(sql`o._ended is not null and o._ended = r._load`)} then 'changed' else 'added' end`)
  const went = side(sql`r._ended`, sql`case when ${exists(sql`o._ended is null and o._load = r._ended`)} or ${exists(sql`o._ended is not null and o._load = r._ended`)} then null else 'ended' end`)
  const { rows: found } = await sql<Record<string, unknown> & { _at: number; _id: number; _kind: Change['kind'] | null }>`select * from (${came} union all ${went}) c order by _at, _id limit ${limit + 1}`.execute(tx)
  const kept = found.slice(0, limit)
  const last = kept.at(-1)
  return {
    items: kept.flatMap(row => row._kind === null ? [] : [{ position: `${row._at}.${row._id}`, kind: row._kind, row: Object.fromEntries(Object.entries(row).filter(([name]) => !/^_(at|id|kind|p\d+)$/.test(name))) }]),
    next: last ? `${last._at}.${last._id}` : after, more: found.length > limit,
    persons: [...new Set(kept.flatMap(row => row._kind === null ? [] : Object.entries(row).flatMap(([name, value]) => /^_p\d+$/.test(name) && typeof value === 'string' ? [value] : [])))],
  }
}
