import { choose, EmptyState, formatDate, InsetText, PublicPage, renderPage, Tag, type Frame } from '../../../../ui/index.ts'
import { licenceOf } from '../../domain/catalogue-words.ts'
import { PORTAL } from '../../portal/addresses.ts'
import type { ForeignDataset } from '../../queries/foreign.ts'
import { wordOf } from '../words.tsx'

/** What others wrote is shown as text, and links to them say that nobody here answers for them (trust.md T13). */
const REL = 'external ugc nofollow noopener noreferrer'
const hostOf = (url: string): string => URL.canParse(url) ? new URL(url).host : url
const shortened = (text: string, most: number): string => text.length > most ? `${text.slice(0, text.lastIndexOf(' ', most - 5) > most / 2 ? text.lastIndexOf(' ', most - 5) : most - 5)}…` : text
const titleOf = (entry: ForeignDataset, lang: Frame['lang']): string => lang === 'en' && entry.titleEn !== '' ? entry.titleEn : entry.title
const formatsOf = (entry: ForeignDataset): readonly string[] => [...new Set(entry.distributions.map(each => each.format))].filter(format => format !== '')

export function ForeignLine({ frame: { lang }, entry }: { readonly frame: Frame; readonly entry: ForeignDataset }) {
  const t = choose(lang)
  const formats = formatsOf(entry)
  return <li>
    <h2 class="ts-results__title"><a class="govuk-link" href={`${PORTAL}/${entry.code}`}>{titleOf(entry, lang)}</a> <Tag tone="blue">{t('Danh mục khác', 'Other catalogue')}</Tag>{entry.vanishedAt !== null && <> <Tag tone="grey">{t('Không còn ở nguồn', 'Gone at its source')}</Tag></>}</h2>
    {entry.description !== '' && <p class="ts-results__text">{shortened(entry.description, 190)}</p>}
    <p class="ts-results__facts">{[entry.publisher, `${t('theo', 'from')} ${entry.source.title}`, entry.modified === '' ? '' : `${t('Cập nhật:', 'Modified:')} ${formatDate(new Date(entry.modified), lang)}`, formats.slice(0, 6).join(', ')].filter(each => each !== '').join(' · ')}</p>
  </li>
}

/** One entry of another catalogue: what it is, whose, and the ways out to it. Its files stay there. */
export function foreignPage(frame: Frame, entry: ForeignDataset): string {
  const { lang } = frame
  const t = choose(lang)
  const title = titleOf(entry, lang)
  const licence = licenceOf(entry.licence)
  const origin = entry.landingPage === '' ? entry.source.address : entry.landingPage
  return renderPage(
    <PublicPage frame={frame} title={title} crumbs={[{ text: t('Trang chủ', 'Home'), href: '/' }, { text: t('Dữ liệu mở', 'Open data'), href: PORTAL }, { text: title }]} description={shortened(entry.description, 160)} noIndex>
      <h1 class="govuk-heading-l ts-portal__title">{title} <Tag tone="blue">{t('Danh mục khác', 'Other catalogue')}</Tag>{entry.vanishedAt !== null && <> <Tag tone="grey">{t('Không còn ở nguồn', 'Gone at its source')}</Tag></>}</h1>
      <InsetText>{entry.vanishedAt === null
        ? t(`Mục này của danh mục “${entry.source.title}”, không phải dữ liệu của tỉnh. Tệp nằm ở nơi công bố.`, `This entry is of the catalogue “${entry.source.title}”, not data of the province. Its files stay where they are published.`)
        : t(`Từ ${formatDate(entry.vanishedAt, lang)}, danh mục “${entry.source.title}” không còn mục này. Các liên kết có thể không mở được.`, `Since ${formatDate(entry.vanishedAt, lang)} the catalogue “${entry.source.title}” no longer holds this entry. Its links may be dead.`)}</InsetText>
      <div class="ts-portal">
        <div class="ts-portal__main">
          {entry.description.split(/\n{2,}/).filter(each => each.trim() !== '').map((part, at) => <p key={at} class="govuk-body ts-measure">{part}</p>)}
          <section aria-labelledby="tep"><h2 class="govuk-heading-m" id="tep">{t('Tệp và địa chỉ ở nơi công bố', 'Files and addresses where it is published')}</h2>
            {entry.distributions.length === 0 ? <EmptyState title={t('Nguồn không nêu tệp nào', 'The source names no file')} />
              : <ul class="govuk-list ts-foreign">{entry.distributions.map((each, at) => <li key={at}><a class="govuk-link" href={each.url} rel={REL}>{each.title === '' ? shortened(each.url, 90) : each.title}</a>{each.format !== '' && <> <Tag tone="grey">{each.format}</Tag></>}<small>{hostOf(each.url)}</small></li>)}</ul>}
          </section>
        </div>
        <aside class="ts-portal__facets ts-portal__facts" aria-label={t('Về bộ dữ liệu', 'About the dataset')}>
          <dl>
            {entry.publisher !== '' && <><dt>{t('Nơi công bố', 'Publisher')}</dt><dd>{entry.publisher}</dd></>}
            <dt>{t('Danh mục nguồn', 'Catalogue')}</dt><dd><a class="govuk-link" href={`${PORTAL}?danh-muc=${entry.source.code}`}>{entry.source.title}</a><small>{hostOf(entry.source.address)}</small></dd>
            <dt>{t('Trang gốc', 'Original page')}</dt><dd><a class="govuk-link" href={origin} rel={REL}>{hostOf(origin)}</a></dd>
            <dt>{t('Giấy phép', 'Licence')}</dt><dd>{licence ? <a class="govuk-link" href={licence.url} rel="license external">{wordOf('licence', licence.id, lang)}</a> : entry.licenceUrl !== '' ? <a class="govuk-link" href={entry.licenceUrl} rel={REL}>{entry.licenceText === '' || entry.licenceText === entry.licenceUrl ? hostOf(entry.licenceUrl) : entry.licenceText}</a> : entry.licenceText === '' ? t('Nguồn không nêu', 'Not said') : entry.licenceText}</dd>
            <dt>{t('Cập nhật ở nguồn', 'Modified')}</dt><dd>{entry.modified === '' ? t('Nguồn không nêu', 'Not said') : formatDate(new Date(entry.modified), lang)}<small>{t('đọc từ nguồn', 'read')} {formatDate(entry.changedAt, lang)}</small></dd>
            {entry.theme !== '' && <><dt>{t('Chủ đề', 'Theme')}</dt><dd><a class="govuk-link" href={`${PORTAL}?chu-de=${entry.theme}`}>{wordOf('theme', entry.theme, lang)}</a></dd></>}
            {entry.keywords.length > 0 && <><dt>{t('Từ khóa', 'Keywords')}</dt><dd>{entry.keywords.join(', ')}</dd></>}
            <dt>{t('Mã định danh', 'Identifier')}</dt><dd class="ts-code">{entry.identifier}</dd>
          </dl>
        </aside>
      </div>
    </PublicPage>)
}
