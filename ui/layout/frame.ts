import type { OfficerRole } from '../../kernel/actor.ts'
import type { Lang, Text } from '../texts/lang.tsx'
import type { Theme } from '../theme.ts'

export interface NavItem { readonly text: Text; readonly href: string; readonly key?: string; /** officers of these roles alone may open it */ readonly roles?: readonly OfficerRole[] }
/** A page of administration; `unit`: unit administrators may open it too, for their own agency and those below. */
export interface AdminItem extends NavItem { readonly about: Text; readonly unit?: boolean }
export interface AdminSection { readonly title: Text; readonly items: readonly AdminItem[] }
/** What every page of one deployment shares; `app/` composes it once from the province pack, the settings and the modules' menus. */
export interface Site {
  readonly name: Text
  readonly tagline: Text
  /** who answers for the site, in the footer */
  readonly owner: Text
  /** true where people and dossiers are invented: every page says so */
  readonly demo: boolean
  readonly nav: readonly NavItem[]
  readonly deskNav: readonly NavItem[]
  readonly adminNav: readonly AdminSection[]
  readonly signInHref: string
  readonly phone?: string
  readonly footer: readonly NavItem[]
  /** the browser's own bar takes this colour on phones */
  readonly barColour: string
}
export interface FrameUser {
  readonly name: string
  /** an officer's position, or how a citizen signed in */
  readonly role?: string
  readonly accountHref: string
  /** what of the administration is open to this person */
  readonly administers?: 'all' | 'unit'
  /** signing out is a form post with the CSRF token */
  readonly signOutHref: string
}
export type FlashTone = 'success' | 'info' | 'warning' | 'error'
export interface Flash { readonly tone: FlashTone; readonly text: string }

/** What one request brings to its page, whoever draws it. The HTTP layer makes it; pages pass it on. */
export interface Frame {
  readonly site: Site
  readonly lang: Lang
  /** path and query of this page, for the language switch and the current menu item */
  readonly here: string
  readonly csrf: string
  readonly user?: FrameUser
  readonly flash?: readonly Flash[]
}

export interface SiteSettings {
  readonly demo: boolean
  readonly nav?: readonly NavItem[]
  readonly deskNav?: readonly NavItem[]
  readonly adminNav?: readonly AdminSection[]
  readonly phone?: string
  readonly sourceHref?: string
}
const ADMIN_NAV: readonly AdminSection[] = [
  { title: { vi: 'Tổ chức, con người', en: 'Organisation and people' }, items: [
    { text: { vi: 'Cơ quan', en: 'Agencies' }, href: '/quan-tri/co-quan', unit: true, about: { vi: 'Cơ quan, vị trí công tác và người giữ từng vị trí.', en: 'Agencies, positions and the people who hold them.' } },
    { text: { vi: 'Ai làm việc gì', en: 'Who may do what' }, href: '/quan-tri/vai-tro', unit: true, about: { vi: 'Mỗi cơ quan đã đủ người tiếp nhận, xử lý, duyệt và ký chưa.', en: 'Whether every agency has people to receive, handle, approve and sign.' } },
    { text: { vi: 'Tài khoản cán bộ', en: 'Staff accounts' }, href: '/quan-tri/tai-khoan', unit: true, about: { vi: 'Mở, khóa tài khoản; cấp lại mật khẩu.', en: 'Open and lock accounts; issue new passwords.' } },
    { text: { vi: 'Ủy quyền', en: 'Mandates' }, href: '/quan-tri/uy-quyen', about: { vi: 'Ai được làm thay ai, việc gì, đến khi nào.', en: 'Who may act for whom, in what, until when.' } },
    { text: { vi: 'Đổi số định danh', en: 'Changed identity numbers' }, href: '/quan-tri/doi-so-dinh-danh', about: { vi: 'Người dân bị giữ lại khi số định danh đổi; so giấy tờ rồi cho vào.', en: 'Citizens held because their number changed; compare papers, let them in.' } },
  ] },
  { title: { vi: 'Thủ tục', en: 'Procedures' }, items: [
    { text: { vi: 'Thủ tục', en: 'Procedures' }, href: '/quan-tri/thu-tuc', about: { vi: 'Gói thủ tục, phiên bản, nơi tiếp nhận, công bố theo quyết định.', en: 'Packs, versions, where to file, publication by decision.' } },
    { text: { vi: 'Từ đồng nghĩa', en: 'Synonyms' }, href: '/quan-tri/tu-dong-nghia', about: { vi: 'Cách người dân gọi tên thủ tục.', en: 'What people call procedures.' } },
    { text: { vi: 'Tìm chưa thấy', en: 'Searches that missed' }, href: '/quan-tri/tim-chua-thay', about: { vi: 'Những từ người dân tìm mà chưa ra thủ tục.', en: 'What people looked for without a sure answer.' } },
    { text: { vi: 'Biển chỉ đường', en: 'Signposts' }, href: '/quan-tri/bien-chi-duong', about: { vi: 'Nơi người dân đến khi việc không nộp ở tỉnh.', en: 'Where people go for what is not filed here.' } },
    { text: { vi: 'Sự kiện cuộc đời', en: 'Events of life' }, href: '/quan-tri/su-kien', about: { vi: 'Những việc lớn trong đời ở trang đầu và thủ tục của từng việc.', en: 'What stands on the home page, and the procedures of each.' } },
  ] },
  { title: { vi: 'Liên thông, chia sẻ dữ liệu', en: 'Data exchange' }, items: [
    { text: { vi: 'Bảng theo dõi', en: 'Console' }, href: '/lien-thong', unit: true, about: { vi: 'Dữ liệu đang đi đâu, bao nhiêu, có gì hỏng; thành viên, dịch vụ, quyền truy cập.', en: 'What passes between systems, how much and what fails; members, services, rights.' } },
    { text: { vi: 'Kho dữ liệu dùng chung', en: 'Shared data store' }, href: '/kho-du-lieu', unit: true, about: { vi: 'Bộ dữ liệu của tỉnh: cấu trúc, lần nạp, công bố, xã nhập liệu.', en: 'Datasets of the province: contracts, loads, publication, entry by communes.' } },
    { text: { vi: 'Danh mục dịch vụ dữ liệu', en: 'Catalogue of data services' }, href: '/lien-thong/danh-muc', unit: true, about: { vi: 'Dịch vụ nào có sẵn, gọi thế nào, xin quyền ở đâu.', en: 'Which services there are, how to call them, where to ask for access.' } },
  ] },
  { title: { vi: 'Vận hành', en: 'Operation' }, items: [
    { text: { vi: 'Lịch làm việc', en: 'Working calendar' }, href: '/quan-tri/lich', about: { vi: 'Ngày nghỉ, làm bù, giờ làm việc: căn cứ để tính ngày hẹn trả.', en: 'Days off, make-up days and hours: due dates rest on them.' } },
    { text: { vi: 'Mẫu thông báo', en: 'Message templates' }, href: '/quan-tri/mau-thong-bao', about: { vi: 'Lời nhắn gửi người dân qua thư, tin nhắn.', en: 'What people are told by e-mail and SMS.' } },
    { text: { vi: 'Tin đã gửi', en: 'Messages sent' }, href: '/quan-tri/tin-da-gui', about: { vi: 'Tin gửi hỏng hoặc chưa rõ, gửi lại.', en: 'Failed or unclear messages; send again.' } },
    { text: { vi: 'Nhật ký', en: 'Ledger' }, href: '/quan-tri/nhat-ky', about: { vi: 'Ai đã làm gì, lúc nào; kiểm chứng nhật ký còn nguyên.', en: 'Who did what and when; whether the ledger is intact.' } },
  ] },
]

/** A site with the theme's names and the usual menus; each part may be replaced. */
export function siteFrom(theme: Theme, settings: SiteSettings): Site {
  return {
    name: theme.name, tagline: theme.tagline, owner: theme.owner, barColour: theme.colours['brand-900'] ?? '#12352a', demo: settings.demo, signInHref: '/dang-nhap',
    nav: settings.nav ?? [
      { text: { vi: 'Thủ tục', en: 'Procedures' }, href: '/thu-tuc' },
      { text: { vi: 'Tra cứu hồ sơ', en: 'Track a dossier' }, href: '/tra-cuu' },
      { text: { vi: 'Hồ sơ của tôi', en: 'My dossiers' }, href: '/ho-so' },
      { text: { vi: 'Chỉ số', en: 'Indicators' }, href: '/bang-chi-so' },
      { text: { vi: 'Dữ liệu mở', en: 'Open data' }, href: '/du-lieu' },
    ],
    deskNav: settings.deskNav ?? [
      { text: { vi: 'Tìm hồ sơ', en: 'Find a dossier' }, href: '/ban-lam-viec/tim', key: '/' },
      { text: { vi: 'Tiếp nhận tại quầy', en: 'Receive at the counter' }, href: '/ban-lam-viec/quay', key: 'N', roles: ['reception-officer'] },
      { text: { vi: 'Kho dữ liệu', en: 'Shared data' }, href: '/kho-du-lieu' },
      { text: { vi: 'Xem chỉ số', en: 'Indicators' }, href: '/bang-chi-so' },
      { text: { vi: 'Báo cáo số liệu', en: 'Report figures' }, href: '/chi-tieu' },
    ],
    adminNav: settings.adminNav ?? ADMIN_NAV,
    ...(settings.phone === undefined ? {} : { phone: settings.phone }),
    footer: [
      { text: { vi: 'Kiểm tra kết quả', en: 'Check a result' }, href: '/xac-thuc' },
      { text: { vi: 'Trợ năng', en: 'Accessibility' }, href: '/tro-nang' },
      { text: { vi: 'Liên hệ, hỏi đáp', en: 'Contact and help' }, href: '/lien-he' },
      { text: { vi: 'Dữ liệu cá nhân', en: 'Personal data' }, href: '/du-lieu-ca-nhan' },
      { text: { vi: 'Mã nguồn mở', en: 'Open source' }, href: settings.sourceHref ?? '/ma-nguon' },
    ],
  }
}

/** The same page in another language; the prefix is part of the address, so that a link keeps its language (`kernel/http` strips it). */
export const inLanguage = (here: string, lang: Lang): string => `/${lang}${here}`

/** True for the menu item whose page, or a page below it, is being shown. */
export function isHere(here: string, href: string): boolean {
  const path = here.split('?')[0] ?? ''
  return path === href || (href !== '/' && path.startsWith(`${href}/`))
}
