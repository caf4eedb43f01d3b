import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { writeCsv } from '../../../kernel/csv.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { page, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { formatIsoDate } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, getAgency } from '../../organisations/index.ts'
import { exportRows } from '../acts/export-rows.ts'
import { listRegister, listResults, REGISTER_FILTERS, type RegisterFilter, type RegisterQuery, type RegisterRow } from '../desk-queries.ts'
import { findForm } from '../domain/regime.ts'
import { regimeOf } from '../facts.ts'
import { afterIn } from '../form-input.ts'
import { renderPaper } from '../papers/index.ts'
import { DESK } from '../pages/desk/frame.tsx'
import { overviewPage, REGISTER_COLUMNS, registerHref, registerLine, registerPage, resultsPage, type Period } from '../pages/desk/registers.tsx'
import { REGISTER_TEXTS, RETURN_METHODS } from '../pages/desk/texts.ts'
import { agenciesOf, workDeskOf } from '../work-desk.ts'
import { countWork } from '../work-queries.ts'
import { loadRegimeSettings } from '../regime-settings.ts'
import { countRegister } from '../register-counts.ts'
import type { DossierServices } from '../services.ts'
import { officerOf, officers, openDesk } from './desk-common.ts'

const Query = Type.Object({ tu: Type.Optional(Type.String({ maxLength: 10 })), den: Type.Optional(Type.String({ maxLength: 10 })), loc: Type.Optional(Type.String({ maxLength: 40 })), q: Type.Optional(Type.String({ maxLength: 120 })), sau: Type.Optional(Type.String({ maxLength: 120 })) })
const ResultQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 120 })), tt: Type.Optional(Type.String({ maxLength: 20 })), sau: Type.Optional(Type.String({ maxLength: 120 })) })
const MOST_ROWS = 20_000
const MOST_PRINTED = 2000

const isDay = (text: string | undefined): text is string => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
/** The days asked for, else this month to today; turned round when they came the wrong way. */
export function periodOf(from: string | undefined, to: string | undefined, now: Date): Period {
  const today = localDateOf(now)
  const [a, b] = [isDay(from) ? from : `${today.slice(0, 8)}01`, isDay(to) ? to : today]
  return a <= b ? { from: a, to: b } : { from: b, to: a }
}
const midnight = (day: string): Date => new Date(`${day}T00:00:00+07:00`)
const rangeOf = (period: Period): { from: Date; to: Date } => ({ from: midnight(period.from), to: new Date(midnight(period.to).getTime() + 86_400_000) })
const filterOf = (slug: string | undefined): RegisterFilter => REGISTER_FILTERS.find(filter => REGISTER_TEXTS[filter].slug === slug) ?? 'received'

/** Registers, export, print, overview. */
export const deskRegisterRoutes = (services: DossierServices): readonly Route[] => {
  const { db } = services.platform
  const ask = (actor: OfficerActor, query: { tu?: string; den?: string; loc?: string; q?: string; sau?: string }, now: Date): { period: Period; query: RegisterQuery } => {
    const period = periodOf(query.tu, query.den, now)
    const after = afterIn(query.sau ?? '')
    return { period, query: { agencies: agenciesOf(actor), ...rangeOf(period), filter: filterOf(query.loc), now, ...(query.q?.trim() ? { q: query.q.trim() } : {}), ...(after ? { after } : {}) } }
  }
  const named = async (tx: Tx, rows: readonly RegisterRow[]): Promise<ReadonlyMap<string, string>> => new Map([...await agenciesById(tx, rows.map(row => row.competent_agency_id))].map(([id, agency]) => [id, agency.name]))
  const all = async (ctx: Pick<Ctx, 'actor' | 'now'>, asked: RegisterQuery, most: number): Promise<{ rows: readonly RegisterRow[]; names: ReadonlyMap<string, string> }> => transact(db, ctx.actor, async tx => {
    const { items } = await listRegister(tx, { ...asked, limit: most })
    await exportRows(tx, officerOf(ctx), { list: `register:${asked.filter}`, rows: items.length }, ctx.now)
    return { rows: items, names: await named(tx, items) }
  })
  return [
    route({
      name: 'dossiers.desk-register', method: 'GET', path: `${DESK}/so`, policy: officers, query: Query,
      handle: async ctx => {
        const { period, query } = ask(officerOf(ctx), ctx.query, ctx.now)
        const found = await transact(db, ctx.actor, async tx => { const rows = await listRegister(tx, query); return { rows, counts: await countRegister(tx, query), names: await named(tx, rows.items) } })
        const kept = query.q ? `&q=${encodeURIComponent(query.q)}` : ''
        return page(registerPage(await openDesk(services, ctx, 'so'), { period, filter: query.filter, q: query.q ?? '', rows: found.rows.items, counts: found.counts, agencyNames: found.names, nextHref: found.rows.next ? registerHref(period, query.filter, `${kept}&sau=${encodeURIComponent(found.rows.next)}`) : undefined }))
      },
    }),
    route({
      name: 'dossiers.desk-register-csv', method: 'GET', path: `${DESK}/so.csv`, policy: officers, query: Query,
      handle: async ctx => {
        const { period, query } = ask(officerOf(ctx), ctx.query, ctx.now)
        const { rows, names } = await all(ctx, query, MOST_ROWS)
        return { kind: 'file', content: Buffer.from(writeCsv(REGISTER_COLUMNS, rows.map(row => registerLine(row, names.get(row.competent_agency_id) ?? '')))), mediaType: 'text/csv; charset=utf-8', name: `so-theo-doi-${period.from}-${period.to}.csv`, disposition: 'attachment' }
      },
    }),
    route({
      name: 'dossiers.desk-register-pdf', method: 'GET', path: `${DESK}/so.pdf`, policy: officers, query: Query,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const { period, query } = ask(actor, ctx.query, ctx.now)
        const { rows, names } = await all(ctx, query, MOST_PRINTED)
        const { agency, parent, regime } = await transact(db, actor, async tx => { const own = await getAgency(tx, actor.agencyId); return { agency: own, parent: own.parentId === null ? undefined : await getAgency(tx, own.parentId), regime: regimeOf({ received_at: null }, ctx.now, await loadRegimeSettings(tx)) } })
        const form = findForm(regime, 'register')
        const content = await renderPaper('register', {
          issuer: { parent: parent?.name ?? '', agency: agency.name, desk: 'Bộ phận Tiếp nhận và Trả kết quả', place: agency.name.replace(/^.*?(phường|xã|tỉnh)\s+/u, ''), address: agency.address, phone: agency.phone },
          form: { number: form?.number ?? '', title: form?.title.vi ?? 'Sổ theo dõi hồ sơ', basis: regime.rules.forms.source }, code: { url: `${services.platform.config.publicUrl}${DESK}/so?tu=${period.from}&den=${period.to}`, paper: 'so-theo-doi' },
          year: Number(period.to.slice(0, 4)), period: `Từ ngày ${formatIsoDate(period.from)} đến ngày ${formatIsoDate(period.to)}`, madeAt: ctx.now, keeperName: actor.displayName, headTitle: 'Người đứng đầu cơ quan', headName: '',
          entries: rows.map((row, index) => ({ number: index + 1, dossierCode: row.code ?? '', procedureName: row.procedure_name, sets: 1, applicant: row.subject_name, contact: [row.contact.address, row.contact.phone].filter(Boolean).join(', '), agency: names.get(row.competent_agency_id) ?? '', receivedAt: row.entered_at,
            ...(row.promised_at ? { promisedAt: row.promised_at } : {}), ...(row.returned_at ? { returnedAt: row.returned_at } : {}), returnMethod: row.return_method === 'online' || row.return_method === 'post' || row.return_method === 'counter' ? RETURN_METHODS[row.return_method].vi : '', ...(row.recipient ? { recipient: row.recipient } : {}), ...(row.processing === 'refused' ? { note: 'Không tiếp nhận' } : row.processing === 'withdrawn' ? { note: 'Đã rút' } : {}) })),
        })
        return { kind: 'file', content, mediaType: 'application/pdf', name: `so-theo-doi-${period.from}-${period.to}.pdf`, disposition: 'inline', headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } }
      },
    }),
    route({
      name: 'dossiers.desk-overview', method: 'GET', path: `${DESK}/tong-quan`, policy: officers, query: Query,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const { period, query } = ask(actor, ctx.query, ctx.now)
        const found = await transact(db, actor, async tx => ({ counts: await countRegister(tx, query), work: await countWork(tx, await workDeskOf(tx, actor, ctx.now), Infinity) }))
        return page(overviewPage(await openDesk(services, ctx, 'tong-quan'), { period, ...found, now: ctx.now }))
      },
    }),
    route({
      name: 'dossiers.desk-results', method: 'GET', path: `${DESK}/ket-qua`, policy: officers, query: ResultQuery,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const q = (ctx.query.q ?? '').trim()
        const state = (['in-force', 'revoked'] as const).find(each => each === ctx.query.tt)
        const after = afterIn(ctx.query.sau ?? '')
        const rows = await transact(db, actor, tx => listResults(tx, { agencies: agenciesOf(actor), ...(q ? { q } : {}), ...(state ? { state } : {}), ...(after ? { after } : {}) }))
        return page(resultsPage(await openDesk(services, ctx, 'ket-qua'), { q, state, rows: rows.items, mayRevoke: actor.roles.includes('signer'), nextHref: rows.next ? `${DESK}/ket-qua?${new URLSearchParams({ ...(q ? { q } : {}), ...(state ? { tt: state } : {}), sau: rows.next }).toString()}` : undefined }))
      },
    }),
  ]
}
