import { OFFICER_ROLES, type OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, listOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, Button, Checkboxes, choose, Details, EmptyState, faultOf, History, Input, periodText, say, Table, Tag, type Fault, type Frame, type Wording } from '../../../../ui/index.ts'
import type { HolderRow, PositionDetail } from '../../admin-queries.ts'
import { ROLE_TEXTS } from '../../texts.ts'

export interface PositionFormView { readonly agency: { readonly id: string; readonly name: string; readonly below: number }; readonly action: string; readonly fields: Fields; readonly version?: number }

function PositionForm({ frame, actor, view, faults }: { readonly frame: Frame; readonly actor: OfficerActor; readonly view: PositionFormView; readonly faults: readonly Fault[] }) {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.fields, name), error: faultOf(faults, name) })
  const open = OFFICER_ROLES.filter((role) => role !== 'administrator' || actor.roles.includes('administrator') || listOf(view.fields, 'roles').includes(role))
  return (
    <AdminForm frame={frame} action={view.action} version={view.version}>
      <Input {...of('title')} label={t('Chức danh', 'Title')} hint={t('In dưới chữ ký trên kết quả.', 'Printed under signatures.')} />
      <Input {...of('unitName')} label={t('Phòng, bộ phận', 'Unit')} optional />
      <Checkboxes name="roles" label={t('Vị trí này được làm gì', 'What this position may do')} values={listOf(view.fields, 'roles')} error={faultOf(faults, 'roles')}
        options={open.map((role) => ({ value: role, label: say(ROLE_TEXTS[role].name, frame.lang), hint: say(ROLE_TEXTS[role].about, frame.lang) }))} />
      <Input {...of('validFrom')} label={t('Có hiệu lực từ ngày', 'Valid from')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} />
      <Input {...of('validTo')} label={t('Đến hết ngày', 'Until the end of')} optional hint={t('Để trống nếu chưa biết.', 'Leave empty when open.')} width={10} />
      <Button>{t('Lưu vị trí', 'Save position')}</Button>
    </AdminForm>
  )
}

export function newPositionPage(frame: Frame, actor: OfficerActor, view: PositionFormView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  return adminPage({ frame, title: t('Thêm vị trí công tác', 'Add a position'), agency: actor.agencyName, lead: view.agency.name, back: { href: `/quan-tri/co-quan/${view.agency.id}`, text: view.agency.name }, faults, children: <PositionForm frame={frame} actor={actor} view={view} faults={faults} /> })
}

/** A position with all who held it; giving it to somebody stands first, since that is what people come for. */
export function positionPage(frame: Frame, actor: OfficerActor, view: PositionFormView & { readonly position: PositionDetail; readonly today: string; readonly history: readonly Wording[]; readonly seat: Fields; readonly editing?: boolean }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { position, today } = view
  const base = `/quan-tri/vi-tri/${position.id}`
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.seat, name), error: faultOf(faults, name) })
  const state = (h: HolderRow) => h.validFrom > today ? <Tag tone="blue">{t('Sắp nhận', 'To come')}</Tag> : h.validTo !== null && h.validTo < today ? <Tag>{t('Đã thôi', 'Past')}</Tag> : <Tag tone="green">{t('Đang giữ', 'Holds it')}</Tag>
  return adminPage({
    frame, title: position.title, agency: actor.agencyName, faults, back: { href: `/quan-tri/co-quan/${view.agency.id}`, text: view.agency.name },
    lead: [position.unitName, position.roles.map((role) => say(ROLE_TEXTS[role].name, frame.lang)).join(', '), periodText(position.validFrom, position.validTo, frame.lang)].filter(Boolean).join(' · '),
    children: <>
      {position.roles.some((role) => role === 'unit-administrator' || role === 'supervisor') && <p class="govuk-body">{t(`Phạm vi theo dõi, quản trị: ${view.agency.name}${view.agency.below > 0 ? ` và ${view.agency.below} cơ quan trực thuộc, kể cả các cấp dưới nữa` : ''}.`, `Reach: ${view.agency.name}${view.agency.below > 0 ? ` and the ${view.agency.below} agencies below, down to the last` : ''}.`)}</p>}
      <h2 class="govuk-heading-m">{t('Người giữ vị trí', 'Who holds it')}</h2>
      <Table caption={t('Người giữ vị trí', 'Holders')} captionHidden rows={position.holders} keyOf={(row) => row.id} empty={<EmptyState title={t('Chưa có ai giữ vị trí này', 'Nobody holds this position yet')} text={t('Giao cho một tài khoản cán bộ ở ngay dưới đây.', 'Give it to a staff account just below.')} />}
        columns={[
          { id: 'name', header: t('Họ và tên', 'Name'), main: true, cell: (row) => <a class="govuk-link" href={`/quan-tri/tai-khoan/${row.accountId}`}>{row.name}</a> },
          { id: 'state', header: t('Tình trạng', 'State'), cell: state },
          { id: 'time', header: t('Thời gian', 'Period'), nowrap: true, cell: (row) => periodText(row.validFrom, row.validTo, frame.lang) },
          { id: 'end', header: t('Cho thôi', 'End'), cell: (row) => row.validTo !== null && row.validTo < today ? '' : (
            <Details summary={t('Cho thôi giữ', 'End')} open={fieldOf(view.seat, 'holder') === row.id}>
              <AdminForm frame={frame} action={`${base}/thoi-giu`} version={row.version}>
                <input type="hidden" name="holder" value={row.id} />
                <Input {...of(`lastDay-${row.id}`)} label={t('Ngày cuối cùng', 'Last day')} width={10} />
                <Input {...of(`reason-${row.id}`)} label={t('Lý do', 'Reason')} optional />
                <Button tone="secondary" size="small">{t('Ghi ngày thôi giữ', 'Record the end')}</Button>
              </AdminForm>
            </Details>) },
        ]} />
      <h2 class="govuk-heading-m">{t('Giao vị trí cho', 'Give it to')}</h2>
      <AdminForm frame={frame} action={`${base}/giao`}>
        <Input {...of('username')} label={t('Tên đăng nhập của cán bộ', 'User name')} hint={t('Chưa có tài khoản? Mở ở mục Tài khoản cán bộ trước.', 'No account yet? Open one under Staff accounts first.')} width={20} />
        <Input {...of('from')} label={t('Từ ngày', 'From')} hint={actor.roles.includes('administrator') ? t('ngày/tháng/năm; lùi về trước hôm nay phải ghi lý do', 'day/month/year; before today a reason is needed') : t('ngày/tháng/năm, từ hôm nay trở đi', 'day/month/year, today or later')} width={10} />
        <Input {...of('to')} label={t('Đến hết ngày', 'Until the end of')} optional width={10} />
        {actor.roles.includes('administrator') && <Input {...of('reason')} label={t('Lý do ghi lùi ngày', 'Reason for dating back')} hint={t('Ví dụ: theo Quyết định 12/QĐ-UBND ngày 01/03/2026.', 'For example: appointed on 01/03/2026.')} optional />}
        <Button tone="secondary">{t('Giao vị trí', 'Seat')}</Button>
      </AdminForm>
      <Details summary={t('Sửa vị trí: chức danh, vai trò, thời hạn', 'Change the position: title, roles, period')} open={view.editing === true}>
        <PositionForm frame={frame} actor={actor} view={view} faults={faults} />
      </Details>
      <History wordings={view.history} />
    </>,
  })
}
