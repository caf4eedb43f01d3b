import { formatDateTime } from '../texts/format.ts'
import { say, useLang } from '../texts/lang.tsx'
import { Tag } from './tag.tsx'

/** What somebody was told. English is absent from what was written before notices were kept in both languages. */
export interface ShownNotice { readonly id: string; readonly title: string; readonly body: string; readonly titleEn: string | null; readonly bodyEn: string | null; readonly link: string | null; readonly at: Date; readonly readAt: Date | null }

const TEXTS = {
  fresh: { vi: 'Mới', en: 'New' },
  vietnamese: { vi: '', en: 'Written in Vietnamese only.' },
} as const

/** Notices of an account, newest first, in the language of the page. */
export function NoticeList({ notices }: { readonly notices: readonly ShownNotice[] }) {
  const lang = useLang()
  return (
    <ol class="ts-results">
      {notices.map(({ id, title, body, titleEn, bodyEn, link, at, readAt }) => {
        const english = lang === 'en' && titleEn !== null && bodyEn !== null
        const [head, text, spoken] = english ? [titleEn, bodyEn, undefined] as const : [title, body, lang === 'vi' ? undefined : 'vi'] as const
        return (
          <li key={id}>
            <h2 class="ts-results__title"><span lang={spoken}>{link === null ? head : <a class="govuk-link" href={link}>{head}</a>}</span> {readAt === null && <Tag tone="blue">{say(TEXTS.fresh, lang)}</Tag>}</h2>
            <p class="ts-results__text ts-results__text--lines" lang={spoken}>{text}</p>
            <p class="ts-results__facts"><time dateTime={at.toISOString()}>{formatDateTime(at, lang)}</time>{spoken !== undefined && ` · ${say(TEXTS.vietnamese, lang)}`}</p>
          </li>
        )
      })}
    </ol>
  )
}
