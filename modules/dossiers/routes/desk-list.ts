import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { together, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { localDateOf } from '../../calendar/index.ts'
import { displayNamesOf } from '../../identity/index.ts'
import { agenciesById, officersOf } from '../../organisations/index.ts'
import { componentsFor, getFiledCase } from '../../procedures/index.ts'
import { exportRows } from '../acts/export-rows.ts'
import { rowDetails, searchDossiers } from '../desk-queries.ts'
import { PROCESSING } from '../domain/axes.ts'
import { isTime, textIn, UUID } from '../form-input.ts'
import { bulkActs } from '../pages/desk/bulk-acts.ts'
import { DESK, defaultList, queryOf, type Chosen } from '../pages/desk/frame.tsx'
import { both, CHANNELS, LISTS, type ChannelName } from '../pages/desk/texts.ts'
import { searchPage, workListPage, type WorkRow } from '../pages/desk/work-list.tsx'
import type { DossierListRow } from '../queries.ts'
import type { DossierServices } from '../services.ts'
import { workDeskOf } from '../work-desk.ts'
import { workCsv, workXlsx, type ExportedRow } from '../work-export.ts'
import { dropFilter, listFilters, saveFilter } from '../work-filters.ts'
import { countWork, countWorkFacets, listWork, WORK_LISTS, type WorkListName } from '../work-queries.ts'
import { officerOf, officers, openDesk, PostedForm } from './desk-common.ts'

const channels: readonly ChannelName[] = ['online', 'counter', 'post']
export const channelOf = (text: string | undefined): ChannelName | undefined => channels.find(channel => channel === text && Object.hasOwn(CHANNELS, channel))
export const listOf = (slug: string | undefined): WorkListName | undefined => WORK_LISTS.find(list => LISTS[list].slug === slug || list === slug)

/** What the second lines of these rows say. */
async function spellOut(services: DossierServices, tx: Tx, actor: OfficerActor, rows: readonly DossierListRow[]): Promise<WorkRow[]> {
  const elsewhere = rows.filter(row => row.holder_agency_id !== actor.agencyId)
  const reads = [rowDetails(tx, rows.map(row => row.id)), agenciesById(tx, elsewhere.map(row => row.holder_agency_id))] as const
  await together(...reads)
  const [details, holders] = await Promise.all(reads)
  const names = await displayNamesOf(services.identity, rows.flatMap(row => row.assignee_account_id ?? []))
  const spelled: WorkRow[] = []
  for (const row of rows) {
    const found = details.get(row.id)
    const of = await getFiledCase(tx, row.procedure_case_id, row.case_id)
    const missing = found && row.closed_at === null ? componentsFor(of.case, found.answers).filter(component => component.required && !component.presentOnly && !found.given.has(component.id)).map(component => component.name.vi.toLowerCase()) : []
    spelled.push({ row, details: found, missing, holderName: holders.get(row.holder_agency_id)?.name, assigneeName: row.assignee_account_id === null ? undefined : names.get(row.assignee_account_id) })
  }
  return spelled
}

const narrowing = { ds: Type.Optional(Type.String({ maxLength: 40 })), kenh: Type.Optional(Type.String({ maxLength: 20 })), 'linh-vuc': Type.Optional(Type.String({ maxLength: 200 })), tt: Type.Optional(Type.String({ maxLength: 20 })), nguoi: Type.Optional(Type.String({ maxLength: 40 })), xep: Type.Optional(Type.String({ maxLength: 10 })) }
const ListQuery = Type.Object({ ...narrowing, sau: Type.Optional(Type.String({ maxLength: 300 })) })
type ListQuery = { readonly ds?: string; readonly kenh?: string; readonly 'linh-vuc'?: string; readonly tt?: string; readonly nguoi?: string; readonly xep?: string; readonly sau?: string }
const SearchQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 120 })), truoc: Type.Optional(Type.String({ format: 'uuid' })) })
const MOST_EXPORTED = 20_000

/** What the address chooses; what it does not know of is left out. */
export function chosenIn(query: ListQuery): Chosen {
  const [channel, field, processing] = [channelOf(query.kenh), query['linh-vuc'], PROCESSING.find(each => each === query.tt)]
  const assignee = query.nguoi === 'nobody' || UUID.test(query.nguoi ?? '') ? query.nguoi : undefined
  return { ...(channel ? { channel } : {}), ...(field ? { field } : {}), ...(processing ? { processing } : {}), ...(assignee ? { assignee } : {}), ...(query.xep === 'ten' ? { sort: 'name' as const } : {}) }
}
/** `key~uuid` of the last row shown; a key that is no time belongs to a list by name. */
function afterOf(text: string | undefined, sort: 'due' | 'name' | undefined): { readonly key: string; readonly id: string } | undefined {
  const at = (text ?? '').lastIndexOf('~')
  const [key, id] = [(text ?? '').slice(0, at), (text ?? '').slice(at + 1)]
  return at > 0 && UUID.test(id) && (sort === 'name' || isTime(key)) ? { key, id } : undefined
}

/** Work lists, search, own filters, and the lists as files. */
export const deskListRoutes = (services: DossierServices): readonly Route[] => {
  const { db } = services.platform
  const exported = async (ctx: { readonly actor: unknown; readonly query: ListQuery; readonly now: Date }, actor: OfficerActor): Promise<readonly ExportedRow[]> => {
    const rows = await transact(db, actor, async tx => {
      const work = await workDeskOf(tx, actor, ctx.now)
      const list = listOf(ctx.query.ds) ?? defaultList(actor.roles, await countWork(tx, work)) ?? 'overdue'
      const { items } = await listWork(tx, { ...work, ...chosenIn(ctx.query), list, limit: MOST_EXPORTED })
      await exportRows(tx, actor, { list, rows: items.length }, ctx.now)
      return items
    })
    const names = await displayNamesOf(services.identity, rows.flatMap(row => row.assignee_account_id ?? []))
    return rows.map(row => ({ row, assigneeName: row.assignee_account_id === null ? undefined : names.get(row.assignee_account_id) }))
  }
  const fileName = (query: ListQuery, now: Date, end: string): string => `${listOf(query.ds) ? query.ds ?? '' : 'danh-sach'}-${localDateOf(now)}.${end}`
  return [
    route({
      name: 'dossiers.desk-list', method: 'GET', path: DESK, policy: officers, query: ListQuery,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const { query, now } = ctx
        const chosen = chosenIn(query)
        const after = afterOf(query.sau, chosen.sort)
        const found = await transact(db, actor, async tx => {
          const work = await workDeskOf(tx, actor, now)
          const counting = countWork(tx, work)
          const list = listOf(query.ds) ?? defaultList(actor.roles, await counting)
          if (list === undefined) return undefined
          const reads = [counting, listWork(tx, { ...work, ...chosen, list, ...(after ? { after } : {}) }), countWorkFacets(tx, { ...work, list }), listFilters(tx),
            bulkActs(list, actor.roles).includes('assign') ? officersOf(tx, actor.agencyId, localDateOf(now), ['case-officer']) : Promise.resolve([])] as const
          await together(...reads)
          const [counts, rows, facets, saved, assignable] = await Promise.all(reads)
          return { list, counts, facets, items: await spellOut(services, tx, actor, rows.items), next: rows.next, saved, assignable }
        })
        // nothing to do here: an administrator's work is there, and that of who keeps data in the shared store
        if (found === undefined) return redirect(actor.roles.some(role => role === 'administrator' || role === 'unit-administrator') ? '/quan-tri' : '/kho-du-lieu')
        const names = await displayNamesOf(services.identity, [...found.facets.assignees.keys()].filter(id => UUID.test(id)))
        return page(workListPage(await openDesk(services, ctx, found.list, found.counts), { list: found.list, rows: found.items, facets: found.facets, chosen, saved: found.saved, names, first: after === undefined,
          nextHref: found.next ? `${DESK}?${queryOf(found.list, chosen)}&sau=${encodeURIComponent(found.next)}` : undefined, roles: actor.roles, assignable: found.assignable, once: newId(now.getTime()), now }))
      },
    }),
    route({
      name: 'dossiers.desk-list-csv', method: 'GET', path: `${DESK}/danh-sach.csv`, policy: officers, query: ListQuery,
      handle: async ctx => ({ kind: 'file', content: workCsv(await exported(ctx, officerOf(ctx))), mediaType: 'text/csv; charset=utf-8', name: fileName(ctx.query, ctx.now, 'csv'), disposition: 'attachment' }),
    }),
    route({
      name: 'dossiers.desk-list-xlsx', method: 'GET', path: `${DESK}/danh-sach.xlsx`, policy: officers, query: ListQuery,
      handle: async ctx => ({ kind: 'file', content: await workXlsx(await exported(ctx, officerOf(ctx))), mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: fileName(ctx.query, ctx.now, 'xlsx'), disposition: 'attachment' }),
    }),
    route({
      name: 'dossiers.desk-keep-filter', method: 'POST', path: `${DESK}/bo-loc`, policy: officers, body: PostedForm,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const name = textIn(ctx.body, 'ten').normalize('NFC')
        if (name === '' || name.length > 60) throw invalid([{ field: 'ten', code: 'required', message: { vi: 'Hãy đặt tên cho bộ lọc, nhiều nhất 60 ký tự.', en: 'Give the filter a name of at most 60 letters.' } }])
        const query = addressOf(textIn(ctx.body, 'den'))
        await transact(db, actor, tx => saveFilter(tx, { accountId: actor.accountId, name, query, at: ctx.now }))
        return redirect(`${DESK}?${query}`, { flash: both(`Đã lưu bộ lọc “${name}”.`, `The filter “${name}” was kept.`, ctx.lang) })
      },
    }),
    route({
      name: 'dossiers.desk-drop-filter', method: 'POST', path: `${DESK}/bo-loc/:filterId/bo`, policy: officers, params: Type.Object({ filterId: Type.String({ format: 'uuid' }) }), body: PostedForm,
      handle: async ctx => { await transact(db, ctx.actor, tx => dropFilter(tx, ctx.params.filterId)); return redirect(`${DESK}?${addressOf(textIn(ctx.body, 'den'))}`) },
    }),
    route({
      name: 'dossiers.desk-search', method: 'GET', path: `${DESK}/tim`, policy: officers, query: SearchQuery,
      handle: async ctx => {
        const actor = officerOf(ctx)
        const q = (ctx.query.q ?? '').trim()
        const found = q === '' ? { items: [], next: undefined } : await transact(db, actor, async tx => {
          const rows = await searchDossiers(tx, { q, ...(ctx.query.truoc ? { before: ctx.query.truoc } : {}) })
          return { items: await spellOut(services, tx, actor, rows.items), next: rows.next }
        })
        return page(searchPage(await openDesk(services, ctx), { q, rows: found.items, nextHref: found.next ? `${DESK}/tim?q=${encodeURIComponent(q)}&truoc=${found.next}` : undefined, now: ctx.now }))
      },
    }),
  ]
}

/** The part of an own address after the question mark, made anew from what it says: nothing else gets in. */
function addressOf(text: string): string {
  const asked = Object.fromEntries(new URLSearchParams(text))
  return queryOf(listOf(asked['ds']) ?? 'overdue', chosenIn(asked))
}
