import type { ComponentChildren } from 'preact'
import { choose, ErrorSummary, PublicPage, renderPage, Tabs, Tag, type Fault, type Frame, type Island } from '../../../../ui/index.ts'
import { PORTAL, viewQuery, type View } from '../../portal/addresses.ts'
import { mapField, type PortalDataset } from '../../portal/open.ts'
import { wordOf } from '../words.tsx'

export type PortalTab = '' | 'bieu-do' | 'ban-do' | 'luot-dung'
export interface PortalPageProps { readonly frame: Frame; readonly opened: PortalDataset; readonly tab: PortalTab; readonly view: View; readonly faults?: readonly Fault[]; readonly islands?: readonly Island[]; readonly children: ComponentChildren }

export const titleOf = ({ entry }: PortalDataset, lang: Frame['lang']): string => lang === 'en' && entry.titleEn !== '' ? entry.titleEn : entry.title

/** One dataset of the portal: its name and what it is, then its rows, chart or map of the same chosen rows. */
export function portalDatasetPage({ frame, opened, tab, view, faults, islands, children }: PortalPageProps): string {
  const { entry, asked } = opened
  const { lang } = frame
  const t = choose(lang)
  const title = titleOf(opened, lang)
  const about = lang === 'en' && entry.descriptionEn !== '' ? entry.descriptionEn : entry.description
  const address = `${PORTAL}/${entry.code}`
  const part = { '': '', 'bieu-do': t('Biểu đồ', 'Chart'), 'ban-do': t('Bản đồ', 'Map'), 'luot-dung': t('Lượt dùng', 'Use') }[tab]
  const shared = viewQuery({ ...view, sort: '' })
  const tabs = [{ text: t('Dữ liệu', 'Data'), href: `${address}${viewQuery(view)}`, current: tab === '' }, { text: t('Biểu đồ', 'Chart'), href: `${address}/bieu-do${shared}`, current: tab === 'bieu-do' }, ...mapField(asked.fields) ? [{ text: t('Bản đồ', 'Map'), href: `${address}/ban-do${shared}`, current: tab === 'ban-do' }] : [], { text: t('Lượt dùng', 'Use'), href: `${address}/luot-dung`, current: tab === 'luot-dung' }]
  return renderPage(
    <PublicPage frame={frame} title={part === '' ? title : `${title}: ${part}`} crumbs={[{ text: t('Trang chủ', 'Home'), href: '/' }, { text: t('Dữ liệu mở', 'Open data'), href: PORTAL }, { text: title }]} description={about.slice(0, 160)} noIndex={view.conditions.length > 0} faults={faults} islands={islands}>
      <ErrorSummary faults={faults ?? []} />
      <h1 class="govuk-heading-l ts-portal__title">{title}{entry.access !== 'open' && <> <Tag>{wordOf('access', entry.access, lang)}</Tag></>}</h1>
      {about !== '' && <p class="govuk-body ts-measure" lang={lang === 'en' && entry.descriptionEn === '' ? 'vi' : undefined}>{about}</p>}
      {asked.fields.length > 0 && <Tabs label={t('Cách xem', 'Views')} tabs={tabs} />}
      {children}
    </PublicPage>)
}
