import type { ComponentChildren } from 'preact'
import { Fault as Refusal } from '../../kernel/errors.ts'
import { once, onceForWords } from '../../kernel/http/once.ts'
import { page, type Ctx, type Reply } from '../../kernel/http/route.ts'
import type { Fault } from '../components/error-summary.tsx'
import { say, type Lang } from '../texts/lang.tsx'
import { words } from '../texts/words.ts'
import type { Back } from './crumbs.tsx'
import { DeskPage } from './desk-page.tsx'
import type { AdminSection, Frame } from './frame.ts'
import { renderPage } from './html.tsx'

export interface AdminPageProps {
  readonly frame: Frame
  readonly title: string
  readonly agency: string
  readonly lead?: string | undefined
  readonly back?: Back | undefined
  readonly tools?: ComponentChildren
  readonly faults?: readonly Fault[] | undefined
  readonly children: ComponentChildren
}

/** The pages of administration that are open to whoever looks. */
export function openSections(frame: Frame): readonly AdminSection[] {
  const all = frame.user?.administers === 'all'
  return frame.site.adminNav.map(section => ({ ...section, items: section.items.filter(item => all || item.unit === true) })).filter(section => section.items.length > 0)
}

/** An administrator's page: the desk's layout with the menu of administration; faults stand before the heading. */
export function adminPage({ frame, title, agency, lead, back, tools, faults, children }: AdminPageProps): string {
  const { lang } = frame
  const side = [...openSections(frame).map(section => ({ title: say(section.title, lang), items: section.items.map(item => ({ text: say(item.text, lang), href: item.href })) })),
    { title: say(words.workMenu, lang), items: [{ text: say(words.backToDesk, lang), href: '/ban-lam-viec' }] }]
  return renderPage(
    <DeskPage frame={frame} title={title} heading={title} agency={agency} side={side} back={back} tools={tools} lead={lead} faults={faults}>{children}</DeskPage>)
}

/** Faults of a refused act as the page shows them. */
export function faultsIn(refusal: Refusal, lang: Lang): readonly Fault[] {
  const { fields, detail, title } = refusal.details
  return fields?.length ? fields.map(({ field, message }) => ({ field, text: say(message, lang) })) : [{ text: say(detail ?? title, lang) }]
}

type Redraw = (faults: readonly Fault[]) => Promise<string> | string
async function withRedraw(lang: Lang, work: () => Promise<Reply>, redraw: Redraw): Promise<Reply> {
  try { return await work() } catch (error) {
    if (!(error instanceof Refusal) || (error.details.status !== 409 && error.details.status !== 422)) throw error
    return page(await redraw(faultsIn(error, lang)), { status: error.details.status })
  }
}
/** Does what a form asks; a refusal (422) or a lost race (409) draws the form again, with what was typed. The same words pressed twice are one press. */
export const answerForm = (ctx: Ctx, work: () => Promise<Reply>, redraw: Redraw): Promise<Reply> => withRedraw(ctx.lang, () => onceForWords(ctx, work), redraw)

/** As `answerForm`, for a form that makes something or sends it out: one thing for a page as it was drawn, asked again before the same is made from another one; what is shown once is kept from later presses. */
export const answerOnce = (ctx: Ctx, work: () => Promise<Reply>, redraw: Redraw): Promise<Reply> => withRedraw(ctx.lang, () => once(ctx, work, { asks: true }), redraw)
