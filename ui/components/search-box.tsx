import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

export interface SearchBoxProps {
  readonly action: string
  readonly label: string
  readonly name?: string | undefined
  readonly value?: string | undefined
  readonly placeholder?: string | undefined
  readonly small?: boolean | undefined
  /** what others look for, as links beneath */
  readonly suggestions?: readonly { readonly text: string; readonly href: string }[] | undefined
  readonly suggestionsLabel?: string | undefined
  /** parameters that the search keeps (filters) */
  readonly keep?: Readonly<Record<string, string>> | undefined
}

export function SearchBox({ action, label, name = 'q', value, placeholder, small = false, suggestions = [], suggestionsLabel, keep = {} }: SearchBoxProps) {
  const lang = useLang()
  return (
    <form action={action} method="get" role="search">
      {Object.entries(keep).map(([key, kept]) => <input key={key} type="hidden" name={key} value={kept} />)}
      <div class={`ts-search${small ? ' ts-search--small' : ''}`}>
        <input class="ts-search__input" type="search" name={name} value={value} placeholder={placeholder ?? (small ? label : undefined)} aria-label={label} autoComplete="off" spellcheck={false} data-search />
        <button class="ts-search__button" type="submit">{say(words.search, lang)}</button>
      </div>
      {suggestions.length > 0 && (
        <ul class="ts-search__try">
          {suggestionsLabel !== undefined && <li><span class="ts-search__label">{suggestionsLabel}</span></li>}
          {suggestions.map(({ text, href }) => <li key={href}><a class="govuk-link" href={href}>{text}</a></li>)}
        </ul>
      )}
    </form>
  )
}
