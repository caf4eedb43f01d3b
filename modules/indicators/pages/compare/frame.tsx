import type { ComponentChildren } from 'preact'
import { Button, choose, FilterChips, formatNumber, InsetText, PublicPage, renderPage, Select, Tabs, type Frame, type Island } from '../../../../ui/index.ts'
import { BOARDS } from '../../boards/addresses.ts'
import { compareHref, LEVEL_WORDS, LOOKS, rankingHref, type CompareAddress } from '../../boards/compare-address.ts'
import { columnsOf, type CompareCell } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { Level } from '../../queries/levels.ts'
import { OpenPeriod, passedOverText } from '../board-page.tsx'
import { capital, indicatorWord, missingText, periodText, type Names } from '../figure-words.tsx'

export const namesIn = ({ elements, categories, framework, units }: OpenCompare): Names => ({ elements, categories, indicators: framework.indicators, units: new Map(units.map(({ code, name }) => [code, name])) })
export function levelName(level: Level, lang: Frame['lang']): string {
  const t = choose(lang)
  return { commune: t('xã, phường', 'communes'), agency: t('cơ quan', 'agencies'), province: t('tỉnh, thành phố', 'provinces') }[level]
}
/** Back to the board of the same framework and period. */
const boardOf = ({ framework, edition, period }: CompareAddress): string => `${BOARDS}/${framework}?${new URLSearchParams({ 'ky': period, 'phien-ban': edition }).toString()}`

export interface ComparePageProps { readonly frame: Frame; readonly open: OpenCompare; readonly heading: string; readonly islands?: readonly Island[]; readonly children: ComponentChildren }
export function comparePage({ frame, open, heading, islands, children }: ComparePageProps): string {
  const { lang } = frame
  const title = open.framework.definition.title[lang]
  return renderPage(<PublicPage frame={frame} title={`${heading} – ${title}, ${periodText(open.period.id, lang)}`} noIndex={open.inside} islands={islands} crumbs={[{ text: choose(lang)('Chỉ số', 'Indicators'), href: BOARDS }, { text: title, href: boardOf(open.address) }, { text: heading }]}>
    <h1 class="govuk-heading-l">{heading}</h1>
    <div id="ky-xem" data-moving><p class="ts-board__of">{title} · {capital(periodText(open.period.id, lang))}</p><OpenPeriod frame={frame} of={open} /></div>
    {children}
  </PublicPage>)
}

/** Views of the same numbers, and the ranking beside them. */
export function CompareTabs({ frame: { lang }, open, ranking = false }: { readonly frame: Frame; readonly open: OpenCompare; readonly ranking?: boolean }) {
  const t = choose(lang)
  const texts = { 'nhiet': t('Bảng nhiệt', 'Heat map'), 'ban-do': t('Thứ tự và bản đồ', 'Order and map'), 'ky': t('Qua các kỳ', 'Over time') }
  return <Tabs label={t('Cách xem', 'Views')} tabs={[...LOOKS.map(look => ({ text: texts[look], href: compareHref(open.address, { look }), current: !ranking && look === open.address.look })), ...open.framework.definition.kind === 'scored' ? [{ text: t('Xếp hạng', 'Ranking'), href: rankingHref(open.address), current: ranking }] : []]} />
}

/** Level as links; period and criterion as a plain form. The address keeps the choice. */
export function CompareChooser({ frame: { lang }, open, page = 'so-sanh', criteria = true, keep = [] }: { readonly frame: Frame; readonly open: OpenCompare; readonly page?: string; readonly criteria?: boolean; readonly keep?: readonly (readonly [name: string, value: string])[] }) {
  const t = choose(lang)
  const { address, framework, periods, period, editions } = open
  const word = indicatorWord(framework.definition, lang)
  const hidden = [['cap', LEVEL_WORDS[address.level]], ['phien-ban', address.edition], ...page === 'so-sanh' ? [['xem', address.look], ['sap', address.sort], ['tu', address.from ?? ''], ['den', address.to ?? '']] as const : [], ...keep] as const
  const passedOver = passedOverText(open, lang)
  return <>
    {passedOver !== undefined && <InsetText>{passedOver}</InsetText>}
    {editions.length > 1 && <FilterChips label={t('Phiên bản bộ chỉ số', 'Edition')} chips={editions.map(each => ({ text: `${t('Bản', 'Edition')} ${each.edition}`, href: `${BOARDS}/${address.framework}/${page}?phien-ban=${encodeURIComponent(each.edition)}`, current: each.edition === address.edition }))} />}
    {page !== 'dien-bien' && <FilterChips label={t('So sánh giữa', 'Compare')} chips={(['commune', 'agency', 'province'] as const).map(level => ({ text: capital(levelName(level, lang)), href: page === 'xep-hang' ? rankingHref({ ...address, level }) : compareHref(address, { level }), current: level === address.level }))} />}
    <form method="get" action={`${BOARDS}/${address.framework}/${page}`} class="ts-filters ts-board__choose" aria-label={t(`Chọn kỳ và ${word.one}`, `Choose period and ${word.one}`)}>
      {hidden.filter(([, value]) => value !== '').map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Select name="ky" label={t('Kỳ', 'Period')} value={period.id} options={periods.map(({ id }) => ({ value: id, label: capital(periodText(id, lang)) }))} />
      {criteria && <Select name="chi-so" label={capital(word.one)} value={address.criterion} options={columnsOf(framework).map(({ code, title }) => ({ value: code, label: title[lang] }))} />}
      <Button tone="secondary">{t('Xem', 'Show')}</Button>
    </form>
  </>
}
export const known = (n: number, m: number, lang: Frame['lang']): string => choose(lang)(`${formatNumber(n, lang)} trên ${formatNumber(m, lang)}`, `${formatNumber(n, lang)} of ${formatNumber(m, lang)}`)
/** Why a cell has no number; a total that lacks many criteria says how many. */
export const whyMissing = ({ reasons }: Pick<CompareCell, 'reasons'>, total: boolean, open: OpenCompare, lang: Frame['lang']): string =>
  total && reasons.length > 2 ? choose(lang)(`chưa có dữ liệu: thiếu ${formatNumber(reasons.length, lang)} ${indicatorWord(open.framework.definition, lang).many}`, `no data yet: ${formatNumber(reasons.length, lang)} ${indicatorWord(open.framework.definition, lang).many} are missing`) : missingText(reasons, namesIn(open), lang)
