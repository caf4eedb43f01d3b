import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { Fault, invalid } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { page, redirect, route, type Route } from '../../../kernel/http/route.ts'
import { formatDateTime, say, type Lang } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { displayNamesOf } from '../../identity/index.ts'
import { officersOf } from '../../organisations/index.ts'
import { componentsFor, getFiledCase } from '../../procedures/index.ts'
import { assignDossier } from '../acts/assign-dossier.ts'
import type { Done } from '../acts/perform.ts'
import { receiveDossier } from '../acts/receive-dossier.ts'
import { takeDossier } from '../acts/take-dossier.ts'
import { rowDetails, searchDossiers } from '../desk-queries.ts'
import { DESK, defaultList, listHref } from '../pages/desk/frame.tsx'
import { both, CHANNELS, LISTS, type ChannelName } from '../pages/desk/texts.ts'
import { bulkActs, bulkPage, searchPage, workListPage, type BulkOutcome, type WorkRow } from '../pages/desk/work-list.tsx'
import { getDossier, type DossierListRow } from '../queries.ts'
import { countWork, countWorkFacets, listWork, WORK_LISTS, type WorkListName } from '../work-queries.ts'
import type { DossierServices } from '../services.ts'
import { afterIn, keyFor, textIn, textsIn } from '../form-input.ts'
import { agenciesOf, officerOf, officers, openDesk, PostedForm, rolesOf } from './desk-common.ts'

const channels: readonly ChannelName[] = ['online', 'counter', 'post']
export const channelOf = (text: string | undefined): ChannelName | undefined => channels.find(channel => channel === text && Object.hasOwn(CHANNELS, channel))
export const listOf = (slug: string | undefined): WorkListName | undefined => WORK_LISTS.find(list => LISTS[list].slug === slug || list === slug)

/** What the second lines of these rows say. */
async function spellOut(services: DossierServices, tx: Tx, rows: readonly DossierListRow[]): Promise<WorkRow[]> {
  const details = await rowDetails(tx, rows.map(row => row.id))
  const spelled: WorkRow[] = []
  for (const row of rows) {
    const found = details.get(row.id)
    const of = await getFiledCase(tx, row.procedure_case_id, row.case_id)
    const missing = found && row.closed_at === null ? componentsFor(of.case, found.answers).filter(component => component.required && !component.presentOnly && !found.given.has(component.id)).map(component => component.name.vi.toLowerCase()) : []
    spelled.push({ row, details: found, missing, assigneeName: undefined })
  }
  const names = await displayNamesOf(services.identity, rows.flatMap(row => row.assignee_account_id ?? []))
  return spelled.map(each => ({ ...each, assigneeName: each.row.assignee_account_id === null ? undefined : names.get(each.row.assignee_account_id) }))
}

const ListQuery = Type.Object({ ds: Type.Optional(Type.String({ maxLength: 40 })), kenh: Type.Optional(Type.String({ maxLength: 20 })), 'linh-vuc': Type.Optional(Type.String({ maxLength: 200 })), sau: Type.Optional(Type.String({ maxLength: 120 })) })
const SearchQuery = Type.Object({ q: Type.Optional(Type.String({ maxLength: 120 })), truoc: Type.Optional(Type.String({ format: 'uuid' })) })
const MOST_AT_ONCE = 50

/** Work lists, search, and acts on many dossiers at once. */
export const deskListRoutes = (services: DossierServices): readonly Route[] => [
  route({
    name: 'dossiers.desk-list', method: 'GET', path: DESK, policy: officers, query: ListQuery,
    handle: async ctx => {
      const actor = officerOf(ctx)
      const { query, now } = ctx
      const agencies = agenciesOf(actor)
      const [channel, field, after] = [channelOf(query.kenh), query['linh-vuc'] || undefined, afterIn(query.sau ?? '')]
      const found = await transact(services.platform.db, actor, async tx => {
        const list = listOf(query.ds) ?? defaultList(actor.roles, await countWork(tx, { agencies, accountId: actor.accountId, now }))
        const base = { list, agencies, accountId: actor.accountId, now }
        const rows = await listWork(tx, { ...base, ...(channel ? { channel } : {}), ...(field ? { field } : {}), ...(after ? { after } : {}) })
        return { list, facets: await countWorkFacets(tx, base), items: await spellOut(services, tx, rows.items), next: rows.next, assignable: bulkActs(list, actor.roles).includes('assign') ? await officersOf(tx, actor.agencyId, localDateOf(now), ['case-officer']) : [] }
      })
      const here = `${listHref(found.list)}${channel ? `&kenh=${channel}` : ''}${field ? `&linh-vuc=${encodeURIComponent(field)}` : ''}`
      return page(workListPage(await openDesk(services, ctx, found.list), { list: found.list, rows: found.items, facets: found.facets, chosen: { channel, field }, nextHref: found.next ? `${here}&sau=${encodeURIComponent(found.next)}` : undefined, first: after === undefined,
        roles: actor.roles, assignable: found.assignable, once: newId(now.getTime()), now }))
    },
  }),
  route({
    name: 'dossiers.desk-search', method: 'GET', path: `${DESK}/tim`, policy: officers, query: SearchQuery,
    handle: async ctx => {
      const actor = officerOf(ctx)
      const q = (ctx.query.q ?? '').trim()
      const found = q === '' ? { items: [], next: undefined } : await transact(services.platform.db, actor, async tx => {
        const rows = await searchDossiers(tx, { q, ...(ctx.query.truoc ? { before: ctx.query.truoc } : {}) })
        return { items: await spellOut(services, tx, rows.items), next: rows.next }
      })
      return page(searchPage(await openDesk(services, ctx), { q, rows: found.items, nextHref: found.next ? `${DESK}/tim?q=${encodeURIComponent(q)}&truoc=${found.next}` : undefined, now: ctx.now }))
    },
  }),
  route({
    name: 'dossiers.desk-bulk', method: 'POST', path: `${DESK}/hang-loat`, policy: { who: 'officer', roles: rolesOf('receiveDossier', 'takeDossier', 'assignDossier') }, body: PostedForm,
    handle: async ctx => {
      const actor = officerOf(ctx)
      const back = listHref(listOf(textIn(ctx.body, 'ds')) ?? 'to-receive')
      const chosen = [...new Set(textsIn(ctx.body, 'chon'))].slice(0, MOST_AT_ONCE)
      const act = BULK[textIn(ctx.body, 'viec')]
      if (chosen.length === 0 || !act) return redirect(back, { flash: both('Bạn chưa đánh dấu hồ sơ nào.', 'No dossier was marked.', ctx.lang) })
      const to = textIn(ctx.body, 'to')
      if (act.needsOfficer && to === '') throw invalid([{ field: 'to', code: 'required', message: { vi: 'Bạn chưa chọn người được phân công. Hãy quay lại và chọn trong danh sách.', en: 'Choose somebody to assign to. Go back and choose from the list.' } }], { vi: 'Bạn chưa chọn người được phân công', en: 'Nobody was chosen' })
      const outcomes: BulkOutcome[] = []
      for (const each of chosen) outcomes.push(await one(services, actor, each, textIn(ctx.body, 'once'), call => act.run(services, call, to), ctx.lang))
      return page(bulkPage(await openDesk(services, ctx), { title: both(act.name.vi, act.name.en, ctx.lang), backHref: back, outcomes }))
    },
  }),
]

interface Call { readonly actor: OfficerActor; readonly dossierId: string; readonly version: number; readonly idempotencyKey?: string }
interface BulkAct { readonly name: { vi: string; en: string }; readonly needsOfficer: boolean; readonly run: (services: DossierServices, call: Call, to: string) => Promise<Done> }
const BULK: Readonly<Record<string, BulkAct>> = Object.assign(Object.create(null), {
  receive: { name: { vi: 'Tiếp nhận', en: 'Receive' }, needsOfficer: false, run: ({ platform }, call) => receiveDossier(platform, call) },
  take: { name: { vi: 'Nhận xử lý', en: 'Take' }, needsOfficer: false, run: ({ platform }, call) => takeDossier(platform, call) },
  assign: { name: { vi: 'Phân công', en: 'Assign' }, needsOfficer: true, run: ({ platform }, call, to) => assignDossier(platform, { ...call, toAccountId: to }) },
} satisfies Record<string, BulkAct>)

/** One of many: its own transaction, its own answer; a fault of one never undoes the others. */
async function one(services: DossierServices, actor: OfficerActor, chosen: string, once: string, run: (call: Call) => Promise<Done>, lang: Lang): Promise<BulkOutcome> {
  const [id = '', version = ''] = chosen.split('~')
  const named = async (): Promise<{ label: string; promised: Date | null }> => transact(services.platform.db, actor, async tx => { const row = await getDossier(tx, id); return { label: `${row.procedure_name} – ${row.subject_name}`, promised: row.promised_at } })
  try {
    const { label } = await named()
    try {
      const done = await run({ actor, dossierId: id, version: Number(version), ...(once ? { idempotencyKey: keyFor(once, id) } : {}) })
      const { promised } = await named()
      return { id, label, ok: true, text: [done.code ?? '', promised ? both(`hẹn trả ${formatDateTime(promised, lang)}`, `due ${formatDateTime(promised, lang)}`, lang) : ''].filter(Boolean).join(' · ') }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { id, label, ok: false, text: [...(error.details.fields?.map(field => say(field.message, lang)) ?? []), ...(error.details.fields?.length ? [] : [say(error.details.detail ?? error.details.title, lang)])].join(' ') }
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { id, label: id.slice(0, 8), ok: false, text: say(error.details.title, lang) }
  }
}
