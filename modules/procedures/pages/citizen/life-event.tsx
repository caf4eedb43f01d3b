import { EmptyState, PublicPage, renderPage, ResultList, say, type Frame } from '../../../../ui/index.ts'
import type { ChannelOffer } from '../../domain/content.ts'
import type { LifeEvent } from '../../queries.ts'
import { texts } from '../../texts.ts'
import { summariseFees, summariseTime } from './describe.ts'

export function lifeEventPage(frame: Frame, event: LifeEvent, offers: ReadonlyMap<string, readonly ChannelOffer[]>): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(event.title, lang)} crumbs={[{ text: say(texts.home, lang), href: '/' }, { text: say(event.title, lang) }]} description={say(event.summary, lang)}>
      <h1 class="govuk-heading-l">{say(event.title, lang)}</h1>
      <p class="govuk-body-l">{say(texts.lifeEventLead, lang)}</p>
      {event.procedures.length === 0 ? <EmptyState title={say(texts.nothingTitle, lang)} /> : (
        <div lang={lang === 'vi' ? undefined : 'vi'}>
          <ResultList results={event.procedures.map(({ code, name, fileable }) => {
            const known = offers.get(code) ?? []
            return { title: name, href: `/thu-tuc/${code}`, facts: [summariseTime(known, lang), summariseFees(known, lang, fileable), fileable ? say(texts.canFileHere, lang) : undefined].filter(Boolean).join(' · ') }
          })} />
        </div>
      )}
    </PublicPage>)
}
