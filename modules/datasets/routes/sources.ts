import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, type Fields } from '../../../kernel/http/fields.ts'
import { json, page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { RUN_SOURCE } from '../loads/jobs.ts'
import { addressIn, STORE } from '../pages/store-page.tsx'
import { sourcesPage } from '../pages/sources.tsx'
import { sourcesOf } from '../queries/sources.ts'
import { dropDir, makeDropDir } from '../sources/drop-folder.ts'
import { putSource, switchSource } from '../sources/put-source.ts'
import type { SourceKind } from '../tables.ts'
import { inStore, lockDataset } from '../acts/dataset-work.ts'
import { callOf, Code, keepers, keptDataset, withDesk } from './common.ts'

const KINDS: readonly SourceKind[] = ['drop', 'sql', 'api']
const NAMES = ['host', 'port', 'database', 'query', 'keyset', 'tls', 'client', 'service', 'path', 'items', 'next']
const OfKind = Type.Object({ code: Type.String({ maxLength: 60 }), kind: Type.Union(KINDS.map(each => Type.Literal(each))) })
const OfSource = Type.Object({ code: Type.String({ maxLength: 60 }), id: Type.String({ format: 'uuid' }) })

async function show(ctx: Ctx<{ code: string }>, fields: Fields = {}, faults: readonly Fault[] = [], kind = ''): Promise<string> {
  const { code } = ctx.params
  const [desk, view] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, code); return { dataset, rows: await sourcesOf(tx, dataset.id) } }, faults, `${STORE}/${code}/nguon`)
  return sourcesPage(desk, { ...view, fields, kind, dropPath: dropDir(ctx.platform.config.varDir, code) })
}
const done = (ctx: Ctx, code: string, vi: string, en: string): Reply => redirect(addressIn({ code }, 'nguon'), { flash: choose(ctx.lang)(vi, en) })

export const sourceRoutes: readonly Route[] = [
  route({ name: 'datasets.sources-page', method: 'GET', path: `${STORE}/:code/nguon`, policy: keepers, params: Code, handle: async ctx => page(await show(ctx)) }),
  route({ name: 'datasets.put-source', method: 'POST', path: `${STORE}/:code/nguon/:kind`, policy: keepers, params: OfKind, body: FormFields, handle: async ctx => {
    const { kind, code } = ctx.params
    return answerOnce(ctx, async () => {
      const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, code))
      const field = (name: string): string => fieldOf(ctx.body, `${name}-${kind}`)
      const every = field('everyMinutes')
      const mode = dataset.schema.key.length === 0 ? 'append' as const : field('mode') === 'snapshot' ? 'snapshot' as const : 'upsert' as const
      await putSource({ ...callOf(ctx), platform: ctx.platform }, dataset.id, { kind, mode, settings: Object.fromEntries(NAMES.map(name => [name, field(name)])), ...kind === 'sql' ? { secret: { user: field('user'), password: field('password') } } : {}, everyMinutes: kind === 'drop' || every === '' ? null : Number(every), acceptAlone: field('acceptAlone') === 'yes' })
      if (kind === 'drop') await makeDropDir(ctx.platform.config.varDir, dataset.code)
      return done(ctx, code, 'Đã thêm nguồn.', 'Added.')
    }, faults => show(ctx, ctx.body, faults, kind))
  } }),
  route({ name: 'datasets.switch-source', method: 'POST', path: `${STORE}/:code/nguon/:id/bat-tat`, policy: keepers, params: OfSource, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await switchSource({ ...callOf(ctx), platform: ctx.platform }, ctx.params.id, fieldOf(ctx.body, 'on') === 'yes'); return done(ctx, ctx.params.code, 'Đã lưu.', 'Saved.') }, faults => show(ctx, {}, faults)) }),
  route({ name: 'datasets.run-source', method: 'POST', path: `${STORE}/:code/nguon/:id/chay`, policy: keepers, params: OfSource, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
    await inStore(callOf(ctx), async work => {
      const dataset = await keptDataset(work.tx, ctx, ctx.params.code)
      await lockDataset(work.tx, work.actor, dataset.id)
      if (!(await sourcesOf(work.tx, dataset.id)).some(each => each.id === ctx.params.id)) throw notFound()
      await enqueue(work.tx, RUN_SOURCE, { sourceId: ctx.params.id }, { key: `run-source:${ctx.params.id}`, awaited: true })
    })
    return done(ctx, ctx.params.code, 'Nguồn sẽ chạy ngay. Tải lại trang sau ít giây để xem kết quả.', 'The source runs now. Reload in some seconds.')
  }, faults => show(ctx, {}, faults)) }),
  route({ name: 'datasets.api-sources', method: 'GET', path: '/api/v1/datasets/:code/sources', policy: keepers, params: Code, summary: 'Sources of a dataset: state, last run, last trouble', handle: async ctx => {
    const [, rows] = await withDesk(ctx, async tx => sourcesOf(tx, (await keptDataset(tx, ctx, ctx.params.code)).id))
    return json({ items: rows.map(row => ({ id: row.id, kind: row.kind, mode: row.mode, settings: row.settings, everyMinutes: row.every_minutes, acceptAlone: row.accept_alone, state: row.state, lastRunAt: row.last_run_at, lastLoad: row.last_load_id, lastError: row.last_error })) })
  } }),
]
