import { Type } from 'typebox'
import { read } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, Reading, type Fields } from '../../kernel/http/fields.ts'
import { page, route, type Ctx, type Route } from '../../kernel/http/route.ts'
import { browseLedger, findEntry, knownActs, ledgerState, type EntryLine } from '../../kernel/ledger/index.ts'
import { ADMIN_PAGE_SIZE, answerForm, frameFor, say } from '../../ui/index.ts'
import { viewLedgerContent } from './acts/view-ledger-content.ts'
import type { AdministrationPorts } from './module.ts'
import { administrationHome } from './pages/home.tsx'
import { entryPage, ledgerPage } from './pages/ledger.tsx'

const PATH = '/quan-tri/nhat-ky'
const province = { who: 'officer', roles: ['administrator'] } as const
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Word = Type.Optional(Type.String({ maxLength: 100 }))

export function administrationRoutes(ports: AdministrationPorts): readonly Route[] {
  const people = async (rows: readonly EntryLine[]) => ({
    names: await ports.namesOf(rows.flatMap(row => row.actor.kind === 'officer' && row.actor.account !== undefined ? [row.actor.account] : [])),
    actNames: ports.actNames,
    objectNames: ports.objectNames,
    roleNames: ports.roleNames,
    agencies: await ports.agencyNamesOf(rows.flatMap(row => row.agency ?? [])),
  })
  async function entryView(ctx: Ctx, id: string, typed: Fields) {
    const entry = await read(ctx.platform.db, ctx.actor, tx => findEntry(tx, id))
    if (!entry) throw notFound()
    return { entry, typed, ...await people([entry]) }
  }
  return [
    route({ name: 'administration.home-page', method: 'GET', path: '/quan-tri', policy: { who: 'officer', roles: ['administrator', 'unit-administrator'] }, handle: async (ctx) => page(administrationHome(frameFor(ctx), officerIn(ctx))) }),
    route({ name: 'administration.ledger-page', method: 'GET', path: PATH, policy: province, query: Type.Object({ viec: Word, 'doi-tuong': Word, nguoi: Word, tu: Word, den: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      handle: async (ctx) => {
        const typed: Fields = Object.fromEntries(Object.entries(ctx.query).map(([name, value]) => [name, String(value)]))
        const reading = new Reading(typed, new Date(ctx.now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10))
        const [from, to] = [reading.day('tu') ?? '', reading.day('den') ?? '']
        // people know a dossier by its code; the ledger by the inner id
        const object = fieldOf(typed, 'doi-tuong').trim()
        const filter = { act: fieldOf(typed, 'viec'), object: await ports.dossierIdOf(object) ?? object, account: fieldOf(typed, 'nguoi'), from, to, page: ctx.query.page ?? 1 }
        const { found, acts, state } = await read(ctx.platform.db, ctx.actor, async tx =>
          ({ found: await browseLedger(tx, filter, ADMIN_PAGE_SIZE), acts: await knownActs(tx, 366, ctx.now), state: await ledgerState(tx, ports.verifier, ports.witnessDirs) }))
        const faults = reading.faults.map(({ field, message }) => ({ field, text: say(message, ctx.lang) }))
        return page(ledgerPage(frameFor(ctx), officerIn(ctx), { filter, typed, ...found, acts, state, ...await people(found.rows) }, faults), { status: faults.length ? 422 : 200 })
      } }),
    route({ name: 'administration.ledger-entry-page', method: 'GET', path: `${PATH}/:id`, policy: province, params: Id, handle: async (ctx) => page(entryPage(frameFor(ctx), officerIn(ctx), await entryView(ctx, ctx.params.id, {}))) }),
    route({ name: 'administration.view-ledger-content', method: 'POST', path: `${PATH}/:id`, policy: province, params: Id, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const content = await viewLedgerContent(ctx.platform, officerIn(ctx), ctx.params.id, fieldOf(ctx.body, 'reason').slice(0, 500))
        return page(entryPage(frameFor(ctx), officerIn(ctx), { ...await entryView(ctx, ctx.params.id, {}), content }))
      }, async (faults) => entryPage(frameFor(ctx), officerIn(ctx), await entryView(ctx, ctx.params.id, ctx.body), faults)) }),
  ]
}
