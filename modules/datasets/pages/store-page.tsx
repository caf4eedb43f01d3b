import type { ComponentChildren } from 'preact'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { choose, DeskPage, renderPage, Tabs, type Back, type Fault, type Frame, type Island } from '../../../ui/index.ts'
import { keeps } from '../acts/dataset-work.ts'
import { personFieldsOf } from '../domain/persons.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { State } from './words.tsx'

export const STORE = '/kho-du-lieu'
export const HARVEST = `${STORE}/danh-muc-ngoai`
export const LOADS = `${STORE}/lan-nap`
/** What every page of the store needs; `waiting`: loads that wait for this officer's decision. */
export interface Desk { readonly frame: Frame; readonly actor: OfficerActor; readonly now: Date; readonly waiting: number; readonly faults?: readonly Fault[] | undefined }
export interface StorePageProps { readonly desk: Desk; readonly title: string; readonly lead?: string | undefined; readonly back?: Back | undefined; readonly tools?: ComponentChildren; readonly islands?: readonly Island[]; readonly children: ComponentChildren }

export const isKeeper = (actor: OfficerActor): boolean => actor.roles.some(role => role === 'administrator' || role === 'data-steward' || role === 'unit-administrator')

/** A page of the store: the desk's layout with the menu of the store. */
export function storePage({ desk, title, lead, back, tools, islands, children }: StorePageProps): string {
  const { frame, actor, waiting, faults } = desk
  const t = choose(frame.lang)
  const [path = '', query = ''] = frame.here.split('?')
  const only = new URLSearchParams(query).get('xem') ?? ''
  const list = (text: string, view: string, count?: number) => ({ text, href: view === '' ? STORE : `${STORE}?xem=${view}`, current: path === STORE && only === view, ...(count === undefined ? {} : { count }) })
  const side = [
    { title: t('Kho dữ liệu', 'Shared data'), items: [list(t('Tất cả bộ dữ liệu', 'All datasets'), ''), ...isKeeper(actor) ? [list(t('Cơ quan mình giữ', 'Kept by us'), 'cua-minh'), list(t('Trễ cập nhật', 'Late'), 'tre'), { text: t('Chờ nhận', 'Waiting loads'), href: `${STORE}/cho-nhan`, current: path === `${STORE}/cho-nhan` || path.startsWith(`${LOADS}/`), count: waiting }] : [], list(t('Xã, phường nhập liệu', 'Entry by communes'), 'nhap-lieu'), { text: t('Truy vấn dữ liệu', 'Ask the data'), href: `${STORE}/truy-van`, current: path.startsWith(`${STORE}/truy-van`) }] },
    ...isKeeper(actor) ? [{ title: t('Lập mới', 'New'), items: [{ text: t('Lập bộ dữ liệu', 'Create a dataset'), href: `${STORE}/moi`, current: path === `${STORE}/moi` }] }] : [],
    ...actor.roles.some(role => role === 'administrator' || role === 'data-steward') ? [{ title: t('Cổng dữ liệu mở', 'Open-data portal'), items: [{ text: t('Danh mục nơi khác', 'Other catalogues'), href: HARVEST, current: path === HARVEST || path.startsWith(`${HARVEST}/`) }] }] : [],
    ...actor.roles.includes('approver') || actor.roles.includes('signer') ? [{ title: t('Ký duyệt', 'To sign'), items: [{ text: t('Chờ ký phát hành', 'Releases to sign'), href: `${STORE}/cho-ky`, current: path === `${STORE}/cho-ky` }] }] : [],
    { title: t('Nơi khác', 'Elsewhere'), items: [{ text: t('Danh mục dịch vụ', 'Data services'), href: '/lien-thong/danh-muc' }, { text: t('Về bàn làm việc', 'Back to the desk'), href: '/ban-lam-viec' }] },
  ]
  return renderPage(
    <DeskPage frame={frame} title={title} heading={title} agency={actor.agencyName} side={side} back={back} tools={tools} lead={lead} faults={faults} islands={islands}>{children}</DeskPage>)
}

export type DatasetTab = '' | 'cau-truc' | 'du-lieu' | 'chat-luong' | 'an-danh' | 'trung-nguoi' | 'lan-nap' | 'cong-bo' | 'lich-su' | 'luot-dung'
export const addressIn = (dataset: Pick<DatasetView, 'code'>, ...parts: readonly string[]): string => [STORE, dataset.code, ...parts].join('/')

/** One dataset: its name and state, and its parts as tabs. */
export function datasetPage({ desk, dataset, tab, tools, islands = [], children }: { readonly desk: Desk; readonly dataset: DatasetView; readonly tab: DatasetTab; readonly tools?: ComponentChildren; readonly islands?: readonly Island[]; readonly children: ComponentChildren }): string {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const keeper = keeps(actor, dataset.agencyId)
  const entry = (text: string, at: DatasetTab) => ({ text, href: at === '' ? addressIn(dataset) : addressIn(dataset, at), current: at === tab })
  return storePage({ desk, title: frame.lang === 'en' && dataset.titleEn !== '' ? dataset.titleEn : dataset.title, back: { href: STORE, text: t('Kho dữ liệu', 'Shared data') }, tools, islands, children: <>
    <p class="ts-dataset-line"><span class="ts-code">{dataset.code}</span> <State set="state" value={dataset.state} /></p>
    <Tabs label={t('Các phần của bộ dữ liệu', 'Parts of the dataset')} tabs={[entry(t('Tổng quan', 'Overview'), ''), entry(t('Cấu trúc', 'Contract'), 'cau-truc'), entry(t('Dữ liệu', 'Rows'), 'du-lieu'), entry(t('Chất lượng', 'Quality'), 'chat-luong'), entry(t('Lượt dùng', 'Use'), 'luot-dung'), ...keeper ? [entry(t('Lần nạp', 'Loads'), 'lan-nap'), ...personFieldsOf(dataset.schema) ? [entry(t('Trùng người', 'Doubles'), 'trung-nguoi')] : [], entry(t('Ẩn danh', 'Anonymity'), 'an-danh'), entry(t('Công bố', 'Publication'), 'cong-bo'), entry(t('Lịch sử', 'History'), 'lich-su')] : []]} />
    {children}
  </> })
}
