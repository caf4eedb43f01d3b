import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, Button, ButtonGroup, choose, Details, EmptyState, faultOf, formatIsoDate, History, InsetText, Input, Select, SummaryCard, SummaryList, Table, Tag, periodText, PrintButton, say, type Fault, type Frame, type Wording } from '../../../../ui/index.ts'
import type { AgencyDetail, PositionDetail } from '../../admin-queries.ts'
import type { OpenDossier } from '../../ports.ts'
import { kindText, LEVEL_TEXTS, NEEDED_ROLES, ROLE_TEXTS } from '../../texts.ts'

const PATH = '/quan-tri/co-quan'

export interface AgencyPageView { readonly agency: AgencyDetail; readonly positions: readonly PositionDetail[]; readonly history: readonly Wording[]; readonly open: readonly OpenDossier[]; readonly openCount: number; readonly today: string }

const atWork = (row: { validFrom: string; validTo: string | null }, today: string): boolean => row.validFrom <= today && (row.validTo === null || row.validTo >= today)

function OpenDossiers({ view, frame }: { readonly view: AgencyPageView; readonly frame: Frame }) {
  const t = choose(frame.lang)
  const [successor] = view.agency.successors
  return (
    <section>
      <h2 class="govuk-heading-m">{t(`Hồ sơ còn mở, cần bàn giao (${view.openCount})`, `Open dossiers to hand over (${view.openCount})`)}</h2>
      <p class="govuk-body">{successor ? t(`Cơ quan kế thừa: ${successor.name}. Mở từng hồ sơ rồi chọn “Chuyển xử lý”.`, `Successor: ${successor.name}. Open each dossier and choose “Transfer”.`) : t('Chưa có cơ quan kế thừa.', 'No successor is named yet.')}</p>
      <Table caption={t('Hồ sơ còn mở', 'Open dossiers')} captionHidden rows={view.open} keyOf={(row) => row.id} empty={<p class="govuk-body">{t('Không còn hồ sơ nào mở.', 'No dossier is open any more.')}</p>}
        columns={[
          { id: 'code', header: t('Hồ sơ', 'Dossier'), main: true, cell: (row) => <a class="govuk-link" href={`/ban-lam-viec/ho-so/${row.id}`}>{row.code ?? t('Chưa có mã', 'No code yet')}</a> },
          { id: 'procedure', header: t('Thủ tục', 'Procedure'), cell: (row) => row.procedureName },
          { id: 'due', header: t('Hẹn trả', 'Due'), nowrap: true, cell: (row) => row.dueOn === null ? '–' : formatIsoDate(row.dueOn, frame.lang) },
        ]} />
    </section>
  )
}

/** One agency: what it is, who works there, which roles nobody holds, and what it was before. */
export function agencyPage(frame: Frame, actor: OfficerActor, view: AgencyPageView): string {
  const t = choose(frame.lang)
  const { agency, positions, today } = view
  const held = new Set(positions.filter((p) => atWork(p, today) && p.holders.some((h) => atWork(h, today))).flatMap((p) => p.roles))
  const missing = positions.length === 0 ? [] : NEEDED_ROLES.filter((role) => !held.has(role))
  const province = actor.roles.includes('administrator')
  const base = `${PATH}/${agency.id}`
  return adminPage({
    frame, title: agency.name, agency: actor.agencyName, back: { href: PATH, text: t('Danh sách cơ quan', 'All agencies') },
    tools: <ButtonGroup><Button tone="secondary" href={`${base}/sua`}>{t('Sửa thông tin', 'Change details')}</Button><PrintButton>{t('In', 'Print')}</PrintButton></ButtonGroup>,
    children: <>
      {agency.validTo !== null && <InsetText>{t(`Cơ quan chấm dứt hoạt động sau ngày ${formatIsoDate(agency.validTo)}.`, `The agency ends after ${formatIsoDate(agency.validTo, 'en')}.`)} {agency.successors.map((s) => <a key={s.id} class="govuk-link" href={`${PATH}/${s.id}`}>{s.name}</a>)}</InsetText>}
      {missing.length > 0 && agency.validTo === null && <InsetText><strong>{t('Chưa có ai giữ vai trò: ', 'Nobody holds: ')}</strong>{missing.map((role) => say(ROLE_TEXTS[role].name, frame.lang)).join(', ')}. {t('Hồ sơ nộp về đây sẽ dừng ở bước đó.', 'Dossiers filed here would stop there.')}</InsetText>}
      <SummaryCard title={t('Thông tin', 'Details')}>
        <SummaryList rows={[
          { key: t('Mã cơ quan', 'Code'), value: agency.code, ...(agency.verified ? {} : { note: t('Mã chưa đối chiếu với danh mục quốc gia', 'Not yet compared with the national list') }) },
          { key: t('Loại, cấp', 'Kind, level'), value: `${say(kindText(agency.kind), frame.lang)}, ${say(LEVEL_TEXTS[agency.level], frame.lang).toLowerCase()}` },
          { key: t('Cơ quan cấp trên', 'Above'), value: agency.above.length === 0 ? t('Không có', 'None') : <>{agency.above.map((a) => <a key={a.id} class="govuk-link" href={`${PATH}/${a.id}`}>{a.name}</a>)}</>, ...(agency.below > 0 ? { note: t(`${agency.below} cơ quan trực thuộc`, `${agency.below} agencies below`) } : {}) },
          { key: t('Địa chỉ', 'Address'), value: agency.address || t('Chưa có', 'Not given') },
          { key: t('Điện thoại, thư điện tử', 'Telephone, e-mail'), value: [agency.phone, agency.email].filter(Boolean).join(' · ') || t('Chưa có', 'Not given') },
          { key: t('Hoạt động', 'At work'), value: periodText(agency.validFrom, agency.validTo, frame.lang) },
        ]} />
      </SummaryCard>
      {agency.validTo !== null && <OpenDossiers view={view} frame={frame} />}
      <section>
        <div class="ts-desk__head"><h2 class="govuk-heading-m">{t('Vị trí công tác và người giữ', 'Positions and people')}</h2>{agency.validTo === null && <Button size="small" href={`${base}/vi-tri/moi`}>{t('Thêm vị trí', 'Add a position')}</Button>}</div>
        <Table caption={t('Vị trí công tác', 'Positions')} captionHidden rows={positions} keyOf={(row) => row.id}
          empty={<EmptyState title={t('Chưa có vị trí nào', 'No positions yet')} text={t('Thêm vị trí rồi giao cho người giữ. Chưa có vị trí thì cơ quan chưa tiếp nhận được hồ sơ.', 'Add positions and seat people; until then the agency cannot receive dossiers.')} />}
          columns={[
            { id: 'title', header: t('Vị trí', 'Position'), main: true, cell: (row) => <><a class="govuk-link" href={`/quan-tri/vi-tri/${row.id}`}>{row.title}</a>{row.unitName !== '' && <small>{row.unitName}</small>}</> },
            { id: 'roles', header: t('Vai trò', 'Roles'), cell: (row) => row.roles.map((role) => say(ROLE_TEXTS[role].name, frame.lang)).join(', ') },
            { id: 'who', header: t('Người giữ hiện nay', 'Held by'), cell: (row) => { const now = row.holders.filter((h) => atWork(h, today)); return now.length === 0 ? <Tag tone="yellow">{t('Chưa có người', 'Vacant')}</Tag> : now.map((h) => <div key={h.id}>{h.name}</div>) } },
            { id: 'time', header: t('Hiệu lực', 'Valid'), nowrap: true, cell: (row) => periodText(row.validFrom, row.validTo, frame.lang) },
          ]} />
      </section>
      {province && agency.validTo === null && <p class="govuk-body"><a class="govuk-link" href={`${base}/cham-dut`}>{t('Chấm dứt hoạt động, chuyển cho cơ quan kế thừa', 'End this agency and name a successor')}</a>{view.openCount > 0 && <> ({t(`${view.openCount} hồ sơ đang mở`, `${view.openCount} open dossiers`)})</>}</p>}
      <History wordings={view.history} />
    </>,
  })
}

export interface AgencyFormView { readonly action: string; readonly title: string; readonly back: string; readonly fields: Fields; readonly version?: number; readonly isNew: boolean; readonly kinds: readonly string[] }

/** Details of an agency, new or present. */
export function agencyFormPage(frame: Frame, actor: OfficerActor, view: AgencyFormView, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.fields, name), error: faultOf(faults, name) })
  return adminPage({
    frame, title: view.title, agency: actor.agencyName, back: { href: view.back }, faults,
    children: <AdminForm frame={frame} action={view.action} version={view.version}>
      {view.isNew && <>
        <Input {...of('parentCode')} label={t('Mã cơ quan cấp trên', 'Code of the agency above')} hint={t('Ví dụ H55 là UBND tỉnh.', 'For example H55, the provincial committee.')} width={20} />
        <Select {...of('kind')} label={t('Loại cơ quan', 'Kind')} options={view.kinds.map((kind) => ({ value: kind, label: say(kindText(kind), frame.lang) }))} />
        <Select {...of('level')} label={t('Cấp', 'Level')} options={Object.entries(LEVEL_TEXTS).filter(([value]) => value !== 'district').map(([value, text]) => ({ value, label: say(text, frame.lang) }))} />
      </>}
      <Input {...of('name')} label={t('Tên đầy đủ', 'Full name')} hint={t('Viết như trên con dấu.', 'As on the seal.')} />
      <Input {...of('code')} label={t('Mã cơ quan', 'Code')} hint={t('Theo Quyết định 20/2020/QĐ-TTg, ví dụ H55.33.', 'As in QĐ 20/2020, for example H55.33.')} width={20} />
      <Input {...of('address')} label={t('Địa chỉ', 'Address')} optional />
      <Input {...of('phone')} label={t('Điện thoại', 'Telephone')} optional type="tel" width={20} />
      <Input {...of('email')} label={t('Thư điện tử', 'E-mail')} optional type="email" />
      {view.isNew && <Input {...of('validFrom')} label={t('Hoạt động từ ngày', 'At work from')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} />}
      <Button>{t('Lưu', 'Save')}</Button>
    </AdminForm>,
  })
}

/** Ends an agency; what must be known before stands above the form. */
export function endAgencyPage(frame: Frame, actor: OfficerActor, view: AgencyPageView & { readonly fields: Fields }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const of = (name: string): { name: string; value: string; error: string | undefined } => ({ name, value: fieldOf(view.fields, name), error: faultOf(faults, name) })
  return adminPage({
    frame, title: t(`Chấm dứt ${view.agency.name}`, `End ${view.agency.name}`), agency: actor.agencyName, back: { href: `${PATH}/${view.agency.id}` }, faults,
    lead: t('Hồ sơ, kết quả và lịch sử vẫn còn. Sau ngày cuối, cơ quan không nhận hồ sơ mới; hồ sơ còn mở phải bàn giao.', 'Dossiers, results and history stay. After the last day nothing new is received; open dossiers are to be handed over.'),
    children: <>
      <AdminForm frame={frame} action={`${PATH}/${view.agency.id}/cham-dut`} version={view.agency.version}>
        <Input {...of('lastDay')} label={t('Ngày hoạt động cuối cùng', 'Last day')} hint={t('ngày/tháng/năm', 'day/month/year')} width={10} />
        <Input {...of('successorCode')} label={t('Mã cơ quan kế thừa', 'Code of the successor')} hint={t('Cơ quan nhận lại hồ sơ, ví dụ H55.144.', 'Who takes over, for example H55.144.')} width={20} />
        <Input {...of('decision')} label={t('Số quyết định', 'Decision')} hint={t('Ví dụ 123/QĐ-UBND ngày 01/07/2025.', 'For example 123/QĐ-UBND of 01/07/2025.')} />
        <Button tone="warning">{t('Chấm dứt hoạt động', 'End the agency')}</Button>
      </AdminForm>
      <Details summary={t(`Xem ${view.openCount} hồ sơ đang mở`, `See ${view.openCount} open dossiers`)}><OpenDossiers view={view} frame={frame} /></Details>
    </>,
  })
}
