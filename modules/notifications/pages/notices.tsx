import { Button, CsrfField, EmptyState, formatDateTime, PublicPage, renderPage, say, Tag, type Frame } from '../../../ui/index.ts'

export interface NoticeView { readonly id: string; readonly title: string; readonly body: string; readonly link: string | null; readonly at: Date; readonly readAt: Date | null }

const texts = {
  title: { vi: 'Thông báo', en: 'Notices' },
  none: { vi: 'Bạn chưa có thông báo nào', en: 'No notices yet' },
  noneText: { vi: 'Khi hồ sơ của bạn có gì mới, thông báo hiện ở đây. Ai để lại số điện thoại hoặc thư điện tử thì nhận thêm tin nhắn.', en: 'News about your dossiers appears here, and by phone or e-mail where you left them.' },
  fresh: { vi: 'Mới', en: 'New' },
  allRead: { vi: 'Đánh dấu đã đọc tất cả', en: 'Mark all as read' },
  mine: { vi: 'Hồ sơ của tôi', en: 'My dossiers' },
  open: { vi: 'Xem hồ sơ', en: 'Open the dossier' },
} as const

/** What the person was told, newest first. */
export function noticesPage(frame: Frame, notices: readonly NoticeView[]): string {
  const { lang } = frame
  const t = (key: keyof typeof texts): string => say(texts[key], lang)
  return renderPage(
    <PublicPage frame={frame} title={t('title')} width="form" back={{ href: '/ho-so', text: t('mine') }} noIndex>
      <h1 class="govuk-heading-l">{t('title')}</h1>
      {notices.length === 0 && <EmptyState title={t('none')} text={t('noneText')} />}
      {notices.some(notice => notice.readAt === null) && <form method="post" action="/thong-bao"><CsrfField token={frame.csrf} /><Button tone="secondary" size="small">{t('allRead')}</Button></form>}
      <ol class="ts-results">
        {notices.map(({ id, title, body, link, at, readAt }) => (
          <li key={id}>
            <h2 class="ts-results__title">{link === null ? title : <a class="govuk-link" href={link}>{title}</a>} {readAt === null && <Tag tone="blue">{t('fresh')}</Tag>}</h2>
            <p class="ts-results__text">{body}</p>
            <p class="ts-results__facts"><time dateTime={at.toISOString()}>{formatDateTime(at, lang)}</time></p>
          </li>
        ))}
      </ol>
    </PublicPage>)
}
