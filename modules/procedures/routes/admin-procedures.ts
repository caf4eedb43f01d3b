import { Type } from 'typebox'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { changeProcedureStatus, endPack, withdrawScheduledPack } from '../acts/end-pack.ts'
import { proposePack } from '../acts/propose-pack.ts'
import { adminProcedure, filterValues, findAdminProcedures, PROCEDURE_STATES } from '../admin-procedures.ts'
import { runScenarios } from '../domain/pack-check-scenarios.ts'
import { packContext } from '../pack-context.ts'
import { comparePacksPage, packPage, uploadPackPage } from '../pages/admin/pack.tsx'
import { procedureAdminPage } from '../pages/admin/procedure.tsx'
import { PROCEDURES as PATH, proceduresAdminPage } from '../pages/admin/procedures.tsx'
import type { ProcedurePorts } from '../ports.ts'
import { getCase, listVersions, type ConfiguredCase } from '../queries.ts'
import { localDate } from '../domain/days.ts'
import { PACK_FILE, readPackFile } from './pack-file.ts'

const province = { who: 'officer', roles: ['administrator'] } as const
const Code = Type.Object({ code: Type.String({ pattern: '^[0-9A-Z][0-9A-Z.-]{2,31}$' }) })
const Pack = Type.Object({ ...Code.properties, packId: Type.String({ format: 'uuid' }) })
const Word = Type.Optional(Type.String({ maxLength: 300 }))
const STATUSES = ['published', 'hidden', 'abolished'] as const

/** A pack of this procedure; one of another is not here. */
async function packOf(ctx: Ctx, code: string, id: string): Promise<ConfiguredCase> {
  const configured = await getCase(ctx.platform.db, id)
  if (configured.code !== code) throw notFound()
  return configured
}

export function procedureAdminRoutes(ports: ProcedurePorts): readonly Route[] {
  async function draw(ctx: Ctx, code: string, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const { db } = ctx.platform
    const [procedure, versions] = await Promise.all([adminProcedure(db, officerIn(ctx), code, ctx.now), listVersions(db, code)])
    const names = await ports.namesOf(procedure.proposal ? [procedure.proposal.changedBy] : [])
    return procedureAdminPage(frameFor({ ...ctx, url: `${PATH}/${code}` }), officerIn(ctx), { procedure, versions, names, fields }, faults)
  }
  return [
    route({ name: 'procedures.procedures-admin-page', method: 'GET', path: PATH, policy: province, query: Type.Object({ q: Word, state: Word, field: Word, level: Word, agency: Word, online: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      handle: async (ctx) => {
        const { q = '', state, field = '', level = '', agency = '', online = '', page: at = 1 } = ctx.query
        const filter = { q: q.trim(), state: PROCEDURE_STATES.find((each) => each === state) ?? '' as const, field, level, agency, online, page: at }
        const [found, values] = await Promise.all([findAdminProcedures(ctx.platform.db, officerIn(ctx), filter, ctx.now, ADMIN_PAGE_SIZE), filterValues(ctx.platform.db)])
        return page(proceduresAdminPage(frameFor(ctx), officerIn(ctx), { filter, ...found, ...values }))
      } }),
    route({ name: 'procedures.upload-pack-page', method: 'GET', path: `${PATH}/tai-len`, policy: province, handle: async (ctx) => page(uploadPackPage(frameFor(ctx), officerIn(ctx))) }),
    route({ name: 'procedures.upload-pack', method: 'POST', path: `${PATH}/tai-len`, policy: province, acceptsFiles: PACK_FILE,
      handle: async (ctx) => {
        const refused = (faults: readonly Fault[], shape: Parameters<typeof uploadPackPage>[3] = []): string => uploadPackPage(frameFor({ ...ctx, url: `${PATH}/tai-len` }), officerIn(ctx), faults, shape)
        const read = await readPackFile(ctx.files, ctx.lang)
        if (!read.ok) return page(refused([{ field: 'file', text: read.message }], read.shape), { status: 422 })
        return answerOnce(ctx, async () => {
          await proposePack(ctx.platform, officerIn(ctx), read.pack, read.name)
          return redirect(`${PATH}/${read.pack.code}/de-xuat`, { flash: choose(ctx.lang)('Đã mở bản soạn từ tệp. Xem báo cáo kiểm tra trước khi công bố.', 'A proposal is open. Look at the report before publishing.') })
        }, refused)
      } }),
    route({ name: 'procedures.procedure-admin-page', method: 'GET', path: `${PATH}/:code`, policy: province, params: Code, handle: async (ctx) => page(await draw(ctx, ctx.params.code)) }),
    route({ name: 'procedures.pack-page', method: 'GET', path: `${PATH}/:code/goi/:packId`, policy: province, params: Pack,
      handle: async (ctx) => {
        const configured = await packOf(ctx, ctx.params.code, ctx.params.packId)
        return page(packPage(frameFor(ctx), officerIn(ctx), { configured, outcomes: runScenarios(configured.pack, await packContext(ctx.platform.db, ports, ctx.now)) }))
      } }),
    route({ name: 'procedures.download-pack', method: 'GET', path: `${PATH}/:code/goi/:packId/tai-ve`, policy: province, params: Pack,
      handle: async (ctx) => {
        const { pack, validFrom } = await packOf(ctx, ctx.params.code, ctx.params.packId)
        return { kind: 'file', content: Buffer.from(`${JSON.stringify(pack, undefined, 2)}\n`), mediaType: 'application/json', name: `${ctx.params.code}-${validFrom}.json`, disposition: 'attachment' }
      } }),
    route({ name: 'procedures.compare-packs-page', method: 'GET', path: `${PATH}/:code/goi/:packId/so-sanh`, policy: province, params: Pack, query: Type.Object({ voi: Type.Optional(Type.String({ format: 'uuid' })) }),
      handle: async (ctx) => {
        const { code, packId } = ctx.params
        const { packs } = await adminProcedure(ctx.platform.db, officerIn(ctx), code, ctx.now)
        // without a choice: what stood there before
        const other = ctx.query.voi ?? packs[packs.findIndex(({ id }) => id === packId) + 1]?.id
        const [after, before] = await Promise.all([packOf(ctx, code, packId), other === undefined ? undefined : packOf(ctx, code, other)])
        return page(comparePacksPage(frameFor(ctx), officerIn(ctx), { before, after, packs }))
      } }),
    route({ name: 'procedures.end-pack', method: 'POST', path: `${PATH}/:code/cham-dut`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const reading = new Reading(ctx.body, localDate(ctx.now))
        const lastDay = reading.neededDay('lastDay', 'Chưa có ngày nhận cuối cùng. Gõ ngày/tháng/năm.', 'The last day is missing.')
        if (reading.faults.length > 0) throw invalid(reading.faults)
        await endPack(ctx.platform, officerIn(ctx), ctx.params.code, fieldOf(ctx.body, 'base'), { lastDay, decision: fieldOf(ctx.body, 'decision').slice(0, 200), reason: fieldOf(ctx.body, 'reason').slice(0, 500) })
        return redirect(`${PATH}/${ctx.params.code}`, { flash: choose(ctx.lang)('Đã ghi ngày ngừng nhận. Hồ sơ đã nộp vẫn được giải quyết.', 'The end is recorded. Dossiers already filed go on.') })
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'procedures.withdraw-scheduled-pack', method: 'POST', path: `${PATH}/:code/thu-hoi`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await withdrawScheduledPack(ctx.platform, officerIn(ctx), ctx.params.code, fieldOf(ctx.body, 'base'), fieldOf(ctx.body, 'recallReason').slice(0, 500))
        return redirect(`${PATH}/${ctx.params.code}`, { flash: choose(ctx.lang)('Đã thu hồi. Gói trước tiếp tục áp dụng.', 'Taken back. The pack before it runs on.') })
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'procedures.change-status', method: 'POST', path: `${PATH}/:code/trang-thai`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const status = STATUSES.find((each) => each === fieldOf(ctx.body, 'status'))
        if (!status) throw invalid([{ field: 'status', code: 'required', message: { vi: 'Chưa chọn tình trạng.', en: 'Choose a state.' } }])
        await changeProcedureStatus(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), status, fieldOf(ctx.body, 'statusDecision').slice(0, 200), fieldOf(ctx.body, 'statusReason').slice(0, 500))
        return redirect(`${PATH}/${ctx.params.code}`, { flash: choose(ctx.lang)('Đã lưu. Trang công khai đổi ngay.', 'Saved; the public pages show it at once.') })
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
  ]
}
