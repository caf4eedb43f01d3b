import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { t } from '../acts/dataset-work.ts'
import { usableBy } from '../analytics/usable.ts'
import type { RunFailure, RunResult, RunState, Used } from '../domain/analysis.ts'
import type { Audience } from '../domain/reader.ts'
import { findDataset } from './datasets.ts'

export interface RunLine { readonly id: string; readonly queryId: string | null; readonly title: string | null; readonly scheduled: boolean; readonly statement: string; readonly withPersons: boolean; readonly purpose: string; readonly state: RunState; readonly askedAt: Date; readonly begunAt: Date | null; readonly endedAt: Date | null; readonly rows: number | null; readonly cut: boolean; readonly failure: RunFailure | null; readonly used: readonly Used[]; readonly kept: boolean }
const runs = (tx: Tx) => t(tx).selectFrom('datasets.query_run as r').leftJoin('datasets.query as q', 'q.id', 'r.query_id')
  .select(['r.id', 'r.query_id as queryId', 'q.title', 'r.scheduled', 'r.statement', 'r.with_persons as withPersons', 'r.purpose', 'r.state', 'r.asked_at as askedAt', 'r.begun_at as begunAt', 'r.ended_at as endedAt', 'r.rows', 'r.cut', 'r.failure', 'r.used', sql<boolean>`r.result is not null`.as('kept')])

/** Runs of the present actor, latest first. */
export async function runsOf(tx: Tx, { queryId, limit = 100 }: { readonly queryId?: string; readonly limit?: number } = {}): Promise<readonly RunLine[]> {
  return runs(tx).$if(queryId !== undefined, query => query.where('r.query_id', '=', queryId ?? '')).orderBy('r.asked_at', 'desc').orderBy('r.id', 'desc').limit(limit).execute()
}

const RANK: Readonly<Record<Audience, number>> = { public: 0, officers: 1, keepers: 2 }
/** Whether what a run read may be seen by this officer now. */
async function mayStillSee(tx: Tx, actor: OfficerActor, run: RunLine): Promise<boolean> {
  for (const { code, audience } of run.used) {
    const dataset = await findDataset(tx, code)
    const usable = dataset && usableBy(actor, dataset, run.withPersons)
    if (!usable || usable.fields.length === 0 || RANK[usable.audience] < RANK[audience] && !(usable.audience === 'public' && usable.fields.length === dataset.schema.fields.length)) return false
  }
  return true
}

export interface RunView { readonly run: RunLine; /** undefined: not there, or not kept any longer */ readonly result: RunResult | undefined; /** the rights to what it read are gone */ readonly withheld: boolean }
export async function getRun(tx: Tx, actor: OfficerActor, id: string): Promise<RunView> {
  const run = await runs(tx).where('r.id', '=', id).executeTakeFirst()
  if (!run) throw notFound()
  if (!run.kept) return { run, result: undefined, withheld: false }
  if (!await mayStillSee(tx, actor, run)) return { run, result: undefined, withheld: true }
  const { result } = await t(tx).selectFrom('datasets.query_run').select('result').where('id', '=', id).executeTakeFirstOrThrow()
  return { run, result: result ?? undefined, withheld: false }
}

const saved = (tx: Tx) => t(tx).selectFrom('datasets.query as q').leftJoin('datasets.query_schedule as s', 's.query_id', 'q.id').where('q.removed_at', 'is', null)
  .select(['q.id', 'q.title', 'q.description', 'q.statement', 'q.with_persons as withPersons', 'q.purpose', 'q.shared', 'q.by_account as by', 'q.agency_id as agencyId', 'q.changed_at as changedAt', 'q.version', 's.every', 's.hour', 's.keep', 's.next_at as nextAt'])
export type SavedQuery = Awaited<ReturnType<typeof getSaved>>
/** Own questions and those that the agency shares, by name. */
export async function savedQueries(tx: Tx): Promise<readonly SavedQuery[]> { return saved(tx).orderBy(sql`q.title collate "vi-x-icu"`).limit(1000).execute() }
export async function getSaved(tx: Tx, id: string) { return saved(tx).where('q.id', '=', id).executeTakeFirstOrThrow(notFound) }

export interface EarlierWording { readonly version: number; readonly content: { readonly title?: string; readonly statement?: string }; readonly changedAt: Date; readonly by: string | null }
export async function earlierWordings(tx: Tx, id: string): Promise<readonly EarlierWording[]> {
  return (await sql<EarlierWording>`select version, content, changed_at as "changedAt", changed_by_account_id as by from datasets.history where object_type = 'query' and object_id = ${id} order by version desc limit 50`.execute(tx)).rows
}
