import type { ComponentChildren } from 'preact'
import { assetUrl } from '../assets.ts'
import type { Fault } from '../components/error-summary.tsx'
import { say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Crumbs, type Back, type Crumb } from './crumbs.tsx'
import { Flashes } from './flash.tsx'
import { Footer } from './footer.tsx'
import type { Frame } from './frame.ts'
import { Header, PhaseBanner } from './header.tsx'
import { Html, type Island } from './html.tsx'

export interface PublicPageProps {
  readonly frame: Frame
  /** unique, says what the page is; also the browser's title */
  readonly title: string
  readonly children: ComponentChildren
  readonly back?: Back | undefined
  readonly crumbs?: readonly Crumb[] | undefined
  /** `form` keeps one comfortable column for questions; `wide` is for lists and the home page */
  readonly width?: 'form' | 'wide' | undefined
  /** full-width head of the home page, above the main column */
  readonly hero?: ComponentChildren
  /** the faults that the page shows: the title says so first (screen readers read it first) */
  readonly faults?: readonly Fault[] | undefined
  readonly islands?: readonly Island[] | undefined
  readonly description?: string | undefined
  readonly noIndex?: boolean | undefined
  /** without head and foot: within a page of somebody else, or large on a screen on a wall */
  readonly bare?: 'framed' | 'wall' | undefined
}

/** A citizen's page. The page brings its own `<h1>`. */
export function PublicPage({ frame, title, children, back, crumbs, width = 'wide', hero, faults, islands, description, noIndex, bare }: PublicPageProps) {
  const { lang, site } = frame
  const fullTitle = faults !== undefined && faults.length > 0 ? `${say(words.error, lang)}: ${title}` : title
  if (bare !== undefined) return <Html frame={frame} title={fullTitle} styles="public.css" noIndex><main id="main" class={`ts-bare ts-bare--${bare}`}>{children}</main></Html>
  return (
    <Html frame={frame} title={fullTitle} styles="public.css" islands={islands} description={description} noIndex={noIndex}>
      <a href="#main" class="govuk-skip-link" data-module="govuk-skip-link">{say(words.skipToContent, lang)}</a>
      <Header frame={frame} home="/" name={say(site.name, lang)} small={say(site.tagline, lang)} nav={site.nav} signIn />
      <PhaseBanner frame={frame} />
      <div class="ts-body">
        {(back ?? crumbs) !== undefined && <div class="ts-wrap"><Crumbs back={back} crumbs={crumbs} /></div>}
        <main id="main" tabindex={-1}>
          {hero !== undefined && <div class="ts-hero"><img class="ts-hero__art" src={assetUrl('hills.svg')} alt="" /><div class="ts-wrap">{hero}</div></div>}
          <div class="ts-wrap ts-main">
            <div class={width === 'form' ? 'ts-main--form' : undefined}>
              <Flashes flash={frame.flash} />
              {children}
            </div>
          </div>
        </main>
      </div>
      <Footer frame={frame} />
    </Html>
  )
}
