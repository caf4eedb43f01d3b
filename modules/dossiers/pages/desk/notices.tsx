import { Button, CsrfField, DeskPage, EmptyState, NoticeList, renderPage, type ShownNotice } from '../../../../ui/index.ts'
import { DESK, type DeskFrame } from './frame.tsx'
import { both } from './texts.ts'

/** What this officer was reminded of, newest first. */
export function noticesPage(desk: DeskFrame, notices: readonly ShownNotice[]): string {
  const { lang, csrf } = desk.frame
  const title = both('Nhắc việc', 'Reminders', lang)
  const unread = notices.some(notice => notice.readAt === null)
  return renderPage(
    <DeskPage {...desk} title={title} heading={title} tools={unread ? <form method="post" action={`${DESK}/nhac-viec`}><CsrfField token={csrf} /><Button tone="secondary" size="small">{both('Đánh dấu đã đọc tất cả', 'Mark all as read', lang)}</Button></form> : undefined}>
      {notices.length === 0 && <EmptyState icon="check" title={both('Chưa có lời nhắc nào', 'No reminders yet', lang)} text={both('Khi hồ sơ bạn giữ quá hạn, lâu không có tiến triển hoặc có người đôn đốc, lời nhắc hiện ở đây.', 'When a dossier of yours is late, has not moved for long, or is urged, it appears here.', lang)} />}
      <NoticeList notices={notices} />
    </DeskPage>)
}
