import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Icon } from './icon.tsx'

export interface PageLink { readonly number: number; readonly href: string; readonly current?: boolean | undefined }
export interface PaginationProps {
  readonly previousHref?: string | undefined
  readonly nextHref?: string | undefined
  /** left out for keyset pages, which know only before and after; `gap` is «…» */
  readonly pages?: readonly (PageLink | 'gap')[] | undefined
  readonly label?: string | undefined
}

export function Pagination({ previousHref, nextHref, pages = [], label }: PaginationProps) {
  const lang = useLang()
  if (previousHref === undefined && nextHref === undefined && pages.length < 2) return null
  return (
    <nav class="govuk-pagination" aria-label={label ?? say(words.pages, lang)}>
      {previousHref !== undefined && (
        <div class="govuk-pagination__prev"><a class="govuk-link govuk-pagination__link" href={previousHref} rel="prev"><Icon name="arrowLeft" size={18} /><span class="govuk-pagination__link-title">{say(words.previousPage, lang)}</span></a></div>
      )}
      {pages.length > 0 && (
        <ul class="govuk-pagination__list">
          {pages.map((page, i) => page === 'gap'
            ? <li key={`gap-${i}`} class="govuk-pagination__item govuk-pagination__item--ellipsis">⋯</li>
            : <li key={page.number} class={`govuk-pagination__item${page.current === true ? ' govuk-pagination__item--current' : ''}`}>
              <a class="govuk-link govuk-pagination__link" href={page.href} aria-label={`${say(words.page, lang)} ${page.number}`} aria-current={page.current === true ? 'page' : undefined}>{page.number}</a></li>)}
        </ul>
      )}
      {nextHref !== undefined && (
        <div class="govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href={nextHref} rel="next"><span class="govuk-pagination__link-title">{say(words.nextPage, lang)}</span><Icon name="arrowRight" size={18} /></a></div>
      )}
    </nav>
  )
}

/** First, last and the neighbours of the current page: 1 … 4 5 6 … 20. */
export function pageLinks(current: number, last: number, hrefOf: (page: number) => string): readonly (PageLink | 'gap')[] {
  const shown = [...new Set([1, current - 1, current, current + 1, last])].filter((n) => n >= 1 && n <= last).sort((a, b) => a - b)
  return shown.flatMap((number, i) => {
    const link = { number, href: hrefOf(number), current: number === current }
    return i > 0 && number - (shown[i - 1] ?? 0) > 1 ? ['gap' as const, link] : [link]
  })
}
