import type { OfficerActor } from '../../../kernel/actor.ts'
import { Button, CsrfField, faultOf, formatDate, formatDateTime, Input, QrImage, Radios, say, Table, Tag, type Fault, type Frame } from '../../../ui/index.ts'
import type { PositionChoice } from '../ports.ts'
import type { SessionView, StaffAccess } from '../queries.ts'
import { texts } from '../texts.ts'
import { ACCOUNT, accountPage, API_TOKENS } from './account-page.tsx'
import { Sessions } from './sessions.tsx'

export interface StaffAccountView {
  readonly actor: OfficerActor
  readonly access: StaffAccess
  readonly positions: readonly PositionChoice[]
  readonly sessions: readonly SessionView[]
  readonly currentSession: string
}

/** How an officer signs in: password, code, passkeys, sessions, and the position they work in. */
export function staffAccountPage(frame: Frame, view: StaffAccountView, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  const { access, actor } = view
  return accountPage(frame, actor, t('security'), faults, (
    <>
      {view.positions.length > 1 && (
        <section>
          <form method="post" action="/can-bo/tai-khoan/vi-tri">
            <CsrfField token={frame.csrf} />
            <Radios name="position" label={t('position')} value={actor.positionId} options={view.positions.map((p) => ({ value: p.positionId, label: p.title, hint: p.agencyName }))} />
            <Button tone="secondary">{t('switchPosition')}</Button>
          </form>
        </section>
      )}
      <section>
        <h2 class="govuk-heading-m">{t('changePassword')}</h2>
        <form method="post" action="/can-bo/tai-khoan/mat-khau">
          <CsrfField token={frame.csrf} />
          <input type="hidden" name="username" value={access.username} autocomplete="username" />
          <p class="govuk-body-s">{t('changedOn')}: {formatDate(access.passwordChangedAt, frame.lang)}</p>
          <Input name="current" label={t('currentPassword')} type="password" autocomplete="current-password" error={faultOf(faults, 'current')} />
          <Input name="next" label={t('newPassword')} hint={t('passwordHint')} type="password" autocomplete="new-password" error={faultOf(faults, 'next')} />
          <Button>{t('changePassword')}</Button>
        </form>
      </section>
      <section>
        <h2 class="govuk-heading-m">{t('secondFactor')}</h2>
        <p class="govuk-body"><Tag tone={access.totp ? 'green' : 'yellow'}>{access.totp ? (frame.lang === 'vi' ? 'Đã bật' : 'On') : (frame.lang === 'vi' ? 'Chưa bật' : 'Off')}</Tag> {t(access.totp ? 'totpOn' : 'totpOff')}</p>
        {!access.totp && <Button href="/can-bo/tai-khoan/ma-xac-thuc" tone="secondary">{t('totpEnable')}</Button>}
      </section>
      <section>
        <h2 class="govuk-heading-m">{t('passkeys')}</h2>
        <p class="govuk-body">{t('passkeysLead')}</p>
        <Table
          caption={t('passkeys')} captionHidden rows={access.passkeys} keyOf={(row) => row.id} empty={<p class="govuk-body">{t('noPasskeys')}</p>}
          columns={[
            { id: 'label', header: t('passkeyLabel'), main: true, cell: (row) => row.label },
            { id: 'used', header: t('lastSeen'), cell: (row) => row.lastUsedAt ? formatDateTime(row.lastUsedAt, frame.lang) : '–' },
            { id: 'remove', header: '', cell: (row) => <form method="post" action="/can-bo/tai-khoan/khoa/bo"><CsrfField token={frame.csrf} /><input type="hidden" name="id" value={row.id} /><Button tone="secondary" size="small">{t('remove')}</Button></form> },
          ]}
        />
        <div data-passkey-register data-csrf={frame.csrf} hidden>
          <Input name="label" label={t('passkeyName')} value={frame.lang === 'vi' ? 'Máy của tôi' : 'My device'} maxLength={60} />
          <Button tone="secondary" type="button">{t('passkeyAdd')}</Button>
          <p class="govuk-error-message" role="alert" data-passkey-says />
        </div>
        <noscript><p class="govuk-body-s">{t('passkeyNeedsScript')}</p></noscript>
      </section>
      <section>
        <h2 class="govuk-heading-m">{t('apiTokens')}</h2>
        <p class="govuk-body"><a class="govuk-link" href={API_TOKENS}>{frame.lang === 'vi' ? 'Lập, xem, thu hồi mã để phần mềm gửi số liệu chỉ tiêu thay bạn' : 'Make, see and revoke tokens by which a system sends figures as you'}</a></p>
      </section>
      <Sessions frame={frame} sessions={view.sessions} current={view.currentSession} action="/can-bo/tai-khoan/dang-xuat-noi-khac" />
    </>
  ))
}

/** Asks for the password again before something changes how one signs in; `returnTo` is where it goes on. */
export function confirmPasswordPage(frame: Frame, actor: OfficerActor, view: { readonly username: string; readonly returnTo: string }, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return accountPage(frame, actor, t('confirmTitle'), faults, (
    <form method="post" action="/can-bo/tai-khoan/xac-nhan">
      <CsrfField token={frame.csrf} />
      <input type="hidden" name="den" value={view.returnTo} />
      <input type="hidden" name="username" value={view.username} autocomplete="username" />
      <p class="govuk-body">{t('confirmLead')}</p>
      <Input name="password" label={t('currentPassword')} type="password" autocomplete="current-password" error={faultOf(faults, 'password')} />
      <Button>{t('confirmButton')}</Button>
    </form>
  ), { back: ACCOUNT })
}

/** Enrolment of TOTP: scan, type the code, done. */
export function enrolTotpPage(frame: Frame, actor: OfficerActor, enrolment: { readonly secret: string; readonly uri: string }, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return accountPage(frame, actor, t('totpEnrolTitle'), faults, (
    <form method="post" action="/can-bo/tai-khoan/ma-xac-thuc">
      <CsrfField token={frame.csrf} />
      <p class="govuk-body">{t('totpScan')}</p>
      <QrImage text={enrolment.uri} label={t('totpQrLabel')} />
      <p class="govuk-body">{t('totpByHand')}: <code>{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <Input name="code" label={t('totpLabel')} inputMode="numeric" autocomplete="one-time-code" width={10} maxLength={7} error={faultOf(faults, 'code')} />
      <Button>{t('totpEnable')}</Button>
    </form>
  ), { back: ACCOUNT })
}
