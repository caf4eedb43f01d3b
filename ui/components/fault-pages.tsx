import type { ComponentChildren } from 'preact'
import { PublicPage } from '../layout/public-page.tsx'
import type { Frame } from '../layout/frame.ts'
import { formatDateTime } from '../texts/format.ts'
import { say, type Text } from '../texts/lang.tsx'
import { Button, ButtonGroup } from './button.tsx'

export type FaultKind = 'not-found' | 'forbidden' | 'server' | 'unavailable' | 'offline' | 'too-many'

const FAULTS = {
  'not-found': {
    title: { vi: 'Không tìm thấy trang này', en: 'Page not found' },
    text: { vi: 'Có thể địa chỉ gõ thiếu, hoặc trang đã chuyển chỗ. Hồ sơ của bạn không bị ảnh hưởng.', en: 'The address may be incomplete, or the page has moved. Your dossiers are not affected.' },
  },
  forbidden: {
    title: { vi: 'Bạn chưa có quyền xem trang này', en: 'You may not see this page' },
    text: { vi: 'Trang này dành cho người nộp hồ sơ hoặc cán bộ được giao. Nếu bạn có tài khoản khác, hãy đăng xuất rồi đăng nhập lại.', en: 'This page is for the applicant or the officer in charge. If you have another account, sign out and sign in again.' },
  },
  server: {
    title: { vi: 'Hệ thống gặp lỗi', en: 'Something went wrong' },
    text: { vi: 'Lỗi này là của chúng tôi, không phải của bạn. Những gì đã báo «Đã lưu» vẫn còn. Hãy thử lại sau ít phút.', en: 'The fault is ours, not yours. What was marked “Saved” is safe. Please try again in a few minutes.' },
  },
  unavailable: {
    title: { vi: 'Dịch vụ tạm nghỉ', en: 'The service is not available' },
    text: { vi: 'Chúng tôi đang bảo trì hoặc quá tải. Những gì đã lưu vẫn còn. Thời gian hệ thống ngừng không tính vào lỗi nộp chậm của bạn.', en: 'We are doing maintenance or are overloaded. What you saved is safe.' },
  },
  offline: {
    title: { vi: 'Bạn đang mất mạng', en: 'You are offline' },
    text: { vi: 'Kiểm tra sóng hoặc Wi-Fi rồi thử lại. Đừng lo, câu trả lời đã lưu vẫn còn.', en: 'Check your connection and try again. The answers already saved are safe.' },
  },
  'too-many': {
    title: { vi: 'Bạn thao tác hơi nhanh', en: 'Too many requests' },
    text: { vi: 'Hãy đợi một phút rồi thử lại.', en: 'Wait a minute, then try again.' },
  },
} as const satisfies Record<FaultKind, { readonly title: Text; readonly text: Text }>

export interface ErrorPageProps {
  readonly frame: Frame
  readonly kind: FaultKind
  /** to quote when asking for help */
  readonly requestId?: string | undefined
  readonly children?: ComponentChildren
}

/** What went wrong, whose fault it is, what is safe, what to do now. */
export function ErrorPage({ frame, kind, requestId, children }: ErrorPageProps) {
  const { lang, site } = frame
  const { title, text } = FAULTS[kind]
  return (
    <PublicPage frame={frame} title={say(title, lang)} width="form" noIndex>
      <div class="ts-fault">
        <h1 class="govuk-heading-l">{say(title, lang)}</h1>
        <p class="govuk-body">{say(text, lang)}</p>
        {children}
        {kind === 'forbidden' && frame.user === undefined && <Button href={site.signInHref}>{lang === 'vi' ? 'Đăng nhập' : 'Sign in'}</Button>}
        <ul class="govuk-list govuk-list--bullet">
          <li><a class="govuk-link" href="/">{lang === 'vi' ? 'Về trang đầu' : 'Go to the home page'}</a></li>
          <li><a class="govuk-link" href="/tra-cuu">{lang === 'vi' ? 'Tra cứu hồ sơ của bạn' : 'Track your dossier'}</a></li>
          {site.phone !== undefined && <li>{lang === 'vi' ? 'Gọi hỏi' : 'Call'} <a class="govuk-link" href={`tel:${site.phone.replace(/[^+\d]/g, '')}`}>{site.phone}</a></li>}
        </ul>
        {requestId !== undefined && <p class="ts-fault__code">{lang === 'vi' ? 'Mã để hỏi' : 'Reference'}: {requestId}</p>}
      </div>
    </PublicPage>
  )
}

export interface ConflictProps {
  readonly lang: 'vi' | 'en'
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
export function Conflict({ lang, subject, changedBy, changedAt, whatChanged, yours, reloadHref }: ConflictProps) {
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
