import { useLang, say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

export interface Crumb { readonly text: string; readonly href?: string }
export interface Back { readonly href: string; readonly text?: string }

/** Above the main content: a back link in a journey, breadcrumbs in a catalogue; never both. */
export function Crumbs({ back, crumbs }: { readonly back?: Back | undefined; readonly crumbs?: readonly Crumb[] | undefined }) {
  const lang = useLang()
  if (back !== undefined) return <nav aria-label={say(words.back, lang)}><a class="govuk-back-link" href={back.href}>{back.text ?? say(words.back, lang)}</a></nav>
  if (crumbs === undefined || crumbs.length === 0) return null
  return (
    <nav class="govuk-breadcrumbs" aria-label={say(words.youAreHere, lang)}>
      <ol class="govuk-breadcrumbs__list">
        {crumbs.map(({ text, href }) => (
          <li key={text} class="govuk-breadcrumbs__list-item" aria-current={href === undefined ? 'page' : undefined}>
            {href === undefined ? text : <a class="govuk-breadcrumbs__link" href={href}>{text}</a>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
