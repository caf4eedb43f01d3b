import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { groupable, isDay, isFigure, MOST_GROUPS, type GroupQuery } from '../domain/groups.ts'
import { tableOf } from '../domain/schema.ts'
import { BadQuery, column, matching, type Asked } from './rows.ts'

export interface Group { /** as text; null: rows without a value */ readonly value: string | null; readonly rows: number; /** null where no row has a figure */ readonly amount: number | null }
export interface Groups { readonly groups: readonly Group[]; /** there are more groups than are told */ readonly more: boolean }

/**
 * The only place that puts rows together. Days come in their order, other groups by size; no more than `MOST_GROUPS`, and whoever asks bounds the
 * time (`askRows`).
 */
export async function selectGroups(tx: Tx, asked: Asked, query: GroupQuery): Promise<Groups> {
  const field = column(asked, query.group)
  if (!groupable(asked.fields, []).includes(field)) throw new BadQuery({ code: 'bad-operator', where: field.name, vi: `Không nhóm theo tọa độ (“${field.name}”) được.`, en: `Rows are not grouped by a place ("${field.name}").` })
  const of = query.measure === 'count' ? undefined : column(asked, query.of ?? '')
  if (of && !isFigure(of)) throw new BadQuery({ code: 'bad-operator', where: of.name, vi: `Trường “${of.name}” không phải là số nên không tính tổng, trung bình được.`, en: `"${of.name}" is no figure to be summed.` })
  const ref = sql.ref(`r.${field.name}`)
  // days of Vietnam, whatever the zone of the connection
  const day = field.type === 'datetime' ? sql`(${ref} at time zone 'Asia/Ho_Chi_Minh')` : ref
  const value = isDay(field) ? sql`to_char(${day}, ${{ day: 'YYYY-MM-DD', month: 'YYYY-MM', year: 'YYYY' }[query.step]})` : sql`${ref}::text`
  const amount = of === undefined ? sql`count(*)::float8` : query.measure === 'sum' ? sql`sum(${sql.ref(`r.${of.name}`)})::float8` : sql`avg(${sql.ref(`r.${of.name}`)})::float8`
  const { rows } = await sql<Group>`select ${value} as value, count(*)::integer as rows, ${amount} as amount from dataset_rows.${sql.id(tableOf(asked.code))} r
    where ${sql.join(matching(asked, query), sql` and `)} group by 1 order by ${isDay(field) ? sql`1 asc nulls last` : sql`3 desc nulls last, 1`} limit ${MOST_GROUPS + 1}`.execute(tx)
  return { groups: rows.slice(0, MOST_GROUPS), more: rows.length > MOST_GROUPS }
}
