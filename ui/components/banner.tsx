import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

type Tone = 'success' | 'info' | 'warning' | 'error'
const LOOK = {
  success: { css: ' govuk-notification-banner--success', title: words.done },
  info: { css: '', title: words.important },
  warning: { css: ' ts-banner--warning', title: words.warning },
  error: { css: ' ts-banner--error', title: words.error },
} as const

export interface NotificationBannerProps { readonly id: string; readonly tone?: Tone | undefined; readonly heading: string; readonly children?: ComponentChildren; readonly title?: string | undefined }

/** News about this page or what was just done; success and error are announced. */
export function NotificationBanner({ id, tone = 'info', heading, children, title }: NotificationBannerProps) {
  const lang = useLang()
  const { css, title: usual } = LOOK[tone]
  return (
    <div class={`govuk-notification-banner${css}`} role={tone === 'success' || tone === 'error' ? 'alert' : 'region'} aria-labelledby={`${id}-title`}>
      <div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id={`${id}-title`}>{title ?? say(usual, lang)}</h2></div>
      <div class="govuk-notification-banner__content"><p class="govuk-notification-banner__heading">{heading}</p>{children}</div>
    </div>
  )
}

export const InsetText = ({ children }: { readonly children: ComponentChildren }) => <div class="govuk-inset-text">{children}</div>

export function WarningText({ children }: { readonly children: ComponentChildren }) {
  const lang = useLang()
  return (
    <div class="govuk-warning-text">
      <span class="govuk-warning-text__icon" aria-hidden="true">!</span>
      <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">{say(words.warning, lang)}: </span>{children}</strong>
    </div>
  )
}

export const Details = ({ summary, children, open }: { readonly summary: string; readonly children: ComponentChildren; readonly open?: boolean | undefined }) => (
  <details class="govuk-details" open={open}>
    <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{summary}</span></summary>
    <div class="govuk-details__text">{children}</div>
  </details>
)

/** The end of a journey: what was done and its number; beneath it the page says what happens next. */
export const Panel = ({ title, children, code }: { readonly title: string; readonly children?: ComponentChildren; readonly code?: string | undefined }) => (
  <div class="govuk-panel govuk-panel--confirmation">
    <h1 class="govuk-panel__title">{title}</h1>
    <div class="govuk-panel__body">{children}{code !== undefined && <><br /><strong class="ts-panel__code">{code}</strong></>}</div>
  </div>
)
