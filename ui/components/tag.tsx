import type { ComponentChildren } from 'preact'
import type { DueTone } from '../texts/format.ts'

export type TagTone = 'grey' | 'blue' | 'green' | 'yellow' | 'red' | 'purple'

/** A state. The colour only supports the words (WCAG 1.4.1). */
export const Tag = ({ tone = 'grey', children }: { readonly tone?: TagTone | undefined; readonly children: ComponentChildren }) =>
  <strong class={`govuk-tag${tone === 'grey' ? '' : ` govuk-tag--${tone}`}`}>{children}</strong>

/** When something is due, in words and colour; make the words with `describeDue`. */
export const DueBadge = ({ text, tone, note }: { readonly text: string; readonly tone: DueTone; readonly note?: string | undefined }) =>
  <span class={`ts-due ts-due--${tone}`}>{text}{note !== undefined && <small>{note}</small>}</span>
