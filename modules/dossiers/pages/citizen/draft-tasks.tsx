import { Button, CsrfField, Details, InsetText, PublicPage, renderPage, Say, say, TaskList, type Frame, type TagTone, type Task } from '../../../../ui/index.ts'
import type { Filing, FilingTasks, TaskState } from '../../filing.ts'
import { draftPath } from '../../routes/paths.ts'
import { mayAskPopulation } from '../../acts/ask-population.ts'
import { populationTexts } from './texts-population.ts'
import { taskStates, texts } from './texts.ts'

const TONES: Readonly<Record<TaskState, TagTone | undefined>> = { done: undefined, doing: 'blue', todo: 'blue', optional: 'grey', cannot: undefined }

/** The task list: one look tells what is done, what waits, what cannot be started yet. */
export function draftTasksPage(frame: Frame, filing: Filing, tasks: FilingTasks, subjectName: string | undefined): string {
  const { lang } = frame
  const { draft, of } = filing
  const t = (key: Exclude<keyof typeof texts, 'kinds'>): string => say(texts[key], lang)
  const row = (id: string, title: string, state: TaskState, href: string, hint?: string): Task => {
    const tone = TONES[state]
    return { id, title, status: say(taskStates[state], lang), ...(state === 'cannot' ? {} : { href: draftPath(draft.id, href) }), ...(hint ? { hint } : {}), ...(tone ? { tone } : {}) }
  }
  const groups: readonly (readonly [string, readonly Task[]])[] = [
    [t('answersPart'), tasks.sections.map(section => row(`s-${section.id}`, say(section.title, lang), section.state, `/trang/${section.pageId}`))],
    [t('papersPart'), tasks.papers.map(({ component, state, count }) => row(`p-${component.id}`, say(component.name, lang), state, `/giay-to/${component.id}`, count > 0 ? `${count} ${t('files')}` : undefined))],
    [t('placePart'), [row('place', t('place'), tasks.place, '/noi-nop'), row('returning', t('returning'), tasks.returning, '/nhan-ket-qua'), row('contact', t('contact'), tasks.contact, '/lien-lac')]],
    [t('submitPart'), [{ ...row('check', t('checkAndSubmit'), tasks.ready ? 'todo' : 'cannot', '/kiem-tra'), ...(tasks.ready ? {} : { hint: t('cannotYet') }) }]],
  ]
  // an answer yet to come may call for a paper
  const known = tasks.sections.every(({ state }) => state === 'done') || !of.case.components.some(component => !component.presentOnly)
  const all = groups.slice(0, 3).flatMap(([, rows]) => rows)
  const done = [...tasks.sections, ...tasks.papers, { state: tasks.place }, { state: tasks.returning }, { state: tasks.contact }].filter(task => task.state === 'done').length
  return renderPage(
    <PublicPage frame={frame} title={t('yourFiling')} width="form" back={{ href: '/ho-so' }} noIndex>
      <p class="ts-caption">{say(of.case.title, lang)}</p>
      <h1 class="govuk-heading-l"><Say text={of.pack.name} /></h1>
      {subjectName !== undefined && <InsetText>{t('onBehalfOf')} <strong>{subjectName}</strong>.</InsetText>}
      <p class="govuk-body">{lang === 'vi' ? `Đã xong ${done} trên ${all.length} phần.` : `${done} of ${all.length} parts done.`} {t('savedNote')}</p>
      {mayAskPopulation(filing) && <InsetText>{say(draft.population ? populationTexts.have : populationTexts.offer, lang)} <a class="govuk-link" href={draftPath(draft.id, '/dan-cu')}>{say(draft.population ? populationTexts.haveLink : populationTexts.offerLink, lang)}</a></InsetText>}
      {groups.map(([title, rows]) => (
        <section key={title}>
          <h2 class="govuk-heading-m">{title}</h2>
          {rows.length > 0 ? <TaskList tasks={rows} /> : <p class="govuk-body">{t(known ? 'noPapers' : 'papersLater')}</p>}
        </section>
      ))}
      {tasks.ready && <Button size="large" href={draftPath(draft.id, '/kiem-tra')}>{t('checkAndSubmit')}</Button>}
      <Details summary={t('discard')}>
        <p class="govuk-body">{t('discardSure')}</p>
        <form method="post" action={draftPath(draft.id, '/xoa')}><CsrfField token={frame.csrf} /><Button tone="warning">{t('discard')}</Button></form>
      </Details>
    </PublicPage>)
}
