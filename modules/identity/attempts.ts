import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { networkOf } from '../../kernel/networks.ts'
import { keyedHash, sameSecret } from '../../kernel/secrets.ts'
import { judgeAttempt, type AttemptVerdict } from './domain/attempts.ts'
import { asPlatform, type Identity, type Source } from './identity.ts'
import { tables } from './store.ts'

export const DEVICE_COOKIE = 'ts_device'

/** Marks a browser in which `username` has signed in before (OWASP "device cookie"): it gets a counter of its own. */
export function deviceMark(identity: Identity, username: string): string {
  const nonce = newId()
  return `${nonce}.${keyedHash(identity.keys.device, `${nonce}|${username}`).toString('base64url')}`
}

function knownDevice(identity: Identity, mark: string | undefined, username: string): string | undefined {
  const [nonce = '', proof = ''] = (mark ?? '').split('.')
  return nonce && sameSecret(proof, keyedHash(identity.keys.device, `${nonce}|${username}`).toString('base64url')) ? nonce : undefined
}

export interface Attempt { readonly id: string; readonly verdict: AttemptVerdict }

/**
 * Writes the try down as a failure and commits it before anything is verified: a hundred parallel tries then see each other. Unknown user
 * names count like known ones, so that the answer "too many" tells nothing either.
 */
export async function beginAttempt(identity: Identity, username: string, source: Source, now: Date): Promise<Attempt> {
  const { attempts } = identity.settings
  const key = (text: string): Buffer => keyedHash(identity.keys.attempt, text)
  const device = knownDevice(identity, source.device, username)
  const [account, origin, address] = [key(`account|${username}`), key(`source|${username}|${device ?? networkOf(source.ip)}`), key(`address|${networkOf(source.ip)}`)]
  const since = new Date(now.getTime() - attempts.windowMinutes * 60_000)
  const id = newId(now.getTime())
  await asPlatform(identity, async (tx) => {
    await tables(tx).insertInto('identity.login_attempt').values({ id, account_key: account, source_key: origin, address_key: address, trusted: device !== undefined, outcome: 'failure', at: now }).execute()
  })
  return asPlatform(identity, async (tx) => {
    const { rows: [counts] } = await sql<{ source: number; address: number; untrusted: number }>`
      select (select count(*) from identity.login_attempt f where f.account_key = ${account} and f.source_key = ${origin} and f.outcome = 'failure' and f.at > ${since}
                and f.at >= coalesce((select max(s.at) from identity.login_attempt s where s.account_key = ${account} and s.source_key = ${origin} and s.outcome = 'success'), '-infinity')) as source,
             (select count(*) from identity.login_attempt where address_key = ${address} and outcome = 'failure' and at > ${since}) as address,
             (select count(*) from identity.login_attempt where account_key = ${account} and not trusted and outcome = 'failure' and at > ${since}) as untrusted`.execute(tx)
    const verdict = judgeAttempt(counts ?? { source: 0, address: 0, untrusted: 0 }, device !== undefined, attempts)
    if (!verdict.ok) await tables(tx).updateTable('identity.login_attempt').set({ outcome: 'blocked' }).where('id', '=', id).execute()
    return { id, verdict }
  })
}

/** The try was right after all. */
export async function attemptSucceeded(identity: Identity, id: string): Promise<void> {
  await asPlatform(identity, (tx) => tables(tx).updateTable('identity.login_attempt').set({ outcome: 'success' }).where('id', '=', id).execute())
}
