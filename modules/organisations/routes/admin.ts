import { Type } from 'typebox'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { invalid, notFound } from '../../../kernel/errors.ts'
import { showDate } from '../../../kernel/forms/dates.ts'
import { faultsOfRow, fieldOf, fieldsOfRow, FormFields, listOf, mayAdminister, officerIn, Reading, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, answerOnce, choose, formatIsoDate, frameFor, type Fault, type Lang, type Wording } from '../../../ui/index.ts'
import { changeAgency } from '../acts/change-agency.ts'
import { createAgency } from '../acts/create-agency.ts'
import { endAgency } from '../acts/end-agency.ts'
import { changePosition, createPosition, type PositionInput } from '../acts/put-position.ts'
import { endHolding, seatHolder } from '../acts/seat-holder.ts'
import { agencyDetail, findAgencies, kindsOfAgencies, positionDetail, positionsOfAgency, roleCoverage, wordingsOf } from '../admin-queries.ts'
import { agenciesPage } from '../pages/admin/agencies.tsx'
import { agencyFormPage, agencyPage, endAgencyPage, type AgencyPageView } from '../pages/admin/agency.tsx'
import { newPositionPage, positionPage } from '../pages/admin/position.tsx'
import { rolesPage } from '../pages/admin/roles.tsx'
import type { OrganisationPorts } from '../ports.ts'
import { ROLE_TEXTS } from '../texts.ts'

const PATH = '/quan-tri/co-quan'
const people = { who: 'officer', roles: ['administrator', 'unit-administrator'] } as const
const province = { who: 'officer', roles: ['administrator'] } as const
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Word = Type.Optional(Type.String({ maxLength: 200 }))
const PageNumber = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }))

const localDay = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)

/** Agencies out of reach are not there (trust.md T10). */
function reachable(actor: OfficerActor, agencyId: string): void { if (!mayAdminister(actor, agencyId)) throw notFound() }

/** What the forms call these. */
const FIELDS = { code: ['Mã', 'Code'], name: ['Tên', 'Name'], title: ['Chức danh', 'Title'], unitName: ['Phòng, bộ phận', 'Unit'], roles: ['Vai trò', 'Roles'], address: ['Địa chỉ', 'Address'], phone: ['Điện thoại', 'Telephone'], email: ['Thư điện tử', 'E-mail'], validFrom: ['Từ ngày', 'From'], validTo: ['Đến hết ngày', 'Until the end of'] } as const
const roleName = (role: unknown, lang: Lang): string => Object.entries(ROLE_TEXTS).find(([key]) => key === role)?.[1].name[lang] ?? String(role)
/** An earlier wording, one line for each thing it said, in the words of the forms. */
function linesOf(content: unknown, lang: Lang): string[] {
  const told = new Map(typeof content === 'object' && content !== null ? Object.entries(content).filter(([, value]) => value !== '' && value !== null) : [])
  return Object.entries(FIELDS).flatMap(([key, [vi, en]]) => {
    const value: unknown = told.get(key)
    const said = Array.isArray(value) ? value.map(each => roleName(each, lang)).join(', ') : typeof value !== 'string' ? '' : key.startsWith('valid') ? formatIsoDate(value, lang) : value
    return said === '' ? [] : [`${choose(lang)(vi, en)}: ${said}`]
  })
}

export function organisationAdminRoutes(ports: OrganisationPorts): readonly Route[] {
  async function historyOf(ctx: Ctx, type: 'agency' | 'position', id: string): Promise<readonly Wording[]> {
    const rows = await wordingsOf(ctx.platform.db, type, id)
    const names = await ports.namesOf(rows.flatMap(row => row.by ?? []))
    return rows.map(row => ({ version: row.version, changedAt: row.changedAt, by: names.get(row.by ?? '') ?? '', lines: linesOf(row.content, ctx.lang) }))
  }
  async function agencyView(ctx: Ctx, id: string): Promise<AgencyPageView> {
    const actor = officerIn(ctx)
    reachable(actor, id)
    const { db } = ctx.platform
    const [agency, positions, history, open] = await Promise.all([agencyDetail(db, id), positionsOfAgency(db, id), historyOf(ctx, 'agency', id), ports.openDossiersOf(actor, id, 100)])
    return { agency, positions, history, open: open.rows, openCount: open.count, today: localDay(ctx.now) }
  }
  const readAgency = (fields: Fields): { code: string; name: string; address: string; phone: string; email: string } =>
    ({ code: fieldOf(fields, 'code').toUpperCase(), name: fieldOf(fields, 'name'), address: fieldOf(fields, 'address').slice(0, 500), phone: fieldOf(fields, 'phone'), email: fieldOf(fields, 'email') })
  function readPosition(fields: Fields, today: string): PositionInput {
    const reading = new Reading(fields, today)
    const input = { title: reading.text('title', 200), unitName: reading.text('unitName', 200), roles: listOf(fields, 'roles'), validFrom: reading.neededDay('validFrom', 'Chưa có ngày hiệu lực. Gõ ngày/tháng/năm.', 'The first day is missing.'), validTo: reading.day('validTo') }
    if (reading.faults.length) throw invalid(reading.faults)
    return input
  }
  async function positionView(ctx: Ctx, id: string, fields: Fields | undefined, seat: Fields) {
    const { db } = ctx.platform
    const position = await positionDetail(db, id)
    reachable(officerIn(ctx), position.agencyId)
    const [agency, history] = await Promise.all([agencyDetail(db, position.agencyId), historyOf(ctx, 'position', id)])
    return { agency, position, today: localDay(ctx.now), history, seat, version: position.version, action: `/quan-tri/vi-tri/${id}`, ...(fields ? { editing: true } : {}),
      fields: fields ?? { title: position.title, unitName: position.unitName, roles: [...position.roles], validFrom: showDate(position.validFrom), validTo: position.validTo === null ? '' : showDate(position.validTo) } }
  }

  return [
    route({ name: 'organisations.agencies-page', method: 'GET', path: PATH, policy: people, query: Type.Object({ q: Word, level: Word, kind: Word, state: Word, page: PageNumber }),
      handle: async (ctx) => {
        const actor = officerIn(ctx)
        const filter = { q: (ctx.query.q ?? '').trim(), level: ctx.query.level ?? '', kind: ctx.query.kind ?? '', state: ctx.query.state ?? '', page: ctx.query.page ?? 1 }
        const [found, kinds] = await Promise.all([findAgencies(ctx.platform.db, actor, filter, localDay(ctx.now), ADMIN_PAGE_SIZE), kindsOfAgencies(ctx.platform.db)])
        return page(agenciesPage(frameFor(ctx), actor, { filter, ...found, kinds }))
      } }),
    route({ name: 'organisations.roles-page', method: 'GET', path: '/quan-tri/vai-tro', policy: people, query: Type.Object({ q: Word, all: Word, page: PageNumber }),
      handle: async (ctx) => {
        const actor = officerIn(ctx)
        const about = { q: (ctx.query.q ?? '').trim(), page: ctx.query.page ?? 1, every: ctx.query.all === '1' }
        return page(rolesPage(frameFor(ctx), actor, { ...about, size: ADMIN_PAGE_SIZE, ...await roleCoverage(ctx.platform.db, actor, about, localDay(ctx.now), ADMIN_PAGE_SIZE) }))
      } }),
    route({ name: 'organisations.create-agency-page', method: 'GET', path: `${PATH}/moi`, policy: province,
      handle: async (ctx) => page(agencyFormPage(frameFor(ctx), officerIn(ctx), { action: `${PATH}/moi`, title: choose(ctx.lang)('Thêm cơ quan', 'Add an agency'), back: PATH, fields: {}, isNew: true, kinds: await kindsOfAgencies(ctx.platform.db) })) }),
    route({ name: 'organisations.create-agency', method: 'POST', path: `${PATH}/moi`, policy: province, body: FormFields,
      handle: async (ctx) => answerOnce(ctx, async () => {
        const reading = new Reading(ctx.body, localDay(ctx.now))
        const validFrom = reading.neededDay('validFrom', 'Chưa có ngày bắt đầu hoạt động. Gõ ngày/tháng/năm.', 'The first day is missing.')
        const typed = fieldOf(ctx.body, 'level')
        if (typed !== 'province' && typed !== 'commune') reading.fault('level', 'Chưa chọn cấp. Chọn cấp tỉnh hoặc cấp xã.', 'Choose a level: province or commune.', 'required')
        const level = typed === 'province' ? 'province' : 'commune'
        const id = await createAgency(ctx.platform, officerIn(ctx), { ...readAgency(ctx.body), parentCode: fieldOf(ctx.body, 'parentCode').toUpperCase(), kind: fieldOf(ctx.body, 'kind'), level, unitCode: null, validFrom }, reading.faults)
        return redirect(`${PATH}/${id}`, { flash: choose(ctx.lang)('Đã thêm cơ quan. Tiếp theo, thêm vị trí và giao cho người giữ.', 'Agency added. Next, add positions and seat people.') })
      }, async (faults) => agencyFormPage(frameFor(ctx), officerIn(ctx), { action: `${PATH}/moi`, title: choose(ctx.lang)('Thêm cơ quan', 'Add an agency'), back: PATH, fields: ctx.body, isNew: true, kinds: await kindsOfAgencies(ctx.platform.db) }, faults)) }),
    route({ name: 'organisations.agency-page', method: 'GET', path: `${PATH}/:id`, policy: people, params: Id, handle: async (ctx) => page(agencyPage(frameFor(ctx), officerIn(ctx), await agencyView(ctx, ctx.params.id))) }),
    route({ name: 'organisations.change-agency-page', method: 'GET', path: `${PATH}/:id/sua`, policy: people, params: Id,
      handle: async (ctx) => {
        reachable(officerIn(ctx), ctx.params.id)
        const agency = await agencyDetail(ctx.platform.db, ctx.params.id)
        return page(agencyFormPage(frameFor(ctx), officerIn(ctx), { action: `${PATH}/${agency.id}/sua`, title: choose(ctx.lang)('Sửa thông tin cơ quan', 'Change the agency'), back: `${PATH}/${agency.id}`, version: agency.version, isNew: false, kinds: [], fields: { name: agency.name, code: agency.code, address: agency.address, phone: agency.phone, email: agency.email } }))
      } }),
    route({ name: 'organisations.change-agency', method: 'POST', path: `${PATH}/:id/sua`, policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        const { id } = ctx.params
        reachable(officerIn(ctx), id)
        return answerForm(ctx, async () => {
          await changeAgency(ctx.platform, officerIn(ctx), id, versionOf(ctx.body), readAgency(ctx.body))
          return redirect(`${PATH}/${id}`, { flash: choose(ctx.lang)('Đã lưu. Bản trước vẫn xem được ở cuối trang.', 'Saved. The earlier wording is at the foot of the page.') })
        }, async (faults) => {
          const agency = await agencyDetail(ctx.platform.db, id)
          return agencyFormPage(frameFor(ctx), officerIn(ctx), { action: `${PATH}/${id}/sua`, title: choose(ctx.lang)('Sửa thông tin cơ quan', 'Change the agency'), back: `${PATH}/${id}`, version: agency.version, isNew: false, kinds: [], fields: ctx.body }, faults)
        })
      } }),
    route({ name: 'organisations.end-agency-page', method: 'GET', path: `${PATH}/:id/cham-dut`, policy: province, params: Id, handle: async (ctx) => page(endAgencyPage(frameFor(ctx), officerIn(ctx), { ...await agencyView(ctx, ctx.params.id), fields: {} })) }),
    route({ name: 'organisations.end-agency', method: 'POST', path: `${PATH}/:id/cham-dut`, policy: province, params: Id, body: FormFields,
      handle: async (ctx) => answerForm(ctx, async () => {
        const reading = new Reading(ctx.body, localDay(ctx.now))
        const lastDay = reading.neededDay('lastDay', 'Chưa có ngày cuối cùng. Gõ ngày/tháng/năm.', 'The last day is missing.')
        await endAgency(ctx.platform, officerIn(ctx), ctx.params.id, versionOf(ctx.body), { lastDay, successorCode: fieldOf(ctx.body, 'successorCode').toUpperCase(), decision: fieldOf(ctx.body, 'decision') }, reading.faults)
        return redirect(`${PATH}/${ctx.params.id}`, { flash: choose(ctx.lang)('Đã ghi ngày chấm dứt. Hãy bàn giao các hồ sơ còn mở bên dưới.', 'The end is recorded. Hand over the open dossiers below.') })
      }, async (faults) => endAgencyPage(frameFor(ctx), officerIn(ctx), { ...await agencyView(ctx, ctx.params.id), fields: ctx.body }, faults)) }),
    route({ name: 'organisations.create-position-page', method: 'GET', path: `${PATH}/:id/vi-tri/moi`, policy: people, params: Id,
      handle: async (ctx) => {
        reachable(officerIn(ctx), ctx.params.id)
        return page(newPositionPage(frameFor(ctx), officerIn(ctx), { agency: await agencyDetail(ctx.platform.db, ctx.params.id), action: `${PATH}/${ctx.params.id}/vi-tri/moi`, fields: { validFrom: showDate(localDay(ctx.now)) } }))
      } }),
    route({ name: 'organisations.create-position', method: 'POST', path: `${PATH}/:id/vi-tri/moi`, policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        reachable(officerIn(ctx), ctx.params.id)
        const agency = await agencyDetail(ctx.platform.db, ctx.params.id)
        return answerOnce(ctx, async () => {
          const id = await createPosition(ctx.platform, officerIn(ctx), agency.id, readPosition(ctx.body, localDay(ctx.now)))
          return redirect(`/quan-tri/vi-tri/${id}`, { flash: choose(ctx.lang)('Đã thêm vị trí. Giờ bạn giao cho người giữ.', 'Position added. Now seat somebody.') })
        }, (faults) => newPositionPage(frameFor(ctx), officerIn(ctx), { agency, action: `${PATH}/${agency.id}/vi-tri/moi`, fields: ctx.body }, faults))
      } }),
    route({ name: 'organisations.position-page', method: 'GET', path: '/quan-tri/vi-tri/:id', policy: people, params: Id,
      handle: async (ctx) => page(positionPage(frameFor(ctx), officerIn(ctx), await positionView(ctx, ctx.params.id, undefined, { from: showDate(localDay(ctx.now)) }))) }),
    route({ name: 'organisations.change-position', method: 'POST', path: '/quan-tri/vi-tri/:id', policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        reachable(officerIn(ctx), (await positionDetail(ctx.platform.db, ctx.params.id)).agencyId)
        return answerForm(ctx, async () => {
          await changePosition(ctx.platform, officerIn(ctx), ctx.params.id, versionOf(ctx.body), readPosition(ctx.body, localDay(ctx.now)))
          return redirect(`/quan-tri/vi-tri/${ctx.params.id}`, { flash: choose(ctx.lang)('Đã lưu vị trí. Có hiệu lực từ lần bấm tiếp theo của người đang giữ.', 'Saved. Holds from the next click of whoever sits there.') })
        }, async (faults) => positionPage(frameFor(ctx), officerIn(ctx), await positionView(ctx, ctx.params.id, ctx.body, {}), faults))
      } }),
    route({ name: 'organisations.seat-holder', method: 'POST', path: '/quan-tri/vi-tri/:id/giao', policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        reachable(officerIn(ctx), (await positionDetail(ctx.platform.db, ctx.params.id)).agencyId)
        return answerOnce(ctx, async () => {
          const reading = new Reading(ctx.body, localDay(ctx.now))
          const username = reading.needed('username', 100, 'Chưa có tên đăng nhập. Gõ tên đăng nhập của cán bộ nhận vị trí.', 'The user name is missing.')
          const validFrom = reading.neededDay('from', 'Chưa có ngày bắt đầu. Gõ ngày/tháng/năm.', 'The first day is missing.')
          const validTo = reading.day('to')
          const account = username === '' ? undefined : await ports.findStaffAccount(username)
          if (username !== '' && !account) reading.fault('username', `Không có tài khoản cán bộ “${username}”. Kiểm tra chính tả, hoặc mở tài khoản trước.`, `There is no staff account "${username}". Check the spelling, or open one first.`)
          if (account?.disabled) reading.fault('username', `Tài khoản “${username}” đang bị khóa. Mở khóa trước khi giao vị trí.`, `Account "${username}" is locked. Unlock it first.`)
          const reason = reading.text('reason', 500)
          if (reading.faults.length || !account) throw invalid(reading.faults)
          await seatHolder(ctx.platform, officerIn(ctx), ctx.params.id, { ...account, reason, validFrom, validTo })
          return redirect(`/quan-tri/vi-tri/${ctx.params.id}`, { flash: choose(ctx.lang)(`Đã giao vị trí cho ${account.displayName}.`, `${account.displayName} now holds this position.`) })
        }, async (faults) => positionPage(frameFor(ctx), officerIn(ctx), await positionView(ctx, ctx.params.id, undefined, ctx.body), faults.map(renamed)))
      } }),
    route({ name: 'organisations.end-holding', method: 'POST', path: '/quan-tri/vi-tri/:id/thoi-giu', policy: people, params: Id, body: FormFields,
      handle: async (ctx) => {
        reachable(officerIn(ctx), (await positionDetail(ctx.platform.db, ctx.params.id)).agencyId)
        const holder = fieldOf(ctx.body, 'holder')
        return answerForm(ctx, async () => {
          const reading = new Reading(fieldsOfRow(ctx.body, holder), localDay(ctx.now))
          const lastDay = reading.neededDay('lastDay', 'Chưa có ngày cuối cùng. Gõ ngày/tháng/năm.', 'The last day is missing.')
          const reason = reading.text('reason', 500)
          if (reading.faults.length) throw invalid(reading.faults)
          await endHolding(ctx.platform, officerIn(ctx), holder, versionOf(ctx.body), lastDay, reason)
          return redirect(`/quan-tri/vi-tri/${ctx.params.id}`, { flash: choose(ctx.lang)('Đã ghi ngày thôi giữ vị trí.', 'The end is recorded.') })
        }, async (faults) => positionPage(frameFor(ctx), officerIn(ctx), await positionView(ctx, ctx.params.id, undefined, ctx.body), faultsOfRow(faults, holder)))
      } }),
  ]
}

/** The act speaks of the period, the form of this page names its days otherwise than the form of the position does. */
const renamed = (fault: Fault): Fault => fault.field === 'validFrom' ? { ...fault, field: 'from' } : fault.field === 'validTo' ? { ...fault, field: 'to' } : fault
