import type { ComponentChildren } from 'preact'
import { formatDateTime } from '../texts/format.ts'
import { useLang } from '../texts/lang.tsx'
import { Button, ButtonGroup } from './button.tsx'

export interface ConflictProps {
  /** what both wanted to change: «hồ sơ 001-261123-0007» */
  readonly subject: string
  /** who was first, and when */
  readonly changedBy: string
  readonly changedAt: Date
  /** in words: «đã tiếp nhận hồ sơ» */
  readonly whatChanged: string
  /** what the reader had typed, so that nothing is lost */
  readonly yours?: ComponentChildren
  readonly reloadHref: string
}

/** Two people changed the same thing: says who was first, loses nothing, leads on (WCAG 3.3.4). Stands inside a page. */
export function Conflict({ subject, changedBy, changedAt, whatChanged, yours, reloadHref }: ConflictProps) {
  const lang = useLang()
  const vi = lang === 'vi'
  return (
    <div class="ts-fault">
      <h1 class="govuk-heading-l">{vi ? 'Có người vừa làm việc này trước bạn' : 'Someone else changed this first'}</h1>
      <p class="govuk-body"><strong>{changedBy}</strong> {whatChanged} {vi ? 'lúc' : 'at'} {formatDateTime(changedAt, lang)}. {vi ? `Thao tác của bạn với ${subject} chưa được ghi, nên không có gì bị ghi đè.` : `Your action on ${subject} was not recorded, so nothing was overwritten.`}</p>
      {yours !== undefined && <><h2 class="govuk-heading-m">{vi ? 'Những gì bạn đã nhập' : 'What you had entered'}</h2>{yours}</>}
      <ButtonGroup><Button href={reloadHref}>{vi ? 'Xem bản mới nhất' : 'See the latest version'}</Button></ButtonGroup>
    </div>
  )
}
