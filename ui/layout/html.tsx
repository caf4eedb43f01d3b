import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { assetUrl } from '../assets.ts'
import { PRELOADED_FONTS } from '../fonts.ts'
import { LangContext, say } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import type { Frame } from './frame.ts'

/** Small scripts of their own beside `main`: `upload` for file slots, `desk` for keys, `counter` for scanners, `passkey` for staff sign-in, `live` for what is going on now, `map` for maps that move. */
export type Island = 'upload' | 'desk' | 'counter' | 'passkey' | 'live' | 'map' | 'time'

export interface HtmlProps {
  readonly frame: Frame
  readonly title: string
  readonly styles: 'public.css' | 'desk.css'
  readonly islands?: readonly Island[] | undefined
  readonly description?: string | undefined
  readonly noIndex?: boolean | undefined
  readonly children: ComponentChildren
}

/** The outermost element. Nothing inline: styles and scripts come from files, so that the CSP needs no exception. */
export function Html({ frame, title, styles, islands = [], description, noIndex = false, children }: HtmlProps) {
  const { lang, site } = frame
  return (
    <html lang={lang} class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} – ${say(site.name, lang)}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content={site.barColour} />
        {description !== undefined && <meta name="description" content={description} />}
        {noIndex && <meta name="robots" content="noindex" />}
        {PRELOADED_FONTS.map((font) => <link key={font} rel="preload" href={assetUrl(font)} as="font" type="font/woff2" crossorigin="anonymous" />)}
        <link rel="icon" type="image/svg+xml" href={assetUrl('mark.svg')} />
        <link rel="stylesheet" href={assetUrl(styles)} />
        {['main' as const, ...islands].map((island) => <script key={island} type="module" src={assetUrl(`${island}.js`)} />)}
      </head>
      <body
        data-offline={say(words.offline, lang)} data-saving={say(words.saving, lang)} data-saved={say(words.savedAt, lang)}
        data-not-saved={say(words.notSaved, lang)} data-sending={say(words.sending, lang)}
      >
        <LangContext.Provider value={lang}>{children}</LangContext.Provider>
      </body>
    </html>
  )
}

/** A page as text, ready to send as `text/html; charset=utf-8`. */
export const renderPage = (page: VNode): string => `<!doctype html>${renderToString(page)}`
