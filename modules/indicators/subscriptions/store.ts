import type { SystemActor } from '../../../kernel/actor.ts'
import type { Selectable } from 'kysely'
import { tablesOf, type Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import type { IndicatorsTables } from '../tables.ts'
import type { MailContent } from './words.tsx'

/** In whose name subscriptions are kept: the wall shows them to nobody else. */
export const KEEPER: SystemActor = { kind: 'system', name: 'indicator-subscriptions' }
export const SEND_MAIL = 'indicators-send-mail'
export type Subscription = Selectable<IndicatorsTables['indicators.subscription']>
export const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)

export const findSubscription = (tx: Tx, id: string): Promise<Subscription | undefined> => t(tx).selectFrom('indicators.subscription').selectAll().where('id', '=', id).executeTakeFirst()

/** A mail to be sent once, in the transaction of what it tells; false: that digest was told already. */
export async function queueMail(tx: Tx, subscription: string, digest: string, content: MailContent, at: Date): Promise<boolean> {
  const made = await t(tx).insertInto('indicators.subscription_mail').values({ id: newId(at.getTime()), subscription_id: subscription, digest, content: JSON.stringify(content), made_at: at, sent_at: null, last_error: null })
    .onConflict(of => of.columns(['subscription_id', 'digest']).doNothing()).returning('id').executeTakeFirst()
  // who has just asked sits before the box
  if (made) await enqueue(tx, SEND_MAIL, { mail: made.id }, { awaited: content.kind !== 'digest' })
  return made !== undefined
}
