import { Button, Details, InsetText, NotificationBanner, PublicPage, renderPage, say, type Frame } from '../../../ui/index.ts'
import { refusals, texts, type Refusal } from '../texts.ts'

const startHref = (returnTo: string): string => `/dang-nhap/vnconnect${returnTo === '/' ? '' : `?den=${encodeURIComponent(returnTo)}`}`

/** The citizen's way in: one button. A refusal says why and what to do. */
export function signInPage(frame: Frame, about: { readonly returnTo: string; readonly refusal?: Refusal | undefined }): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return renderPage(
    <PublicPage frame={frame} title={t('signIn')} width="form" noIndex>
      {about.refusal && <NotificationBanner id="refusal" tone={about.refusal === 'went-back' ? 'info' : 'error'} title={t('notSignedIn')} heading={say(refusals[about.refusal], frame.lang)} />}
      <h1 class="govuk-heading-l">{t('signIn')}</h1>
      <p class="govuk-body">{t('signInLead')}</p>
      <Button href={startHref(about.returnTo)} size="large">{t('signInVneid')}</Button>
      <p class="govuk-body">{t('signInOrganisation')}</p>
      <Details summary={t('noAccount')}><p>{t('noAccountText')}</p></Details>
      <p class="govuk-body-s">{t('staffHere')} <a class="govuk-link" href="/can-bo/dang-nhap">{t('staffLink')}</a></p>
    </PublicPage>,
  )
}

/** Step-up that came to nothing: the session stays, the way to level 2 is told. */
export function notRaisedPage(frame: Frame, about: { readonly returnTo: string; readonly refusal: Refusal }): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return renderPage(
    <PublicPage frame={frame} title={t('notRaised')} width="form" noIndex>
      <h1 class="govuk-heading-l">{t('notRaised')}</h1>
      <p class="govuk-body">{say(refusals[about.refusal], frame.lang)}</p>
      <p class="govuk-body">{t('notRaisedText')}</p>
      <Button href={`/dang-nhap/vnconnect?muc=2&den=${encodeURIComponent(about.returnTo)}`}>{t('tryAgain')}</Button>
      <p class="govuk-body"><a class="govuk-link" href="/tai-khoan">{t('toAccount')}</a></p>
    </PublicPage>,
  )
}

/** After signing out: on a shared machine the national session must go too. */
export function signedOutPage(frame: Frame, providerUrl: string | undefined): string {
  const t = (key: keyof typeof texts): string => say(texts[key], frame.lang)
  return renderPage(
    <PublicPage frame={frame} title={t('signedOut')} width="form" noIndex>
      <h1 class="govuk-heading-l">{t('signedOut')}</h1>
      {providerUrl !== undefined && <><InsetText>{t('signedOutText')}</InsetText><Button href={providerUrl}>{t('signOutVnconnect')}</Button></>}
      <p class="govuk-body"><a class="govuk-link" href="/">{t('homePage')}</a></p>
    </PublicPage>,
  )
}
