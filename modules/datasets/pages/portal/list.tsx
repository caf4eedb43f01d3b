import { choose, EmptyState, FilterChips, formatNumber, pageLinks, Pagination, PublicPage, renderPage, SearchBox, Tag, type Frame } from '../../../../ui/index.ts'
import { readableFields } from '../../domain/reader.ts'
import { FORMATS, formatsFor, isFormat } from '../../downloads/formats.ts'
import { FACET_NAMES, listHref, PORTAL, SORTS, type ListAddress } from '../../portal/addresses.ts'
import { OWN_SOURCE, type Facet, type Narrowed } from '../../portal/facets.ts'
import type { Entry } from '../../queries/catalogue.ts'
import { isForeign, type Listed } from '../../queries/foreign.ts'
import { Freshness, shortAgency, wordOf } from '../words.tsx'
import { ForeignLine } from './foreign.tsx'

export const LIST_PAGE = 20
export interface ListView { readonly address: ListAddress; readonly found: Narrowed; /** of this page, whole */ readonly rows: readonly Listed[]; /** names of agencies by code */ readonly agencies: ReadonlyMap<string, string>; /** names of other catalogues by code */ readonly sources: ReadonlyMap<string, string>; readonly now: Date }
const SIDE = ['source', 'theme', 'agency', 'format', 'licence', 'freshness'] as const satisfies readonly Facet[]
const MOST_VALUES = 12

export function portalListPage(frame: Frame, view: ListView): string {
  const { address, found, rows, agencies, sources, now } = view
  const { lang } = frame
  const t = choose(lang)
  const total = found.items.length
  const last = Math.max(1, Math.ceil(total / LIST_PAGE))
  const narrowed = Object.values(address.chosen).some(value => value !== undefined)
  const nameOf = (facet: Facet, value: string): string => {
    switch (facet) {
      case 'agency': return shortAgency(agencies.get(value) ?? value)
      case 'format': return isFormat(value) ? FORMATS[value].label : value.toUpperCase()
      case 'licence': return value
      case 'source': return value === OWN_SOURCE ? t('Của tỉnh', 'The province') : sources.get(value) ?? value
      case 'freshness': return { kept: t('Đúng hẹn', 'As promised'), late: t('Trễ hẹn', 'Late'), unpromised: t('Không hẹn chu kỳ', 'No promise'), empty: t('Chưa có dữ liệu', 'No rows yet') }[value] ?? value
      default: return wordOf(facet, value, lang)
    }
  }
  const heads: Readonly<Record<Facet, string>> = { access: t('Phạm vi', 'Access'), theme: t('Chủ đề', 'Theme'), source: t('Danh mục', 'Catalogue'), agency: t('Cơ quan', 'Agency'), format: t('Dạng tệp', 'Format'), licence: t('Giấy phép', 'Licence'), freshness: t('Cập nhật', 'Freshness') }
  const all = found.facets.access.reduce((sum, each) => sum + each.count, 0)
  const sorts = { title: t('Tên', 'Title'), refreshed: t('Mới cập nhật', 'Latest refresh'), published: t('Mới công bố', 'Latest published') }
  const title = address.q === '' ? t('Dữ liệu mở', 'Open data') : t(`Dữ liệu về “${address.q}”`, `Data about “${address.q}”`)
  const keep = Object.fromEntries(Object.entries(address.chosen).flatMap(([facet, value]) => value === undefined ? [] : [[Object.entries(FACET_NAMES).find(([name]) => name === facet)?.[1] ?? facet, value]]))
  return renderPage(
    <PublicPage frame={frame} title={title} crumbs={[{ text: t('Trang chủ', 'Home'), href: '/' }, { text: t('Dữ liệu mở', 'Open data') }]} description={t('Bộ dữ liệu của tỉnh: tìm, xem, tải về, gọi qua API, không cần tài khoản.', 'Datasets of the province: find, look, download, call by API, without an account.')} noIndex={address.q !== '' || narrowed}>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body ts-measure">{t('Bộ dữ liệu của tỉnh. Tìm, xem, tải về hoặc gọi qua API. Không cần tài khoản.', 'Datasets of the province. Find, look, download or call the API. No account needed.')}</p>
      <div class="govuk-!-margin-bottom-4"><SearchBox action={PORTAL} label={t('Tìm bộ dữ liệu', 'Find a dataset')} placeholder={t('Ví dụ: trường học, trạm y tế', 'For example: schools')} value={address.q} keep={keep} /></div>
      <FilterChips label={heads.access} chips={[
        { text: t('Tất cả', 'All'), href: listHref(address, { chosen: { access: '' } }), current: address.chosen.access === undefined, count: all },
        ...found.facets.access.map(({ value, count }) => ({ text: value === 'open' ? t('Mở cho mọi người', 'Open to all') : value === 'elsewhere' ? t('Của danh mục khác', 'Of other catalogues') : wordOf('access', value, lang), href: listHref(address, { chosen: { access: value } }), current: address.chosen.access === value, count })),
      ]} />
      <div class="ts-portal">
        <div class="ts-portal__main">
          <div class="ts-portal__bar">
            <p class="govuk-body ts-portal__count" role="status"><strong>{formatNumber(total, lang)}</strong> {t('bộ dữ liệu', total === 1 ? 'dataset' : 'datasets')}</p>
            <p class="ts-portal__sort"><span>{t('Xếp theo', 'Sort by')}</span>{SORTS.map(sort => sort === address.sort ? <strong key={sort} aria-current="true">{sorts[sort]}</strong> : <a key={sort} class="govuk-link" href={listHref(address, { sort })}>{sorts[sort]}</a>)}</p>
            <p class="ts-portal__jump"><a class="govuk-link" href="#loc">{t('Lọc kết quả', 'Filter')}</a></p>
          </div>
          {total === 0
            ? <EmptyState icon="search" title={t('Không có bộ dữ liệu nào khớp', 'No dataset matches')} text={narrowed ? t('Bỏ bớt điều kiện lọc, hoặc tìm bằng từ khác.', 'Remove a filter, or try other words.') : t('Thử từ ngắn hơn, không dấu cũng được.', 'Try shorter words.')}><a class="govuk-link" href={PORTAL}>{t('Xem tất cả bộ dữ liệu', 'All datasets')}</a></EmptyState>
            : <ol class="ts-results ts-portal__list" start={(address.page - 1) * LIST_PAGE + 1}>{rows.map(entry => isForeign(entry) ? <ForeignLine key={entry.code} frame={frame} entry={entry} /> : <Line key={entry.code} frame={frame} entry={entry} now={now} />)}</ol>}
          <Pagination pages={last === 1 ? [] : pageLinks(address.page, last, page => listHref(address, { page }))} previousHref={address.page > 1 ? listHref(address, { page: address.page - 1 }) : undefined} nextHref={address.page < last ? listHref(address, { page: address.page + 1 }) : undefined} />
          <p class="ts-portal__feeds ts-quiet">{t('Cho máy đọc', 'For machines')}: <a class="govuk-link" href={listHref(address, { path: `${PORTAL}.atom` })}>Atom</a> <a class="govuk-link" href="/catalog.ttl">DCAT (Turtle)</a> <a class="govuk-link" href="/catalog.jsonld">DCAT (JSON-LD)</a> <a class="govuk-link" href="/api/3/action/package_search">CKAN</a> <a class="govuk-link" href="/api/v1/datasets">JSON</a></p>
        </div>
        <nav class="ts-portal__facets" id="loc" aria-label={t('Lọc kết quả', 'Filter')}>
          {narrowed && <p class="govuk-body-s"><a class="govuk-link" href={listHref({ ...address, chosen: {} }, { page: 1 })}>{t('Bỏ mọi điều kiện lọc', 'Clear all filters')}</a></p>}
          {SIDE.map(facet => found.facets[facet].length === 0 && address.chosen[facet] === undefined || facet === 'source' && sources.size === 0 ? null : <section key={facet}>
            <h2 class="ts-portal__head">{heads[facet]}</h2>
            <ul>{found.facets[facet].slice(0, MOST_VALUES).map(({ value, count }) => {
              const on = address.chosen[facet] === value
              return <li key={value}><a href={listHref(address, { chosen: { [facet]: on ? '' : value } })} aria-current={on ? 'true' : undefined}><span>{nameOf(facet, value)}{on && <span class="govuk-visually-hidden">{t(', đang lọc, bấm để bỏ', ', chosen, follow to remove')}</span>}</span><span class="ts-portal__n">{on ? '×' : formatNumber(count, lang)}</span></a></li>
            })}</ul>
          </section>)}
        </nav>
      </div>
    </PublicPage>)
}

function Line({ frame: { lang }, entry, now }: { readonly frame: Frame; readonly entry: Entry; readonly now: Date }) {
  const t = choose(lang)
  const title = lang === 'en' && entry.titleEn !== '' ? entry.titleEn : entry.title
  const about = lang === 'en' && entry.descriptionEn !== '' ? entry.descriptionEn : entry.description
  const formats = entry.access === 'open' ? formatsFor(readableFields(entry.schema, entry.access, { kind: 'public' })) : []
  return <li>
    <h2 class="ts-results__title"><a class="govuk-link" href={`${PORTAL}/${entry.code}`}>{title}</a>{entry.access !== 'open' && <> <Tag>{wordOf('access', entry.access, lang)}</Tag></>}</h2>
    {about !== '' && <p class="ts-results__text" lang={lang === 'en' && entry.descriptionEn === '' ? 'vi' : undefined}>{about.length > 190 ? `${about.slice(0, about.lastIndexOf(' ', 185))}…` : about}</p>}
    <p class="ts-results__facts">{shortAgency(entry.agencyName)} · {formatNumber(entry.rowCount, lang)} {t('dòng', 'rows')} · {t('Cập nhật:', 'Refreshed:')} <Freshness dataset={entry} now={now} /></p>
    {formats.length > 0 && <p class="ts-portal__formats">{formats.map(format => <a key={format} href={`${PORTAL}/${entry.code}.${format}`} aria-label={`${t('Tải', 'Download')} ${title}, ${FORMATS[format].label}`} download>{FORMATS[format].label}</a>)}</p>}
  </li>
}
