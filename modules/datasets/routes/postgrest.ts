import { Type } from 'typebox'
import { csvLine } from '../../../kernel/csv.ts'
import { Fault } from '../../../kernel/errors.ts'
import { json, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { MAX_ROWS, type RowQuery } from '../domain/query.ts'
import { readPostgrest, type PostgrestFault } from '../domain/postgrest.ts'
import { BadQuery, selectRows, type Row, type RowPage } from '../queries/rows.ts'
import { cellOf } from '../queries/cell.ts'
import { counted } from '../usage/count.ts'
import { pairsOf } from './ask.ts'
import { tellAndRecord } from './json-api.ts'

/** What PostgREST answers of what went wrong; `hint` carries our own explanation. */
class Refused extends Error {
  readonly status: number; readonly body: PostgrestFault
  constructor(status: number, body: Partial<PostgrestFault> & Pick<PostgrestFault, 'code' | 'message'>) { super(body.message); this.status = status; this.body = { details: null, hint: null, ...body } }
}
const CODES: Readonly<Record<BadQuery['reason']['code'], string>> = { 'unknown-field': '42703', 'bad-value': '22P02', 'bad-cursor': 'PGRST100', 'too-many': 'PGRST100', 'bad-operator': '42883' }
const COUNTS = ['exact', 'planned', 'estimated'] as const
const SCHEMA = 'public'
/** As many as Supabase answers when nobody says how many. */
const DEFAULT_ROWS = 1000

const wants = (accept: string, type: string): boolean => accept.split(',').some(each => each.trim().startsWith(type))

/** `Range: 0-24`, items counted from 0; the smaller window of address and header holds. */
function windowOf(range: string | undefined, limit: number | undefined, offset: number): { readonly limit: number; readonly offset: number } {
  const found = /^(?:items=)?(\d{1,9})-(\d{1,9})?$/.exec(range ?? '')
  if (!found) return { limit: Math.min(limit ?? DEFAULT_ROWS, MAX_ROWS), offset }
  const first = Number(found[1])
  if (found[2] !== undefined && Number(found[2]) < first) throw new Refused(416, { code: 'PGRST103', message: 'Requested range not satisfiable', details: 'The lower boundary must be lower than or equal to the upper boundary in the Range header.' })
  const size = found[2] === undefined ? undefined : Number(found[2]) - first + 1
  return { limit: Math.min(...[limit, size].filter(each => each !== undefined), limit === undefined && size === undefined ? DEFAULT_ROWS : MAX_ROWS), offset: offset + first }
}

function csvOf(rows: readonly Row[], names: readonly string[]): string {
  return [names.join(','), ...rows.map(row => csvLine(names.map(name => cellOf(row[name]))))].join('\n')
}

async function answer(ctx: Ctx<{ dataset: string }>): Promise<Reply> {
  const { headers, params } = ctx
  const profile = headers['accept-profile']
  if (profile !== undefined && profile !== SCHEMA) throw new Refused(406, { code: 'PGRST106', message: `Invalid schema: ${profile.slice(0, 60)}`, hint: `Only the following schemas are exposed: ${SCHEMA}` })
  const parsed = readPostgrest(pairsOf(ctx.url))
  if (!parsed.ok) throw new Refused(400, parsed.fault)
  const { select, where, order } = parsed.value
  const { limit, offset } = windowOf(headers['range'], parsed.value.limit, parsed.value.offset)
  const preferred = /count=(exact|planned|estimated)/.exec(headers['prefer'] ?? '')?.[1]
  const count = COUNTS.find(each => each === preferred)
  const accept = headers['accept'] ?? ''
  const one = wants(accept, 'application/vnd.pgrst.object')
  // of one row no more than two need be read to see that there are more
  const query: RowQuery = { select, order, limit: one ? Math.min(Math.max(limit, 1), 2) : Math.max(limit, 1), offset, ...where ? { where } : {}, ...count ? { count } : {} }
  let page: RowPage | undefined
  await tellAndRecord(ctx, params.dataset, async (tx, { asked }) => {
    page = await selectRows(tx, asked, query)
    return { value: {}, persons: page.persons, fields: page.columns, proved: page.rows.length > 0 }
  })
  const rows = limit === 0 ? [] : page?.rows ?? []
  const total = page?.total?.rows
  const range = `${rows.length === 0 ? '*' : `${offset}-${offset + rows.length - 1}`}/${total ?? '*'}`
  if (total !== undefined && offset > 0 && offset >= total && rows.length === 0 && offset !== total) throw new Refused(416, { code: 'PGRST103', message: 'Requested range not satisfiable', details: `An offset of ${offset} was requested, but there are only ${total} rows.` })
  const more = { status: total !== undefined && rows.length < total ? 206 : 200, headers: { 'content-range': range, 'range-unit': 'items', 'content-profile': SCHEMA, vary: 'accept, accept-profile, range, prefer', ...count ? { 'preference-applied': `count=${count}` } : {}, 'access-control-allow-origin': '*', 'access-control-expose-headers': 'content-range, content-profile, preference-applied' } }
  const told = accept.includes('nulls=stripped') ? rows.map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) : rows
  if (one) {
    if (rows.length !== 1) throw new Refused(406, { code: 'PGRST116', message: 'Cannot coerce the result to a single JSON object', details: `The result contains ${rows.length === 0 ? '0' : 'more than one'} rows` })
    return { kind: 'text', text: JSON.stringify(told[0]), mediaType: 'application/vnd.pgrst.object+json; charset=utf-8', ...more, status: 200 }
  }
  if (wants(accept, 'text/csv')) return { kind: 'text', text: csvOf(rows, page?.columns ?? []), mediaType: 'text/csv; charset=utf-8', ...more }
  return json(told, more)
}

/** The errors of PostgREST: code, message, details, hint. */
function refusalOf(error: unknown, ctx: Ctx<{ dataset: string }>): Refused | undefined {
  if (error instanceof Refused) return error
  if (error instanceof BadQuery) return new Refused(400, { code: CODES[error.reason.code], message: error.reason.code === 'unknown-field' ? `column ${ctx.params.dataset}.${error.reason.where} does not exist` : error.reason.en, details: error.reason.code === 'unknown-field' ? error.reason.en : null, hint: error.reason.vi })
  if (!(error instanceof Fault)) return undefined
  const { detail, title } = error.details
  switch (error.code) {
    case 'not-found': return new Refused(404, { code: 'PGRST205', message: `Could not find the table '${SCHEMA}.${ctx.params.dataset.slice(0, 60)}' in the schema cache`, hint: '/api/v1/datasets lists what is published' })
    case 'needs-right': return new Refused(ctx.actor.kind === 'anonymous' ? 401 : 403, { code: '42501', message: `permission denied for table ${ctx.params.dataset}`, details: detail?.en ?? null, hint: detail?.vi ?? null })
    case 'took-too-long': return new Refused(503, { code: '57014', message: 'canceling statement due to statement timeout', details: detail?.en ?? null, hint: detail?.vi ?? null })
    default: return new Refused(error.details.status, { code: 'PGRST100', message: title.en ?? title.vi, details: detail?.en ?? null })
  }
}

export const postgrestRoutes: readonly Route[] = [
  counted('api', route({
    name: 'datasets.postgrest', method: 'GET', path: '/rest/:dataset', policy: { who: 'anyone', because: 'PostgREST reads what is published; fields and rows are judged by who asks (domain/reader.ts and row-level security)' }, params: Type.Object({ dataset: Type.String({ maxLength: 100 }) }),
    handle: async ctx => {
      try { return await answer(ctx) } catch (error) {
        const refused = refusalOf(error, ctx)
        if (!refused) throw error
        return json(refused.body, { status: refused.status, headers: { 'access-control-allow-origin': '*', ...refused.status === 416 ? { 'content-range': '*/*' } : {}, ...refused.status === 503 ? { 'retry-after': '30' } : {} } })
      }
    },
  })),
]
