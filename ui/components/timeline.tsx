import type { ComponentChildren } from 'preact'
import { formatDateTime } from '../texts/format.ts'
import { useLang } from '../texts/lang.tsx'

export interface TimelineItem {
  readonly title: string
  /** who did it, in words: «Lò Thị Mai, cán bộ tiếp nhận» */
  readonly by?: string | undefined
  /** left out for what has not happened yet */
  readonly at?: Date | undefined
  /** in place of the time: «dự kiến 25/11/2026» */
  readonly when?: string | undefined
  readonly text?: ComponentChildren
  readonly state?: 'done' | 'now' | 'todo' | 'late' | undefined
}

export function Timeline({ items, level = 3 }: { readonly items: readonly TimelineItem[]; readonly level?: 2 | 3 | undefined }) {
  const lang = useLang()
  return (
    <div class="moj-timeline">
      {items.map(({ title, by, at, when, text, state = 'done' }, i) => (
        <div key={i} class={`moj-timeline__item${state === 'done' ? '' : ` moj-timeline__item--${state}`}`}>
          <div class="moj-timeline__header">
            {level === 2 ? <h2 class="moj-timeline__title">{title}</h2> : <h3 class="moj-timeline__title">{title}</h3>}
            {by !== undefined && <p class="moj-timeline__byline">{by}</p>}
          </div>
          {at !== undefined && <p class="moj-timeline__date"><time dateTime={at.toISOString()}>{formatDateTime(at, lang)}</time></p>}
          {at === undefined && when !== undefined && <p class="moj-timeline__date">{when}</p>}
          {text !== undefined && <div class="moj-timeline__description">{text}</div>}
        </div>
      ))}
    </div>
  )
}

export interface TraceStep { readonly title: string; readonly value: string; readonly note?: string | undefined; readonly basis?: string | undefined }

/** How a figure was reached, step by step with its legal basis: «Vì sao hẹn ngày này?» The last step is the answer. */
export const Trace = ({ steps }: { readonly steps: readonly TraceStep[] }) => (
  <ol class="ts-steps">
    {steps.map(({ title, value, note, basis }, i) => (
      <li key={i} class={i === steps.length - 1 ? 'ts-steps__end' : undefined}>
        <div class="ts-steps__row"><span>{title}</span><span class="ts-steps__value">{value}</span></div>
        {note !== undefined && <small>{note}</small>}
        {basis !== undefined && <small>{basis}</small>}
      </li>
    ))}
  </ol>
)
