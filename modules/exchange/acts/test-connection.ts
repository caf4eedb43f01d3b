import { sql } from 'kysely'
import { notAllowed, notFound } from '../../../kernel/errors.ts'
import { createRelay, type RelayFailure } from '../../../kernel/http/relay.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { adminRole } from '../../../kernel/history.ts'
import { transact } from '../../../kernel/db/db.ts'
import { ownerOfService } from '../queries/parties.ts'
import type { WithinProvider } from '../within.ts'
import { mayActFor, type Call } from './registry-row.ts'

export interface TestOutcome { readonly ok: boolean; readonly status: number | null; readonly milliseconds: number; readonly message: string }
const TIMEOUT_MS = 10_000
const FAILED: Record<RelayFailure, string> = { 'refused-address': 'Địa chỉ bị chặn: cổng không gọi vào chính nó', connect: 'Không kết nối được', timeout: 'Quá 10 giây không trả lời', broken: 'Kết nối bị ngắt giữa chừng' }

const SAID = (status: number): string => status < 400 ? `Trả lời ${status}` : status === 401 || status === 403 ? `Trả lời ${status}: có máy trả lời nhưng đòi đăng nhập. Đặt đường kiểm tra không cần đăng nhập ở «Sửa dịch vụ»` : status < 500 ? `Trả lời ${status}: có máy trả lời nhưng không có đường này. Sửa đường kiểm tra ở «Sửa dịch vụ»` : `Hệ thống báo lỗi ${status}`
/** Asks the provider's check path once, by the gateway's own way out and its address rules. Only an answer below 400 says that the service is there: the path of the test is chosen so that it needs no login. */
export async function probe(target: { readonly baseUrl: string; readonly checkPath: string }, allowLoopback: boolean, clock: () => number): Promise<TestOutcome> {
  const base = new URL(target.baseUrl)
  const relay = createRelay({ allowLoopback, connections: 1, connectTimeoutMs: 5_000 })
  const started = clock()
  try {
    return await new Promise<TestOutcome>(done => {
      const took = (): number => Math.max(0, Math.round(clock() - started))
      relay.send({ origin: base.origin, path: `${base.pathname.replace(/\/+$/, '')}${target.checkPath}`, method: 'GET', headers: ['accept', '*/*'], body: null, timeoutMs: TIMEOUT_MS }, {
        onHead: status => { done({ ok: status < 400, status, milliseconds: took(), message: SAID(status) }) },
        onData: () => true, onEnd: () => undefined,
        onFailure: reason => { done({ ok: false, status: null, milliseconds: took(), message: FAILED[reason] }) },
      })
    })
  } finally { await relay.close() }
}

/** Services of the data store are asked in this process, as the gateway does. */
async function askStore(store: WithinProvider | undefined, code: string, clock: () => number): Promise<TestOutcome> {
  const started = clock()
  const { ok, message } = await store?.health(code) ?? { ok: false, message: FAILED.connect }
  return { ok, status: ok ? 200 : null, milliseconds: Math.max(0, Math.round(clock() - started)), message }
}

/** Tests a service and keeps the outcome; the network is asked outside any transaction. */
export async function testConnection(call: Call, serviceId: string, store?: WithinProvider): Promise<TestOutcome> {
  const { platform, actor } = call
  const target = await transact(platform.db, actor, async tx => {
    if (!mayActFor(actor, await ownerOfService(tx, serviceId))) throw notAllowed()
    const { rows: [row] } = await sql<{ base_url: string; check_path: string; within: boolean; code: string }>`select base_url, check_path, within, code from exchange.data_service where id = ${serviceId}`.execute(tx)
    if (!row) throw notFound()
    return row
  })
  const outcome = target.within ? await askStore(store, target.code, () => platform.now().getTime()) : await probe({ baseUrl: target.base_url, checkPath: target.check_path }, platform.config.simulators, () => platform.now().getTime())
  const at = platform.now()
  await transact(platform.db, actor, async tx => {
    await sql`insert into exchange.connection_test (id, service_id, at, ok, milliseconds, status, message, by_account) values (${newId(at.getTime())}, ${serviceId}, ${at}, ${outcome.ok}, ${outcome.milliseconds}, ${outcome.status}, ${outcome.message}, ${actor.accountId})`.execute(tx)
    await appendLedger(tx, { actor, role: adminRole(actor), agency: actor.agencyId, act: 'exchange.test-connection', object: { type: 'data_service', id: serviceId }, payload: { ok: outcome.ok, status: outcome.status, message: outcome.message }, at })
  })
  return outcome
}
