import { page, route, type Route } from '../../kernel/http/route.ts'
import { frameFor, PublicPage, renderPage, say, type Frame } from '../../ui/index.ts'
import { STATIC_TEXTS, type StaticText } from './texts.ts'

function staticPage(frame: Frame, { title, lead, blocks }: StaticText): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={say(title, lang)} width="form" description={say(lead, lang)}>
      <h1 class="govuk-heading-l">{say(title, lang)}</h1>
      <p class="govuk-body-l">{say(lead, lang)}</p>
      {blocks.map(({ heading, paragraphs = [], bullets = [] }, at) => (
        <section key={at}>
          {heading && <h2 class="govuk-heading-m">{say(heading, lang)}</h2>}
          {paragraphs.map((text, line) => <p key={line} class="govuk-body">{say(text, lang)}</p>)}
          {bullets.length > 0 && <ul class="govuk-list govuk-list--bullet">{bullets.map((text, line) => <li key={line}>{say(text, lang)}</li>)}</ul>}
        </section>
      ))}
    </PublicPage>)
}

/** Accessibility, contact, personal data, source code. */
export const staticRoutes: readonly Route[] = STATIC_TEXTS.map(text => route({
  name: `app.${text.stem}-page`, method: 'GET', path: text.path, policy: { who: 'anyone', because: 'every footer leads here' }, handle: async ctx => page(staticPage(frameFor(ctx), text)),
}))
