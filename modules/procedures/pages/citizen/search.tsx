import { Button, Details, FilterChips, formatNumber, pageLinks, Pagination, PublicPage, renderPage, ResultList, say, SearchBox, Select, type Frame, type Option, type Text } from '../../../../ui/index.ts'
import { ONLINE_LEVELS, type ChannelOffer, type Level } from '../../domain/content.ts'
import type { LifeEvent } from '../../queries.ts'
import type { Entry } from '../../search/catalogue-index.ts'
import type { Signpost } from '../../search/signposts.ts'
import type { FacetValue, SearchResult } from '../../search/search-procedures.ts'
import { levelTexts, onlineTexts, texts } from '../../texts.ts'
import { summariseFees, summariseTime } from './describe.ts'
import { hrefOf, isNarrowed, type SearchAddress } from './search-address.ts'
import { Ask, DidYouMean, Elsewhere, NearHelp, Nothing } from './search-help.tsx'

export const PAGE_SIZE = 20
/** fields of the nearest answers that are worth a look */
const NEAR_FIELDS = 4
/** `lifeEvents`, `related`: events and other searches to offer when nothing, or nothing sure, was found; `signpost`: the matter is another authority's */
export interface SearchView { readonly address: SearchAddress; readonly result: SearchResult; readonly offers: ReadonlyMap<string, readonly ChannelOffer[]>; readonly lifeEvents: readonly LifeEvent[]; readonly related: readonly string[]; readonly signpost: Signpost | undefined }

const textOf = (known: Readonly<Record<string, Text>>, value: string, lang: Frame['lang']): string => { const text = known[value]; return text ? say(text, lang) : value }

/** Choices of a facet with how many answers each leaves; the chosen one always among them. */
function options(values: readonly FacetValue[], chosen: string | undefined, nameOf: (value: string) => string): Option[] {
  const listed = chosen === undefined || values.some(({ value }) => value === chosen) ? values : [{ value: chosen, count: 0 }, ...values]
  return listed.map(({ value, count }) => ({ value, label: `${nameOf(value)} (${count})` }))
}

function factsOf(entry: Entry, offers: readonly ChannelOffer[], lang: Frame['lang']): string {
  return [
    entry.field, entry.levels.map((level) => say(levelTexts[level], lang)).join(', '), summariseTime(offers, lang), summariseFees(offers, lang, entry.fileable), entry.fileable ? say(texts.canFileHere, lang) : undefined,
  ].filter((fact) => fact !== undefined && fact !== '').join(' · ')
}

function Filters({ frame, address, result }: { readonly frame: Frame; readonly address: SearchAddress; readonly result: SearchResult }) {
  const { lang } = frame
  const levels = (['commune', 'province', 'ministry', 'district', 'other'] as const satisfies readonly Level[]).flatMap((level) => result.facets.level.filter(({ value }) => value === level))
  const narrowed = [address.field, address.subject, address.agency, address.onlineLevel, address.here].some((value) => value !== undefined)
  return (
    <>
      <FilterChips label={say(texts.level, lang)} chips={[
        { text: say(texts.everywhere, lang), href: hrefOf(address, { level: undefined }), current: address.level === undefined },
        ...levels.map(({ value, count }) => ({ text: textOf(levelTexts, value, lang), href: hrefOf(address, { level: value }), current: address.level === value, count })),
      ]} />
      <Details summary={say(texts.moreFilters, lang)} open={narrowed}>
        <form action="/thu-tuc" method="get">
          {address.q !== '' && <input type="hidden" name="q" value={address.q} />}
          {address.level !== undefined && <input type="hidden" name="level" value={address.level} />}
          <Select name="field" label={say(texts.field, lang)} placeholder={say(texts.all, lang)} value={address.field} options={options(result.facets.field, address.field, (value) => value)} />
          <Select name="subject" label={say(texts.subject, lang)} placeholder={say(texts.all, lang)} value={address.subject} options={options(result.facets.subject, address.subject, (value) => value)} />
          <Select name="onlineLevel" label={say(texts.online, lang)} placeholder={say(texts.all, lang)} value={address.onlineLevel}
            options={options(ONLINE_LEVELS.flatMap((level) => result.facets.onlineLevel.filter(({ value }) => value === level)), address.onlineLevel, (value) => textOf(onlineTexts, value, lang))} />
          <div class="govuk-button-group"><Button tone="secondary">{say(texts.apply, lang)}</Button>{narrowed && <a class="govuk-link" href={hrefOf({ q: address.q, page: 1 }, {})}>{say(texts.clearFilters, lang)}</a>}</div>
        </form>
      </Details>
    </>
  )
}

export function searchPage(frame: Frame, { address, result, offers, lifeEvents, related, signpost }: SearchView): string {
  const { lang } = frame
  const last = Math.max(1, Math.ceil(result.total / PAGE_SIZE))
  const pageHref = (page: number): string => hrefOf(address, { page: String(page) })
  const heading = address.q === '' ? say(texts.allProcedures, lang) : `${say(texts.resultsFor, lang)} “${address.q}”`
  const list = (
    <>
      <div lang={lang === 'vi' ? undefined : 'vi'}>
        <ResultList results={result.items.map((entry) => ({ title: entry.name, href: `/thu-tuc/${entry.code}`, facts: factsOf(entry, offers.get(entry.code) ?? [], lang) }))} />
      </div>
      {!result.sure && !signpost && address.page === 1 && <NearHelp frame={frame} fields={[...new Set(result.items.map((entry) => entry.field))].slice(0, NEAR_FIELDS)} lifeEvents={lifeEvents} />}
      <Pagination pages={last === 1 ? [] : pageLinks(address.page, last, pageHref)} previousHref={address.page > 1 ? pageHref(address.page - 1) : undefined} nextHref={address.page < last ? pageHref(address.page + 1) : undefined} />
    </>
  )
  return renderPage(
    <PublicPage frame={frame} title={heading} crumbs={[{ text: say(texts.home, lang), href: '/' }, { text: say(texts.procedures, lang) }]} noIndex={address.q !== ''}>
      <h1 class="govuk-heading-l">{heading}</h1>
      <div class="govuk-!-margin-bottom-4"><SearchBox action="/thu-tuc" label={say(texts.searchLabel, lang)} value={address.q} keep={address.level === undefined ? {} : { level: address.level }} /></div>
      {result.meant !== undefined && <p class="govuk-body">{say(texts.readAs, lang)} “{address.q}”. {say(texts.readAsShown, lang)} <strong lang={lang === 'vi' ? undefined : 'vi'}>{result.meant}</strong>.</p>}
      {signpost ? (
        <>
          <Elsewhere frame={frame} signpost={signpost} />
          {/* what only sounds alike would be taken for the answer */}
          {result.total > 0 && <Details summary={`${say(texts.soundsAlike, lang)} (${formatNumber(result.total, lang)})`} open={address.page > 1}>{list}</Details>}
          <Ask frame={frame} />
        </>
      ) : (
        <>
          {(result.total > 0 || result.facets.level.length > 0 || isNarrowed(address)) && <Filters frame={frame} address={address} result={result} />}
          <DidYouMean frame={frame} related={related} />
          {result.total === 0 ? <Nothing frame={frame} address={address} lifeEvents={lifeEvents} /> : <><p class="govuk-body" role="status">{result.sure ? `${formatNumber(result.total, lang)} ${say(texts.found, lang)}` : say(texts.onlyNear, lang)}</p>{list}</>}
        </>
      )}
    </PublicPage>)
}
