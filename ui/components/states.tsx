import type { ComponentChildren } from 'preact'
import { say, useLang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import { Icon, type IconName } from './icon.tsx'

/** Nothing here: why, and what to do now. */
export const EmptyState = ({ title, text, children, icon = 'inbox' }: { readonly title: string; readonly text?: string | undefined; readonly children?: ComponentChildren; readonly icon?: IconName | undefined }) => (
  <div class="ts-empty">
    <span class="ts-empty__icon"><Icon name={icon} size={36} /></span>
    <p class="ts-empty__title">{title}</p>
    {text !== undefined && <p class="ts-empty__text">{text}</p>}
    {children !== undefined && <div class="ts-empty__do">{children}</div>}
  </div>
)

/** Something is on its way; still, since nothing moves on our pages. */
export function Loading({ text }: { readonly text?: string | undefined }) {
  const lang = useLang()
  return (
    <div class="ts-loading" role="status">
      <span>{text ?? `${say(words.loading, lang)}…`}</span>
      <span class="ts-loading__bar" /><span class="ts-loading__bar" /><span class="ts-loading__bar" />
    </div>
  )
}
