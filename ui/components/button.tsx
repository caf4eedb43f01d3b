import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

export type ButtonTone = 'primary' | 'secondary' | 'warning' | 'quiet'
export interface ButtonProps {
  readonly children: ComponentChildren
  readonly tone?: ButtonTone | undefined
  readonly size?: 'small' | 'large' | undefined
  /** draws a link that looks like a button: for going somewhere; acts are buttons in forms */
  readonly href?: string | undefined
  readonly type?: 'submit' | 'button' | undefined
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly form?: string | undefined
  readonly formAction?: string | undefined
  /** skip the browser's own checks: for «save and leave», «add another» */
  readonly formNoValidate?: boolean | undefined
  /** what the button says while its form is being sent (the second press is swallowed) */
  readonly busyText?: string | undefined
  readonly disabled?: boolean | undefined
  readonly icon?: IconName | undefined
  /** the desk's key for it, shown and obeyed */
  readonly hotkey?: string | undefined
  readonly id?: string | undefined
  readonly class?: string | undefined
  readonly describedBy?: string | undefined
}

const TONES = { primary: '', secondary: ' govuk-button--secondary', warning: ' govuk-button--warning', quiet: ' ts-button--quiet' } as const satisfies Record<ButtonTone, string>

/** One act. Only one primary button on a page. */
export function Button({ children, tone = 'primary', size, href, type = 'submit', name, value, form, formAction, formNoValidate, busyText, disabled, icon, hotkey, id, class: extra, describedBy }: ButtonProps) {
  const css = `govuk-button${TONES[tone]}${size === undefined ? '' : ` ts-button--${size}`}${extra === undefined ? '' : ` ${extra}`}`
  const inside = <>{icon !== undefined && <Icon name={icon} />}<span data-button-text>{children}</span>{hotkey !== undefined && <kbd class="ts-kbd" aria-hidden="true">{hotkey}</kbd>}</>
  if (href !== undefined) return <a class={css} href={href} id={id} draggable={false} data-key={hotkey} aria-describedby={describedBy}>{inside}</a>
  return (
    <button
      class={css} type={type} name={name} value={value} form={form} formAction={formAction} formNoValidate={formNoValidate} disabled={disabled}
      id={id} data-busy={busyText} data-key={hotkey} aria-describedby={describedBy}
    >{inside}</button>
  )
}

/** Buttons that belong together; the primary one first. */
export const ButtonGroup = ({ children }: { readonly children: ComponentChildren }) => <div class="govuk-button-group">{children}</div>

/** Prints the page; shown only where scripts run, since without them it could do nothing. */
export const PrintButton = ({ children }: { readonly children: ComponentChildren }) => (
  <button class="govuk-button govuk-button--secondary ts-js-only" type="button" data-print><Icon name="print" /><span>{children}</span></button>
)
