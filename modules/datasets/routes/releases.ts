import { Type } from 'typebox'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { read } from '../../../kernel/db/db.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault } from '../../../ui/index.ts'
import { askCheck, askRelease } from '../acts/ask-release.ts'
import { demand, fault } from '../acts/dataset-work.ts'
import { refuseRelease, signRelease, signs } from '../acts/sign-release.ts'
import { RELEASE_KINDS, TREATMENTS, type ReleaseKind, type ReleasePlan, type Treatment } from '../domain/anonymise.ts'
import type { DatasetSchema } from '../domain/schema.ts'
import { anonymityPage, releasePage, RELEASES, waitingReleasesPage } from '../pages/releases.tsx'
import { STORE } from '../pages/store-page.tsx'
import type { DatasetsPorts } from '../ports.ts'
import { findCheck, getRelease, releasesOf, releasesWaiting, type CheckView, type ReleaseLine } from '../queries/releases.ts'
import { selectRows } from '../queries/rows.ts'
import { settled } from './query-waiting.ts'
import { callOf, Code, keepers, keptDataset, officers, withDesk, Word } from './common.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const signers = { who: 'officer', roles: ['approver', 'signer'] } as const
const SAMPLE = 10
const kindIn = (text: string): ReleaseKind => RELEASE_KINDS.find(each => each === text) ?? 'rows'
const treatmentIn = (text: string): Treatment => TREATMENTS.find(each => each === text) ?? 'drop'

function planIn(fields: Fields, schema: DatasetSchema): ReleasePlan {
  return { kind: kindIn(fieldOf(fields, 'kind')), k: Number(fieldOf(fields, 'k') || 'NaN'), epsilon: Number((fieldOf(fields, 'epsilon') || '1').replace(',', '.')), treatments: Object.fromEntries(schema.fields.map(field => [field.name, treatmentIn(fieldOf(fields, `treat.${field.name}`))])) }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
/** A plan as its form has it. */
const fieldsOf = (plan: ReleasePlan): Fields => ({ kind: plan.kind, k: String(plan.k), epsilon: String(plan.epsilon), ...Object.fromEntries(Object.entries(plan.treatments).map(([name, treatment]) => [`treat.${name}`, treatment])) })
/** A check of this dataset, for whoever keeps it. */
const checkIn = (ctx: Pick<Ctx, 'platform' | 'actor'>, code: string, id: string): Promise<CheckView | undefined> => read(ctx.platform.db, officerIn(ctx), async tx => { const { id: datasetId } = await keptDataset(tx, ctx, code); const found = await findCheck(tx, id); return found?.datasetId === datasetId ? found : undefined })

export function releaseRoutes(ports: DatasetsPorts): readonly Route[] {
  const namesOf = (rows: readonly ReleaseLine[]): Promise<ReadonlyMap<string, string>> => ports.namesOf(rows.flatMap(row => [row.madeBy, row.decidedBy].filter(each => each !== null)))
  async function showAnonymity(ctx: Ctx, code: string, kind: ReleaseKind, typed: Fields = {}, faults: readonly Fault[] = [], check?: CheckView): Promise<string> {
    const [desk, { dataset, releases }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, code); return { dataset, releases: await releasesOf(tx, dataset.id) } }, faults, `${STORE}/${code}/an-danh`)
    return anonymityPage(desk, { dataset, releases, names: await namesOf(releases), kind: check?.plan.kind ?? kind, typed: check ? { ...fieldsOf(check.plan), ...typed } : typed, check })
  }
  async function showRelease(ctx: Ctx, id: string, typed: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const actor = officerIn(ctx)
    const [desk, { found, sample }] = await withDesk(ctx, async tx => {
      const found = await getRelease(tx, id)
      const { target } = found
      const fields = target.schema.fields.filter(field => field.classification === 'open')
      // the rows of a dataset about persons are their keepers'; whoever signs sees what was made of them
      const sample = found.release.plan.kind === 'view' ? [] : (await selectRows(tx, { code: target.code, schema: target.schema, rowCount: target.rowCount, fields }, { select: [], order: [], limit: SAMPLE, offset: 0 })).rows
      return { found, sample }
    }, faults, `${RELEASES}/${id}`)
    return releasePage(desk, { ...found, names: await namesOf([found.release]), sample, sampleFields: found.target.schema.fields.filter(field => field.classification === 'open'), maySign: signs(actor, found.source.agencyId) && actor.accountId !== found.release.madeBy, typed })
  }
  return [
    route({ name: 'datasets.anonymity-page', method: 'GET', path: `${STORE}/:code/an-danh`, policy: keepers, params: Code, query: Type.Object({ loai: Word, 'kiem-tra': Type.Optional(Type.String({ format: 'uuid' })) }), handle: async ctx => {
      const check = ctx.query['kiem-tra'] === undefined ? undefined : await checkIn(ctx, ctx.params.code, ctx.query['kiem-tra'])
      return page(await showAnonymity(ctx, ctx.params.code, kindIn(ctx.query.loai ?? ''), {}, [], check))
    } }),
    route({ name: 'datasets.make-release', method: 'POST', path: `${STORE}/:code/an-danh`, policy: keepers, params: Code, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      const { code } = ctx.params
      const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, code))
      const plan = planIn(ctx.body, dataset.schema)
      const asked = fieldOf(ctx.body, 'check')
      const make = fieldOf(ctx.body, '_button') === 'make'
      if (make) demand([!isUuid(asked) && fault('k', 'Kiểm tra trước, rồi mới lập.', 'Check first, then make it.', 'required')])
      const id = make ? asked : await askCheck(callOf(ctx), dataset.id, plan)
      if (make) await askRelease(callOf(ctx), id, plan, { code: fieldOf(ctx.body, 'code').trim(), title: fieldOf(ctx.body, 'title') })
      let found: CheckView | undefined
      // most are done within a moment
      await settled(async () => { found = await checkIn(ctx, code, id); return found === undefined || found.state === 'done' || found.state === 'failed' })
      return found?.releaseId ? redirect(`${RELEASES}/${found.releaseId}`, { flash: choose(ctx.lang)('Đã lập, chờ người thứ hai ký.', 'Made; it waits for a second person.') }) : redirect(`${STORE}/${code}/an-danh?kiem-tra=${id}`)
    }, async faults => showAnonymity(ctx, ctx.params.code, kindIn(fieldOf(ctx.body, 'kind')), ctx.body, faults, isUuid(fieldOf(ctx.body, 'check')) ? await checkIn(ctx, ctx.params.code, fieldOf(ctx.body, 'check')) : undefined)) }),
    route({ name: 'datasets.releases-waiting-page', method: 'GET', path: `${STORE}/cho-ky`, policy: signers, handle: async ctx => { const [desk, rows] = await withDesk(ctx, releasesWaiting); return page(waitingReleasesPage(desk, rows, await namesOf(rows))) } }),
    route({ name: 'datasets.release-page', method: 'GET', path: `${RELEASES}/:id`, policy: officers, params: Id, handle: async ctx => page(await showRelease(ctx, ctx.params.id)) }),
    route({ name: 'datasets.sign-release', method: 'POST', path: `${RELEASES}/:id`, policy: signers, params: Id, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const decision = fieldOf(ctx.body, 'decision')
      demand([decision !== 'sign' && decision !== 'refuse' && fault('decision', 'Chọn ký hoặc không ký.', 'Sign or do not.', 'required')])
      await (decision === 'sign' ? signRelease : refuseRelease)(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'note'))
      return redirect(`${RELEASES}/${ctx.params.id}`, { flash: decision === 'sign' ? choose(ctx.lang)('Đã ký.', 'Signed.') : choose(ctx.lang)('Đã trả lại người lập.', 'Returned to its maker.') })
    }, faults => showRelease(ctx, ctx.params.id, ctx.body, faults)) }),
  ]
}
