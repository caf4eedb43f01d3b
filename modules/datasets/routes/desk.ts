import { Type } from 'typebox'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { answerForm, choose, type Fault, type Wording } from '../../../ui/index.ts'
import { agenciesById } from '../../organisations/index.ts'
import { setFormEntry } from '../acts/form-entry-settings.ts'
import { keeps } from '../acts/dataset-work.ts'
import { publishDataset, withdrawDataset } from '../acts/publish-dataset.ts'
import { freshnessOf } from '../domain/freshness.ts'
import { contractPage, historyPage, loadsPage, overviewPage } from '../pages/dataset.tsx'
import { listPage } from '../pages/list.tsx'
import { publicationPage } from '../pages/publication.tsx'
import { addressIn, STORE } from '../pages/store-page.tsx'
import { shortAgency, wordOf } from '../pages/words.tsx'
import { waitingPage } from '../pages/waiting.tsx'
import type { DatasetsPorts } from '../ports.ts'
import { listDatasets } from '../queries/datasets.ts'
import { loadsOf, loadsWaiting, schemaVersionsOf, wordingsOf } from '../queries/desk.ts'
import { latestScore, latestScores } from '../queries/quality.ts'
import { callOf, Code, fieldsFor, getDataset, keepers, keptDataset, officers, withDesk, Word } from './common.ts'
import { communeOf } from './commune.ts'

const LABELS: Readonly<Record<string, readonly [string, string]>> = { title: ['Tên', 'Title'], title_en: ['Tên tiếng Anh', 'English title'], description: ['Mô tả', 'Description'], legal_basis: ['Căn cứ', 'Legal basis'], purpose: ['Mục đích', 'Purpose'], theme: ['Chủ đề', 'Theme'], keywords: ['Từ khóa', 'Keywords'], licence: ['Giấy phép', 'Licence'], refresh_days: ['Chu kỳ (ngày)', 'Refreshed (days)'], retention_months: ['Lưu (tháng)', 'Kept (months)'], access: ['Ai được dùng', 'Access'], state: ['Tình trạng', 'State'], schemaVersion: ['Phiên bản cấu trúc', 'Version of the contract'], formEntry: ['Nhập liệu', 'Entry by form'] }
/** An earlier wording, one line for each thing that people read; ids stay out. */
function linesOf(content: unknown, lang: 'vi' | 'en'): string[] {
  if (typeof content !== 'object' || content === null) return []
  const said = (key: string, value: unknown): string => key === 'state' || key === 'access' || key === 'theme' ? wordOf(key, String(value), lang) : Array.isArray(value) ? value.join(', ') : value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
  return Object.entries(content).flatMap(([key, value]) => { const label = LABELS[key]; return label === undefined || value === '' || Array.isArray(value) && value.length === 0 ? [] : [`${label[lang === 'vi' ? 0 : 1]}: ${said(key, value)}`.slice(0, 300)] })
}

const ListQuery = Type.Object({ xem: Word, q: Word, 'co-quan': Word, 'chu-de': Word, 'tinh-trang': Word })
type Posted = Ctx<{ code: string }, unknown, Fields>

export function deskRoutes(ports: DatasetsPorts): readonly Route[] {
  async function showPublication(ctx: Ctx, code: string, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, code), faults.map(fault => fault.field === 'reason' || fault.field === 'formEntry' ? fault : { text: fault.text }), `${STORE}/${code}/cong-bo`)
    return publicationPage(desk, dataset, fields)
  }
  const publicationAct = (name: string, path: string, act: (ctx: Posted, id: string) => Promise<unknown>, said: readonly [string, string]): Route => route({
    name, method: 'POST', path: `${STORE}/:code/${path}`, policy: keepers, params: Code, body: FormFields,
    handle: async ctx => answerForm(ctx, async () => {
      const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code))
      await act(ctx, dataset.id)
      return redirect(addressIn(dataset, 'cong-bo'), { flash: choose(ctx.lang)(...said) })
    }, faults => showPublication(ctx, ctx.params.code, ctx.body, faults)),
  })

  return [
    route({ name: 'datasets.list-page', method: 'GET', path: STORE, policy: officers, query: ListQuery, handle: async ctx => {
      const actor = officerIn(ctx)
      const { xem = '', q = '', 'co-quan': agency = '', 'chu-de': theme = '', 'tinh-trang': state = '' } = ctx.query
      const [desk, { all, agencies, scores }] = await withDesk(ctx, async tx => { const all = await listDatasets(tx); return { all, agencies: await agenciesById(tx, all.map(row => row.agencyId)), scores: await latestScores(tx) } })
      const words = fold(q).split(' ').filter(word => word !== '')
      const matching = all.toSorted((a, b) => a.title.localeCompare(b.title, 'vi')).filter(row => (xem !== 'cua-minh' || actor.scopeAgencyIds.includes(row.agencyId)) && (xem !== 'tre' || keeps(actor, row.agencyId) && freshnessOf(row, ctx.now).state === 'late') && (xem !== 'nhap-lieu' || row.formEntry !== null) && (agency === '' || row.agencyId === agency) && (theme === '' || row.theme === theme)
        && words.every(word => fold([row.title, row.titleEn, row.code, row.description, agencies.get(row.agencyId)?.name ?? '', ...row.keywords].join(' ')).includes(word)))
      const owners = [...agencies.values()].map(each => ({ value: each.id, label: shortAgency(each.name) })).sort((a, b) => a.label.localeCompare(b.label, 'vi'))
      return page(listPage(desk, { rows: matching.filter(row => state === '' || row.state === state), agencies, q, agency, theme, state, view: xem, owners, scores, counts: { '': matching.length, ...Object.fromEntries(['draft', 'published', 'withdrawn'].map(each => [each, matching.filter(row => row.state === each).length])) } }))
    } }),
    route({ name: 'datasets.waiting-page', method: 'GET', path: `${STORE}/cho-nhan`, policy: keepers, handle: async ctx => {
      const [desk, rows] = await withDesk(ctx, loadsWaiting)
      return page(waitingPage(desk, rows, await ports.namesOf(rows.flatMap(row => row.by ?? []))))
    } }),
    route({ name: 'datasets.overview-page', method: 'GET', path: `${STORE}/:code`, policy: officers, params: Code, handle: async ctx => {
      const [desk, { dataset, agency, commune, quality }] = await withDesk(ctx, async tx => { const dataset = await getDataset(tx, ctx.params.code); return { dataset, quality: (await latestScore(tx, dataset.id))?.score ?? null, agency: (await agenciesById(tx, [dataset.agencyId])).get(dataset.agencyId)?.name ?? '', commune: await communeOf(tx, officerIn(ctx)) } })
      const names = await ports.namesOf(dataset.stewardAccountId === null ? [] : [dataset.stewardAccountId])
      return page(overviewPage(desk, { dataset, agency, steward: names.get(dataset.stewardAccountId ?? '') ?? '', enters: dataset.formEntry !== null && commune !== undefined, reads: fieldsFor(ctx, dataset).length > 0, quality }))
    } }),
    route({ name: 'datasets.contract-page', method: 'GET', path: `${STORE}/:code/cau-truc`, policy: officers, params: Code, handle: async ctx => { const [desk, dataset] = await withDesk(ctx, tx => getDataset(tx, ctx.params.code)); return page(contractPage(desk, dataset)) } }),
    route({ name: 'datasets.dataset-loads-page', method: 'GET', path: `${STORE}/:code/lan-nap`, policy: keepers, params: Code, handle: async ctx => {
      const [desk, { dataset, rows }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, ctx.params.code); return { dataset, rows: await loadsOf(tx, dataset.id) } })
      return page(loadsPage(desk, dataset, rows, await ports.namesOf(rows.flatMap(row => row.by ?? []))))
    } }),
    route({ name: 'datasets.history-page', method: 'GET', path: `${STORE}/:code/lich-su`, policy: keepers, params: Code, handle: async ctx => {
      const [desk, { dataset, wordings, versions }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, ctx.params.code); return { dataset, wordings: await wordingsOf(tx, dataset.id), versions: await schemaVersionsOf(tx, dataset.id) } })
      const names = await ports.namesOf([...wordings, ...versions].flatMap(row => row.by ?? []))
      return page(historyPage(desk, dataset, { versions, names, wordings: wordings.map((row): Wording => ({ version: row.version, changedAt: row.changedAt, by: names.get(row.by ?? '') ?? '', lines: linesOf(row.content, ctx.lang) })) }))
    } }),
    route({ name: 'datasets.publication-page', method: 'GET', path: `${STORE}/:code/cong-bo`, policy: keepers, params: Code, handle: async ctx => page(await showPublication(ctx, ctx.params.code)) }),
    publicationAct('datasets.publish-dataset', 'cong-bo', (ctx, id) => publishDataset(callOf(ctx), id, versionOf(ctx.body)), ['Đã công bố. Có thể ngừng công bố bất cứ lúc nào.', 'Published. It can be withdrawn at any time.']),
    publicationAct('datasets.withdraw-dataset', 'ngung-cong-bo', (ctx, id) => withdrawDataset(callOf(ctx), id, versionOf(ctx.body), fieldOf(ctx.body, 'reason')), ['Đã ngừng công bố. Dữ liệu còn nguyên; công bố lại được.', 'Withdrawn. The rows are untouched; it can be published again.']),
    publicationAct('datasets.set-form-entry', 'nhap-lieu-bieu-mau', (ctx, id) => { const asked = fieldOf(ctx.body, 'formEntry'); return setFormEntry(callOf(ctx), id, versionOf(ctx.body), asked === 'keeper' || asked === 'at-once' ? asked : null) }, ['Đã lưu cách nhập liệu của xã, phường.', 'Entry by communes is saved.']),
  ]
}
