import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { choose, DeskPage, renderPage, type Back, type Fault, type Frame, type Island, type Lang } from '../../../ui/index.ts'

export const HOME = '/chi-tieu'
/** As the desk's menu calls it (ui/layout/frame.ts): where figures are handed in, apart from the boards, where they are looked at. */
export const homeName = (lang: Lang): string => choose(lang)('Báo cáo số liệu', 'Report figures')
export const RATES = `${HOME}/ty-le`
export const TASKS = `${HOME}/nhiem-vu`
export const FRAMEWORKS = `${HOME}/bo-chi-so`
export const FORMS = `${HOME}/bieu-mau`
export const reportHref = (form: string, period: string, agencyCode: string, ...more: readonly string[]): string => [HOME, 'bao-cao', form, period, agencyCode, ...more].join('/')
export const readingHref = (id: string, ...more: readonly string[]): string => [HOME, 'so-lieu', id, ...more].join('/')

/** What every page of indicators at the desk needs. */
export interface Desk { readonly frame: Frame; readonly actor: OfficerActor; readonly now: Date; /** what waits for this officer */ readonly waiting: number; readonly faults?: readonly Fault[] | undefined }
export const defines = (actor: OfficerActor): boolean => actor.roles.includes('administrator') || actor.roles.includes('data-steward')

export interface IndicatorsPageProps { readonly desk: Desk; readonly title: string; readonly lead?: string | undefined; readonly back?: Back | undefined; readonly tools?: ComponentChildren; readonly islands?: readonly Island[]; readonly children: ComponentChildren }
/** A page of indicators: the desk's layout with their menu. */
export function indicatorsPage({ desk, title, lead, back, tools, islands, children }: IndicatorsPageProps): string {
  const { frame, actor, waiting, faults } = desk
  const t = choose(frame.lang)
  const path = frame.here.split('?')[0] ?? ''
  const below = (href: string): boolean => path === href || path.startsWith(`${href}/`)
  const side = [
    { title: homeName(frame.lang), items: [{ text: t('Việc của tôi', 'My work'), href: HOME, current: path === HOME || below(`${HOME}/bao-cao`), count: waiting }, { text: t('Tình hình báo cáo', 'Who has reported'), href: RATES, current: below(RATES) }, { text: t('Nhiệm vụ', 'Tasks'), href: TASKS, current: below(TASKS) }] },
    ...defines(actor) ? [{ title: t('Định nghĩa', 'Definitions'), items: [{ text: t('Bộ chỉ số', 'Frameworks'), href: FRAMEWORKS, current: below(FRAMEWORKS) }, { text: t('Biểu nhập số liệu', 'Forms'), href: FORMS, current: below(FORMS) }] }] : [],
    { title: t('Nơi khác', 'Elsewhere'), items: [{ text: t('Kho dữ liệu', 'Shared data'), href: '/kho-du-lieu' }, { text: t('Về bàn làm việc', 'Back to the desk'), href: '/ban-lam-viec' }] },
  ]
  return renderPage(
    <DeskPage frame={frame} title={title} heading={title} agency={actor.agencyName} side={side} back={back} tools={tools} lead={lead} faults={faults} islands={islands}>{children}</DeskPage>)
}
