import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

export interface Card { readonly title: string; readonly href: string; readonly text?: string | undefined; readonly icon?: IconName | undefined }

/** Choices side by side: events of life, fields of administration. The whole card is the link. */
export const CardGrid = ({ cards, level = 3 }: { readonly cards: readonly Card[]; readonly level?: 2 | 3 | undefined }) => (
  <ul class="ts-grid">
    {cards.map(({ title, href, text, icon }) => {
      const link = <a href={href}>{title}</a>
      return (
        <li key={href}>
          <div class="ts-card">
            {icon !== undefined && <span class="ts-card__icon"><Icon name={icon} size={26} /></span>}
            {level === 2 ? <h2 class="ts-card__title">{link}</h2> : <h3 class="ts-card__title">{link}</h3>}
            {text !== undefined && <p class="ts-card__text">{text}</p>}
          </div>
        </li>
      )
    })}
  </ul>
)

export interface Result { readonly title: string; readonly href: string; readonly text?: ComponentChildren; readonly facts?: string | undefined }

/** What a search found: long legal titles read better in a list than in cards. */
export const ResultList = ({ results, level = 2 }: { readonly results: readonly Result[]; readonly level?: 2 | 3 | undefined }) => (
  <ol class="ts-results">
    {results.map(({ title, href, text, facts }) => {
      const link = <a class="govuk-link" href={href}>{title}</a>
      return (
        <li key={href}>
          {level === 2 ? <h2 class="ts-results__title">{link}</h2> : <h3 class="ts-results__title">{link}</h3>}
          {text !== undefined && <p class="ts-results__text">{text}</p>}
          {facts !== undefined && <p class="ts-results__facts">{facts}</p>}
        </li>
      )
    })}
  </ol>
)

export interface StatItem { readonly value: string; readonly label: ComponentChildren; readonly tone?: 'late' | undefined }

/** Figures with their words; the label may hold the link to the evidence. */
export const Stats = ({ stats }: { readonly stats: readonly StatItem[] }) => (
  <div class="ts-stats">
    {stats.map(({ value, label, tone }, i) => <dl key={i} class={`ts-stat${tone === undefined ? '' : ` ts-stat--${tone}`}`}><dt>{label}</dt><dd>{value}</dd></dl>)}
  </div>
)

/** The visual head of the home page. */
export const HeroText = ({ title, lead }: { readonly title: string; readonly lead: string }) => <><h1>{title}</h1><p class="ts-hero__lead">{lead}</p></>
