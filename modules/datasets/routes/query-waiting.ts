import { setTimeout as after } from 'node:timers/promises'
import { read } from '../../../kernel/db/db.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import { t } from '../acts/dataset-work.ts'

const STEP_MS = 150
/** Most questions are answered within a moment: the page waits so long rather than to say that it waits. */
const MOST_STEPS = 12

export async function settled(look: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await look()) return
    await after(STEP_MS)
  }
}
export const finished = (ctx: Pick<Ctx, 'platform' | 'actor'>, id: string): Promise<void> => settled(async () => {
  const run = await read(ctx.platform.db, ctx.actor, tx => t(tx).selectFrom('datasets.query_run').select('state').where('id', '=', id).executeTakeFirst())
  return run?.state !== 'waiting' && run?.state !== 'running'
})
