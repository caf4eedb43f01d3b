import { Tag, type TagTone } from './tag.tsx'

export interface Task {
  readonly id: string
  readonly title: string
  readonly hint?: string | undefined
  /** left out while the task cannot be started */
  readonly href?: string | undefined
  readonly status: string
  /** a finished task is plain text; only what needs the reader has a colour */
  readonly tone?: TagTone | undefined
}

export const TaskList = ({ tasks }: { readonly tasks: readonly Task[] }) => (
  <ul class="govuk-task-list">
    {tasks.map(({ id, title, hint, href, status, tone }) => (
      <li key={id} class={`govuk-task-list__item${href === undefined ? '' : ' govuk-task-list__item--with-link'}`}>
        <div class="govuk-task-list__name-and-hint">
          {href === undefined ? <div>{title}</div> : <a class="govuk-link govuk-task-list__link" href={href} aria-describedby={`${id}-status`}>{title}</a>}
          {hint !== undefined && <div class="govuk-task-list__hint">{hint}</div>}
        </div>
        <div class={`govuk-task-list__status${href === undefined ? ' govuk-task-list__status--cannot-start-yet' : ''}`} id={`${id}-status`}>
          {tone === undefined ? status : <Tag tone={tone}>{status}</Tag>}
        </div>
      </li>
    ))}
  </ul>
)
