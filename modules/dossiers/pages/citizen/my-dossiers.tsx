import { filingNumberOf } from '../../domain/code.ts'
import { Button, EmptyState, formatDateTime, InsetText, Pagination, PublicPage, renderPage, say, Table, Tag, TwoLines, type Frame } from '../../../../ui/index.ts'
import type { MyDossierRow } from '../../queries.ts'
import { draftPath } from '../../routes/paths.ts'
import { standingOf } from './standing.ts'
import { words } from './texts-dossier.ts'

export interface MyDossiersView {
  readonly drafts: readonly { readonly id: string; readonly procedureName: string; readonly savedAt: Date }[]
  readonly dossiers: readonly MyDossierRow[]
  /** those that wait for the person, wherever in the list they stand */
  readonly waiting: readonly MyDossierRow[]
  readonly agencyNames: ReadonlyMap<string, string>
  readonly next: string | undefined
  readonly paged: boolean
  readonly now: Date
}

/** Everything the person has begun or filed, with where it stands in plain words. */
export function myDossiersPage(frame: Frame, view: MyDossiersView): string {
  const { lang } = frame
  const w = (key: keyof typeof words): string => say(words[key], lang)
  const { drafts, dossiers, agencyNames } = view
  const standing = (row: MyDossierRow): ReturnType<typeof standingOf> => standingOf(row, { holderName: agencyNames.get(row.holder_agency_id), supplementDeadline: row.supplement_deadline, now: view.now }, lang)
  return renderPage(
    <PublicPage frame={frame} title={w('mine')} noIndex>
      <h1 class="govuk-heading-l">{w('mine')}</h1>
      <p class="govuk-body"><a class="govuk-link" href="/thong-bao">{w('notices')}</a></p>
      {drafts.length + dossiers.length === 0 && !view.paged && <EmptyState title={w('none')} text={w('noneText')}><Button href="/thu-tuc">{w('find')}</Button></EmptyState>}
      {view.waiting.length > 0 && (
        <InsetText>
          <strong>{lang === 'vi' ? `${view.waiting.length} hồ sơ đang chờ bạn` : `Waiting for you: ${view.waiting.length}`}</strong>
          <ul class="govuk-list">{view.waiting.map(row => <li key={row.id}><a class="govuk-link" href={`/ho-so/${row.id}`}>{row.procedure_name}</a>: {standing(row).todo}</li>)}</ul>
        </InsetText>
      )}
      {drafts.length > 0 && (
        <section>
          <h2 class="govuk-heading-m">{w('drafts')}</h2>
          <Table caption={w('drafts')} captionHidden rows={drafts} keyOf={row => row.id} columns={[
            { id: 'name', header: w('procedure'), main: true, cell: row => <a class="govuk-link" href={draftPath(row.id)}>{row.procedureName}</a> },
            { id: 'saved', header: w('savedAt'), cell: row => formatDateTime(row.savedAt, lang) },
            { id: 'do', header: w('todo'), cell: row => <a class="govuk-link" href={draftPath(row.id)}>{w('goOn')}<span class="govuk-visually-hidden"> {row.procedureName}</span></a> },
          ]} />
        </section>
      )}
      {dossiers.length > 0 && (
        <section>
          <h2 class="govuk-heading-m">{w('sent')}</h2>
          <Table caption={w('sent')} captionHidden rows={dossiers} keyOf={row => row.id} columns={[
            { id: 'name', header: w('procedure'), main: true, cell: row => <TwoLines small={[row.code ?? `${w('filingNumber')} ${filingNumberOf(row.id)}`, row.subject_name === row.submitter_name ? '' : `${w('filedFor')} ${row.subject_name}`].filter(Boolean).join(' · ')}><a class="govuk-link" href={`/ho-so/${row.id}`}>{row.procedure_name}</a></TwoLines> },
            { id: 'state', header: w('state'), cell: row => { const { state, tone } = standing(row); return <Tag tone={tone}>{state}</Tag> } },
            { id: 'holder', header: w('holder'), cell: row => standing(row).holder },
            { id: 'until', header: w('until'), cell: row => { const { until, plain } = standing(row); return until ? <TwoLines small={until.label}>{until.text}</TwoLines> : w(plain.todo === 'supplement-now' ? 'seeRequest' : 'noDate') } },
            { id: 'todo', header: w('todo'), cell: row => standing(row).todo },
          ]} />
        </section>
      )}
      <Pagination nextHref={view.next === undefined ? undefined : `/ho-so?truoc=${view.next}`} previousHref={view.paged ? '/ho-so' : undefined} />
    </PublicPage>)
}
