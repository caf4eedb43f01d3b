import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import { boxCode, DIMENSIONS, percentOf, scoreOf, SLOGAN, ticksOf, type Box } from '../domain/quality.ts'
import { comparable, CURRENT, rowsOf, sameContent, surroundingsOf } from '../quality/count.ts'
import { rowChecks } from '../quality/row-checks.ts'
import type { DatasetView } from './datasets.ts'

export interface ScoreView { readonly day: string; readonly at: Date; readonly loadNumber: number; readonly score: number | null; readonly boxes: readonly Box[] }

/** The latest score of a dataset with every box. */
export async function latestScore(tx: Tx, datasetId: string): Promise<ScoreView | undefined> {
  return t(tx).selectFrom('datasets.quality_day').select(['day', 'at', 'load_number as loadNumber', 'score', 'boxes']).where('dataset_id', '=', datasetId).orderBy('day', 'desc').executeTakeFirst()
}
/** Latest scores of all datasets that the present actor may know of, by dataset. */
export async function latestScores(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; score: number | null }>`select d.id, q.score from datasets.dataset d cross join lateral (select score from datasets.quality_day where dataset_id = d.id order by day desc limit 1) q`.execute(tx)
  return new Map(rows.flatMap(({ id, score }) => score === null ? [] : [[id, score] as const]))
}
/** Scores by day, oldest first. */
export async function scoreTrend(tx: Tx, datasetId: string, days = 60): Promise<readonly { readonly day: string; readonly score: number }[]> {
  const rows = await t(tx).selectFrom('datasets.quality_day').select(['day', 'score']).where('dataset_id', '=', datasetId).orderBy('day', 'desc').limit(days).execute()
  return rows.flatMap(({ day, score }) => score === null ? [] : [{ day, score }]).reverse()
}

/** What everybody may know: no box names a field that is not open. */
export async function publicQuality(tx: Tx, dataset: Pick<DatasetView, 'id' | 'schema'>) {
  const latest = await latestScore(tx, dataset.id)
  if (!latest) return undefined
  const open = new Set(dataset.schema.fields.filter(field => field.classification === 'open').map(field => field.name))
  const shown = latest.boxes.filter(box => box.subject === '' || box.kind !== 'rule' && box.subject.split(',').every(name => open.has(name)))
  return {
    day: latest.day, score: latest.score, boxes: ticksOf(latest.boxes),
    dimensions: DIMENSIONS.flatMap(dimension => { const score = scoreOf(latest.boxes, [dimension]); return score === undefined ? [] : [{ dimension, score }] }),
    slogan: SLOGAN.map(({ word, dimensions }) => ({ word: word.vi, score: scoreOf(latest.boxes, dimensions) ?? null })),
    checks: shown.map(box => ({ dimension: box.dimension, code: boxCode(box), good: box.good, of: box.of, percent: percentOf(box) ?? null, counted: box.aside !== true })),
  }
}

export interface FailingRow { readonly id: number; readonly values: Readonly<Record<string, string | null>> }
export const MOST_FAILING = 100
/** Rows that break one box, by their place in the store; `fields` are shown beside the key. */
export async function failingRows(tx: Tx, dataset: Pick<DatasetView, 'code' | 'agencyId' | 'schema'>, code: string): Promise<{ readonly fields: readonly string[]; readonly rows: readonly FailingRow[] }> {
  const { schema } = dataset
  const select = async (fields: readonly string[], from: ReturnType<typeof sql>): Promise<{ fields: readonly string[]; rows: readonly FailingRow[] }> => {
    const shown = [...new Set([...schema.key, ...fields])]
    const values = sql.join(shown.flatMap(name => [sql`${name}::text`, sql`${sql.ref(`r.${name}`)}::text`]))
    const { rows } = await sql<FailingRow>`select r._id as id, jsonb_build_object(${values}) as values ${from} limit ${MOST_FAILING}`.execute(tx)
    return { fields: shown, rows }
  }
  const check = rowChecks(schema, await surroundingsOf(tx, dataset)).find(each => boxCode(each) === code)
  if (check) return select(check.shown, sql`from ${rowsOf(dataset.code)} where ${CURRENT} and (${check.applies}) and (${check.holds}) is not true order by r._id`)
  if (code === 'same-content') {
    const fields = sameContent(schema)
    if (fields.length === 0) throw notFound()
    const same = sql.join(fields.map(name => comparable(schema, name)))
    // the places of equal rows stand together
    return select(fields.slice(0, 4), sql`from (select r.*, count(*) over w as n, min(r._id) over w as first from ${rowsOf(dataset.code)} where ${CURRENT} window w as (partition by ${same})) r where r.n > 1 order by r.first, r._id`)
  }
  if (code === 'periods' && schema.temporal) return select([], sql`from (select r.*, lead(r._from) over (partition by ${sql.join(schema.key.map(name => sql.ref(`r.${name}`)))} order by r._from) as next from ${rowsOf(dataset.code)} where r._ended is null) r where r.next is not null and (r._to is null or r._to > r.next) order by r._id`)
  throw notFound()
}
