import { sql } from 'kysely'
import { read, transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import type { TimedJob } from '../../../kernel/module.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { formatIsoDate } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { boardHref } from '../boards/addresses.ts'
import type { BoardFigures } from '../boards/open.ts'
import { openText } from '../boards/standing.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { changesBetween, digestDue, hasChanged, headOf, snapshotOf } from './snapshot.ts'
import { findSubscription, KEEPER, queueMail, t, type Subscription } from './store.ts'
import { followedFigures } from './view.ts'
import { ASKED_DAYS, ENDED_DAYS } from './words.tsx'

const TELL = 'indicators-tell-subscribers'
/** Subscriptions that one run of the job looks at; whatever is left over is another run's. */
export const AT_ONCE = 200
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Longer than any digest lasts. */
const MAILS_KEPT_DAYS = 60

/** Looks at every followed board once an hour, each of them once for all who follow it, and queues the mails that are due. Answers whether some are left over. */
export async function tellSubscribers(platform: Platform, ports: IndicatorsPorts, atOnce = AT_ONCE): Promise<boolean> {
  const now = platform.now()
  const thisHour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS)
  const found = await read(platform.db, KEEPER, tx => t(tx).selectFrom('indicators.subscription').selectAll().where('confirmed_at', 'is not', null).where('ended_at', 'is', null).where(each => each.or([each('looked_at', 'is', null), each('looked_at', '<', thisHour)]))
    .orderBy('framework').orderBy('edition').orderBy('subject').orderBy('lang').orderBy('id').limit(atOnce).execute())
  let open: { readonly key: string; readonly board: BoardFigures | undefined } | undefined
  for (const row of found) {
    const key = JSON.stringify([row.framework, row.edition, row.subject, row.lang])
    if (open?.key !== key) open = { key, board: await boardOf(platform, ports, row) }
    try { await lookAfter(platform, row.id, open.board, now) } catch (error) {
      platform.log.error({ subscription: row.id, error: String(error) }, 'a follower could not be told')
      // until the next hour, so that nothing asks for it again and again
      await transact(platform.db, KEEPER, tx => t(tx).updateTable('indicators.subscription').set({ looked_at: now }).where('id', '=', row.id).execute())
    }
  }
  return found.length === atOnce
}
/** A framework that was withdrawn, or a unit that is gone, has no board: nothing is told. Another failure is one board's, and the others are told of theirs. */
async function boardOf(platform: Platform, ports: IndicatorsPorts, row: Subscription): Promise<BoardFigures | undefined> {
  try { return await followedFigures(platform, ports, row, row.lang) } catch (error) {
    if (!(error instanceof Fault && error.details.status === 404)) platform.log.error({ framework: row.framework, subject: row.subject, error: String(error) }, 'a followed board could not be read')
    return undefined
  }
}
async function lookAfter(platform: Platform, id: string, board: BoardFigures | undefined, now: Date): Promise<void> {
  await transact(platform.db, KEEPER, async tx => {
    await t(tx).updateTable('indicators.subscription').set({ looked_at: now }).where('id', '=', id).execute()
    const row = await findSubscription(tx, id)
    if (!board || !row || row.ended_at !== null || row.seen === null || row.told_on === null) return
    const { seen, lang, frequency } = row
    const today = localDateOf(now)
    const snapshot = snapshotOf(board, lang)
    const digest = digestDue(frequency, row.told_on, today, hasChanged(seen, snapshot))
    if (digest === undefined) return
    const told = await queueMail(tx, id, digest, { kind: 'digest', board: board.framework.definition.title[lang], unit: board.subject.name, frequency, head: headOf(board, lang), note: openText(board, lang), period: snapshot.period, since: { day: formatIsoDate(row.told_on, lang), period: seen.period }, changes: changesBetween(seen, snapshot), path: boardHref(board.address) }, now)
    if (told) await t(tx).updateTable('indicators.subscription').set({ seen: JSON.stringify(snapshot), told_on: today }).where('id', '=', id).execute()
  })
}

/** By day only (07:20 to 18:20 in Viet Nam): nobody's telephone rings at night. */
export const tellJob = (ports: IndicatorsPorts): TimedJob => ({
  name: TELL, crontab: '20 0-11 * * *',
  run: async (_payload, platform) => { if (await tellSubscribers(platform, ports)) await transact(platform.db, KEEPER, tx => enqueue(tx, TELL, {}, { key: TELL })) },
})

/** Forgets addresses whose owner has not said yes or has said no, and mails that cannot come twice any more. */
export async function forgetSubscriptions({ db, now }: Pick<Platform, 'db' | 'now'>): Promise<number> {
  const before = (days: number): Date => new Date(now().getTime() - days * DAY_MS)
  return transact(db, KEEPER, async tx => {
    const gone = await sql`delete from indicators.subscription where (confirmed_at is null and asked_at < ${before(ASKED_DAYS)}) or ended_at < ${before(ENDED_DAYS)}`.execute(tx)
    await sql`delete from indicators.subscription_mail where made_at < ${before(MAILS_KEPT_DAYS)}`.execute(tx)
    return Number(gone.numAffectedRows ?? 0)
  })
}
export const forgetJob: TimedJob = { name: 'indicators-forget-subscriptions', crontab: '35 19 * * *', run: async (_payload, platform) => { platform.log.info({ forgotten: await forgetSubscriptions(platform) }, 'ended and unconfirmed subscriptions forgotten') } }
