import { transact } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { nextRun, PERIODS, type Period } from '../domain/analysis.ts'
import { demandPurpose, type Wording } from './ask-query.ts'
import { demand, fault, t } from './dataset-work.ts'
import { demandPrepared, prepare, recordQuery, type Asker } from './query-work.ts'

export interface Saved extends Wording { readonly title: string; readonly description: string; readonly shared: boolean }
const MOST_SAVED = 500

async function demandSavable(tx: Tx, { actor }: Asker, saved: Saved): Promise<void> {
  demand([saved.title.trim() === '' && fault('title', 'Đặt tên cho câu truy vấn.', 'Give the question a name.', 'required'), saved.title.length > 200 && fault('title', 'Tên tối đa 200 ký tự.', 'A name has 200 characters at most.'), saved.description.length > 2000 && fault('description', 'Mô tả tối đa 2.000 ký tự.', 'A description has 2,000 characters at most.')])
  demandPurpose(saved)
  demandPrepared(await prepare(tx, actor, saved.statement, saved.withPersons))
}
const columnsOf = (saved: Saved) => ({ title: saved.title.trim().normalize('NFC'), description: saved.description.trim(), statement: saved.statement, with_persons: saved.withPersons, purpose: saved.withPersons ? saved.purpose.trim() : '', shared: saved.shared })

/** Keeps a question under a name. Answers its id. */
export async function saveQuery(asker: Asker, saved: Saved): Promise<string> {
  const { platform, actor } = asker
  return transact(platform.db, actor, async tx => {
    await demandSavable(tx, asker, saved)
    const { n } = await t(tx).selectFrom('datasets.query').select(eb => eb.fn.countAll<number>().as('n')).where('by_account', '=', actor.accountId).where('removed_at', 'is', null).executeTakeFirstOrThrow()
    demand([n >= MOST_SAVED && fault('title', `Mỗi người lưu tối đa ${MOST_SAVED} câu. Bỏ bớt câu không dùng.`, `Everybody keeps ${MOST_SAVED} questions at most. Remove some.`)])
    const at = platform.now()
    const id = newId(at.getTime())
    await t(tx).insertInto('datasets.query').values({ id, ...columnsOf(saved), agency_id: actor.agencyId, by_account: actor.accountId, position_id: actor.positionId, created_at: at, changed_at: at }).execute()
    await recordQuery(tx, actor, 'save-query', { type: 'query', id }, at, columnsOf(saved))
    return id
  })
}

async function lockOwn(tx: Tx, { actor }: Asker, id: string, version?: number) {
  const found = await t(tx).selectFrom('datasets.query').selectAll().where('id', '=', id).where('by_account', '=', actor.accountId).where('removed_at', 'is', null).forUpdate().executeTakeFirst()
  if (!found) throw notFound()
  if (version !== undefined && found.version !== version) throw changedMeanwhile
  return found
}

/** A new wording; the earlier one stays in the history. The position of whoever saves is the one that schedules ask by. */
export async function changeQuery(asker: Asker, id: string, version: number, saved: Saved): Promise<void> {
  const { platform, actor } = asker
  await transact(platform.db, actor, async tx => {
    const before = await lockOwn(tx, asker, id, version)
    await demandSavable(tx, asker, saved)
    const { title, description, statement, with_persons, purpose, shared } = before
    await t(tx).updateTable('datasets.query').set({ ...columnsOf(saved), agency_id: actor.agencyId, position_id: actor.positionId, changed_at: platform.now(), version: version + 1 }).where('id', '=', id).execute()
    await recordQuery(tx, actor, 'save-query', { type: 'query', id }, platform.now(), columnsOf(saved), { version, content: { title, description, statement, with_persons, purpose, shared } })
  })
}

export async function removeQuery(asker: Asker, id: string): Promise<void> {
  const { platform, actor } = asker
  await transact(platform.db, actor, async tx => {
    const { title } = await lockOwn(tx, asker, id)
    await t(tx).deleteFrom('datasets.query_schedule').where('query_id', '=', id).execute()
    await t(tx).updateTable('datasets.query').set({ removed_at: platform.now() }).where('id', '=', id).execute()
    await recordQuery(tx, actor, 'remove-query', { type: 'query', id }, platform.now(), { title })
  })
}

export interface Schedule { readonly every: Period | ''; readonly hour: number; readonly keep: number }
/** Sets when one's own question is asked again; `''` ends it. */
export async function scheduleQuery(asker: Asker, id: string, { every, hour, keep }: Schedule): Promise<void> {
  const { platform, actor } = asker
  demand([every !== '' && !PERIODS.includes(every) && fault('every', 'Chọn hằng ngày, hằng tuần hoặc hằng tháng.', 'Choose every day, week or month.'), every !== '' && !(Number.isInteger(hour) && hour >= 0 && hour <= 23) && fault('hour', 'Giờ từ 0 đến 23.', 'An hour from 0 to 23.'), every !== '' && !(Number.isInteger(keep) && keep >= 1 && keep <= 100) && fault('keep', 'Giữ từ 1 đến 100 kết quả.', 'Keep 1 to 100 results.')])
  await transact(platform.db, actor, async tx => {
    await lockOwn(tx, asker, id)
    if (every === '') await t(tx).deleteFrom('datasets.query_schedule').where('query_id', '=', id).execute()
    else {
      const put = { every, hour, keep, next_at: nextRun(every, hour, platform.now()) }
      await t(tx).insertInto('datasets.query_schedule').values({ query_id: id, by_account: actor.accountId, ...put }).onConflict(on => on.column('query_id').doUpdateSet(put)).execute()
    }
    await recordQuery(tx, actor, 'schedule-query', { type: 'query', id }, platform.now(), { every, hour, keep })
  })
}
