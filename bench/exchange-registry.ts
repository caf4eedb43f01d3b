import { QUIET } from '../modules/exchange/testing.ts'
import { connect } from '../kernel/db/db.ts'
import { loadSnapshot } from '../modules/exchange/registry/load.ts'
import type { Snapshot } from '../modules/exchange/registry/snapshot.ts'
import { watchRegistry } from '../modules/exchange/registry/watch.ts'
import { anEstate } from './exchange/estate.ts'

/**
 * `bench/exchange-registry.ts`: a registry of 1,000 members, 10,000 services and 200,000 rights against one of 10, 100 and 200. The access check
 * must cost the same (promise: at most twice), and a change must reach a gateway within a second.
 */
const line = (metric: string, value: number, unit: string, peer: string, peerValue: number): void => { process.stdout.write(`${JSON.stringify({ bench: 'exchange-registry', metric, value: Math.round(value * 1000) / 1000, unit, peer, peerValue: Math.round(peerValue * 1000) / 1000, ratio: Math.round(value / peerValue * 100) / 100 })}\n`) }
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const estate = await anEstate()
const db = connect({ url: estate.appUrl, max: 4, settings: { 'tinhso.actor_kind': 'system' } })
const fill = async (members: number, services: number, rightsEach: number): Promise<void> => {
  await estate.owner.query('truncate exchange.member, exchange.subsystem, exchange.data_service, exchange.endpoint, exchange.access_right cascade')
  await estate.owner.query(`insert into exchange.member (id, instance, member_class, code, name) select gen_random_uuid(), 'VN', 'GOV', 'M' || n, 'Thành viên ' || n from generate_series(1, $1) n`, [members])
  await estate.owner.query(`insert into exchange.subsystem (id, member_id, code, name) select gen_random_uuid(), id, 'sub', 'Hệ thống ' || code from exchange.member`)
  await estate.owner.query(`insert into exchange.data_service (id, subsystem_id, code, kind, base_url, name) select gen_random_uuid(), s.id, 'svc' || n, 'REST', 'http://10.0.0.1:80', 'Dịch vụ ' || n from generate_series(1, $1) n
    join (select id, row_number() over (order by number) as k, count(*) over () as c from exchange.subsystem) s on s.k = n % s.c + 1`, [services])
  await estate.owner.query(`insert into exchange.access_right (id, subsystem_id, service_id, endpoints, purpose, legal_basis, valid_from) select gen_random_uuid(), s.id, d.id, '[{"method":"GET","path":"/api/*"},{"method":"POST","path":"/api/**"}]', 'x', 'y', now() - interval '1 day'
    from (select id, row_number() over (order by number) as k from exchange.data_service) d cross join generate_series(1, $1) n join (select id, row_number() over (order by number) as k, count(*) over () as c from exchange.subsystem) s on s.k = (d.k * 7 + n) % s.c + 1`, [rightsEach])
  await estate.owner.query('analyze exchange.member, exchange.subsystem, exchange.data_service, exchange.access_right')
}
const CHECKS = 200_000
/** Nanoseconds of one check: consumer by name, service by name, rights, endpoint. */
function check(snapshot: Snapshot): number {
  const consumers = [...snapshot.consumers.keys()]
  const services = [...snapshot.services.keys()]
  let allowed = 0
  const started = process.hrtime.bigint()
  for (let at = 0; at < CHECKS; at++) {
    // the same few of a large registry, as in life: caches of the processor are not what is measured
    const consumer = snapshot.consumers.get(consumers[at % 10] ?? '')
    const service = snapshot.services.get(services[at * 3 % 97] ?? '')
    if (consumer && service && snapshot.rightsOf(consumer, service).some(right => right.validFrom < 4e12 && right.allows('GET', '/api/x'))) allowed++
  }
  const took = Number(process.hrtime.bigint() - started) / CHECKS
  if (allowed > CHECKS) throw new Error('impossible')
  return took
}
try {
  await fill(10, 100, 2)
  const small = await loadSnapshot(db.pool)
  await fill(1000, 10_000, 20)
  const started = performance.now()
  const large = await loadSnapshot(db.pool)
  const loaded = performance.now() - started
  const times: { small: number[]; large: number[] } = { small: [], large: [] }
  for (let round = 0; round < 9; round++) { times.small.push(check(small)); times.large.push(check(large)) }
  line('access check, 10,000 services × 1,000 members', median(times.large), 'ns', 'of 100 services × 10 members', median(times.small))
  line('reading 200,000 rights at the start', loaded, 'ms', 'a second start of the platform may take', 30_000)
  const live = await watchRegistry(db.pool, estate.appUrl, QUIET)
  const reached: number[] = []
  for (let round = 0; round < 5; round++) {
    const before = live.current.version
    const changed = performance.now()
    await estate.owner.query("update exchange.data_service set name = name || '.' where code = 'svc7'")
    while (live.current.version === before) await new Promise(done => { setTimeout(done, 2) })
    reached.push(performance.now() - changed)
  }
  line('a change reaches a gateway', median(reached), 'ms', 'promise', 1000)
  await live.stop()
} finally { await db.kysely.destroy(); await estate.stop() }
