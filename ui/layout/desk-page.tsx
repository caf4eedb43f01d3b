import type { ComponentChildren } from 'preact'
import { ErrorSummary, type Fault } from '../components/error-summary.tsx'
import { SideNav, type SideSection } from '../components/side-nav.tsx'
import { say, type Lang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Crumbs, type Back, type Crumb } from './crumbs.tsx'
import { Flashes } from './flash.tsx'
import { Footer } from './footer.tsx'
import type { Frame } from './frame.ts'
import { Header, PhaseBanner } from './header.tsx'
import { Html, type Island } from './html.tsx'

export interface DeskPageProps {
  readonly frame: Frame
  readonly title: string
  /** the agency and unit the officer works for: `UBND phường … · Bộ phận một cửa` */
  readonly agency: string
  readonly side: readonly SideSection[]
  readonly children: ComponentChildren
  /** shown as the page's heading; leave out when the page draws its own `<h1>` */
  readonly heading?: string | undefined
  /** buttons beside the heading */
  readonly tools?: ComponentChildren
  readonly lead?: string | undefined
  readonly back?: Back | undefined
  readonly crumbs?: readonly Crumb[] | undefined
  /** what a form was refused for: stands before the heading, and in the window's title */
  readonly faults?: readonly Fault[] | undefined
  readonly islands?: readonly Island[] | undefined
}

/** An officer's page: side navigation with counts, dense content, keys (`desk` island is always there). */
export function DeskPage({ frame, title, agency, side, children, heading, tools, lead, back, crumbs, faults = [], islands = [] }: DeskPageProps) {
  const { lang, site } = frame
  const fullTitle = faults.length > 0 ? `${say(words.error, lang)}: ${title}` : title
  return (
    <Html frame={frame} title={fullTitle} styles="desk.css" islands={['desk', ...islands.filter((i) => i !== 'desk')]} noIndex>
      <a href="#main" class="govuk-skip-link" data-module="govuk-skip-link">{say(words.skipToContent, lang)}</a>
      <Header
        frame={frame} home="/ban-lam-viec" name={lang === 'vi' ? 'Bàn làm việc' : 'Officers’ desk'} small={agency} nav={frame.user?.administers === undefined ? site.deskNav : [...site.deskNav, { text: words.administration, href: '/quan-tri' }]} signIn={false}
        more={<SideNav sections={side} here={frame.here} />}
      />
      <PhaseBanner frame={frame} />
      <div class="ts-body ts-desk">
        <nav class="ts-side" aria-label={say(words.workMenu, lang)}><SideNav sections={side} here={frame.here} /></nav>
        <main id="main" class="ts-desk__main" tabindex={-1}>
          <Crumbs back={back} crumbs={crumbs} />
          <Flashes flash={frame.flash} />
          <ErrorSummary faults={faults} />
          {heading !== undefined && <div class="ts-desk__head"><h1 class="govuk-heading-l">{heading}</h1>{tools}</div>}
          {lead !== undefined && <p class="ts-desk__lead">{lead}</p>}
          {children}
          {/* Single keys must be possible to switch off (WCAG 2.1.4). */}
          <p class="ts-keys ts-js-only"><button class="ts-keys__toggle" type="button" data-keys-show>{say(words.keysShow, lang)} <kbd class="ts-kbd" aria-hidden="true">?</kbd></button> <button class="ts-keys__toggle" type="button" data-keys-toggle data-turn-off={say(words.keysOff, lang)} data-turn-on={say(words.keysOn, lang)} /></p>
        </main>
      </div>
      <KeysHelp lang={lang} />
      <Footer frame={frame} />
    </Html>
  )
}

/** All keys of the page, opened by `?`; the desk's script adds what the buttons and links of this page answer to. */
function KeysHelp({ lang }: { readonly lang: Lang }) {
  const row = (keys: readonly string[], text: keyof typeof words, needs?: string) => <div data-needs={needs}><dt>{keys.map(key => <kbd key={key} class="ts-kbd">{key}</kbd>)}</dt><dd>{say(words[text], lang)}</dd></div>
  return (
    <dialog class="ts-help" data-keys-help aria-labelledby="keys-title">
      <h2 class="govuk-heading-m" id="keys-title">{say(words.keysTitle, lang)}</h2>
      <dl data-keys-here>
          {row(['J', 'K'], 'keysWalk', '[data-rows] > tbody > tr, [data-answers] .govuk-summary-list__row')}{row(['Enter'], 'keysOpen', '[data-rows] > tbody > tr')}{row(['X'], 'keysMark', '.ts-check')}{row(['U'], 'keysBack', '.govuk-back-link')}
          {row(['?'], 'keysHelp')}
      </dl>
      <p class="ts-quiet">{say(words.keysNote, lang)}</p>
      <form method="dialog"><button class="govuk-button govuk-button--secondary ts-button--small">{say(words.keysClose, lang)}</button></form>
    </dialog>
  )
}
