import { formTokenOf } from '../../kernel/http/guard.ts'
import type { Ctx } from '../../kernel/http/route.ts'
import type { Frame, Site } from './frame.ts'

let site: Site | undefined

/** Start-up hands over what every page shares, once, before the first page is drawn. */
export function setSite(made: Site): void { site = made }

// officers have no dossiers of their own under this account: the way leads back to their desk
const DESK = { text: { vi: 'Bàn làm việc', en: 'Officers\' desk' }, href: '/ban-lam-viec' }

/** What this request brings to its page. */
export function frameFor(ctx: Pick<Ctx, 'actor' | 'session' | 'lang' | 'url' | 'flash'>): Frame {
  if (!site) throw new Error('setSite was not called at start')
  const { actor } = ctx
  return {
    site: actor.kind === 'officer' ? { ...site, nav: site.nav.map(item => item.href === '/ho-so' ? DESK : item), deskNav: site.deskNav.filter(({ roles }) => roles === undefined || roles.some(role => actor.roles.includes(role))) } : site, lang: ctx.lang, here: ctx.url, csrf: ctx.session ? formTokenOf(ctx.session) : '',
    ...(actor.kind === 'citizen' ? { user: { name: actor.displayName, accountHref: '/tai-khoan', signOutHref: '/dang-xuat' } } : {}),
    ...(actor.kind === 'officer' ? { user: { name: actor.displayName, role: actor.positionTitle, accountHref: '/can-bo/tai-khoan', signOutHref: '/dang-xuat',
      ...(actor.roles.includes('administrator') ? { administers: 'all' as const } : actor.roles.includes('unit-administrator') ? { administers: 'unit' as const } : {}) } } : {}),
    ...(ctx.flash === undefined ? {} : { flash: [ctx.flash] }),
  }
}
