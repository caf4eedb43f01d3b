import { Type } from 'typebox'
import { writeCsv } from '../../../kernel/csv.ts'
import { read } from '../../../kernel/db/db.ts'
import { readDate, showDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { addressOf, answerForm, choose, type Fault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { linkDatabase } from '../acts/link-database.ts'
import { lookAtMessage, type Looked } from '../acts/look-at-message.ts'
import { isConnected } from '../domain/connected.ts'
import { percentile } from '../domain/latency.ts'
import { databasesPage } from '../pages/databases.tsx'
import { overviewPage } from '../pages/overview.tsx'
import { transactionPage, transactionsPage } from '../pages/transactions.tsx'
import { chainStates, PERIODS, quotaUse, traffic, type Period } from '../queries/monitoring.ts'
import { credentialsEnding, listServices, listSubsystems, sharedDatabases, type SharedDatabaseRow } from '../queries/registry.ts'
import { findTransactions, isHash, transactionDetail, TRANSACTION_PAGE, type TransactionFilter } from '../queries/transactions.ts'
import type { ExchangePorts } from '../ports.ts'
import { administrators, at, callOf, Id, startOf, stewards, withDesk, Word } from './common.ts'

const DAY = 86_400_000
const EXPIRES_SOON = 60 * DAY
const MOST_CSV = 10_000
const isPeriod = (text: string | undefined): text is Period => text !== undefined && text in PERIODS
const ALL = { q: '', kind: '', member: '', state: '' }
const csv = (name: string, text: string): Reply => ({ kind: 'file', content: Buffer.from(text), mediaType: 'text/csv; charset=utf-8', name, disposition: 'attachment' })

const Search = Type.Object({ ma: Word, 'thong-diep': Type.Optional(Type.String({ maxLength: 300 })), bam: Word, 'he-thong': Word, 'dich-vu': Word, 'ket-qua': Word, tu: Word, den: Word, sau: Word })
type Searched = Readonly<Record<string, string | undefined>>
const numberIn = (text: string | undefined): number | undefined => text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
/** What was asked for, and what of it cannot be read; without days, the last 7. */
function filterOf(query: Searched, now: Date): { filter: TransactionFilter; parameters: Searched; faults: { name: string; vi: string; en: string }[] } {
  const today = localDateOf(now)
  const faults: { name: string; vi: string; en: string }[] = []
  const day = (name: 'tu' | 'den', fallback: string): string => { const typed = query[name]?.trim() ?? ''; if (typed === '') return fallback; const found = readDate(typed, today); if (found === undefined) faults.push({ name, vi: `“${typed}” không phải là ngày. Gõ ngày/tháng/năm.`, en: `"${typed}" is no date. Type day/month/year.` }); return found ?? fallback }
  const from = day('tu', localDateOf(new Date(now.getTime() - 7 * DAY)))
  const to = day('den', today)
  if (to < from && faults.length === 0) faults.push({ name: 'den', vi: '“Đến ngày” đứng trước “Từ ngày”. Đổi một trong hai.', en: '“To” lies before “From”. Change one of them.' })
  const hash = query['bam']?.trim() ?? ''
  if (hash !== '' && !isHash(hash)) faults.push({ name: 'bam', vi: 'Mã băm là 88 ký tự base64, như trong đầu mục X-Road-Request-Hash.', en: 'The hash has 88 characters of base64, as in X-Road-Request-Hash.' })
  const parameters = { ma: query['ma']?.trim(), 'thong-diep': query['thong-diep']?.trim(), bam: hash, 'he-thong': query['he-thong'], 'dich-vu': query['dich-vu'], 'ket-qua': query['ket-qua'], tu: showDate(from), den: showDate(to) }
  return { parameters, faults, filter: { id: parameters.ma ?? '', message: parameters['thong-diep'] ?? '', hash, client: numberIn(query['he-thong']), service: numberIn(query['dich-vu']), outcome: query['ket-qua'] ?? '', from: startOf(from), to: new Date(startOf(to).getTime() + DAY), before: query['sau'] ?? '' } }
}

export function consoleRoutes({ store }: Pick<ExchangePorts, 'store'> = {}): readonly Route[] {
  /** What the data store computes of its own datasets stands above what the log says of their services. */
  async function withMisses(rows: readonly SharedDatabaseRow[], now: Date): Promise<readonly SharedDatabaseRow[]> {
    const misses = await store?.misses(now)
    return rows.map(row => { const found = row.serviceId === null ? undefined : misses?.get(row.serviceId); return found ? { ...row, misses: found } : row })
  }
  async function showTransaction(ctx: Ctx, id: string, fields: Fields = {}, faults: readonly Fault[] = [], looked?: Looked): Promise<string> {
    const [desk, transaction] = await withDesk(ctx, tx => transactionDetail(tx, id), faults, at('giao-dich', id))
    return transactionPage(desk, { transaction, fields, looked })
  }
  async function showDatabases(ctx: Ctx, form = '', faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ rows: await sharedDatabases(tx, ctx.now), services: await listServices(tx, officerIn(ctx), ALL) }), faults, at('co-so-du-lieu'))
    return databasesPage(desk, { ...view, rows: await withMisses(view.rows, ctx.now), now: ctx.now, form })
  }
  return [
    route({ name: 'exchange.overview-page', method: 'GET', path: at(), policy: administrators, query: Type.Object({ khoang: Word }), handle: async ctx => {
      const period = isPeriod(ctx.query.khoang) ? ctx.query.khoang : '1h'
      const [desk, view] = await withDesk(ctx, async tx => {
        const databases = await withMisses(await sharedDatabases(tx, ctx.now), ctx.now)
        return { traffic: await traffic(tx, period, ctx.now, 8), quotas: await quotaUse(tx, ctx.now, 6), chains: await chainStates(tx), credentials: await credentialsEnding(tx, officerIn(ctx), new Date(ctx.now.getTime() + EXPIRES_SOON)), databases: databases.length, connected: databases.filter(row => isConnected(row, ctx.now)).length }
      })
      return page(overviewPage(desk, { ...view, period, now: ctx.now }))
    } }),
    route({ name: 'exchange.traffic-csv', method: 'GET', path: at('luu-luong.csv'), policy: administrators, query: Type.Object({ khoang: Word }), handle: async ctx => {
      const period = isPeriod(ctx.query.khoang) ? ctx.query.khoang : '1h'
      const found = await read(ctx.platform.db, officerIn(ctx), tx => traffic(tx, period, ctx.now, 10_000))
      return csv(`luu-luong-${period}.csv`, writeCsv(['service', 'member', 'passed', 'failed', 'refused', 'bytes', 'p50_ms', 'p95_ms', 'p99_ms'], found.services.map(row => [row.name, row.member, row.passed, row.failed, row.refused, row.bytes, ...[0.5, 0.95, 0.99].map(share => { const ms = percentile(row.took, share); return ms === undefined ? '' : ms === Infinity ? '>5000' : ms })])))
    } }),
    route({ name: 'exchange.transactions-page', method: 'GET', path: at('giao-dich'), policy: administrators, query: Search, handle: async ctx => {
      const { filter, parameters, faults } = filterOf(ctx.query, ctx.now)
      const [desk, view] = await withDesk(ctx, async tx => ({ rows: faults.length > 0 ? [] : await findTransactions(tx, filter), subsystems: await listSubsystems(tx, officerIn(ctx)), services: await listServices(tx, officerIn(ctx), ALL) }), faults.map(each => ({ field: each.name, text: choose(ctx.lang)(each.vi, each.en) })))
      const shown = view.rows.slice(0, TRANSACTION_PAGE)
      return page(transactionsPage(desk, { ...view, rows: shown, parameters, next: view.rows.length > TRANSACTION_PAGE ? addressOf(at('giao-dich'), { ...parameters, sau: shown.at(-1)?.cursor }) : undefined }))
    } }),
    route({ name: 'exchange.transactions-csv', method: 'GET', path: at('giao-dich.csv'), policy: administrators, query: Search, perMinute: 12, handle: async ctx => {
      const { filter, faults } = filterOf(ctx.query, ctx.now)
      const rows = faults.length > 0 ? [] : await read(ctx.platform.db, officerIn(ctx), tx => findTransactions(tx, filter, MOST_CSV))
      return csv('giao-dich.csv', writeCsv(['requestId', 'at', 'client', 'clientMember', 'service', 'restMethod', 'restPath', 'messageId', 'statusCode', 'succeeded', 'refused', 'tookMs'], rows.map(row => [row.id, row.at.toISOString(), row.client ?? '', row.clientMember ?? '', row.service ?? '', row.method, row.path, row.messageId, row.status, String(row.succeeded), String(row.refused), row.tookMs])))
    } }),
    route({ name: 'exchange.transaction-page', method: 'GET', path: at('giao-dich', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showTransaction(ctx, ctx.params.id)) }),
    route({ name: 'exchange.look', method: 'POST', path: at('giao-dich', ':id', 'xem'), policy: stewards, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => page(await showTransaction(ctx, ctx.params.id, {}, [], await lookAtMessage(callOf(ctx), ctx.params.id, fieldOf(ctx.body, 'reason').slice(0, 1000))), { headers: { 'cache-control': 'no-store' } }), faults => showTransaction(ctx, ctx.params.id, ctx.body, faults)) }),
    route({ name: 'exchange.databases-page', method: 'GET', path: at('co-so-du-lieu'), policy: administrators, handle: async ctx => page(await showDatabases(ctx)) }),
    route({ name: 'exchange.link-database', method: 'POST', path: at('co-so-du-lieu', ':id'), policy: stewards, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await linkDatabase(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, `service-${ctx.params.id}`) || null); return redirect(at('co-so-du-lieu'), { flash: choose(ctx.lang)('Đã lưu.', 'Saved.') }) }, faults => showDatabases(ctx, ctx.params.id, faults)) }),
  ]
}
