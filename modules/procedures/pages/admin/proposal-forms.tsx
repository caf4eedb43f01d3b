import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, Button, choose, Confirm, Details, faultOf, Input, Radios, say, Select, SummaryCard, Textarea, type Fault, type Frame } from '../../../../ui/index.ts'
import { ROLE_TEXTS } from '../../../organisations/index.ts'
import { CASE_UNITS, hasPlainAmount } from '../../domain/pack-edit.ts'
import { CHANNELS, type Channel, type ProcedureCase, type ProcedurePack } from '../../domain/pack.ts'
import { TIME_UNITS } from '../../domain/workflow.ts'
import { channelTexts, texts, unitTexts } from '../../texts.ts'
import { PROCEDURES } from './procedures.tsx'

interface FormView { readonly pack: ProcedurePack; readonly version: number; readonly fields: Fields }
interface Bound { readonly name: string; readonly value: string; readonly error: string | undefined }
const binder = (fields: Fields, faults: readonly Fault[]) => (name: string): Bound => ({ name, value: fieldOf(fields, name), error: faultOf(faults, name) })
type Bind = ReturnType<typeof binder>
const HANDLING_ROLES = ['reception-officer', 'case-officer', 'approver', 'signer'] as const

/** What holds for the whole procedure. */
export function generalFormPage(frame: Frame, actor: OfficerActor, view: FormView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const of = binder(view.fields, faults)
  const base = `${PROCEDURES}/${view.pack.code}/de-xuat`
  return adminPage({
    frame, title: t('Tên, giới thiệu, quyết định', 'Name, summary, decision'), agency: actor.agencyName, faults, back: { href: base, text: t('Bản soạn', 'Proposal') }, lead: view.pack.code,
    children: <AdminForm frame={frame} action={`${base}/chung`} version={view.version}>
      <Textarea {...of('nameVi')} rows={2} label={t('Tên thủ tục', 'Name')} hint={t('Đúng như quyết định công bố.', 'Exactly as in the decision.')} />
      <Textarea {...of('nameEn')} rows={2} label={t('Tên tiếng Anh', 'Name in English')} optional />
      <Textarea {...of('summaryVi')} rows={3} label={t('Giới thiệu', 'Summary')} hint={t('Một câu: người dân nhận được gì, khi nào cần.', 'One sentence: what people get, and when they need it.')} />
      <Textarea {...of('summaryEn')} rows={3} label={t('Giới thiệu tiếng Anh', 'Summary in English')} optional />
      <Input {...of('packDecision')} label={t('Quyết định công bố thủ tục', 'Decision that published the procedure')} optional hint={t('Của bộ hoặc tỉnh, ví dụ 163/QĐ-BTP.', 'Of the ministry or the province.')} />
      <Radios {...of('onlineLevel')} label={t('Mức trực tuyến', 'Online level')} options={[{ value: 'full', label: t('Toàn trình', 'Fully online') }, { value: 'partial', label: t('Một phần', 'Partly online') }]} />
      <Textarea {...of('onlineLevelReason')} rows={2} label={t('Lý do chỉ một phần', 'Reason for partial')} optional hint={t('Bắt buộc khi chọn một phần (NĐ 224/2026 Đ14).', 'Needed for a partial service (NĐ 224/2026 Đ14).')} />
      <Button>{t('Lưu vào bản soạn', 'Save to the proposal')}</Button>
    </AdminForm>,
  })
}

function ChannelFields({ of, channel, bind, frame }: { readonly of: ProcedureCase; readonly channel: Channel; readonly bind: Bind; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const name = say(channelTexts[channel], frame.lang)
  return (
    <SummaryCard title={name} level={3}>
      <Confirm name={`${channel}.offered`} label={t(`Nhận hồ sơ: ${name}`, `Open: ${name}`)} checked={bind(`${channel}.offered`).value === 'yes'} />
      <div class="ts-filters">
        <Input {...bind(`${channel}.value`)} label={t('Thời hạn', 'Time limit')} width={5} inputMode="numeric" />
        <Select {...bind(`${channel}.unit`)} label={t('Đơn vị', 'Unit')} options={CASE_UNITS.map((unit) => ({ value: unit, label: unit === 'SAME_DAY' ? say(texts.sameDay, frame.lang) : say(unitTexts[unit], frame.lang) }))} />
      </div>
      <Input {...bind(`${channel}.note`)} label={t('Ghi chú thời hạn', 'Note on the time')} optional />
      {(of.channels[channel]?.fees ?? []).map((fee) => {
        const at = `${channel}.fee.${fee.id}`
        return (
          <fieldset key={fee.id} class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{t('Khoản thu', 'Fee')}: {fee.name.vi}</legend>
            <Input {...bind(`${at}.name`)} label={t('Tên', 'Name')} />
            {hasPlainAmount(fee) ? <Input {...bind(`${at}.amount`)} label={t('Mức thu (đồng)', 'Amount (VND)')} hint={fee.per === undefined ? undefined : t(`nhân với “${fee.per}”`, `times "${fee.per}"`)} width={10} inputMode="numeric" /> : <p class="govuk-hint">{t('Tính theo trang hoặc ngoại tệ: sửa trong tệp.', 'By page or in dollars: change it in the file.')}</p>}
            <Input {...bind(`${at}.note`)} label={t('Ghi chú', 'Note')} optional />
            <Confirm name={`${at}.confirmed`} label={t(`Mức thu đã đối chiếu nghị quyết: ${fee.name.vi}`, `Compared with the resolution: ${fee.name.vi}`)} checked={bind(`${at}.confirmed`).value === 'yes'} />
            <Confirm name={`${at}.remove`} label={t(`Bỏ khoản thu: ${fee.name.vi}`, `Drop: ${fee.name.vi}`)} checked={bind(`${at}.remove`).value === 'yes'} />
          </fieldset>
        )
      })}
      <Details summary={t(`Thêm khoản thu: ${name}`, `Add a fee: ${name}`)} open={bind(`${channel}.fee.new.name`).value !== ''}>
        <Input {...bind(`${channel}.fee.new.name`)} label={t('Tên khoản thu', 'Name')} />
        <Radios {...bind(`${channel}.fee.new.kind`)} inline label={t('Loại', 'Kind')} options={[{ value: 'fee', label: t('Phí', 'Fee') }, { value: 'charge', label: t('Lệ phí', 'Charge') }]} />
        <Input {...bind(`${channel}.fee.new.amount`)} label={t('Mức thu (đồng)', 'Amount (VND)')} width={10} inputMode="numeric" />
      </Details>
    </SummaryCard>
  )
}

function ComponentFields({ at, bind, frame }: { readonly at: string; readonly bind: Bind; readonly frame: Frame }) {
  const t = choose(frame.lang)
  return <>
    <Input {...bind(`${at}.name`)} label={t('Tên giấy tờ', 'Name')} />
    <Textarea {...bind(`${at}.explanation`)} rows={2} label={t('Giải thích', 'Explanation')} hint={t('Giấy này là gì, lấy ở đâu.', 'What it is, where one gets it.')} />
    <div class="ts-filters"><Input {...bind(`${at}.original`)} label={t('Số bản chính', 'Originals')} width={3} inputMode="numeric" /><Input {...bind(`${at}.copy`)} label={t('Số bản sao', 'Copies')} width={3} inputMode="numeric" /></div>
  </>
}

/** The parts of one case that change most: channels with time and fees, papers, steps. */
export function caseFormPage(frame: Frame, actor: OfficerActor, view: FormView & { readonly of: ProcedureCase }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { of: present } = view
  const bind = binder(view.fields, faults)
  const base = `${PROCEDURES}/${view.pack.code}/de-xuat`
  return adminPage({
    frame, title: t(`Trường hợp: ${present.title.vi}`, `Case: ${say(present.title, 'en')}`), agency: actor.agencyName, faults, back: { href: base, text: t('Bản soạn', 'Proposal') },
    lead: t('Câu hỏi, điều kiện, mẫu kết quả và đường chuyển giữa các bước sửa trong tệp. Lời đã đổi thì bản tiếng Anh của nó bị bỏ, cần dịch lại.', 'Questions, conditions, templates and transitions are changed in the file. A text that changes loses its English twin.'),
    children: <AdminForm frame={frame} action={`${base}/truong-hop/${present.id}`} version={view.version}>
      <Input {...bind('title')} label={t('Tên trường hợp', 'Title')} />
      <h2 class="govuk-heading-m">{t('Cách nộp, thời hạn, mức thu', 'Channels, time, fees')}</h2>
      {CHANNELS.map((channel) => <ChannelFields key={channel} of={present} channel={channel} bind={bind} frame={frame} />)}
      <h2 class="govuk-heading-m">{t('Giấy tờ', 'Papers')}</h2>
      {present.components.map(({ id, name }) => (
        <SummaryCard key={id} title={name.vi} level={3}>
          <ComponentFields at={`component.${id}`} bind={bind} frame={frame} />
          <Confirm name={`component.${id}.required`} label={t(`Bắt buộc: ${name.vi}`, `Required: ${name.vi}`)} checked={bind(`component.${id}.required`).value === 'yes'} />
          <Confirm name={`component.${id}.remove`} label={t(`Bỏ giấy tờ: ${name.vi}`, `Drop: ${name.vi}`)} checked={bind(`component.${id}.remove`).value === 'yes'} />
        </SummaryCard>
      ))}
      <Details summary={t('Thêm giấy tờ', 'Add a paper')} open={bind('component.new.name').value !== ''}><ComponentFields at="component.new" bind={bind} frame={frame} /><Confirm name="component.new.required" label={t('Giấy tờ mới là bắt buộc', 'The new paper is required')} checked={bind('component.new.required').value === 'yes'} /></Details>
      <h2 class="govuk-heading-m">{t('Các bước xử lý', 'Steps')}</h2>
      {present.workflow.steps.map(({ id, name, role }) => (
        <SummaryCard key={id} title={name.vi} level={3}>
          <Input {...bind(`step.${id}.name`)} label={t('Tên bước', 'Name')} />
          <Select {...bind(`step.${id}.role`)} label={t('Vai trò', 'Role')} options={[...HANDLING_ROLES.map((each) => ({ value: each, label: say(ROLE_TEXTS[each].name, frame.lang) })), ...(HANDLING_ROLES.some((each) => each === role) ? [] : [{ value: role, label: role }])]} />
          <div class="ts-filters"><Input {...bind(`step.${id}.value`)} label={t('Thời gian', 'Time')} width={5} inputMode="numeric" /><Select {...bind(`step.${id}.unit`)} label={t('Đơn vị', 'Unit')} placeholder={t('Không có thời gian riêng', 'No time of its own')} options={TIME_UNITS.map((unit) => ({ value: unit, label: say(unitTexts[unit], frame.lang) }))} /></div>
        </SummaryCard>
      ))}
      <Button>{t('Lưu vào bản soạn', 'Save to the proposal')}</Button>
    </AdminForm>,
  })
}
