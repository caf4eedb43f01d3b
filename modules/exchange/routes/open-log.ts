import { Type } from 'typebox'
import { writeCsv } from '../../../kernel/csv.ts'
import { read } from '../../../kernel/db/db.ts'
import { json, page, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { frameFor } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { openLogPage } from '../pages/open-log.tsx'
import { openLog, openLogSince, type OpenLogRow } from '../queries/open-log.ts'
import { at, startOf } from './common.ts'

const DAY = 86_400_000
const open = { who: 'anyone', because: 'counts by the hour between public bodies, delayed, without persons: the public may see who asks whom for data' } as const
const Day = Type.Object({ ngay: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })) })

interface Shown { readonly day: string; readonly newest: string; readonly oldest: string | undefined; readonly rows: readonly OpenLogRow[] }
async function rowsOf(ctx: Ctx<unknown, { ngay?: string | undefined }>): Promise<Shown> {
  const days = ctx.platform.config.exchange.openLogDays
  const newest = localDateOf(new Date(ctx.now.getTime() - (days + 1) * DAY))
  const asked = ctx.query.ngay
  return read(ctx.platform.db, { kind: 'anonymous' }, async tx => {
    const since = await openLogSince(tx)
    const first = since === undefined ? newest : localDateOf(since)
    const oldest = first <= newest && since !== undefined ? first : undefined
    // a day outside the limits becomes the nearest one within
    const day = asked === undefined || Number.isNaN(startOf(asked).getTime()) || asked > newest ? newest : oldest !== undefined && asked < oldest ? oldest : asked
    const from = startOf(day)
    return { day, newest, oldest, rows: await openLog(tx, days, from, new Date(from.getTime() + DAY)) }
  })
}
const shift = (day: string, days: number): string => localDateOf(new Date(startOf(day).getTime() + days * DAY))
const plain = (row: OpenLogRow) => ({ hour: row.hour.toISOString(), clientMember: row.clientMember, clientSubsystem: row.clientSubsystem, clientName: row.clientName, serviceMember: row.serviceMember, serviceCode: row.serviceCode, serviceName: row.serviceName, passed: row.passed, failed: row.failed, refused: row.refused })

export const openLogRoutes: readonly Route[] = [
  route({ name: 'exchange.open-log-page', method: 'GET', path: at('cong-khai'), policy: open, query: Day, perMinute: 60, handle: async ctx => {
    const { day, newest, oldest, rows } = await rowsOf(ctx)
    return page(openLogPage(frameFor(ctx), { day, newest, oldest, rows, delayDays: ctx.platform.config.exchange.openLogDays, before: oldest !== undefined && day > oldest ? shift(day, -1) : undefined, after: day < newest ? shift(day, 1) : undefined }))
  } }),
  route({ name: 'exchange.open-log-csv', method: 'GET', path: at('cong-khai.csv'), policy: open, query: Day, perMinute: 30, handle: async ctx => {
    const { day, rows } = await rowsOf(ctx)
    return { kind: 'file', content: Buffer.from(writeCsv(['hour', 'clientMember', 'clientSubsystem', 'clientName', 'serviceMember', 'serviceCode', 'serviceName', 'passed', 'failed', 'refused'], rows.map(row => Object.values(plain(row))))), mediaType: 'text/csv; charset=utf-8', name: `nhat-ky-cong-khai-${day}.csv`, disposition: 'attachment' }
  } }),
  route({ name: 'exchange.open-log-json', method: 'GET', path: at('cong-khai.json'), policy: open, query: Day, perMinute: 30, handle: async ctx => { const { day, rows } = await rowsOf(ctx); return json({ day, rows: rows.map(plain) }) } }),
]
