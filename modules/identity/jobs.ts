import type { TimedJob } from '../../kernel/module.ts'
import { asPlatform, type Identity } from './identity.ts'
import { tables } from './store.ts'

const KEEP_ATTEMPTS_DAYS = 30
const KEEP_SESSIONS_DAYS = 90
/** after its end, for whoever asks what a token in the ledger was */
const KEEP_API_TOKENS_DAYS = 365

/** Deletes what nobody needs any more; answers how much. The ledger keeps who signed in when, without addresses. */
export async function sweep(identity: Identity, now: Date): Promise<{ readonly attempts: number; readonly pending: number; readonly sessions: number }> {
  const before = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
  return asPlatform(identity, async (tx) => {
    await tables(tx).deleteFrom('identity.api_token').where(each => each.or([each('expires_at', '<', before(KEEP_API_TOKENS_DAYS)), each('revoked_at', '<', before(KEEP_API_TOKENS_DAYS))])).execute()
    const [attempts, pending, sessions] = [
      await tables(tx).deleteFrom('identity.login_attempt').where('at', '<', before(KEEP_ATTEMPTS_DAYS)).executeTakeFirst(),
      await tables(tx).deleteFrom('identity.pending_sign_in').where('expires_at', '<', now).executeTakeFirst(),
      await tables(tx).deleteFrom('identity.session').where('created_at', '<', before(KEEP_SESSIONS_DAYS)).executeTakeFirst(),
    ]
    return { attempts: Number(attempts.numDeletedRows), pending: Number(pending.numDeletedRows), sessions: Number(sessions.numDeletedRows) }
  })
}

/** Every night at 02:30 local time. */
export const sweepJob = (identity: Identity): TimedJob => ({
  name: 'identity-sweep', crontab: '30 19 * * *',
  run: async (_payload, platform) => { platform.log.info({ ...await sweep(identity, platform.now()) }, 'old tries and sessions deleted') },
})
