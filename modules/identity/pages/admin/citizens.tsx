import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { addressOf, AdminForm, adminPage, ADMIN_PAGE_SIZE, Button, choose, CsrfField, Details, EmptyState, faultOf, FilterChips, formatDateTime, formatIsoDate, Input, ListPages, MarkedCount, periodText, say, SearchBox, Table, Tag, type Fault, type Frame } from '../../../../ui/index.ts'
import type { HeldAccount, MandateFilter, MandateRow } from '../../admin-citizens.ts'
import { evidences, mandateStates } from '../../texts.ts'

export const HELD = '/quan-tri/doi-so-dinh-danh'
export const MANDATES = '/quan-tri/uy-quyen'

/** Citizens whose identity number changed under one account: nobody gets in until somebody has compared the papers. */
export function heldAccountsPage(frame: Frame, actor: OfficerActor, view: { readonly rows: readonly HeldAccount[]; readonly fields: Fields }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Đổi số định danh', 'Changed identity numbers'), agency: actor.agencyName, faults,
    lead: t('VNConnect báo số định danh khác lần trước, nên hệ thống giữ lại để không ai vào nhầm hồ sơ người khác. Xem căn cước tại quầy, so tên, ngày sinh và số cũ, rồi mới cho vào.', 'The national sign-in named another number than last time, so the account is held. Look at the card at the counter, compare name, date of birth and old number, then let the person in.'),
    children: <Table caption={t('Tài khoản', 'Accounts')} captionHidden rows={view.rows} keyOf={(row) => row.id} empty={<EmptyState icon="check" title={t('Không có ai đang chờ', 'Nobody is waiting')} text={t('Khi có người bị giữ lại, họ được mời đến bộ phận một cửa.', 'Whoever is held is asked to come to the one-stop desk.')} />}
      columns={[
        { id: 'name', header: t('Họ và tên', 'Name'), main: true, cell: (row) => <>{row.name}<small>{row.birthDate === undefined ? '' : formatIsoDate(row.birthDate, frame.lang)}</small></> },
        { id: 'number', header: t('Số cũ, ba số cuối', 'Old number, last three digits'), cell: (row) => `…${row.numberTail}` },
        { id: 'last', header: t('Đăng nhập gần nhất', 'Last signed in'), cell: (row) => row.lastSignedInAt === null ? '–' : formatDateTime(row.lastSignedInAt, frame.lang) },
        { id: 'do', header: t('Xử lý', 'What to do'), cell: (row) => row.accepted ? <Tag tone="blue">{t('Đã cho vào, chờ đăng nhập lại', 'Let in, has not signed in yet')}</Tag> : (
          <Details summary={t(`Đã so giấy tờ, cho vào: ${row.name}`, `Papers compared, let in: ${row.name}`)} open={faultOf(faults, `reason-${row.id}`) !== undefined}>
            <AdminForm frame={frame} action={HELD}><input type="hidden" name="account" value={row.id} />
              <Input name={`reason-${row.id}`} label={t('Đã xem giấy tờ gì', 'Papers seen')} hint={t('Ví dụ: căn cước cấp lại ngày 01/03/2026, xem tại quầy.', 'For example: card reissued 01/03/2026, seen at the counter.')} value={fieldOf(view.fields, `reason-${row.id}`)} error={faultOf(faults, `reason-${row.id}`)} />
              <Button tone="secondary" size="small">{t('Cho vào', 'Let in')}</Button></AdminForm>
          </Details>) },
      ]} />,
  })
}

const STATES = ['active', 'waiting', 'future', 'over', 'revoked'] as const
const TONES = { active: 'green', waiting: 'yellow', future: 'yellow', over: 'grey', revoked: 'red' } as const

/** Who acts for whom, by what evidence, until when. */
export function mandatesPage(frame: Frame, actor: OfficerActor, view: { readonly filter: MandateFilter; readonly rows: readonly MandateRow[]; readonly total: number; readonly procedures: ReadonlyMap<string, string>; readonly fields: Fields }, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const { filter, rows } = view
  const chip = (state: string, text: string) => ({ text, href: addressOf(MANDATES, { q: filter.q, state }), current: filter.state === state })
  const revocable = rows.some(({ state }) => state !== 'over' && state !== 'revoked')
  const table = <Table caption={t('Ủy quyền', 'Mandates')} captionHidden rows={rows} keyOf={(row) => row.id}
    select={revocable ? { name: 'mandates', valueOf: (row) => `${row.version}:${row.id}`, labelOf: (row) => `${row.subjectName}, ${row.actorName}` } : undefined}
    empty={<EmptyState title={t('Không có ủy quyền nào khớp', 'No mandate matches')} text={t('Tìm theo tên một bên, hoặc đủ 12 số định danh của người làm thay.', 'Search a name of either side, or the whole number of the one who acts.')} />}
    columns={[
      { id: 'subject', header: t('Người ủy quyền', 'For whom'), main: true, cell: (row) => row.subjectName },
      { id: 'actor', header: t('Người làm thay', 'Who acts'), cell: (row) => <>{row.actorName}<small>…{row.actorNumberTail}</small></> },
      { id: 'what', header: t('Thủ tục', 'Procedures'), cell: (row) => row.procedureCodes.map((code) => <div key={code}>{view.procedures.get(code) ?? code}</div>) },
      { id: 'time', header: t('Thời hạn', 'Period'), nowrap: true, cell: (row) => periodText(row.validFrom, row.validTo, frame.lang) },
      { id: 'how', header: t('Căn cứ', 'Evidence'), cell: (row) => <>{say(evidences[row.evidence], frame.lang)}{row.evidenceRef !== null && <small>{row.evidenceRef}</small>}</> },
      { id: 'state', header: t('Tình trạng', 'State'), cell: (row) => <Tag tone={TONES[row.state]}>{say(mandateStates[row.state], frame.lang)}</Tag> },
    ]} />
  return adminPage({
    frame, title: t('Ủy quyền', 'Mandates'), agency: actor.agencyName, faults, lead: t('Ai được làm thay ai, việc gì, đến khi nào. Người dân tự ủy quyền và tự thu hồi trong tài khoản của mình.', 'Who may act for whom, in what, until when. People give and take back mandates in their own account.'),
    children: <>
      <SearchBox action={MANDATES} label={t('Tên, hoặc số định danh người làm thay', 'Name, or number of who acts')} value={filter.q} small keep={filter.state === '' ? {} : { state: filter.state }} />
      <FilterChips label={t('Tình trạng', 'State')} chips={[chip('', t('Tất cả', 'All')), ...STATES.map((state) => chip(state, say(mandateStates[state], frame.lang)))]} />
      {!revocable ? table : (
        <form method="post" action={`${MANDATES}/cham-dut`} noValidate>
          <CsrfField token={frame.csrf} />{table}
          <Input name="reason" label={t('Chấm dứt các ủy quyền đã chọn vì', 'End the marked mandates because')} hint={t('Chỉ khi người ủy quyền hoặc cơ quan có thẩm quyền yêu cầu. Ghi ai yêu cầu, đã xác minh thế nào.', 'Only at the word of the subject or an authority. Say who asked, and how you made sure.')} value={fieldOf(view.fields, 'reason')} error={faultOf(faults, 'reason') ?? faultOf(faults, 'mandates')} />
          <Button tone="warning">{t('Chấm dứt', 'End')}<MarkedCount /></Button>
        </form>
      )}
      <ListPages path={MANDATES} parameters={{ q: filter.q, state: filter.state }} page={filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}
