import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { idOf } from './field.tsx'

/** One fault of the page; `field` is the field's path, left out when the fault is the page's own. */
export interface Fault { readonly field?: string | undefined; readonly text: string }

/** At the head of the page, before the `<h1>`; takes the focus when scripts run (WCAG 3.3.1; complaint: «lỗi hiện ở chỗ không thấy»). */
export function ErrorSummary({ faults }: { readonly faults: readonly Fault[] }) {
  const lang = useLang()
  if (faults.length === 0) return null
  return (
    <div class="govuk-error-summary" data-module="govuk-error-summary" tabindex={-1}>
      <div role="alert">
        <h2 class="govuk-error-summary__title">{say(words.errorTitle, lang)}</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {faults.map((fault, i) => <li key={i}>{fault.field === undefined ? fault.text : <a href={`#${idOf(fault.field)}`}>{fault.text}</a>}</li>)}
          </ul>
        </div>
      </div>
    </div>
  )
}

/** The text for one field out of the page's faults. */
export const faultOf = (faults: readonly Fault[], field: string): string | undefined => faults.find((fault) => fault.field === field)?.text
