import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Button, Details, formatIsoDate, InsetText, LangContext, PublicPage, renderPage, say, SummaryList, type Frame, type Lang, type Text } from '../../../../ui/index.ts'
import type { ComponentGroup, ProcedureContent } from '../../domain/content.ts'
import { contentOfPack, PACK_SOURCE } from '../../domain/pack-content.ts'
import type { ProcedureView } from '../../queries.ts'
import { levelTexts, onlineTexts, texts } from '../../texts.ts'
import { summariseFees, summariseTime } from './describe.ts'
import { Channels, Components, Folded, LegalBasis, Paragraphs } from './procedure-parts.tsx'

interface Part { readonly id: string; readonly title: Text; readonly body: ComponentChildren }

/** A heading longer than this is drawn smaller: official names may run over several lines. */
const LONG_NAME = 90

const groupsLength = (groups: readonly ComponentGroup[]): number => groups.reduce((sum, group) => sum + group.note.length + group.items.reduce((all, item) => all + item.name.length, 0), 0)
/** Where it is filed here, our own terms hold: they were approved for this province. */
const termsOf = (view: ProcedureView): ProcedureContent => view.filing ? contentOfPack(view.filing.pack).content : view.content

function partsOf(view: ProcedureView, lang: Lang): Part[] {
  const { content } = view
  const ours = view.filing !== null
  const terms = termsOf(view)
  const groups = terms.componentGroups.filter((group) => group.items.length > 0 || group.note !== '')
  const nationalGroups = ours && view.source !== PACK_SOURCE ? content.componentGroups : []
  const part = (id: string, title: Text, shown: boolean, body: () => ComponentChildren): Part[] => shown ? [{ id, title, body: body() }] : []
  const agencies = [view.agency, content.competentAgency].filter((name, at, all) => name !== null && all.indexOf(name) === at).join('; ')
  return [
    ...part('cach-nop', texts.channels, terms.channels.length > 0, () => <Channels offers={terms.channels} ours={ours} />),
    ...part('giay-to', texts.components, groups.length + nationalGroups.length > 0, () => (
      <>
        <Folded length={ours ? 0 : groupsLength(groups) / 3}><Components groups={groups} /></Folded>
        {nationalGroups.length > 0 && <Details summary={say(texts.published, lang)}><Components groups={nationalGroups} /></Details>}
      </>
    )),
    ...part('ket-qua', texts.results, content.results.length > 0, () => <ul class="govuk-list govuk-list--bullet">{content.results.map((result, at) => <li key={at}>{result.name}</li>)}</ul>),
    ...part('cac-buoc', texts.steps, content.steps !== '', () => <Folded length={content.steps.length}><Paragraphs text={content.steps} /></Folded>),
    ...part('dieu-kien', texts.conditions, content.conditions !== '', () => <Folded length={content.conditions.length}><Paragraphs text={content.conditions} /></Folded>),
    ...part('can-cu', texts.legalBasis, content.legalBasis.length > 0, () => (
      <Folded length={content.legalBasis.reduce((sum, law) => sum + law.name.length + law.number.length, 0)}><LegalBasis documents={content.legalBasis} /></Folded>
    )),
    { id: 'cong-bo', title: texts.about, body: <SummaryList rows={[
      { key: say(texts.code, lang), value: view.code },
      ...(view.decision === '' ? [] : [{ key: say(texts.decision, lang), value: view.decision }]),
      { key: say(texts.field, lang), value: <a class="govuk-link" href={`/thu-tuc?field=${encodeURIComponent(view.field)}`}>{view.field}</a> },
      { key: say(texts.level, lang), value: view.levels.map((level) => say(levelTexts[level], lang)).join(', ') },
      { key: say(texts.agency, lang), value: agencies === '' ? say(texts.unstated, lang) : agencies },
      ...(content.coordinatingAgency === null ? [] : [{ key: say(texts.coordinating, lang), value: content.coordinatingAgency }]),
      ...(content.receivingAddress === null ? [] : [{ key: say(texts.receivingAddress, lang), value: content.receivingAddress }]),
      { key: say(texts.subject, lang), value: view.subjects.length === 0 ? say(texts.unstated, lang) : view.subjects.join('; ') },
      { key: say(texts.online, lang), value: say(onlineTexts[view.onlineLevel], lang) },
      { key: say(texts.version, lang), value: `${view.version}, ${say(texts.since, lang)} ${formatIsoDate(view.validFrom, lang)}` },
    ]} /> },
  ]
}

/** What people ask first, before any table. */
function Glance({ view, lang }: { readonly view: ProcedureView; readonly lang: Lang }) {
  const { channels } = termsOf(view)
  return (
    <SummaryList rows={[
      { key: say(texts.time, lang), value: summariseTime(channels, lang) ?? say(texts.byChannel, lang) },
      { key: say(texts.fee, lang), value: summariseFees(channels, lang, view.filing !== null) ?? say(texts.byChannel, lang) },
      { key: say(texts.level, lang), value: view.levels.map((level) => say(levelTexts[level], lang)).join(', ') },
    ]} />
  )
}

function Body({ view, lang }: { readonly view: ProcedureView; readonly lang: Lang }) {
  const foreign = lang === 'vi' ? undefined : 'vi'
  const parts = partsOf(view, lang)
  const { filing } = view
  return (
    <>
      <h1 class={view.name.length > LONG_NAME ? 'govuk-heading-m' : 'govuk-heading-l'} lang={foreign}>{view.name}</h1>
      {filing !== null && <p class="govuk-body-l">{say(filing.pack.summary, lang)}</p>}
      {filing !== null
        ? <><Button href={`/nop-ho-so/${view.code}`} size="large" class="govuk-!-margin-bottom-2">{say(texts.start, lang)}</Button><p class="ts-quiet ts-small">{say(texts.startNote, lang)}</p></>
        : <InsetText><strong>{say(texts.notHere, lang)}</strong><br />{say(texts.notHereText, lang)}</InsetText>}
      {say(texts.vietnameseOnly, lang) !== '' && <p class="govuk-body">{say(texts.vietnameseOnly, lang)}</p>}
      <div class="ts-measure"><Glance view={view} lang={lang} /></div>
      <nav aria-label={say(texts.onThisPage, lang)}>
        <ul class="ts-chips">{parts.map(({ id, title }) => <li key={id}><a class="ts-chip" href={`#${id}`}>{say(title, lang)}</a></li>)}</ul>
      </nav>
      {parts.map(({ id, title, body }) => (
        <section key={id} id={id} aria-labelledby={`${id}-h`}>
          <h2 class="govuk-heading-m" id={`${id}-h`}>{say(title, lang)}</h2>
          <div class="ts-measure" lang={foreign}>{body}</div>
        </section>
      ))}
    </>
  )
}

const drawn = new WeakMap<ProcedureView, Map<Lang, string>>()

/** The body depends on the view and the language alone, so it is drawn once for each view that stays in memory. */
function bodyOf(view: ProcedureView, lang: Lang): string {
  const known = drawn.get(view) ?? new Map<Lang, string>()
  drawn.set(view, known)
  const html = known.get(lang) ?? renderToString(<LangContext.Provider value={lang}><Body view={view} lang={lang} /></LangContext.Provider>)
  known.set(lang, html)
  return html
}

/** The page of one procedure with every part that NĐ 63/2010 Đ8.2 names. */
export function procedurePage(frame: Frame, view: ProcedureView): string {
  const { lang } = frame
  return renderPage(
    <PublicPage frame={frame} title={view.name} description={view.filing ? say(view.filing.pack.summary, lang) : view.name}
      crumbs={[{ text: say(texts.home, lang), href: '/' }, { text: say(texts.procedures, lang), href: '/thu-tuc' }, { text: `${say(texts.yourCode, lang)} ${view.code}` }]}>
      <div dangerouslySetInnerHTML={{ __html: bodyOf(view, lang) }} />
    </PublicPage>)
}

