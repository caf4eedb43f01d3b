import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

export interface SummaryAction { readonly href: string; readonly text?: string | undefined }
export interface SummaryRow {
  readonly key: string
  readonly value: ComponentChildren
  /** quiet second line: where the value comes from, what changed */
  readonly note?: string | undefined
  readonly action?: SummaryAction | undefined
}

export function SummaryList({ rows }: { readonly rows: readonly SummaryRow[] }) {
  const lang = useLang()
  const anyAction = rows.some((row) => row.action !== undefined)
  return (
    <dl class="govuk-summary-list">
      {rows.map(({ key, value, note, action }) => (
        <div key={key} class={`govuk-summary-list__row${anyAction && action === undefined ? ' govuk-summary-list__row--no-actions' : ''}`}>
          <dt class="govuk-summary-list__key">{key}</dt>
          <dd class="govuk-summary-list__value">
            {value === '' || value === undefined || value === null ? <span class="ts-quiet">{say(words.notAnswered, lang)}</span> : value}
            {note !== undefined && <span class="ts-summary-note">{note}</span>}
          </dd>
          {action !== undefined && (
            <dd class="govuk-summary-list__actions"><a class="govuk-link" href={action.href}>{action.text ?? say(words.change, lang)}<span class="govuk-visually-hidden"> {key}</span></a></dd>
          )}
        </div>
      ))}
    </dl>
  )
}

/** A titled box round a summary list (or anything else). */
export const SummaryCard = ({ title, children, tools, level = 2 }: { readonly title: string; readonly children: ComponentChildren; readonly tools?: ComponentChildren; readonly level?: 2 | 3 | undefined }) => (
  <section class="ts-summary-card">
    <div class="ts-summary-card__head">{level === 2 ? <h2 class="govuk-heading-s">{title}</h2> : <h3 class="govuk-heading-s">{title}</h3>}{tools}</div>
    {children}
  </section>
)
