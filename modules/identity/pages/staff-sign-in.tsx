import { Button, CsrfField, Details, ErrorSummary, faultOf, Input, PublicPage, renderPage, say, type Fault, type Frame } from '../../../ui/index.ts'
import type { ComponentChildren } from 'preact'
import { texts } from '../texts.ts'

const page = (frame: Frame, title: string, faults: readonly Fault[], children: ComponentChildren): string => renderPage(
  <PublicPage frame={frame} title={title} width="form" faults={faults} islands={['passkey']} noIndex>
    <ErrorSummary faults={faults} />
    {children}
  </PublicPage>)

/** User name and password; the passkey button shows itself where the browser can. */
export function staffSignInPage(frame: Frame, about: { readonly returnTo: string; readonly username?: string; readonly faults?: readonly Fault[] }): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  const faults = about.faults ?? []
  return page(frame, t('staffSignIn'), faults, (
    <>
      <h1 class="govuk-heading-l">{t('staffSignIn')}</h1>
      <form method="post" action="/can-bo/dang-nhap">
        <CsrfField token={frame.csrf} />
        <input type="hidden" name="den" value={about.returnTo} />
        <Input name="username" label={t('username')} value={about.username} autocomplete="username" spellcheck={false} error={faultOf(faults, 'username')} />
        <Input name="password" label={t('password')} type="password" autocomplete="current-password" error={faultOf(faults, 'password')} />
        <Button>{t('signIn')}</Button>
      </form>
      <div data-passkey-sign-in data-return={about.returnTo} data-csrf={frame.csrf} hidden>
        <Button tone="secondary" type="button" icon="shield">{t('passkeySignIn')}</Button>
        <p class="govuk-error-message" role="alert" data-passkey-says />
      </div>
      <Details summary={t('forgotten')}><p>{t('forgottenText')}</p></Details>
    </>
  ))
}

/** Second step: the code of the authenticator application. */
export function totpPage(frame: Frame, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return page(frame, t('totpTitle'), faults, (
    <form method="post" action="/can-bo/dang-nhap/ma">
      <CsrfField token={frame.csrf} />
      <h1 class="govuk-heading-l">{t('totpTitle')}</h1>
      <Input name="code" label={t('totpLabel')} hint={t('totpHint')} inputMode="numeric" autocomplete="one-time-code" width={10} maxLength={7} autofocus error={faultOf(faults, 'code')} />
      <Button>{t('next')}</Button>
    </form>
  ))
}

/** A first or an old password is replaced before any work can start. */
export function newPasswordPage(frame: Frame, faults: readonly Fault[] = []): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return page(frame, t('newPasswordTitle'), faults, (
    <form method="post" action="/can-bo/dang-nhap/mat-khau-moi">
      <CsrfField token={frame.csrf} />
      <h1 class="govuk-heading-l">{t('newPasswordTitle')}</h1>
      <p class="govuk-body">{t('newPasswordLead')}</p>
      <Input name="password" label={t('newPassword')} hint={t('passwordHint')} type="password" autocomplete="new-password" error={faultOf(faults, 'password')} />
      <Button>{t('savePassword')}</Button>
    </form>
  ))
}
