import type { Lang, Text } from '../texts/lang.tsx'
import type { Theme } from '../theme.ts'

export interface NavItem { readonly text: Text; readonly href: string; readonly key?: string }
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
  readonly phone?: string
  readonly sourceHref?: string
}
/** A site with the theme's names and the usual menus; each part may be replaced. */
export function siteFrom(theme: Theme, settings: SiteSettings): Site {
  return {
    name: theme.name, tagline: theme.tagline, owner: theme.owner, barColour: theme.colours['brand-900'] ?? '#12352a', demo: settings.demo, signInHref: '/dang-nhap',
    nav: settings.nav ?? [
      { text: { vi: 'Thủ tục', en: 'Procedures' }, href: '/thu-tuc' },
      { text: { vi: 'Tra cứu hồ sơ', en: 'Track a dossier' }, href: '/tra-cuu' },
    ],
    deskNav: settings.deskNav ?? [
      { text: { vi: 'Tìm hồ sơ', en: 'Find a dossier' }, href: '/ban-lam-viec/tim', key: '/' },
      { text: { vi: 'Tiếp nhận tại quầy', en: 'Receive at the counter' }, href: '/ban-lam-viec/quay', key: 'N' },
    ],
    ...(settings.phone === undefined ? {} : { phone: settings.phone }),
    footer: [
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
