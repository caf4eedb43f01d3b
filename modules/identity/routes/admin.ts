import { Type } from 'typebox'
import { invalid, notAllowed } from '../../../kernel/errors.ts'
import { faultsOfRow, fieldOf, FormFields, officerIn, Reading, type Fields, versionOf } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, answerOnce, choose, frameFor } from '../../../ui/index.ts'
import { createStaffAccount } from '../acts/create-staff-account.ts'
import { disableStaffAccount } from '../acts/disable-staff-account.ts'
import { resetStaffAccess } from '../acts/reset-staff-access.ts'
import { signOutEverywhere } from '../acts/sign-out-everywhere.ts'
import { staffAccounts, staffDetail } from '../admin-queries.ts'
import { firstPassword } from '../first-password.ts'
import { localDay, type Identity } from '../identity.ts'
import { accountPage, accountsPage, newAccountPage, passwordOncePage } from '../pages/admin/accounts.tsx'

const PATH = '/quan-tri/tai-khoan'
const people = { who: 'officer', roles: ['administrator', 'unit-administrator'] } as const
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Word = Type.Optional(Type.String({ maxLength: 200 }))

export const staffAdminRoutes = (identity: Identity): readonly Route[] => {
  const detail = async (ctx: Ctx, id: string, fields: Fields = {}, faults: Parameters<typeof accountPage>[4] = []): Promise<string> =>
    accountPage(frameFor(ctx), officerIn(ctx), await staffDetail(identity, officerIn(ctx), id, ctx.now), fields, faults)
  const lock = (disabled: boolean) => async (ctx: Ctx<{ id: string }, unknown, Fields>): Promise<Reply> => {
    const { id } = ctx.params
    await staffDetail(identity, officerIn(ctx), id, ctx.now)
    return answerForm(ctx, async () => {
      await disableStaffAccount(identity, { actor: officerIn(ctx), accountId: id, version: versionOf(ctx.body), disabled, reason: fieldOf(ctx.body, 'reason-lock').slice(0, 500), now: ctx.now })
      return redirect(`${PATH}/${id}`, { flash: disabled ? choose(ctx.lang)('Đã khóa tài khoản, mọi phiên đã kết thúc.', 'Account locked; every session ended.') : choose(ctx.lang)('Đã mở khóa tài khoản.', 'Account unlocked.') })
    }, (faults) => detail(ctx, id, ctx.body, faultsOfRow(faults, 'lock')))
  }
  return [
    route({ name: 'identity.staff-accounts-page', method: 'GET', path: PATH, policy: people, query: Type.Object({ q: Word, state: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      handle: async (ctx) => {
        const filter = { q: (ctx.query.q ?? '').trim(), state: ctx.query.state ?? '', page: ctx.query.page ?? 1 }
        return page(accountsPage(frameFor(ctx), officerIn(ctx), { filter, ...await staffAccounts(identity, officerIn(ctx), filter, ctx.now, ADMIN_PAGE_SIZE) }))
      } }),
    route({ name: 'identity.create-staff-account-page', method: 'GET', path: `${PATH}/moi`, policy: people, handle: async (ctx) => page(newAccountPage(frameFor(ctx), officerIn(ctx), {})) }),
    route({ name: 'identity.create-staff-account', method: 'POST', path: `${PATH}/moi`, policy: people, body: FormFields,
      handle: async (ctx) => answerOnce(ctx, async () => {
        const reading = new Reading(ctx.body, localDay(ctx.now))
        const displayName = reading.needed('displayName', 120, 'Chưa có họ và tên. Gõ đủ họ, tên đệm và tên.', 'The name is missing.')
        const username = reading.needed('username', 99, 'Chưa có tên đăng nhập. Gõ chữ thường không dấu, ví dụ hang.phan.', 'The user name is missing.')
        if (reading.faults.length) throw invalid(reading.faults)
        const password = firstPassword()
        const made = await createStaffAccount(identity, { actor: officerIn(ctx), username, displayName, password, email: fieldOf(ctx.body, 'email'), now: ctx.now })
        if (!made.ok && made.reason === 'email-unusable') throw invalid([{ field: 'email', code: made.reason, message: { vi: 'Thư điện tử chưa đúng. Ví dụ: hang.phan@thainguyen.gov.vn, hoặc để trống.', en: 'This is no e-mail address. Correct it, or leave it empty.' } }])
        if (!made.ok) throw invalid([{ field: 'username', code: made.reason, message: made.reason === 'name-taken'
          ? { vi: `Tên “${username}” đã có người dùng. Chọn tên khác, ví dụ thêm tên đơn vị phía sau.`, en: `"${username}" is taken. Choose another, for example with the unit after it.` }
          : { vi: `Tên “${username}” có ký tự không dùng được. Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch ngang.`, en: `"${username}" has unusable characters. Use lower-case letters, digits, dots and hyphens.` } }])
        return page(passwordOncePage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { accountId: made.accountId, username, password, seated: false }))
      }, (faults) => newAccountPage(frameFor(ctx), officerIn(ctx), ctx.body, faults)) }),
    route({ name: 'identity.staff-account-admin-page', method: 'GET', path: `${PATH}/:id`, policy: people, params: Id, handle: async (ctx) => page(await detail(ctx, ctx.params.id)) }),
    route({ name: 'identity.reset-staff-access', method: 'POST', path: `${PATH}/:id/cap-lai`, policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        const account = await staffDetail(identity, officerIn(ctx), ctx.params.id, ctx.now)
        return answerOnce(ctx, async () => {
          const reason = fieldOf(ctx.body, 'reason-reset').slice(0, 500)
          if (reason === '') throw invalid([{ field: 'reason', code: 'required', message: { vi: 'Chưa có lý do. Ghi cách bạn đã xác minh đúng người.', en: 'Give the reason: how you made sure who asks.' } }])
          const password = firstPassword()
          const verdict = await resetStaffAccess(identity, { actor: officerIn(ctx), accountId: account.id, password, reason, now: ctx.now })
          if (!verdict.ok) throw notAllowed()
          return page(passwordOncePage(frameFor({ ...ctx, url: PATH }), officerIn(ctx), { accountId: account.id, username: account.username, password, seated: true }))
        }, (faults) => detail(ctx, account.id, ctx.body, faultsOfRow(faults, 'reset')))
      } }),
    route({ name: 'identity.disable-staff-account', method: 'POST', path: `${PATH}/:id/khoa`, policy: people, params: Id, body: FormFields, handle: lock(true) }),
    route({ name: 'identity.enable-staff-account', method: 'POST', path: `${PATH}/:id/mo-khoa`, policy: people, params: Id, body: FormFields, handle: lock(false) }),
    route({ name: 'identity.end-staff-sessions', method: 'POST', path: `${PATH}/:id/ket-thuc-phien`, policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        await staffDetail(identity, officerIn(ctx), ctx.params.id, ctx.now)
        const ended = await signOutEverywhere(identity, { actor: officerIn(ctx), accountId: ctx.params.id, keep: ctx.session?.id, now: ctx.now })
        return redirect(`${PATH}/${ctx.params.id}`, { flash: choose(ctx.lang)(`Đã kết thúc ${ended} phiên.`, `${ended} sessions ended.`) })
      } }),
  ]
}
