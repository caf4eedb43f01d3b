import pg from 'pg'
import type { Log } from '../../../kernel/platform.ts'
import { loadSnapshot } from './load.ts'
import { RightsKeeper } from './rights.ts'
import type { Snapshot } from './snapshot.ts'

/** The registry that a gateway works by: the newest snapshot, renewed when the database says that something changed. */
export interface LiveRegistry {
  readonly current: Snapshot
  /** milliseconds since the database was last known to hold nothing newer */
  readonly age: number
  reload(): Promise<void>
  stop(): Promise<void>
}

const RECONNECT_MS = 500
/** A line that is cut in silence is found out by asking over it. */
const ASK_MS = 1000
const ANSWER_MS = 5000

/**
 * Loads the registry and follows it with LISTEN, and asks for its version each second. While the database is away the last snapshot stays in use, and
 * grows old; when it is back the registry is read anew, because notices of the meantime are lost. Changes that come in a crowd are read once.
 */
export async function watchRegistry(pool: pg.Pool, url: string, log: Log): Promise<LiveRegistry> {
  const rights = new RightsKeeper()
  // the clock of the machine may leap; this one does not
  let confirmedAt = performance.now()
  let current = await loadSnapshot(pool, rights)
  let loading: Promise<void> | undefined
  let again = false
  let stopped = false
  let listener: pg.Client | undefined
  let listening = false
  let timer: NodeJS.Timeout | undefined
  let asking: NodeJS.Timeout | undefined

  const reload = async (): Promise<void> => {
    if (loading) { again = true; return loading }
    loading = (async () => {
      do {
        again = false
        const asked = performance.now()
        const next = await loadSnapshot(pool, rights)
        if (next.version >= current.version) { current = next; confirmedAt = Math.max(confirmedAt, asked) }
      } while (again && !stopped)
    })().finally(() => { loading = undefined })
    return loading
  }
  const renew = (): void => { reload().catch((error: unknown) => { log.warn({ error: String(error) }, 'the registry could not be read; the last one stays in use'); later() }) }
  const later = (): void => { if (!stopped) timer ??= setTimeout(() => { timer = undefined; if (listening) renew(); else void listen() }, RECONNECT_MS) }
  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'tinhso-exchange-registry', keepAlive: true, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS })
    listener = client
    client.on('error', () => undefined)
    client.on('end', () => { listening = false; clearTimeout(asking); later() })
    client.on('notification', renew)
    const ask = async (): Promise<void> => {
      const asked = performance.now()
      try {
        const { rows: [row] } = await client.query<{ version: number }>('select version from exchange.registry')
        if (row?.version === current.version) confirmedAt = Math.max(confirmedAt, asked)
        else renew()
        if (!stopped && listener === client) asking = setTimeout(() => { void ask() }, ASK_MS)
      } catch { await client.end().catch(() => undefined) }
    }
    try {
      await client.connect()
      await client.query('listen exchange_registry')
      listening = true
      renew()
      asking = setTimeout(() => { void ask() }, ASK_MS)
    } catch { await client.end().catch(() => undefined); later() }
  }
  await listen()
  return { get current() { return current }, get age() { return performance.now() - confirmedAt }, reload, stop: async () => { stopped = true; clearTimeout(timer); clearTimeout(asking); await listener?.end().catch(() => undefined); await loading?.catch(() => undefined) } }
}
