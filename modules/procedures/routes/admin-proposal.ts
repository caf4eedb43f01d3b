import { Type } from 'typebox'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { once } from '../../../kernel/http/once.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { changeProposal, proposePack, withdrawProposal } from '../acts/propose-pack.ts'
import { publishProposal } from '../acts/publish-proposal.ts'
import { adminProcedure, getProposal } from '../admin-procedures.ts'
import { wordingsOf } from '../admin-queries.ts'
import { checkPack } from '../domain/pack-check.ts'
import { runScenarios } from '../domain/pack-check-scenarios.ts'
import { caseValues, editCase, editGeneral, generalValues } from '../domain/pack-edit.ts'
import { parsePack } from '../domain/pack-schema.ts'
import { packContext } from '../pack-context.ts'
import { proposalPage } from '../pages/admin/proposal.tsx'
import { caseFormPage, generalFormPage } from '../pages/admin/proposal-forms.tsx'
import { PROCEDURES } from '../pages/admin/procedures.tsx'
import type { ProcedurePorts } from '../ports.ts'
import { getCase } from '../queries.ts'
import { localDate } from '../domain/days.ts'
import { PACK_FILE, readPackFile, sameProcedure } from './pack-file.ts'

const PATH = `${PROCEDURES}/:code/de-xuat`
const province = { who: 'officer', roles: ['administrator'] } as const
const Code = Type.Object({ code: Type.String({ pattern: '^[0-9A-Z][0-9A-Z.-]{2,31}$' }) })
const Case = Type.Object({ ...Code.properties, caseId: Type.String({ maxLength: 60 }) })

export function proposalRoutes(ports: ProcedurePorts): readonly Route[] {
  const at = (code: string): string => `${PROCEDURES}/${code}/de-xuat`
  const saved = (ctx: Ctx<{ code: string }>) => redirect(at(ctx.params.code), { flash: choose(ctx.lang)('Đã lưu vào bản soạn. Chưa công bố.', 'Saved to the proposal; nothing is published yet.') })
  async function draw(ctx: Ctx, code: string, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const { db } = ctx.platform
    const [proposal, procedure, context] = await Promise.all([getProposal(db, officerIn(ctx), code), adminProcedure(db, officerIn(ctx), code, ctx.now), packContext(db, ports, ctx.now)])
    const open = procedure.packs.find(({ validTo }) => validTo === null)
    const [present, history] = await Promise.all([open && getCase(db, open.id), wordingsOf(db, 'pack-proposal', proposal.id)])
    const checked = checkPack(proposal.pack, context)
    const names = await ports.namesOf([proposal.changedBy, ...history.flatMap(({ by }) => by ?? [])])
    return proposalPage(frameFor({ ...ctx, url: at(code) }), officerIn(ctx), { proposal, present, faults: checked.ok ? checked.warnings : checked.faults, outcomes: runScenarios(proposal.pack, context), names, history, fields }, faults)
  }
  async function drawGeneral(ctx: Ctx, code: string, fields?: Fields, faults: readonly Fault[] = []): Promise<string> {
    const { pack, version } = await getProposal(ctx.platform.db, officerIn(ctx), code)
    return generalFormPage(frameFor({ ...ctx, url: at(code) }), officerIn(ctx), { pack, version, fields: fields ?? generalValues(pack) }, faults)
  }
  async function drawCase(ctx: Ctx, code: string, caseId: string, fields?: Fields, faults: readonly Fault[] = []): Promise<string> {
    const { pack, version } = await getProposal(ctx.platform.db, officerIn(ctx), code)
    const of = pack.cases.find(({ id }) => id === caseId)
    if (!of) throw notFound()
    return caseFormPage(frameFor({ ...ctx, url: at(code) }), officerIn(ctx), { pack, version, of, fields: fields ?? caseValues(of) }, faults)
  }
  return [
    route({ name: 'procedures.propose-pack', method: 'POST', path: PATH, policy: province, params: Code, body: FormFields,
      handle: (ctx) => once(ctx, async () => {
        const { packs } = await adminProcedure(ctx.platform.db, officerIn(ctx), ctx.params.code, ctx.now)
        const [latest] = packs.filter(({ standing }) => standing !== 'void')
        if (!latest) throw notFound()
        await proposePack(ctx.platform, officerIn(ctx), (await getCase(ctx.platform.db, latest.id)).pack, latest.id)
        return redirect(at(ctx.params.code), { flash: choose(ctx.lang)('Đã mở bản soạn từ gói đang áp dụng.', 'A proposal is open, begun from the pack in force.') })
      }) }),
    route({ name: 'procedures.proposal-page', method: 'GET', path: PATH, policy: province, params: Code, handle: async (ctx) => page(await draw(ctx, ctx.params.code)) }),
    route({ name: 'procedures.download-proposal', method: 'GET', path: `${PATH}/tai-ve`, policy: province, params: Code,
      handle: async (ctx) => ({ kind: 'file', content: Buffer.from(`${JSON.stringify((await getProposal(ctx.platform.db, officerIn(ctx), ctx.params.code)).pack, undefined, 2)}\n`), mediaType: 'application/json', name: `${ctx.params.code}-ban-soan.json`, disposition: 'attachment' }) }),
    route({ name: 'procedures.change-proposal-general-page', method: 'GET', path: `${PATH}/chung`, policy: province, params: Code, handle: async (ctx) => page(await drawGeneral(ctx, ctx.params.code)) }),
    route({ name: 'procedures.change-proposal-general', method: 'POST', path: `${PATH}/chung`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await changeProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), (pack) => editGeneral(pack, (name) => fieldOf(ctx.body, name)))
        return saved(ctx)
      }, (faults) => drawGeneral(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'procedures.change-proposal-case-page', method: 'GET', path: `${PATH}/truong-hop/:caseId`, policy: province, params: Case, handle: async (ctx) => page(await drawCase(ctx, ctx.params.code, ctx.params.caseId)) }),
    route({ name: 'procedures.change-proposal-case', method: 'POST', path: `${PATH}/truong-hop/:caseId`, policy: province, params: Case, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await changeProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), (pack) => {
          const of = pack.cases.find(({ id }) => id === ctx.params.caseId)
          if (!of) throw notFound()
          const edited = editCase(of, (name) => fieldOf(ctx.body, name))
          return edited.ok ? { ok: true, value: { ...pack, cases: pack.cases.map((each) => each === of ? edited.value : each) } } : edited
        })
        return saved(ctx)
      }, (faults) => drawCase(ctx, ctx.params.code, ctx.params.caseId, ctx.body, faults)) }),
    route({ name: 'procedures.replace-proposal', method: 'POST', path: `${PATH}/tep`, policy: province, params: Code, acceptsFiles: PACK_FILE, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const read = await readPackFile(ctx.files, ctx.lang)
        if (!read.ok) throw invalid([{ field: 'file', code: 'invalid', message: { vi: [read.message, ...read.shape.slice(0, 10).map(({ at: place, vi }) => `${place}: ${vi}`)].join(' · ') } }])
        sameProcedure(read.pack, ctx.params.code)
        await changeProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), () => ({ ok: true, value: read.pack }), read.name)
        return saved(ctx)
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'procedures.accept-scenario', method: 'POST', path: `${PATH}/tinh-huong`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const context = await packContext(ctx.platform.db, ports, ctx.now)
        const name = fieldOf(ctx.body, 'scenario')
        await changeProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), (pack) => {
          const outcome = runScenarios(pack, context).find(({ scenario }) => scenario.name === name)
          if (!outcome) throw notFound()
          return { ok: true, value: { ...pack, scenarios: pack.scenarios.map((each) => each === outcome.scenario ? { ...each, ...outcome.now } : each) } }
        }, name)
        return redirect(`${at(ctx.params.code)}#tinh-huong`, { flash: choose(ctx.lang)(`Đã cập nhật tình huống “${name}”.`, `Scenario “${name}” is updated.`) })
      }, (faults) => draw(ctx, ctx.params.code, {}, faults)) }),
    route({ name: 'procedures.restore-proposal', method: 'POST', path: `${PATH}/dung-lai`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const { id } = await getProposal(ctx.platform.db, officerIn(ctx), ctx.params.code)
        const wanted = (await wordingsOf(ctx.platform.db, 'pack-proposal', id)).find(({ version }) => String(version) === fieldOf(ctx.body, 'restore'))
        const earlier = wanted && parsePack(wanted.content)
        if (!earlier?.ok) throw notFound()
        await changeProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), () => ({ ok: true, value: earlier.value }), `bản ${wanted?.version ?? ''}`)
        return saved(ctx)
      }, (faults) => draw(ctx, ctx.params.code, {}, faults)) }),
    route({ name: 'procedures.withdraw-proposal', method: 'POST', path: `${PATH}/rut`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        await withdrawProposal(ctx.platform, officerIn(ctx), ctx.params.code, versionOf(ctx.body), fieldOf(ctx.body, 'withdrawReason').slice(0, 500))
        return redirect(PROCEDURES, { flash: choose(ctx.lang)('Đã bỏ bản soạn.', 'The proposal is given up.') })
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
    route({ name: 'procedures.publish-proposal', method: 'POST', path: `${PATH}/cong-bo`, policy: province, params: Code, body: FormFields,
      handle: async (ctx) => answerOnce(ctx, async () => {
        const reading = new Reading(ctx.body, localDate(ctx.now))
        const publication = {
          decision: reading.text('decision', 200), decidedOn: reading.neededDay('decidedOn', 'Chưa có ngày ký quyết định. Gõ ngày/tháng/năm.', 'The day of the decision is missing.'),
          from: reading.neededDay('from', 'Chưa có ngày áp dụng. Gõ ngày/tháng/năm.', 'The first day is missing.'), shortenedOn: reading.day('shortenedOn'), lateReason: reading.text('lateReason', 500),
        }
        if (reading.faults.length > 0) throw invalid(reading.faults)
        await publishProposal({ platform: ctx.platform, ports, actor: officerIn(ctx), code: ctx.params.code, version: versionOf(ctx.body), base: fieldOf(ctx.body, 'base') }, publication)
        return redirect(`${PROCEDURES}/${ctx.params.code}`, { flash: choose(ctx.lang)('Đã công bố. Từ ngày áp dụng, trang thủ tục và hồ sơ mới theo gói này.', 'Published. From its first day the page and new dossiers follow this pack.') })
      }, (faults) => draw(ctx, ctx.params.code, ctx.body, faults)) }),
  ]
}
