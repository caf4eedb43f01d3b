import { Button, ButtonGroup, CsrfField, ErrorSummary, FileSlot, PublicPage, renderPage, Say, say, type Fault, type Frame, type SlotFile } from '../../../../ui/index.ts'
import type { StoredFile } from '../../../../kernel/files/index.ts'
import type { ComponentDefinition } from '../../../procedures/index.ts'
import type { AttachedFile, Filing } from '../../filing.ts'
import { acceptOf, kindsAtHead, UPLOAD_LIMITS } from '../../uploads.ts'
import { texts } from './texts.ts'

/** A stored file as a slot lists it, with what is known of it. */
export function slotFile(file: StoredFile, lang: 'vi' | 'en', links: { readonly id: string; readonly href?: string; readonly removeAction: string }): SlotFile {
  const notes = [...file.warnings.map(warning => say(texts[warning], lang)), ...(file.state === 'quarantined' ? [say(texts.quarantined, lang)] : [])]
  return { id: links.id, name: file.name, size: file.size, removeAction: links.removeAction, ...(links.href && file.state === 'accepted' ? { href: links.href } : {}), ...(file.pageCount === null ? {} : { pageCount: file.pageCount }), ...(notes.length > 0 ? { note: notes.join('; ') } : {}) }
}

/** One paper: what it is, what to watch for, what was sent, the way to send more. */
export function draftPaperPage(frame: Frame, filing: Filing, view: { readonly component: ComponentDefinition; readonly files: readonly AttachedFile[]; readonly here: string; readonly action: string; readonly doneHref: string; readonly backHref: string }, faults: readonly Fault[] = []): string {
  const { lang } = frame
  const { component, files, here } = view
  const t = (key: Exclude<keyof typeof texts, 'kinds'>): string => say(texts[key], lang)
  const pictures = files.filter(({ file }) => file.mediaType.startsWith('image/') && file.state === 'accepted').length
  const [first] = faults
  return renderPage(
    <PublicPage frame={frame} title={say(component.name, lang)} width="form" back={{ href: view.backHref }} faults={faults} islands={['upload']} noIndex>
      <ErrorSummary faults={faults} />
      <p class="ts-caption"><Say text={filing.of.pack.name} /></p>
      <h1 class="govuk-heading-l"><Say text={component.name} /></h1>
      <p class="govuk-body"><Say text={component.explanation} /></p>
      <ul class="govuk-list govuk-list--bullet"><li>{t('paperLead')}</li><li>{t('paperShots')}</li></ul>
      <h2 class="govuk-visually-hidden">{t('papersPart')}</h2>
      <FileSlot name="file" title={say(component.name, lang)} required={component.required} error={first?.text} csrf={frame.csrf} uploadAction={view.action} {...UPLOAD_LIMITS} accept={acceptOf(component.accept)} kinds={kindsAtHead(component.accept, lang)}
        files={files.map(({ id, file }) => slotFile(file, lang, { id, href: `${here}/tep/${id}`, removeAction: `${here}/bo/${id}` }))} />
      {pictures > 1 && <form method="post" action={`${here}/ghep`}><CsrfField token={frame.csrf} /><Button tone="secondary">{t('merge')}</Button></form>}
      <ButtonGroup><Button href={view.doneHref} tone={files.length > 0 ? 'primary' : 'secondary'}>{files.length > 0 ? t('paperDone') : t('paperLater')}</Button></ButtonGroup>
    </PublicPage>)
}
