import { anEstate, load, nginx, oneService, processorTime, run, type Measured } from './exchange/estate.ts'

/**
 * `bench/exchange.ts [SECONDS]`: the whole path of a message (who, right, quota, both hashes, durable log, signed batch) against a bare
 * node:http + undici proxy (promise: at least 0.60 of it at 32 connections, p99 under 30 ms, at most 3 ms more at the median), against the least
 * that any gateway must do whose evidence is durable before it answers (the same log behind the bare proxy, and nothing else), and against nginx. One kilobyte each way. The proxies stand on core 0, everything else on core 1; rounds interleave, medians are told.
 */
const milliseconds = Number(process.argv[2] ?? 4) * 1000
const ROUNDS = 3
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
type Figure = 'rate' | 'p50' | 'p99' | 'cost' | 'database'
const PEERS: Readonly<Record<string, string>> = { bare: 'node:http + undici, nothing between', least: 'node:http + undici, two hashes and the durable log, nothing else' }
const round = (value: number): number => Math.round(value * 100) / 100

const estate = await anEstate()
try {
  const upstream = await run('upstream.ts', [], 1)
  const base = `http://127.0.0.1:${upstream.port}`
  const request = await oneService(estate.owner, base)
  const bare = await run('bare-proxy.ts', [base], 0)
  const gateway = await run('gateway.ts', [estate.appUrl, estate.dir, 'bench'], 0)
  const least = await run('least-gateway.ts', [base, estate.appUrl], 0)
  const front = await nginx(estate.dir, upstream.port)
  const ways = { gateway, bare, least, ...(front ? { nginx: front } : {}) }
  if (!front) process.stderr.write('nginx is not installed here: no comparison with it\n')
  for (const connections of [8, 32, 128]) {
    const found: Record<string, (Measured & { cost: number; database: number })[]> = {}
    for (let each = -1; each < ROUNDS; each++) for (const [name, program] of Object.entries(ways)) {
      const [before, databaseBefore] = [processorTime(program.child), estate.databaseTime()]
      const measured = await load(program.port, connections, each < 0 ? milliseconds / 2 : milliseconds, request)
      if (measured.failures > 0) throw new Error(`${name}: ${measured.failures} requests failed`)
      if (each >= 0) (found[name] ??= []).push({ ...measured, cost: (processorTime(program.child) - before) * 1000 / (measured.rate * measured.seconds), database: (estate.databaseTime() - databaseBefore) * 1000 / (measured.rate * measured.seconds) })
    }
    const of = (name: string, what: Figure): number => median((found[name] ?? []).map(each => each[what]))
    const line = (metric: string, what: Figure, unit: string, peer: string): void => {
      const [value, peerValue] = [of('gateway', what), of(peer, what)]
      process.stdout.write(`${JSON.stringify({ bench: 'exchange', metric: `${metric}, ${connections} connections`, value: round(value), unit, peer: PEERS[peer] ?? peer, peerValue: round(peerValue), ratio: peerValue === 0 ? 0 : round(value / peerValue) })}\n`)
    }
    line('messages', 'rate', '1/s', 'bare')
    line('processor time a message', 'cost', 'µs', 'bare')
    line('processor time of PostgreSQL a message', 'database', 'µs', 'bare')
    line('median', 'p50', 'ms', 'bare')
    line('p99', 'p99', 'ms', 'bare')
    line('messages', 'rate', '1/s', 'least')
    if (front) line('messages', 'rate', '1/s', 'nginx')
  }
  const { rows: [left] } = await estate.owner.query<{ records: number; batches: number; bytes: number }>(`select (select count(*)::int from exchange.transaction) as records, (select count(*)::int from exchange.batch) as batches, (select sum(pg_total_relation_size(inhrelid))::float8 from pg_inherits where inhparent = 'exchange.transaction'::regclass) as bytes`)
  process.stdout.write(`${JSON.stringify({ bench: 'exchange', metric: 'size of one record with its indexes', value: Math.round((left?.bytes ?? 0) / (left?.records ?? 1)), unit: 'bytes', peer: 'records in a batch', peerValue: round((left?.records ?? 0) / (left?.batches ?? 1)), ratio: 0 })}\n`)
  for (const each of [gateway, bare, least, upstream, ...(front ? [front] : [])]) await each.stop()
} finally { await estate.stop() }
