import { CardGrid, EmptyState, InsetText, FilterChips, say, type Frame } from '../../../../ui/index.ts'
import type { LifeEvent } from '../../queries.ts'
import type { Signpost } from '../../search/signposts.ts'
import { texts } from '../../texts.ts'
import { hrefOf, isNarrowed, type SearchAddress } from './search-address.ts'

const Events = ({ frame: { lang }, title, events }: { readonly frame: Frame; readonly title: string; readonly events: readonly LifeEvent[] }) => events.length === 0 ? null : (
  <>
    <h2 class="govuk-heading-m">{title}</h2>
    <CardGrid cards={events.map((event) => ({ title: say(event.title, lang), href: `/su-kien/${event.slug}`, text: say(event.summary, lang) }))} />
  </>
)

/** Who helps a person whom words did not help. */
export const Ask = ({ frame: { lang, site } }: { readonly frame: Frame }) => (
  <>
    <h2 class="govuk-heading-m">{say(texts.askTitle, lang)}</h2>
    <p class="govuk-body">
      {say(texts.askText, lang)}{' '}
      {site.phone !== undefined && <>{say(texts.askPhone, lang)} <a class="govuk-link" href={`tel:${site.phone.replace(/[^+\d]/g, '')}`}>{site.phone}</a>. </>}
      <a class="govuk-link" href="/lien-he">{say(texts.askMore, lang)}</a>
    </p>
  </>
)

/** What is asked for is done elsewhere: where, instead of procedures that only sound alike. */
export const Elsewhere = ({ frame: { lang }, signpost: { title, advice, url, urlText } }: { readonly frame: Frame; readonly signpost: Signpost }) => (
  <InsetText>
    <h2 class="govuk-heading-m">{say(title, lang)}</h2>
    <p class="govuk-body">{say(advice, lang)}</p>
    {url !== null && <p class="govuk-body"><a class="govuk-link" href={url} rel="external">{say(urlText ?? { vi: url }, lang)}</a></p>}
    <p class="govuk-body ts-quiet">{say(texts.elsewhere, lang)}</p>
  </InsetText>
)

/** Other searches that would be sure, before the long list of what only comes near. */
export const DidYouMean = ({ frame: { lang }, related }: { readonly frame: Frame; readonly related: readonly string[] }) => related.length === 0 ? null : (
  <>
    <h2 class="govuk-heading-m">{say(texts.didYouMean, lang)}</h2>
    <div lang={lang === 'vi' ? undefined : 'vi'}><FilterChips label={say(texts.didYouMean, lang)} chips={related.map((q) => ({ text: q, href: hrefOf({ q, page: 1 }, {}) }))} /></div>
  </>
)

/** Nothing found: what to try, and ways that do not need words. */
export function Nothing({ frame, address, lifeEvents }: { readonly frame: Frame; readonly address: SearchAddress; readonly lifeEvents: readonly LifeEvent[] }) {
  const { lang } = frame
  return (
    <>
      <EmptyState icon="search" title={say(texts.nothingTitle, lang)} text={say(isNarrowed(address) ? texts.nothingFiltered : texts.nothingText, lang)}>
        {isNarrowed(address) && <a class="govuk-link" href={hrefOf({ q: address.q, page: 1 }, {})}>{say(texts.clearFilters, lang)}</a>}
      </EmptyState>
      <Events frame={frame} title={say(texts.byLifeEvent, lang)} events={lifeEvents} />
      <Ask frame={frame} />
    </>
  )
}

/** Nothing sure: the fields and events of life that lie nearest, and whom to ask. */
export function NearHelp({ frame, fields, lifeEvents }: { readonly frame: Frame; readonly fields: readonly string[]; readonly lifeEvents: readonly LifeEvent[] }) {
  const { lang } = frame
  return (
    <>
      {fields.length > 0 && (
        <>
          <h2 class="govuk-heading-m">{say(texts.nearFields, lang)}</h2>
          <div lang={lang === 'vi' ? undefined : 'vi'}><FilterChips label={say(texts.nearFields, lang)} chips={fields.map((field) => ({ text: field, href: hrefOf({ q: '', page: 1 }, { field }) }))} /></div>
        </>
      )}
      <Events frame={frame} title={say(texts.nearEvents, lang)} events={lifeEvents} />
      <Ask frame={frame} />
    </>
  )
}
