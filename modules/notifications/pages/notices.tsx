import { Button, CsrfField, EmptyState, NoticeList, PublicPage, renderPage, say, type Frame, type ShownNotice } from '../../../ui/index.ts'

const texts = {
  title: { vi: 'Thông báo', en: 'Notices' },
  none: { vi: 'Bạn chưa có thông báo nào', en: 'No notices yet' },
  noneText: { vi: 'Khi hồ sơ của bạn có gì mới, thông báo hiện ở đây. Ai để lại số điện thoại hoặc thư điện tử thì nhận thêm tin nhắn.', en: 'News about your dossiers appears here, and by phone or e-mail where you left them.' },
  allRead: { vi: 'Đánh dấu đã đọc tất cả', en: 'Mark all as read' },
  mine: { vi: 'Hồ sơ của tôi', en: 'My dossiers' },
} as const

/** What the person was told, newest first. */
export function noticesPage(frame: Frame, notices: readonly ShownNotice[]): string {
  const { lang } = frame
  const t = (key: keyof typeof texts): string => say(texts[key], lang)
  return renderPage(
    <PublicPage frame={frame} title={t('title')} width="form" back={{ href: '/ho-so', text: t('mine') }} noIndex>
      <h1 class="govuk-heading-l">{t('title')}</h1>
      {notices.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
      {notices.some(notice => notice.readAt === null) && <form method="post" action="/thong-bao"><CsrfField token={frame.csrf} /><Button tone="secondary" size="small">{t('allRead')}</Button></form>}
      <NoticeList notices={notices} />
    </PublicPage>)
}
