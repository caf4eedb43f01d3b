import type { OfficerActor } from '../../../kernel/actor.ts'
import { Button, CsrfField, DeskPage, faultOf, formatDate, formatDateTime, Input, QrImage, Radios, renderPage, say, Table, Tag, type Fault, type Frame } from '../../../ui/index.ts'
import type { ComponentChildren } from 'preact'
import type { PositionChoice } from '../ports.ts'
import type { SessionView, StaffAccess } from '../queries.ts'
import { texts } from '../texts.ts'
import { Sessions } from './sessions.tsx'

function desk(frame: Frame, actor: OfficerActor, title: string, faults: readonly Fault[], children: ComponentChildren, back?: string): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return renderPage(
    <DeskPage
      frame={frame} title={title} heading={title} agency={actor.agencyName} faults={faults} islands={['passkey']} {...(back ? { back: { href: back } } : {})}
      side={[{ title: t('account'), items: [{ text: t('security'), href: '/can-bo/tai-khoan' }, { text: frame.lang === 'vi' ? 'Bàn làm việc' : 'Officers’ desk', href: '/ban-lam-viec' }] }]}
    >
      {children}
    </DeskPage>,
  )
}

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
  return desk(frame, actor, t('security'), faults, (
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
        <h2 class="govuk-heading-m">{frame.lang === 'vi' ? 'Mã truy cập cho phần mềm' : 'Access tokens for systems'}</h2>
        <p class="govuk-body"><a class="govuk-link" href="/can-bo/tai-khoan/ma-truy-cap">{frame.lang === 'vi' ? 'Lập, xem, thu hồi mã để phần mềm gửi số liệu chỉ tiêu thay bạn' : 'Make, see and revoke tokens by which a system sends figures as you'}</a></p>
      </section>
      <Sessions frame={frame} sessions={view.sessions} current={view.currentSession} action="/can-bo/tai-khoan/dang-xuat-noi-khac" />
    </>
  ))
}

/** Asks for the password again before something changes how one signs in; `returnTo` is where it goes on. */
export function confirmPasswordPage(frame: Frame, actor: OfficerActor, view: { readonly username: string; readonly returnTo: string }, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return desk(frame, actor, t('confirmTitle'), faults, (
    <form method="post" action="/can-bo/tai-khoan/xac-nhan">
      <CsrfField token={frame.csrf} />
      <input type="hidden" name="den" value={view.returnTo} />
      <input type="hidden" name="username" value={view.username} autocomplete="username" />
      <p class="govuk-body">{t('confirmLead')}</p>
      <Input name="password" label={t('currentPassword')} type="password" autocomplete="current-password" error={faultOf(faults, 'password')} />
      <Button>{t('confirmButton')}</Button>
    </form>
  ), '/can-bo/tai-khoan')
}

/** Enrolment of TOTP: scan, type the code, done. */
export function enrolTotpPage(frame: Frame, actor: OfficerActor, enrolment: { readonly secret: string; readonly uri: string }, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return desk(frame, actor, t('totpEnrolTitle'), faults, (
    <form method="post" action="/can-bo/tai-khoan/ma-xac-thuc">
      <CsrfField token={frame.csrf} />
      <p class="govuk-body">{t('totpScan')}</p>
      <QrImage text={enrolment.uri} label={t('totpQrLabel')} />
      <p class="govuk-body">{t('totpByHand')}: <code>{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <Input name="code" label={t('totpLabel')} inputMode="numeric" autocomplete="one-time-code" width={10} maxLength={7} error={faultOf(faults, 'code')} />
      <Button>{t('totpEnable')}</Button>
    </form>
  ), '/can-bo/tai-khoan')
}
