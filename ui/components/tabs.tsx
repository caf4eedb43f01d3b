import type { ComponentChildren } from 'preact'
import { formatNumber } from '../texts/format.ts'
import { useLang } from '../texts/lang.tsx'

export interface Tab { readonly text: string; readonly href: string; readonly current?: boolean | undefined; readonly count?: number | undefined; /** there are more than were counted */ readonly more?: boolean }

/** Views of one thing, each with its own URL: works without scripts, can be sent to a colleague. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const lang = useLang()
  return (
    <nav class="moj-sub-navigation" aria-label={label}>
      <ul class="moj-sub-navigation__list">
        {tabs.map(({ text, href, current, count }) => (
          <li key={href} class="moj-sub-navigation__item">
            <a class="moj-sub-navigation__link" href={href} aria-current={current === true ? 'page' : undefined}>{text}{count !== undefined && <span class="ts-n">{formatNumber(count, lang)}</span>}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Ready-made narrowings of a list, as links; the current one is marked. `side` holds sorting and «save this filter». */
export function FilterChips({ label, chips, side }: { readonly label: string; readonly chips: readonly Tab[]; readonly side?: ComponentChildren }) {
  const lang = useLang()
  return (
    <nav aria-label={label}>
      <ul class="ts-chips">
        {chips.map(({ text, href, current, count, more }) => (
          <li key={href}><a class="ts-chip" href={href} aria-current={current === true ? 'true' : undefined}>{text}{count !== undefined && <span class="ts-n">{formatNumber(count, lang)}{more && '+'}</span>}</a></li>
        ))}
        {side !== undefined && <li class="ts-chips__side">{side}</li>}
      </ul>
    </nav>
  )
}
