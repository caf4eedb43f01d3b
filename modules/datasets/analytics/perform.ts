import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { publish } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { localDateOf } from '../../calendar/index.ts'
import { officerActorFor } from '../../organisations/index.ts'
import { recordPersonalRun } from '../acts/ask-query.ts'
import { t } from '../acts/dataset-work.ts'
import { prepare, type Prepared } from '../acts/query-work.ts'
import { personsNamedIn, type RunFailure } from '../domain/analysis.ts'
import { isPersonal } from '../domain/schema.ts'
import { lineOf } from '../domain/statement.ts'
import { personFields, recordLooks } from '../looks.ts'
import { failureText } from '../queries/failure-words.ts'
import { RUN_BOUNDS, runQuestion, type Outcome, type RunBounds } from './run.ts'

const SYSTEM = { kind: 'system', name: 'datasets-queries' } as const
export type Ground = Pick<Platform, 'db' | 'publicDb' | 'config' | 'now' | 'log'>

type RunRow = NonNullable<Awaited<ReturnType<typeof begin>>>
async function begin(platform: Ground, runId: string) {
  return transact(platform.db, SYSTEM, async tx => {
    const run = await t(tx).selectFrom('datasets.query_run').selectAll().where('id', '=', runId).forUpdate().executeTakeFirst()
    // `running`: the process that ran it died, and the job came again
    if (!run || run.state !== 'waiting' && run.state !== 'running') return undefined
    await t(tx).updateTable('datasets.query_run').set({ state: 'running', begun_at: platform.now() }).where('id', '=', runId).execute()
    return run
  })
}

function failureFrom(outcome: Exclude<Outcome, { ok: true }>, statement: string): RunFailure {
  if (outcome.reason !== 'fault') return { code: outcome.reason === 'cancelled' ? 'broken' : outcome.reason, about: '' }
  const { type, message, at } = outcome.fault
  if (type === 'Out of Memory') return { code: 'too-much', about: '' }
  // the engine counts bytes
  return { code: 'fault', about: message.slice(0, 1000).toWellFormed(), ...at === undefined ? {} : lineOf(statement, Buffer.from(statement).subarray(0, at).toString().length) }
}

/** Who saw whom: everybody whose number stands in the answer, for each dataset whose persons it reached. */
async function recordSeen(tx: Tx, platform: Ground, actor: OfficerActor, run: RunRow, prepared: Prepared, outcome: Extract<Outcome, { ok: true }>): Promise<void> {
  const persons = personsNamedIn(outcome.result)
  for (const { dataset, fields } of prepared.usable) {
    if (personFields(dataset.schema).length === 0 || !fields.some(isPersonal)) continue
    await recordLooks(tx, platform.config.masterKey, dataset.id, { reader: `${actor.displayName}, ${actor.positionTitle}`, agencyId: actor.agencyId, purpose: run.purpose }, persons, fields.filter(isPersonal).map(field => field.name), platform.now())
  }
}

async function finish(tx: Tx, platform: Ground, run: RunRow, told: { readonly outcome?: Outcome; readonly failure?: RunFailure }): Promise<void> {
  const { outcome } = told
  const done = outcome?.ok ? outcome : undefined
  const cancelled = outcome !== undefined && !outcome.ok && outcome.reason === 'cancelled'
  const failure = told.failure ?? (outcome && !outcome.ok && !cancelled ? failureFrom(outcome, run.statement) : undefined)
  await t(tx).updateTable('datasets.query_run').set({ state: done ? 'done' : cancelled ? 'cancelled' : 'failed', ended_at: platform.now(), ...done ? { result: JSON.stringify(done.result), rows: done.result.rows.length, cut: done.cut, used: JSON.stringify(done.used) } : {}, ...failure ? { failure: JSON.stringify(failure) } : {} }).where('id', '=', run.id).execute()
  if (!run.scheduled || run.query_id === null) return
  const query = await t(tx).selectFrom('datasets.query').select(['title']).where('id', '=', run.query_id).executeTakeFirstOrThrow()
  await publish(tx, failure ? 'datasets.query-failed' : 'datasets.query-ready', { to: { accountIds: [run.by_account], name: '' }, path: `/kho-du-lieu/truy-van/chay/${run.id}`, procedure: query.title, reason: failure ? failureText(failure).vi : `${done?.result.rows.length ?? 0} dòng.` })
  const schedule = await t(tx).selectFrom('datasets.query_schedule').select('keep').where('query_id', '=', run.query_id).executeTakeFirst()
  const kept = t(tx).selectFrom('datasets.query_run').select('id').where('query_id', '=', run.query_id).where('scheduled', '=', true).orderBy('asked_at', 'desc').limit(schedule?.keep ?? 1)
  await t(tx).deleteFrom('datasets.query_run').where('query_id', '=', run.query_id).where('scheduled', '=', true).where('id', 'not in', kept).execute()
}

const presentActor = (tx: Tx, run: Pick<RunRow, 'by_account' | 'position_id'>, now: Date): Promise<OfficerActor | undefined> => officerActorFor(tx, run.by_account, run.position_id, localDateOf(now))
const inSystem = <T>(platform: Ground, work: (tx: Tx) => Promise<T>): Promise<T> => transact(platform.db, SYSTEM, work)
/** Answers one run. The rights are those of this moment: what its asker may no longer read is no longer there. Whatever goes wrong, it ends: who has three open runs may ask nothing else. */
export async function performRun(platform: Ground, runId: string, { bounds = RUN_BOUNDS, actorOf = presentActor }: { readonly bounds?: RunBounds; readonly actorOf?: typeof presentActor } = {}): Promise<void> {
  const run = await begin(platform, runId)
  if (!run) return
  try { await answerRun(platform, run, bounds, actorOf) } catch (error) {
    platform.log.error({ run: run.id, error: error instanceof Error ? error.message : String(error) }, 'a question could not be answered')
    await inSystem(platform, tx => finish(tx, platform, run, { failure: { code: 'unavailable', about: error instanceof Fault ? error.code : '' } }))
  }
}

async function answerRun(platform: Ground, run: RunRow, bounds: RunBounds, actorOf: typeof presentActor): Promise<void> {
  const fail = (failure: RunFailure): Promise<void> => inSystem(platform, tx => finish(tx, platform, run, { failure }))
  const actor = await inSystem(platform, tx => actorOf(tx, run, platform.now()))
  if (!actor) { await fail({ code: 'no-right', about: '' }); return }
  const found = await transact(platform.db, actor, tx => prepare(tx, actor, run.statement, run.with_persons))
  if (!found.ok) { await fail(found.failure); return }
  const { prepared } = found
  if (run.scheduled && run.with_persons) await transact(platform.db, actor, tx => recordPersonalRun(tx, actor, run, prepared, platform.now()))
  const cancelled = (): Promise<boolean> => inSystem(platform, async tx => (await t(tx).selectFrom('datasets.query_run').select('cancel_asked').where('id', '=', run.id).executeTakeFirst())?.cancel_asked ?? true)
  const outcome = await runQuestion(platform, { statement: prepared.statement, tables: prepared.usable.map(({ dataset, table, audience }) => ({ code: dataset.code, table, audience })) }, cancelled, bounds)
  await inSystem(platform, async tx => {
    if (run.with_persons && outcome.ok) await recordSeen(tx, platform, actor, run, prepared, outcome)
    await finish(tx, platform, run, { outcome })
  })
}
