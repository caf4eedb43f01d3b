import { readFile } from 'node:fs/promises'
import { Type } from 'typebox'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { onceForWords } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, answerOnce, choose, faultsIn, frameFor, type Fault } from '../../../ui/index.ts'
import { changeSynonym, createSynonym } from '../acts/change-synonym.ts'
import { importSynonyms } from '../acts/import-synonyms.ts'
import { activeSynonyms, findMisses, findSynonyms, getSynonym, wordingsOf } from '../admin-queries.ts'
import { judgeSynonym, phraseIn, replacementsIn, waysIn, type SynonymWording } from '../domain/synonym.ts'
import { readSynonyms, writeSynonyms, type CsvFault } from '../domain/synonym-csv.ts'
import { importSynonymsPage, synonymFields, synonymPage, type EarlierSynonym } from '../pages/admin/synonym.tsx'
import { SYNONYMS as PATH, synonymsPage } from '../pages/admin/synonyms.tsx'
import type { ProcedurePorts } from '../ports.ts'
import { localDate } from '../domain/days.ts'
import { previewSynonym, trySearch, type SynonymPreview } from '../try-synonym.ts'

const province = { who: 'officer', roles: ['administrator'] } as const
const Id = Type.Object({ synonymId: Type.String({ format: 'uuid' }) })
const Word = Type.Optional(Type.String({ maxLength: 600 }))
const MOST_BYTES = 1024 * 1024
const MISSES_SHOWN = 8

/** a concept is called by the first way to say it */
const nameOf = ({ phrase }: Pick<SynonymWording, 'phrase'>): string => waysIn(phrase)[0] ?? phrase
const wordingIn = (fields: Fields): SynonymWording => ({ phrase: phraseIn(fieldOf(fields, 'phrase')), replacements: replacementsIn(fieldOf(fields, 'replacements')) })

export function synonymAdminRoutes(ports: ProcedurePorts): readonly Route[] {
  async function historyOf(ctx: Ctx, id: string): Promise<readonly EarlierSynonym[]> {
    const rows = await wordingsOf(ctx.platform.db, 'synonym', id)
    const names = await ports.namesOf(rows.flatMap((row) => row.by ?? []))
    return rows.flatMap(({ version, content, changedAt, by }) => isWording(content) ? [{ version, ...content, changedAt, by: names.get(by ?? '') ?? '' }] : [])
  }
  const draw = async (ctx: Ctx, id: string | undefined, fields: Fields | undefined, faults: readonly Fault[] = [], preview?: SynonymPreview): Promise<string> => {
    const synonym = id === undefined ? undefined : await getSynonym(ctx.platform.db, id)
    return synonymPage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { synonym, fields: fields ?? (synonym ? synonymFields(synonym) : {}), history: id === undefined ? [] : await historyOf(ctx, id), preview }, faults)
  }
  const tryIt = async (ctx: Ctx<unknown, unknown, Fields>, id?: string) => {
    const wording = wordingIn(ctx.body)
    const faults = faultsIn(invalid(judgeSynonym(wording)), ctx.lang).filter(({ field }) => field !== undefined)
    const preview = faults.length > 0 ? undefined : await previewSynonym(ctx.platform.db, { id, wording, query: fieldOf(ctx.body, 'try') }, ctx.now)
    return page(await draw(ctx, id, ctx.body, faults, preview), { status: faults.length > 0 ? 422 : 200 })
  }

  return [
    route({ name: 'procedures.synonyms-page', method: 'GET', path: PATH, policy: province, query: Type.Object({ q: Word, state: Word, thu: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      handle: async (ctx) => {
        const { db } = ctx.platform
        const filter = { q: (ctx.query.q ?? '').trim(), state: ctx.query.state ?? '', page: ctx.query.page ?? 1 }
        const asked = (ctx.query.thu ?? '').trim()
        const [found, misses, trial] = await Promise.all([findSynonyms(db, filter, ADMIN_PAGE_SIZE), findMisses(db, { state: '', since: null, page: 1 }, MISSES_SHOWN), asked === '' ? undefined : trySearch(db, asked, ctx.now)])
        return page(synonymsPage(frameFor(ctx), officerIn(ctx), { filter, ...found, trial, misses: misses.rows, missCount: misses.total }))
      } }),
    route({ name: 'procedures.create-synonym-page', method: 'GET', path: `${PATH}/moi`, policy: province, query: Type.Object({ 'cum-tu': Word, 'luot-tim': Word }),
      handle: async (ctx) => page(await draw(ctx, undefined, { phrase: ctx.query['cum-tu'] ?? '', try: ctx.query['cum-tu'] ?? '', miss: ctx.query['luot-tim'] ?? '' })) }),
    route({ name: 'procedures.create-synonym', method: 'POST', path: `${PATH}/moi`, policy: province, body: FormFields,
      handle: async (ctx) => answerOnce(ctx, async () => {
        const wording = wordingIn(ctx.body)
        await createSynonym(ctx.platform, officerIn(ctx), wording, fieldOf(ctx.body, 'miss'))
        return redirect(fieldOf(ctx.body, 'miss') === '' ? `${PATH}?q=${encodeURIComponent(nameOf(wording))}` : '/quan-tri/tim-chua-thay', { flash: choose(ctx.lang)(`Đã thêm “${nameOf(wording)}”. Lượt tìm từ giờ dùng ngay.`, `“${nameOf(wording)}” is added; searches from now on use it.`) })
      }, (faults) => draw(ctx, undefined, ctx.body, faults)) }),
    route({ name: 'procedures.try-new-synonym', method: 'POST', path: `${PATH}/thu`, policy: province, body: FormFields, handle: (ctx) => tryIt(ctx) }),
    route({ name: 'procedures.export-synonyms', method: 'GET', path: `${PATH}/xuat`, policy: province,
      handle: async (ctx) => ({ kind: 'file', content: Buffer.from(writeSynonyms(await activeSynonyms(ctx.platform.db))), mediaType: 'text/csv; charset=utf-8', name: `tu-dong-nghia-${localDate(ctx.now)}.csv`, disposition: 'attachment' }) }),
    route({ name: 'procedures.import-synonyms-page', method: 'GET', path: `${PATH}/nhap`, policy: province, handle: async (ctx) => page(importSynonymsPage(frameFor(ctx), officerIn(ctx))) }),
    route({ name: 'procedures.import-synonyms', method: 'POST', path: `${PATH}/nhap`, policy: province, acceptsFiles: { maxBytes: MOST_BYTES, maxFiles: 1 },
      handle: (ctx) => onceForWords(ctx, async () => {
        const t = choose(ctx.lang)
        const refuse = (text: string, lines: readonly CsvFault[] = []) => page(importSynonymsPage(frameFor({ ...ctx, url: `${PATH}/nhap` }), officerIn(ctx), [{ field: 'file', text }], lines), { status: 422 })
        const [file] = ctx.files
        if (!file || file.size === 0) return refuse(t('Chưa chọn tệp, hoặc tệp rỗng. Chọn một tệp CSV.', 'No file, or an empty one. Choose a CSV file.'))
        if (file.truncated) return refuse(t('Tệp lớn hơn 1 MB. Chia thành nhiều tệp nhỏ.', 'The file is larger than 1 MB. Make smaller ones of it.'))
        const read = readSynonyms(await readFile(file.path, 'utf8'))
        if (!read.ok) return refuse(t(`Chưa nhập gì: ${read.faults.length} chỗ cần sửa trong tệp.`, `Nothing was taken: ${read.faults.length} places to correct.`), read.faults)
        const counts = await importSynonyms(ctx.platform, officerIn(ctx), read.synonyms, file.name.slice(0, 200))
        return redirect(PATH, { flash: t(`Đã nhập: thêm ${counts.added}, sửa ${counts.changed}, giữ nguyên ${counts.unchanged}.`, `Imported: ${counts.added} new, ${counts.changed} changed, ${counts.unchanged} as before.`) })
      }) }),
    route({ name: 'procedures.synonym-page', method: 'GET', path: `${PATH}/:synonymId`, policy: province, params: Id, handle: async (ctx) => page(await draw(ctx, ctx.params.synonymId, undefined)) }),
    route({ name: 'procedures.change-synonym', method: 'POST', path: `${PATH}/:synonymId`, policy: province, params: Id, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await changeSynonym(ctx.platform, officerIn(ctx), ctx.params.synonymId, versionOf(ctx.body), { ...wordingIn(ctx.body), active: true })
        return redirect(`${PATH}/${ctx.params.synonymId}`, { flash: choose(ctx.lang)('Đã lưu. Lượt tìm từ giờ dùng ngay; bản trước xem ở dưới.', 'Saved. Searches from now on use it; the earlier wording is below.') })
      }, (faults) => draw(ctx, ctx.params.synonymId, ctx.body, faults)) }),
    route({ name: 'procedures.try-synonym', method: 'POST', path: `${PATH}/:synonymId/thu`, policy: province, params: Id, body: FormFields, handle: (ctx) => tryIt(ctx, ctx.params.synonymId) }),
    route({ name: 'procedures.remove-synonym', method: 'POST', path: `${PATH}/:synonymId/bo`, policy: province, params: Id, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const reason = fieldOf(ctx.body, 'reason').slice(0, 500)
        if (reason === '') throw invalid([{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Ghi vì sao bỏ cụm từ này.', en: 'Say why the phrase is removed.' } }])
        const { phrase, replacements } = await getSynonym(ctx.platform.db, ctx.params.synonymId)
        await changeSynonym(ctx.platform, officerIn(ctx), ctx.params.synonymId, versionOf(ctx.body), { phrase, replacements, active: false }, reason)
        return redirect(`${PATH}/${ctx.params.synonymId}`, { flash: choose(ctx.lang)(`Đã bỏ “${nameOf({ phrase })}”. Dùng lại được bất cứ lúc nào.`, `“${nameOf({ phrase })}” is removed; it can be restored at any time.`) })
      }, async (faults) => draw(ctx, ctx.params.synonymId, { ...synonymFields(await getSynonym(ctx.platform.db, ctx.params.synonymId)), reason: fieldOf(ctx.body, 'reason') }, faults)) }),
    route({ name: 'procedures.restore-synonym', method: 'POST', path: `${PATH}/:synonymId/dung-lai`, policy: province, params: Id, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const wanted = (await historyOf(ctx, ctx.params.synonymId)).find((each) => String(each.version) === fieldOf(ctx.body, 'restore'))
        if (!wanted) throw notFound()
        await changeSynonym(ctx.platform, officerIn(ctx), ctx.params.synonymId, versionOf(ctx.body), { phrase: wanted.phrase, replacements: wanted.replacements, active: wanted.active }, `bản ${wanted.version}`)
        return redirect(`${PATH}/${ctx.params.synonymId}`, { flash: choose(ctx.lang)(`Đã dùng lại bản ${wanted.version}.`, `Version ${wanted.version} is in use again.`) })
      }, (faults) => draw(ctx, ctx.params.synonymId, undefined, faults)) }),
  ]
}

function isWording(content: unknown): content is Pick<EarlierSynonym, 'phrase' | 'replacements' | 'active'> {
  return typeof content === 'object' && content !== null && 'phrase' in content && typeof content.phrase === 'string' && 'active' in content && typeof content.active === 'boolean' && 'replacements' in content && Array.isArray(content.replacements)
}
