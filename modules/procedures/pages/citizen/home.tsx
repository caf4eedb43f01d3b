import { CardGrid, formatNumber, HeroText, PublicPage, renderPage, say, SearchBox, Stats, type Frame, type IconName } from '../../../../ui/index.ts'
import type { LifeEvent } from '../../queries.ts'
import type { FacetValue } from '../../search/search-procedures.ts'
import { texts } from '../../texts.ts'

export interface HomeView {
  readonly lifeEvents: readonly LifeEvent[]
  readonly fields: readonly FacetValue[]
  /** counted in the catalogue now */
  readonly total: number
  readonly fileable: number
  /** searches that surely have an answer here */
  readonly tries: readonly string[]
}

const ICONS: Readonly<Record<string, IconName>> = {
  'sinh-con': 'child', 'ket-hon': 'heart', 'chuyen-nha': 'home', 'giay-to-tuy-than': 'card', 'chung-thuc': 'stamp', 'nha-dat': 'home', 'mo-cua-hang': 'shop', 'nguoi-than-mat': 'flower', 'kho-khan': 'hand', 'xe-co': 'card',
}
export const searchHref = (q: string): string => `/thu-tuc?q=${encodeURIComponent(q)}`

export function homePage(frame: Frame, { lifeEvents, fields, total, fileable, tries }: HomeView): string {
  const { lang } = frame
  const hero = (
    <>
      <HeroText title={say(texts.homeTitle, lang)} lead={say(texts.homeLead, lang)} />
      <SearchBox action="/thu-tuc" label={say(texts.searchLabel, lang)} placeholder={say(texts.searchExample, lang)}
        suggestionsLabel={say(texts.tryThese, lang)} suggestions={tries.map((text) => ({ text, href: searchHref(text) }))} />
    </>
  )
  const stats = [
    { value: formatNumber(total, lang), label: <a class="govuk-link" href="/thu-tuc">{say(texts.proceduresInForce, lang)}</a> },
    ...(fileable > 0 ? [{ value: formatNumber(fileable, lang), label: <a class="govuk-link" href="/thu-tuc?here=1">{say(texts.fileableOnline, lang)}</a> }] : []),
  ]
  return renderPage(
    <PublicPage frame={frame} title={say(texts.homeTitle, lang)} hero={hero} description={say(texts.homeLead, lang)}>
      {lifeEvents.length > 0 && (
        <section aria-labelledby="su-kien">
          <h2 class="govuk-heading-m" id="su-kien">{say(texts.byLifeEvent, lang)}</h2>
          <CardGrid cards={lifeEvents.map((event) => ({ title: say(event.title, lang), href: `/su-kien/${event.slug}`, text: say(event.summary, lang), icon: ICONS[event.slug] ?? 'file' }))} />
        </section>
      )}
      <section aria-labelledby="tra-cuu">
        <h2 class="govuk-heading-m" id="tra-cuu">{say(texts.trackTitle, lang)}</h2>
        <p class="govuk-body">{say(texts.trackText, lang)} <a class="govuk-link" href="/tra-cuu">{say(texts.trackLink, lang)}</a></p>
      </section>
      {fields.length > 0 && (
        <section aria-labelledby="linh-vuc">
          <h2 class="govuk-heading-m" id="linh-vuc">{say(texts.byField, lang)}</h2>
          <ul class="ts-chips">
            {fields.map(({ value, count }) => (
              <li key={value}><a class="ts-chip" href={`/thu-tuc?field=${encodeURIComponent(value)}`}><span lang={lang === 'vi' ? undefined : 'vi'}>{value}</span><span class="ts-n">{formatNumber(count, lang)}</span></a></li>
            ))}
            <li><a class="ts-chip" href="/thu-tuc">{say(texts.allProcedures, lang)}</a></li>
          </ul>
        </section>
      )}
      {total > 0 && <Stats stats={stats} />}
    </PublicPage>)
}
