import type { ComponentChildren } from 'preact'
import { formatDateTime } from '../texts/format.ts'
import { say, useLang, type Text } from '../texts/lang.tsx'
import { Button, ButtonGroup } from './button.tsx'

export interface ConflictProps {
  /** what both wanted to change: «hồ sơ 001-261123-0007» */
  readonly subject: string
  /** who was first, and when */
  readonly changedBy: string
  /** it was the reader: in another window, or by pressing twice */
  readonly own?: boolean
  readonly changedAt: Date
  /** in words: «đã tiếp nhận hồ sơ» */
  readonly whatChanged: string
  /** what the reader had typed, so that nothing is lost */
  readonly yours?: ComponentChildren
  readonly reloadHref: string
}

/** What stands in the heading and as the title of the page. */
export const conflictTitle = (own: boolean): Text => own ? { vi: 'Bạn vừa thay đổi việc này rồi', en: 'You have just changed this yourself' } : { vi: 'Có người vừa làm việc này trước bạn', en: 'Someone else changed this first' }

/** Two people changed the same thing, or one of them twice: says who was first, loses nothing, leads on (WCAG 3.3.4). Stands inside a page. */
export function Conflict({ subject, changedBy, own = false, changedAt, whatChanged, yours, reloadHref }: ConflictProps) {
  const lang = useLang()
  const vi = lang === 'vi'
  return (
    <div class="ts-fault">
      <h1 class="govuk-heading-l">{say(conflictTitle(own), lang)}</h1>
      <p class="govuk-body"><strong>{own ? (vi ? 'Bạn' : 'You') : changedBy}</strong> {whatChanged} {vi ? 'lúc' : 'at'} {formatDateTime(changedAt, lang)}. {vi ? `Thao tác ${own ? 'lần này ' : ''}của bạn với ${subject} chưa được ghi, nên không có gì bị ghi đè.` : `Your action on ${subject} was not recorded${own ? ' this time' : ''}, so nothing was overwritten.`}</p>
      {yours !== undefined && <><h2 class="govuk-heading-m">{vi ? 'Những gì bạn đã nhập' : 'What you had entered'}</h2>{yours}</>}
      <ButtonGroup><Button href={reloadHref}>{vi ? 'Xem bản mới nhất' : 'See the latest version'}</Button></ButtonGroup>
    </div>
  )
}
