import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'

export type ViewedDocument =
  | { readonly kind: 'image'; readonly src: string }
  /** pages drawn by the server, one picture each */
  | { readonly kind: 'pages'; readonly pages: readonly string[] }
  | { readonly kind: 'pdf'; readonly src: string }
  /** made from someone's words: shown without rights of its own */
  | { readonly kind: 'html'; readonly src: string }
  | { readonly kind: 'none' }

export interface DocumentViewerProps {
  readonly name: string
  readonly document: ViewedDocument
  readonly downloadHref?: string | undefined
  readonly previousHref?: string | undefined
  readonly nextHref?: string | undefined
}

/** A file as the officer reads it, beside the answers. */
export function DocumentViewer({ name, document, downloadHref, previousHref, nextHref }: DocumentViewerProps) {
  const lang = useLang()
  const openHref = document.kind === 'image' || document.kind === 'pdf' || document.kind === 'html' ? document.src : undefined
  return (
    <figure class="ts-viewer govuk-!-margin-0" aria-label={`${say(words.file, lang)}: ${name}`}>
      <figcaption class="ts-viewer__bar">
        <p class="ts-viewer__name">{name}</p>
        {previousHref !== undefined && <a class="govuk-link" href={previousHref} rel="prev" data-file data-key="[">{say(words.previousFile, lang)}</a>}
        {nextHref !== undefined && <a class="govuk-link" href={nextHref} rel="next" data-file data-key="]">{say(words.nextFile, lang)}</a>}
        {openHref !== undefined && <a class="govuk-link" href={openHref} target="_blank" rel="noopener">{say(words.openInNewTab, lang)}</a>}
        {downloadHref !== undefined && <a class="govuk-link" href={downloadHref} download>{say(words.download, lang)}</a>}
      </figcaption>
      <View name={name} document={document} />
    </figure>
  )
}

function View({ name, document }: { readonly name: string; readonly document: ViewedDocument }) {
  const lang = useLang()
  switch (document.kind) {
    case 'image': return <div class="ts-viewer__pages" tabindex={0} role="group" aria-label={name} data-zoom><img class="ts-viewer__image" src={document.src} alt={name} loading="lazy" /></div>
    case 'pages': return (
      <div class="ts-viewer__pages" tabindex={0} role="group" aria-label={name}>
        {document.pages.map((src, i) => <img key={src} class="ts-viewer__image" src={src} alt={`${name}, ${say(words.page, lang)} ${i + 1}`} loading="lazy" />)}
      </div>
    )
    // Browsers refuse to show PDF in a sandboxed frame; the file route's own headers (nosniff, CSP sandbox) hold it instead.
    case 'pdf': return <iframe class="ts-viewer__frame" src={`${document.src}#navpanes=0&view=FitH`} title={name} loading="lazy" data-pdf={say(words.pdfElsewhere, lang)} />
    case 'html': return <iframe class="ts-viewer__frame" src={document.src} title={name} sandbox="" loading="lazy" />
    case 'none': return <p class="ts-viewer__none">{say(words.noPreview, lang)}</p>
  }
}

/** Two panes on wide screens: answers left, document right. */
export const Beside = ({ children, document }: { readonly children: ComponentChildren; readonly document: ComponentChildren }) => (
  <div class="ts-beside"><div data-answers>{children}</div><div class="ts-beside__doc" data-doc-pane>{document}</div></div>
)
