import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { readerOf, TextSchema } from '../../../kernel/forms/schema.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { changeLifeEvent, createLifeEvent, moveLifeEvent, type LifeEventInput } from '../acts/change-life-event.ts'
import { allLifeEvents, procedureNames, wordingsOf } from '../admin-queries.ts'
import { eventFields, EVENTS as PATH, lifeEventAdminPage, lifeEventsPage } from '../pages/admin/life-events.tsx'
import { listLifeEvents } from '../queries.ts'
import type { ProcedurePorts } from '../ports.ts'

const province = { who: 'officer', roles: ['administrator'] } as const
const Slug = Type.Object({ slug: Type.String({ maxLength: 80 }) })
const readWording = readerOf<LifeEventInput>(Type.Object({ title: TextSchema, summary: TextSchema, codes: Type.Array(Type.String()), active: Type.Boolean() }))

function inputOf(fields: Fields): LifeEventInput {
  const text = (name: string): { vi: string; en?: string } => { const [vi, en] = [fieldOf(fields, `${name}Vi`).slice(0, 200), fieldOf(fields, `${name}En`).slice(0, 200)]; return { vi, ...(en === '' ? {} : { en }) } }
  return { title: text('title'), summary: text('summary'), codes: [...new Set(fieldOf(fields, 'codes').split(/[\s,;]+/).filter((code) => code !== ''))], active: fieldOf(fields, 'hidden') !== 'yes' }
}

export function lifeEventAdminRoutes(ports: ProcedurePorts): readonly Route[] {
  const earlier = async (ctx: Ctx, slug: string) => (await wordingsOf(ctx.platform.db, 'life-event', slug)).flatMap(({ content, ...row }) => { const read = readWording(content); return read.ok ? [{ ...row, wording: read.value }] : [] })
  async function draw(ctx: Ctx, slug: string | undefined, fields: Fields | undefined, faults: readonly Fault[] = []): Promise<string> {
    const { db } = ctx.platform
    const event = slug === undefined ? undefined : (await allLifeEvents(db)).find((each) => each.slug === slug)
    if (slug !== undefined && !event) throw notFound()
    const rows = slug === undefined ? [] : await earlier(ctx, slug)
    const [names, people] = await Promise.all([procedureNames(db, event?.codes ?? []), ports.namesOf(rows.flatMap(({ by }) => by ?? []))])
    const history = rows.map(({ version, wording, changedAt, by }) => ({ version, text: `${wording.title.vi}: ${wording.summary.vi}`, codes: wording.codes, changedAt, by: people.get(by ?? '') ?? '' }))
    return lifeEventAdminPage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { event, fields: fields ?? (event ? eventFields(event) : {}), names, history }, faults)
  }
  const list = async (ctx: Ctx, url: Ctx['url'], faults: readonly Fault[] = []): Promise<string> => {
    const [rows, shown] = await Promise.all([allLifeEvents(ctx.platform.db), listLifeEvents(ctx.platform.db, ctx.now)])
    return lifeEventsPage(frameFor({ ...ctx, url }), officerIn(ctx), rows, new Set(shown.map(({ slug }) => slug)), faults)
  }
  return [
    route({ name: 'procedures.life-events-page', method: 'GET', path: PATH, policy: province, handle: async (ctx) => page(await list(ctx, ctx.url)) }),
    route({ name: 'procedures.create-life-event-page', method: 'GET', path: `${PATH}/moi`, policy: province, handle: async (ctx) => page(await draw(ctx, undefined, undefined)) }),
    route({ name: 'procedures.create-life-event', method: 'POST', path: `${PATH}/moi`, policy: province, body: FormFields,
      handle: async (ctx) => answerOnce(ctx, async () => {
        const slug = await createLifeEvent(ctx.platform, officerIn(ctx), inputOf(ctx.body))
        return redirect(`${PATH}/${slug}`, { flash: choose(ctx.lang)('Đã thêm, đứng cuối danh sách ở trang đầu.', 'Added at the end of the list on the home page.') })
      }, (faults) => draw(ctx, undefined, ctx.body, faults)) }),
    route({ name: 'procedures.life-event-admin-page', method: 'GET', path: `${PATH}/:slug`, policy: province, params: Slug, handle: async (ctx) => page(await draw(ctx, ctx.params.slug, undefined)) }),
    route({ name: 'procedures.change-life-event', method: 'POST', path: `${PATH}/:slug`, policy: province, params: Slug, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await changeLifeEvent(ctx.platform, officerIn(ctx), ctx.params.slug, versionOf(ctx.body), inputOf(ctx.body))
        return redirect(`${PATH}/${ctx.params.slug}`, { flash: choose(ctx.lang)('Đã lưu, trang đầu đổi ngay.', 'Saved; the home page shows it at once.') })
      }, (faults) => draw(ctx, ctx.params.slug, ctx.body, faults)) }),
    route({ name: 'procedures.move-life-event', method: 'POST', path: `${PATH}/:slug/chuyen`, policy: province, params: Slug, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await moveLifeEvent(ctx.platform, officerIn(ctx), ctx.params.slug, versionOf(ctx.body), fieldOf(ctx.body, 'direction') === 'up' ? 'up' : 'down')
        return redirect(PATH, { flash: choose(ctx.lang)('Đã đổi thứ tự.', 'The order is changed.') })
      }, (faults) => list(ctx, PATH, faults)) }),
    route({ name: 'procedures.restore-life-event', method: 'POST', path: `${PATH}/:slug/dung-lai`, policy: province, params: Slug, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const wanted = (await earlier(ctx, ctx.params.slug)).find(({ version }) => String(version) === fieldOf(ctx.body, 'restore'))
        if (!wanted) throw notFound()
        await changeLifeEvent(ctx.platform, officerIn(ctx), ctx.params.slug, versionOf(ctx.body), wanted.wording, `bản ${wanted.version}`)
        return redirect(`${PATH}/${ctx.params.slug}`, { flash: choose(ctx.lang)(`Đã dùng lại bản ${wanted.version}.`, `Version ${wanted.version} is in use again.`) })
      }, (faults) => draw(ctx, ctx.params.slug, undefined, faults)) }),
  ]
}
