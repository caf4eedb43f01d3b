import type pg from 'pg'

/** Runs `work` in one transaction that is durable when this resolves. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    await client.query('rollback').then(() => { client.release() }, () => { client.release(true) })
    throw error
  }
}
