import type { OfficerActor } from '../../../../kernel/actor.ts'
import { fieldOf, type Fields } from '../../../../kernel/http/fields.ts'
import { AdminForm, adminPage, ADMIN_PAGE_SIZE, Button, choose, Details, EmptyState, faultOf, formatDateTime, Input, ListPages, SearchBox, FilterChips, addressOf, SummaryCard, SummaryList, Table, Tag, WarningText, type Fault, type Frame } from '../../../../ui/index.ts'
import type { StaffDetail, StaffFilter, StaffRow } from '../../admin-queries.ts'

const PATH = '/quan-tri/tai-khoan'

/** Staff accounts in reach, with where each person sits. */
export function accountsPage(frame: Frame, actor: OfficerActor, view: { readonly filter: StaffFilter; readonly rows: readonly StaffRow[]; readonly total: number }): string {
  const t = choose(frame.lang)
  const { filter } = view
  const chip = (state: string, vi: string, en: string) => ({ text: t(vi, en), href: addressOf(PATH, { q: filter.q, state }), current: filter.state === state })
  return adminPage({
    frame, title: t('Tài khoản cán bộ', 'Staff accounts'), agency: actor.agencyName, tools: <Button href={`${PATH}/moi`}>{t('Mở tài khoản', 'Open an account')}</Button>,
    lead: t('Một người một tài khoản. Quyền đến từ vị trí công tác, không từ tài khoản.', 'One person, one account. Rights come from positions, not from the account.'),
    children: <>
      <SearchBox action={PATH} label={t('Tên hoặc tên đăng nhập', 'Name or user name')} value={filter.q} small keep={filter.state === '' ? {} : { state: filter.state }} />
      <FilterChips label={t('Lọc', 'Filter')} chips={[chip('', 'Tất cả', 'All'), chip('open', 'Đang mở', 'Open'), chip('never', 'Chưa đăng nhập lần nào', 'Never signed in'), chip('disabled', 'Đã khóa', 'Locked')]} />
      <Table caption={t('Tài khoản', 'Accounts')} captionHidden keys rows={view.rows} keyOf={(row) => row.id}
        empty={<EmptyState title={t('Không có tài khoản nào khớp', 'No account matches')} text={t('Thử gõ riêng tên, không cần dấu.', 'Try the given name alone; marks may be left out.')}><Button tone="secondary" href={PATH}>{t('Xem tất cả', 'See all')}</Button></EmptyState>}
        columns={[
          { id: 'name', header: t('Họ và tên', 'Name'), main: true, cell: (row) => <><a class="govuk-link" href={`${PATH}/${row.id}`}>{row.name}</a><small>{row.username}</small></> },
          { id: 'seat', header: t('Vị trí hôm nay', 'Position today'), cell: (row) => row.seats.length === 0 ? <Tag tone="yellow">{t('Chưa có vị trí', 'No position')}</Tag> : row.seats.map((seat) => <div key={seat.positionId}>{seat.title}<small>{seat.agencyName}</small></div>) },
          { id: 'last', header: t('Đăng nhập gần nhất', 'Last signed in'), cell: (row) => row.lastSignedInAt === null ? t('Chưa lần nào', 'Never') : formatDateTime(row.lastSignedInAt, frame.lang) },
          { id: 'second', header: t('Bước xác thực thứ hai', 'Second factor'), cell: (row) => row.secondFactor ? t('Có', 'Yes') : t('Chưa', 'No') },
          { id: 'state', header: t('Tình trạng', 'State'), cell: (row) => row.disabled ? <Tag tone="red">{t('Đã khóa', 'Locked')}</Tag> : <Tag tone="green">{t('Đang mở', 'Open')}</Tag> },
        ]} />
      <ListPages path={PATH} parameters={{ q: filter.q, state: filter.state }} page={filter.page} total={view.total} size={ADMIN_PAGE_SIZE} />
    </>,
  })
}

export function newAccountPage(frame: Frame, actor: OfficerActor, fields: Fields, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Mở tài khoản cán bộ', 'Open a staff account'), agency: actor.agencyName, back: { href: PATH }, faults,
    children: <AdminForm frame={frame} action={`${PATH}/moi`}>
      <Input name="displayName" label={t('Họ và tên', 'Full name')} hint={t('Viết đủ dấu, như trong quyết định bổ nhiệm.', 'With all marks, as in the appointment.')} value={fieldOf(fields, 'displayName')} error={faultOf(faults, 'displayName')} autocomplete="off" />
      <Input name="username" label={t('Tên đăng nhập', 'User name')} hint={t('Chữ thường không dấu, số, dấu chấm. Ví dụ: hang.phan', 'Lower-case letters, digits, dots. For example hang.phan')} value={fieldOf(fields, 'username')} error={faultOf(faults, 'username')} width={20} autocomplete="off" />
      <Input name="email" label={t('Thư điện tử công vụ', 'Work e-mail')} hint={t('Nhận thư đôn đốc khi cơ quan chưa có hộp thư chung. Không dùng để đăng nhập.', 'Takes reminders while the agency has no mailbox. Not for signing in.')} value={fieldOf(fields, 'email')} error={faultOf(faults, 'email')} type="email" optional autocomplete="off" />
      <p class="govuk-body">{t('Hệ thống tạo mật khẩu lần đầu và chỉ hiện một lần. Người dùng phải đổi ngay khi đăng nhập.', 'A first password is made and shown once. It must be changed at first sign-in.')}</p>
      <Button>{t('Mở tài khoản', 'Open the account')}</Button>
    </AdminForm>,
  })
}

/** The one time that a first password can be read. */
export function passwordOncePage(frame: Frame, actor: OfficerActor, view: { readonly accountId: string; readonly username: string; readonly password: string; /** a unit administrator sees an account only once it sits in their agency */ readonly seated: boolean }): string {
  const t = choose(frame.lang)
  return adminPage({
    frame, title: t('Mật khẩu lần đầu', 'First password'), agency: actor.agencyName,
    children: <>
      <SummaryList rows={[{ key: t('Tên đăng nhập', 'User name'), value: view.username }, { key: t('Mật khẩu lần đầu', 'First password'), value: <code class="ts-secret">{view.password}</code> }]} />
      <WarningText>{t('Trang này chỉ hiện một lần. Đưa tận tay hoặc đọc qua điện thoại cho đúng người; không gửi qua thư, Zalo.', 'This is shown once. Hand it over in person or by telephone; never by mail or chat.')}</WarningText>
      {view.seated || actor.roles.includes('administrator') ? <Button href={`${PATH}/${view.accountId}`}>{t('Đã ghi lại, xem tài khoản', 'Noted; show the account')}</Button>
        : <Button href={`/quan-tri/co-quan/${actor.agencyId}`}>{t('Đã ghi lại, giao vị trí cho người này', 'Noted; seat this person')}</Button>}
    </>,
  })
}

/** One account: where the person sits, how they sign in, and what an administrator may do about it. */
export function accountPage(frame: Frame, actor: OfficerActor, account: StaffDetail, fields: Fields, faults: readonly Fault[] = []): string {
  const t = choose(frame.lang)
  const base = `${PATH}/${account.id}`
  const which = fieldOf(fields, 'form')
  const reason = (form: string, hint: string) => <><input type="hidden" name="form" value={form} /><Input name={`reason-${form}`} label={t('Lý do', 'Reason')} hint={hint} value={fieldOf(fields, `reason-${form}`)} error={faultOf(faults, `reason-${form}`)} /></>
  return adminPage({
    frame, title: account.name, agency: actor.agencyName, back: { href: PATH, text: t('Tài khoản cán bộ', 'Staff accounts') }, faults,
    children: <>
      <SummaryCard title={t('Tài khoản', 'Account')}>
        <SummaryList rows={[
          { key: t('Tên đăng nhập', 'User name'), value: account.username },
          { key: t('Tình trạng', 'State'), value: account.disabled ? <Tag tone="red">{t('Đã khóa', 'Locked')}</Tag> : <Tag tone="green">{t('Đang mở', 'Open')}</Tag> },
          { key: t('Vị trí hôm nay', 'Positions today'), value: account.seats.length === 0 ? t('Chưa có: chưa đăng nhập được. Giao vị trí ở mục Cơ quan.', 'None: cannot sign in. Seat the person under Agencies.') : account.seats.map((seat) => <div key={seat.positionId}><a class="govuk-link" href={`/quan-tri/vi-tri/${seat.positionId}`}>{seat.title}</a>, {seat.agencyName}</div>) },
          { key: t('Mật khẩu', 'Password'), value: account.mustChange ? t('Mật khẩu lần đầu, chưa đổi', 'First password, not changed yet') : `${t('Đổi lúc', 'Changed')} ${formatDateTime(account.passwordChangedAt, frame.lang)}` },
          { key: t('Bước xác thực thứ hai', 'Second factor'), value: account.secondFactor ? t('Đã bật', 'On') : t('Chưa bật', 'Off') },
          { key: t('Đăng nhập gần nhất', 'Last signed in'), value: account.lastSignedInAt === null ? t('Chưa lần nào', 'Never') : formatDateTime(account.lastSignedInAt, frame.lang) },
        ]} />
      </SummaryCard>
      <section>
        <h2 class="govuk-heading-m">{t('Đang đăng nhập ở', 'Signed in at')}</h2>
        <Table caption={t('Phiên đang mở', 'Open sessions')} captionHidden rows={account.sessions} keyOf={(row) => row.id} empty={<p class="govuk-body">{t('Không có phiên nào đang mở.', 'No open session.')}</p>}
          columns={[
            { id: 'where', header: t('Thiết bị', 'Device'), main: true, cell: (row) => <>{row.userAgent.slice(0, 80) || '–'}<small>{row.ip}</small></> },
            { id: 'since', header: t('Từ lúc', 'Since'), cell: (row) => formatDateTime(row.createdAt, frame.lang) },
            { id: 'seen', header: t('Gần nhất', 'Last seen'), cell: (row) => formatDateTime(row.lastSeenAt, frame.lang) },
          ]} />
        {account.sessions.length > 0 && <AdminForm frame={frame} action={`${base}/ket-thuc-phien`}><Button tone="secondary">{t('Kết thúc mọi phiên', 'End every session')}</Button></AdminForm>}
      </section>
      <section>
        <h2 class="govuk-heading-m">{t('Việc quản trị', 'Administration')}</h2>
        {!account.disabled && (
          <Details summary={t('Cấp lại mật khẩu', 'Issue a new password')} open={which === 'reset'}>
            <p class="govuk-body">{t('Mật khẩu cũ, mã xác thực và khóa truy cập đều bị xóa, mọi phiên kết thúc. Mật khẩu mới hiện một lần.', 'The old password, codes and passkeys go, every session ends. The new password is shown once.')}</p>
            <AdminForm frame={frame} action={`${base}/cap-lai`}>{reason('reset', t('Ví dụ: quên mật khẩu, đã xác minh qua điện thoại.', 'For example: forgotten, confirmed by telephone.'))}<Button tone="secondary">{t('Cấp lại mật khẩu', 'Issue a new password')}</Button></AdminForm>
          </Details>
        )}
        <Details summary={account.disabled ? t('Mở khóa tài khoản', 'Unlock the account') : t('Khóa tài khoản', 'Lock the account')} open={which === 'lock'}>
          <AdminForm frame={frame} action={`${base}/${account.disabled ? 'mo-khoa' : 'khoa'}`} version={account.version}>
            {reason('lock', account.disabled ? t('Ví dụ: đi học về, nhận lại việc.', 'For example: back at work.') : t('Ví dụ: nghỉ hưu, chuyển công tác.', 'For example: retired, moved.'))}
            <Button tone={account.disabled ? 'secondary' : 'warning'}>{account.disabled ? t('Mở khóa', 'Unlock') : t('Khóa tài khoản', 'Lock')}</Button>
          </AdminForm>
        </Details>
      </section>
    </>,
  })
}
