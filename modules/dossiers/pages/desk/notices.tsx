import { Button, CsrfField, DeskPage, EmptyState, formatDateTime, renderPage, Tag } from '../../../../ui/index.ts'
import type { OfficerNotice } from '../../services.ts'
import { DESK, type DeskFrame } from './frame.tsx'
import { both } from './texts.ts'

/** What this officer was reminded of, newest first. */
export function noticesPage(desk: DeskFrame, notices: readonly OfficerNotice[]): string {
  const { lang, csrf } = desk.frame
  const title = both('Nhắc việc', 'Reminders', lang)
  const unread = notices.some(notice => notice.readAt === null)
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} tools={unread ? <form method="post" action={`${DESK}/nhac-viec`}><CsrfField token={csrf} /><Button tone="secondary" size="small">{both('Đánh dấu đã đọc tất cả', 'Mark all as read', lang)}</Button></form> : undefined}>
      {notices.length === 0 && <EmptyState icon="check" title={both('Chưa có lời nhắc nào', 'No reminders yet', lang)} text={both('Khi hồ sơ bạn giữ quá hạn, lâu không có tiến triển hoặc có người đôn đốc, lời nhắc hiện ở đây.', 'When a dossier of yours is late, has not moved for long, or is urged, it appears here.', lang)} />}
      <ol class="ts-results">
        {notices.map(({ id, title: head, body, link, at, readAt }) => (
          <li key={id}>
            <h2 class="ts-results__title">{link === null ? head : <a class="govuk-link" href={link}>{head}</a>} {readAt === null && <Tag tone="blue">{both('Mới', 'New', lang)}</Tag>}</h2>
            <p class="ts-results__text">{body}</p>
            <p class="ts-results__facts"><time dateTime={at.toISOString()}>{formatDateTime(at, lang)}</time></p>
          </li>
        ))}
      </ol>
    </DeskPage>)
}
