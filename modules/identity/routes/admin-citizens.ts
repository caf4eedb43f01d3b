import { Type } from 'typebox'
import { conflict, invalid } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, listOf, officerIn, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, choose, frameFor, type Fault } from '../../../ui/index.ts'
import { acceptIdNumberChange } from '../acts/accept-id-number-change.ts'
import { revokeMandatesByOffice } from '../acts/revoke-mandate.ts'
import { heldAccounts, mandateOverview, type MandateFilter } from '../admin-citizens.ts'
import type { Identity } from '../identity.ts'
import { HELD, heldAccountsPage, MANDATES, mandatesPage } from '../pages/admin/citizens.tsx'

const province = { who: 'officer', roles: ['administrator'] } as const
const Word = Type.Optional(Type.String({ maxLength: 200 }))

export const citizenAdminRoutes = (identity: Identity): readonly Route[] => {
  const drawHeld = async (ctx: Ctx, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> => heldAccountsPage(frameFor({ ...ctx, url: HELD }), officerIn(ctx), { rows: await heldAccounts(identity, officerIn(ctx)), fields }, faults)
  async function drawMandates(ctx: Ctx, filter: MandateFilter, fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const found = await mandateOverview(identity, officerIn(ctx), filter, ctx.now, ADMIN_PAGE_SIZE)
    const procedures = await identity.ports.procedureNames([...new Set(found.rows.flatMap((row) => row.procedureCodes))])
    return mandatesPage(frameFor({ ...ctx, url: MANDATES }), officerIn(ctx), { filter, ...found, procedures, fields }, faults)
  }
  return [
    route({ name: 'identity.held-accounts-page', method: 'GET', path: HELD, policy: province, handle: async (ctx) => page(await drawHeld(ctx)) }),
    route({ name: 'identity.accept-id-number-change', method: 'POST', path: HELD, policy: province, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const accountId = fieldOf(ctx.body, 'account')
        const held = (await heldAccounts(identity, officerIn(ctx))).find(({ id }) => id === accountId)
        const reason = fieldOf(ctx.body, `reason-${accountId}`).slice(0, 500)
        if (held && reason === '') throw invalid([{ field: `reason-${accountId}`, code: 'required', message: { vi: 'Chưa ghi đã xem giấy tờ gì.', en: 'Say which papers you saw.' } }])
        const verdict = held ? await acceptIdNumberChange(identity, { actor: officerIn(ctx), accountId, reason, now: ctx.now }) : undefined
        if (!held || !verdict?.ok) throw conflict({ vi: 'Người này không còn chờ: có người vừa xử lý, hoặc họ đã đăng nhập được.', en: 'This person waits no more: somebody has let them in, or they have signed in.' })
        return redirect(HELD, { flash: choose(ctx.lang)(`Lần đăng nhập tới của ${held.name} sẽ vào được với số mới.`, `${held.name} gets in with the new number at the next sign-in.`) })
      }, (faults) => drawHeld(ctx, ctx.body, faults)) }),
    route({ name: 'identity.mandates-page', method: 'GET', path: MANDATES, policy: province, query: Type.Object({ q: Word, state: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      handle: async (ctx) => page(await drawMandates(ctx, { q: (ctx.query.q ?? '').trim(), state: ctx.query.state ?? '', page: ctx.query.page ?? 1 })) }),
    route({ name: 'identity.revoke-mandates-by-office', method: 'POST', path: `${MANDATES}/cham-dut`, policy: province, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const marked = listOf(ctx.body, 'mandates').map((mark) => { const [version = '', mandateId = ''] = mark.split(':'); return { mandateId, version: Number(version || 'NaN') } })
        await revokeMandatesByOffice(identity, { actor: officerIn(ctx), marked, reason: fieldOf(ctx.body, 'reason').slice(0, 500), now: ctx.now })
        return redirect(MANDATES, { flash: choose(ctx.lang)(`Đã chấm dứt ${marked.length} ủy quyền.`, `${marked.length} mandates ended.`) })
      }, (faults) => drawMandates(ctx, { q: '', state: '', page: 1 }, ctx.body, faults)) }),
  ]
}
