import { Type } from 'typebox'
import type { Tx } from '../../../kernel/db/db.ts'
import { invalid } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { isUuid, newId } from '../../../kernel/ids.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault, type Lang, type Wording } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { agenciesById, listAgencies } from '../../organisations/index.ts'
import { issueCredential, revokeCredential, type IssuedCredential } from '../acts/issue-credential.ts'
import { addGroup, changeGroup } from '../acts/put-group.ts'
import { addMember, changeMember } from '../acts/put-member.ts'
import { addSecurityServer } from '../acts/put-security-server.ts'
import { addSubsystem, changeSubsystem } from '../acts/put-subsystem.ts'
import { setPartyState } from '../acts/set-state.ts'
import { historyLines } from '../pages/history-lines.ts'
import { memberPage, membersPage, newMemberPage } from '../pages/members.tsx'
import { groupsPage } from '../pages/services.tsx'
import { subsystemPage } from '../pages/subsystem.tsx'
import type { ExchangePorts } from '../ports.ts'
import { credentialsOf, listGroups, listMembers, listSubsystems, memberDetail, serversOf, servicesOfSubsystem, subsystemDetail, wordingsOf } from '../queries/registry.ts'
import { listRights } from '../queries/rights.ts'
import { administrators, at, callOf, endOf, Id, linesIn, readingOf, stewards, withDesk, Word } from './common.ts'

const formOf = (fields: Fields): string | undefined => { const id = fieldOf(fields, 'form'); return isUuid(id) ? id : undefined }
type Posted = Ctx<{ id: string }, unknown, Fields>
export async function historyFor(tx: Tx, ports: ExchangePorts, type: string, id: string, lang: Lang): Promise<readonly Wording[]> {
  const rows = await wordingsOf(tx, type, id)
  const names = await ports.namesOf(rows.flatMap(row => row.by ?? []))
  return rows.map(row => ({ version: row.version, changedAt: row.changedAt, by: names.get(row.by ?? '') ?? '', lines: historyLines(row.content, lang) }))
}
/** The form names an agency by its code; an unknown one must not become nobody. */
async function agencyIdOf(ctx: Ctx<unknown, unknown, Fields>): Promise<string | null> {
  const code = fieldOf(ctx.body, 'agencyCode').toUpperCase()
  if (code === '') return null
  const agency = (await listAgencies(ctx.platform.db, localDateOf(ctx.now))).find(each => each.code === code)
  if (!agency) throw invalid([{ field: 'agencyCode', code: 'unknown', message: { vi: `Không có cơ quan mang mã “${code}”.`, en: `No agency has code "${code}".` } }])
  return agency.id
}

export function registryRoutes(ports: ExchangePorts): readonly Route[] {
  async function showMember(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => {
      const member = await memberDetail(tx, officerIn(ctx), id)
      return { member, subsystems: await listSubsystems(tx, officerIn(ctx), id), servers: await serversOf(tx, id), wordings: await historyFor(tx, ports, 'member', id, ctx.lang) }
    }, faults, at('thanh-vien', id))
    const { agencyId } = view.member
    const agencyCode = agencyId === null ? '' : (await agenciesById(ctx.platform.db, [agencyId])).get(agencyId)?.code ?? ''
    return memberPage(desk, { ...view, agencyCode, fields, form })
  }
  async function showSubsystem(ctx: Ctx, id: string, form = '', fields: Fields = {}, faults: readonly Fault[] = [], issued?: IssuedCredential): Promise<string> {
    const [desk, view] = await withDesk(ctx, async tx => ({ subsystem: await subsystemDetail(tx, officerIn(ctx), id), credentials: await credentialsOf(tx, id), services: await servicesOfSubsystem(tx, id),
      rights: await listRights(tx, officerIn(ctx), { state: 'live', q: '', subsystem: id }, ctx.now), wordings: await historyFor(tx, ports, 'subsystem', id, ctx.lang) }), faults, at('he-thong', id))
    return subsystemPage(desk, { ...view, fields, form, now: ctx.now, issued, formId: newId(ctx.now.getTime()) })
  }
  async function showGroups(ctx: Ctx, form = '', fields: Fields = {}, faults: readonly Fault[] = []): Promise<string> {
    const [desk, rows] = await withDesk(ctx, listGroups, faults, at('nhom'))
    return groupsPage(desk, { rows, fields, form })
  }
  // several forms of one page ask for a code and a name: each field carries its form's name, so that ids and faults stay apart
  const toldApart = (form: string, faults: readonly Fault[]): readonly Fault[] => form === 'subsystem' || form === 'server' ? faults.map(fault => fault.field === undefined ? fault : { ...fault, field: `${fault.field}-${form}` }) : faults
  const onMember = (ctx: Posted, form: string, work: () => Promise<unknown>, vi: string, en: string) => answerOnce(ctx, async () => { await work(); return redirect(at('thanh-vien', ctx.params.id), { flash: choose(ctx.lang)(vi, en) }) }, faults => showMember(ctx, ctx.params.id, form, ctx.body, toldApart(form, faults)))
  const onSubsystem = (ctx: Posted, form: string, work: () => Promise<unknown>, vi: string, en: string) => answerOnce(ctx, async () => { await work(); return redirect(at('he-thong', ctx.params.id), { flash: choose(ctx.lang)(vi, en) }) }, faults => showSubsystem(ctx, ctx.params.id, form, ctx.body, faults))

  return [
    route({ name: 'exchange.members-page', method: 'GET', path: at('thanh-vien'), policy: administrators, query: Type.Object({ q: Word, 'tinh-trang': Word }), handle: async ctx => {
      const filter = { q: ctx.query.q ?? '', state: ctx.query['tinh-trang'] ?? '' }
      const [desk, rows] = await withDesk(ctx, tx => listMembers(tx, officerIn(ctx), filter))
      return page(membersPage(desk, { rows, ...filter }))
    } }),
    route({ name: 'exchange.new-member-page', method: 'GET', path: at('thanh-vien', 'moi'), policy: stewards, handle: async ctx => { const [desk] = await withDesk(ctx, async () => undefined); return page(newMemberPage(desk, {})) } }),
    route({ name: 'exchange.add-member', method: 'POST', path: at('thanh-vien', 'moi'), policy: stewards, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const { body } = ctx
      const id = await addMember(callOf(ctx), { memberClass: fieldOf(body, 'memberClass'), code: fieldOf(body, 'code'), name: fieldOf(body, 'name').slice(0, 300), agencyId: await agencyIdOf(ctx), inOpenLog: fieldOf(body, 'outOfLog') === '' })
      return redirect(at('thanh-vien', id), { flash: choose(ctx.lang)('Đã thêm thành viên. Thêm hệ thống của thành viên ở dưới.', 'The member is added. Add its subsystems below.') })
    }, async faults => { const [desk] = await withDesk(ctx, async () => undefined, faults); return newMemberPage(desk, ctx.body) }) }),
    route({ name: 'exchange.member-page', method: 'GET', path: at('thanh-vien', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showMember(ctx, ctx.params.id)) }),
    route({ name: 'exchange.change-member', method: 'POST', path: at('thanh-vien', ':id', 'sua'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onMember(ctx, 'member', async () => changeMember(callOf(ctx), ctx.params.id, versionOf(ctx.body), { name: fieldOf(ctx.body, 'name').slice(0, 300), agencyId: await agencyIdOf(ctx), inOpenLog: fieldOf(ctx.body, 'outOfLog') === '' }), 'Đã lưu.', 'Saved.') }),
    route({ name: 'exchange.set-member-state', method: 'POST', path: at('thanh-vien', ':id', 'tinh-trang'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onMember(ctx, 'state', () => setPartyState(callOf(ctx), 'member', ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'state'), fieldOf(ctx.body, 'reason').slice(0, 500)), 'Đã đổi tình trạng. Các cổng biết trong vòng một giây.', 'The state is changed; the gateways know within a second.') }),
    route({ name: 'exchange.add-subsystem', method: 'POST', path: at('thanh-vien', ':id', 'he-thong'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onMember(ctx, 'subsystem', () => addSubsystem(callOf(ctx), ctx.params.id, { code: fieldOf(ctx.body, 'code-subsystem'), name: fieldOf(ctx.body, 'name-subsystem').slice(0, 300), connection: fieldOf(ctx.body, 'connection-subsystem') }), 'Đã thêm hệ thống.', 'The subsystem is added.') }),
    route({ name: 'exchange.add-security-server', method: 'POST', path: at('thanh-vien', ':id', 'may-chu'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onMember(ctx, 'server', () => addSecurityServer(callOf(ctx), ctx.params.id, { code: fieldOf(ctx.body, 'code-server'), address: fieldOf(ctx.body, 'address-server'), certificate: fieldOf(ctx.body, 'certificate-server') }), 'Đã thêm máy chủ.', 'The server is added.') }),

    route({ name: 'exchange.subsystem-page', method: 'GET', path: at('he-thong', ':id'), policy: administrators, params: Id, handle: async ctx => page(await showSubsystem(ctx, ctx.params.id)) }),
    route({ name: 'exchange.change-subsystem', method: 'POST', path: at('he-thong', ':id', 'sua'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onSubsystem(ctx, 'subsystem', () => changeSubsystem(callOf(ctx), ctx.params.id, versionOf(ctx.body), { name: fieldOf(ctx.body, 'name').slice(0, 300), connection: fieldOf(ctx.body, 'connection') }), 'Đã lưu.', 'Saved.') }),
    route({ name: 'exchange.set-subsystem-state', method: 'POST', path: at('he-thong', ':id', 'tinh-trang'), policy: stewards, params: Id, body: FormFields, handle: async ctx => onSubsystem(ctx, 'state', () => setPartyState(callOf(ctx), 'subsystem', ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, 'state'), fieldOf(ctx.body, 'reason').slice(0, 500)), 'Đã đổi tình trạng.', 'The state is changed.') }),
    route({ name: 'exchange.issue-credential', method: 'POST', path: at('he-thong', ':id', 'xac-thuc'), policy: stewards, params: Id, body: FormFields, handle: async ctx => answerOnce(ctx, async () => {
      const reading = readingOf(ctx)
      const validTo = endOf(reading.day('validTo'))
      if (reading.faults.length > 0) throw invalid(reading.faults)
      const issued = await issueCredential(callOf(ctx), ctx.params.id, { kind: fieldOf(ctx.body, 'kind'), form: formOf(ctx.body), label: fieldOf(ctx.body, 'label').slice(0, 200), validTo, certificate: fieldOf(ctx.body, 'certificate') })
      // shown on this answer and never again: the secret must not stand in an address or a cookie
      return page(await showSubsystem(ctx, ctx.params.id, '', {}, [], issued), { headers: { 'cache-control': 'no-store' } })
    }, faults => showSubsystem(ctx, ctx.params.id, 'credential', ctx.body, faults)) }),
    route({ name: 'exchange.revoke-credential', method: 'POST', path: at('xac-thuc', ':id', 'thu-hoi'), policy: stewards, params: Id, body: FormFields, handle: async ctx => {
      const subsystem = fieldOf(ctx.body, 'subsystem')
      return answerForm(ctx, async () => { await revokeCredential(callOf(ctx), ctx.params.id, versionOf(ctx.body), fieldOf(ctx.body, `reason-${ctx.params.id}`).slice(0, 500)); return redirect(at('he-thong', subsystem), { flash: choose(ctx.lang)('Đã thu hồi. Lượt gọi kế tiếp bằng thông tin này bị từ chối.', 'Revoked. The next call with it is refused.') }) }, faults => showSubsystem(ctx, subsystem, '', ctx.body, faults))
    } }),

    route({ name: 'exchange.groups-page', method: 'GET', path: at('nhom'), policy: stewards, handle: async ctx => page(await showGroups(ctx)) }),
    route({ name: 'exchange.add-group', method: 'POST', path: at('nhom'), policy: stewards, body: FormFields, handle: async ctx => answerOnce(ctx, async () => { await addGroup(callOf(ctx), { code: fieldOf(ctx.body, 'code'), name: fieldOf(ctx.body, 'name').slice(0, 300), members: linesIn(fieldOf(ctx.body, 'members')) }); return redirect(at('nhom'), { flash: choose(ctx.lang)('Đã thêm nhóm.', 'The group is added.') }) }, faults => showGroups(ctx, 'new', ctx.body, faults)) }),
    route({ name: 'exchange.change-group', method: 'POST', path: at('nhom', ':id'), policy: stewards, params: Id, body: FormFields, handle: async ctx => answerForm(ctx, async () => { await changeGroup(callOf(ctx), ctx.params.id, versionOf(ctx.body), { name: fieldOf(ctx.body, `name-${ctx.params.id}`).slice(0, 300), members: linesIn(fieldOf(ctx.body, `members-${ctx.params.id}`)) }); return redirect(at('nhom'), { flash: choose(ctx.lang)('Đã lưu nhóm.', 'The group is saved.') }) }, faults => showGroups(ctx, ctx.params.id, ctx.body, faults)) }),
  ]
}
