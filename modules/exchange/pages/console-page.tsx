import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { choose, DeskPage, renderPage, type Back, type Fault, type Frame, type Island } from '../../../ui/index.ts'
import { isSteward } from '../acts/registry-row.ts'
import type { Waiting } from '../queries/rights.ts'

export const CONSOLE = '/lien-thong'
export interface Desk { readonly frame: Frame; readonly actor: OfficerActor; readonly waiting: Waiting; readonly faults?: readonly Fault[] | undefined }
export interface ConsolePageProps { readonly desk: Desk; readonly title: string; readonly lead?: string | undefined; readonly back?: Back | undefined; readonly tools?: ComponentChildren; readonly islands?: readonly Island[] | undefined; readonly children: ComponentChildren }

/** A page of the exchange: the desk's layout with the menu of the exchange. */
export function consolePage({ desk, title, lead, back, tools, islands, children }: ConsolePageProps): string {
  const { frame, actor, waiting, faults } = desk
  const t = choose(frame.lang)
  const here = frame.here.split('?')[0] ?? ''
  const item = (text: string, path: string, more: { count?: number; tone?: 'late' } = {}) => ({ text, href: `${CONSOLE}${path}`, current: path === '' ? here === CONSOLE : here === `${CONSOLE}${path}` || here.startsWith(`${CONSOLE}${path}/`), ...more })
  const administers = isSteward(actor) || actor.roles.includes('unit-administrator')
  const side = [
    ...administers ? [{ title: t('Theo dõi', 'Watch'), items: [item(t('Tổng quan', 'Overview'), ''), item(t('Giao dịch', 'Transactions'), '/giao-dich'), item(t('Dữ liệu dùng chung', 'Shared databases'), '/co-so-du-lieu'), ...isSteward(actor) ? [item(t('Kết nối quốc gia', 'Registers of the state'), '/ket-noi')] : []] }] : [],
    { title: t('Chia sẻ dữ liệu', 'Sharing'), items: [item(t('Danh mục dịch vụ', 'Catalogue'), '/danh-muc'),
      ...administers ? [item(t('Yêu cầu truy cập', 'Requests'), '/yeu-cau', { count: waiting.requests, ...waiting.late > 0 ? { tone: 'late' as const } : {} }), item(t('Quyền truy cập', 'Access rights'), '/quyen')] : []] },
    { title: t('Sự kiện', 'Events'), items: [item(t('Chủ đề', 'Topics'), '/su-kien'), ...administers ? [item(t('Giao sự kiện', 'Deliveries'), '/giao-su-kien', waiting.troubled > 0 ? { count: waiting.troubled, tone: 'late' } : {})] : []] },
    ...administers ? [{ title: t('Sổ đăng ký', 'Registry'), items: [item(t('Thành viên', 'Members'), '/thanh-vien'), item(t('Dịch vụ dữ liệu', 'Services'), '/dich-vu'), ...isSteward(actor) ? [item(t('Nhóm hệ thống', 'Groups'), '/nhom')] : []] }] : [],
    ...administers ? [{ title: t('Trục văn bản', 'Document axis'), items: [item(t('Hệ thống trên trục', 'Systems'), '/truc-van-ban'), item(t('Văn bản', 'Documents'), '/van-ban', waiting.stuck > 0 ? { count: waiting.stuck, tone: 'late' } : {})] }] : [],
    { title: t('Nơi khác', 'Elsewhere'), items: [item(t('Nhật ký công khai', 'Open log'), '/cong-khai'), { text: t('Về bàn làm việc', 'Back to the desk'), href: '/ban-lam-viec' }] },
  ]
  return renderPage(
    <DeskPage frame={frame} title={title} heading={title} agency={actor.agencyName} side={side} back={back} tools={tools} lead={lead} faults={faults} islands={islands}>{children}</DeskPage>)
}
