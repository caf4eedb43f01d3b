import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Text } from '../../kernel/forms/definition.ts'

export type { Text }
export const LANGS = ['vi', 'en'] as const
export type Lang = (typeof LANGS)[number]

/** The language of the page being drawn; `PublicPage` and `DeskPage` provide it, so that components need no `lang` prop. */
export const LangContext = createContext<Lang>('vi')
export const useLang = (): Lang => useContext(LangContext)

/** The text in the language of the page; Vietnamese where no translation exists. */
export const say = (text: Text, lang: Lang): string => (lang === 'en' ? text.en ?? text.vi : text.vi)

/** True when the page is English and this text has no English: the element that shows it needs `lang="vi"` (WCAG 3.1.2). */
export const langOf = (text: Text, lang: Lang): 'vi' | undefined => (lang === 'en' && text.en === undefined ? 'vi' : undefined)

/** A text in the page's language, marked as Vietnamese where it falls back. */
export function Say({ text }: { readonly text: Text }) {
  const lang = useLang()
  const foreign = langOf(text, lang)
  return foreign === undefined ? <>{say(text, lang)}</> : <span lang={foreign}>{say(text, lang)}</span>
}
