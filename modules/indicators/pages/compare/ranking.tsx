import { choose, EmptyState, formatDate, formatIsoDate, formatNumber, InsetText, Table, TwoLines, type Column, type Frame } from '../../../../ui/index.ts'
import { rankingHref } from '../../boards/compare-address.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { Mover, RankRow, WeightLine } from '../../boards/rank-table.ts'
import type { RecordedRun } from '../../queries/recorded-ranks.ts'
import { CompareChooser, comparePage, CompareTabs, known, levelName, namesIn, whyMissing } from './frame.tsx'
import { IntervalCell } from './order.tsx'

export interface RankingView { readonly open: OpenCompare; readonly rows: readonly RankRow[]; readonly weights: readonly WeightLine[]; readonly run: RecordedRun | undefined; /** where the published totals were read */ readonly source: string; readonly unit: string; readonly mover: Mover | undefined }

/** Who stands where by the printed total, how firm that is, and what would change it. */
export function rankingPage(frame: Frame, view: RankingView): string {
  const { lang } = frame
  const t = choose(lang)
  const { open, rows, run, source } = view
  const { definition } = open.framework
  const scored = rows.filter(({ score }) => score !== null)
  const day = open.period.end < open.today ? open.period.end : open.today
  const official = rows.some(({ published }) => published !== null)
  const columns: readonly Column<RankRow>[] = [
    { id: 'rank', header: t('Hạng', 'Rank'), nowrap: true, cell: ({ rank, tied }) => <strong>{rank === null ? '–' : `${rank}${tied ? '=' : ''}`}</strong> },
    { id: 'name', header: t('Đơn vị', 'Unit'), main: true, cell: row => <a class="govuk-link" href={`${rankingHref(open.address, row.unit)}#chuyen-hang`}>{row.figures.subject.name}</a> },
    ...official ? [{ id: 'published', header: t('Công bố', 'Published'), numeric: true, cell: ({ published }: RankRow) => published === null ? '–' : <strong>{fixed(published, definition.decimals, lang)}</strong> }] : [],
    { id: 'total', header: official ? t('Tính lại', 'Computed again') : t('Tổng', 'Total'), numeric: true, cell: ({ figures }) => figures.printed === null ? <span class="ts-missing">{whyMissing(figures.total, true, open, lang)}</span> : <TwoLines small={figures.total.missing.length > 0 ? t(`biết ${formatNumber(figures.total.weight, lang)}/${formatNumber(figures.total.of, lang)}`, `${formatNumber(figures.total.weight, lang)}/${formatNumber(figures.total.of, lang)} known`) : undefined}>{fixed(figures.printed, definition.decimals, lang)}</TwoLines> },
    { id: 'interval', header: t('Khoảng hạng 5–95 %', 'Ranks 5–95 %'), cell: ({ unit }) => run ? <IntervalCell lang={lang} run={run} unit={unit} of={scored.length} /> : <span class="ts-missing">{t('chưa chạy', 'not run')}</span> },
    ...run ? [{ id: 'then', header: t('Hạng khi lưu', 'Rank when recorded'), numeric: true, cell: ({ unit }: RankRow) => run.scores.get(unit)?.rank ?? '–' }] : [],
  ]
  return comparePage({ frame, open, heading: t('Xếp hạng', 'Ranking'), children: <>
    <CompareTabs frame={frame} open={open} ranking />
    <CompareChooser frame={frame} open={open} page="xep-hang" criteria={false} keep={view.unit === '' ? [] : [['don-vi', view.unit]]} />
    <p class="govuk-body">{t(`${known(scored.length, rows.length, lang)} ${levelName(open.address.level, lang)} có tổng điểm; các đơn vị như ngày ${formatIsoDate(day, lang)}.`, `${known(scored.length, rows.length, lang)} ${levelName(open.address.level, lang)} have a total; units as of ${formatIsoDate(day, lang)}.`)} {run ? t(`Kết quả đã lưu ngày ${formatDate(run.at, lang)}, giữ nguyên như khi đó.`, `The result recorded on ${formatDate(run.at, lang)} stays as it was.`) : t('Chưa lưu lần tính nào của kỳ này, nên chưa có khoảng hạng.', 'No run of this period was recorded, so there is no interval of ranks.')}</p>
    {official && <p class="ts-quiet">{t('Giá trị công bố', 'Published values')}: {source}. {t('Tính lại từ các chỉ số chính có thể lệch một đơn vị ở số cuối, vì số vào đã làm tròn.', 'Computed again from the main indicators they may differ by one in the last digit: the inputs are rounded.')}</p>}
    <Table caption={official ? t('Thứ hạng theo tổng đã công bố, đơn vị nào chưa công bố thì theo tổng tính lại; bằng nhau thì cùng hạng', 'Ranks by the published total, or where none was published by the total computed again; equal totals share a rank') : t('Thứ hạng theo tổng được in; bằng nhau thì cùng hạng', 'Ranks by the printed total; equal totals share a rank')} rows={official ? scored : rows} keyOf={({ unit }) => unit} columns={columns} empty={<EmptyState title={t('Chưa đơn vị nào có tổng điểm trong kỳ này', 'No unit has a total in this period')} />} />
    <Pillars frame={frame} view={view} rows={scored} />
    <Weights frame={frame} view={view} />
    <Moves frame={frame} view={view} />
  </> })
}

/** With all its digits, so that ties can be seen. */
const fixed = (value: number, decimals: number, lang: Frame['lang']): string => { const text = value.toFixed(decimals); return lang === 'vi' ? text.replace('.', ',') : text }

function Pillars({ frame: { lang }, view: { open }, rows }: { readonly frame: Frame; readonly view: RankingView; readonly rows: readonly RankRow[] }) {
  const t = choose(lang)
  const pillars = rows[0]?.pillars ?? []
  if (pillars.length === 0) return null
  const names = namesIn(open)
  const shared = pillars[0]?.shared.map(code => names.indicators.find(each => each.code === code)?.text[lang] ?? code) ?? []
  return <section><h2 class="govuk-heading-m">{t('Ba trụ cột chồng lên nhau', 'Pillars overlap')}</h2>
    <p class="govuk-body">{t(`Mỗi trụ cột gồm các chỉ số nền tảng chung (${shared.join(', ')}) và chỉ số hoạt động của riêng nó. Phần chung nằm trong cả ba, nên trung bình ba trụ cột không phải là tổng; trang này không cộng hay chia trung bình chúng.`, `Each pillar is the common indicators (${shared.join(', ')}) and its own activity. The common part stands in all of them, so their mean is not the total; they are neither added up nor averaged here.`)}</p>
    <Table caption={t('Giá trị từng trụ cột', 'Value of each pillar')} captionHidden rows={rows} keyOf={({ unit }) => unit} columns={[{ id: 'name', header: t('Đơn vị', 'Unit'), main: true, cell: ({ figures }) => figures.subject.name }, ...pillars.map(({ pillar }, at): Column<RankRow> => ({ id: pillar.code, header: pillar.text[lang], numeric: true, cell: row => { const value = row.pillars[at]?.value ?? null; return value === null ? t('chưa có dữ liệu', 'no data yet') : fixed(value, open.framework.definition.decimals, lang) } }))]} /></section>
}

function Weights({ frame: { lang }, view: { open, rows, weights } }: { readonly frame: Frame; readonly view: RankingView }) {
  const t = choose(lang)
  if (weights.length === 0) return null
  const names = namesIn(open)
  const name = (unit: string): string => rows.find(row => row.unit === unit)?.figures.subject.name ?? unit
  const firm = weights.filter(({ moved }) => moved.length === 0)
  const loose = weights.filter(({ moved }) => moved.length > 0)
  const title = (code: string): string => names.indicators.find(each => each.code === code)?.text[lang] ?? code
  return <section><h2 class="govuk-heading-m">{t('Nếu một trọng số khác đi ± 25 %', 'If one weight were ± 25 %')}</h2>
    {loose.length > 0 && <Table caption={t('Trọng số làm đổi hạng', 'Weights that change ranks')} captionHidden rows={loose} keyOf={({ code }) => code} columns={[
      { id: 'name', header: t('Chỉ số', 'Indicator'), main: true, cell: ({ code }) => title(code) }, { id: 'weight', header: t('Trọng số', 'Weight'), numeric: true, cell: ({ weight }) => formatNumber(weight, lang) },
      { id: 'moved', header: t('Hạng thay đổi (giảm 25 % · nay · tăng 25 %)', 'Ranks that change (−25 % · now · +25 %)'), cell: ({ moved }) => <ul class="ts-moved">{moved.slice(0, 6).map(each => <li key={each.unit}>{name(each.unit)}: {each.lower} · <strong>{each.now}</strong> · {each.higher}</li>)}{moved.length > 6 && <li>{t(`và ${moved.length - 6} đơn vị khác`, `and ${moved.length - 6} others`)}</li>}</ul> },
    ]} />}
    {firm.length > 0 && <p class="govuk-body">{loose.length === 0 ? t('Không hạng nào thay đổi khi từng trọng số một khác đi 25 %.', 'No rank changes when any one weight is 25 % smaller or larger.') : t(`Không đổi hạng nào: ${firm.map(({ code }) => title(code)).join(', ')}.`, `No rank changes by: ${firm.map(({ code }) => title(code)).join(', ')}.`)}</p>}</section>
}

function Moves({ frame: { lang }, view: { open, rows, unit, mover } }: { readonly frame: Frame; readonly view: RankingView }) {
  const t = choose(lang)
  const { decimals } = open.framework.definition
  const own = rows.find(row => row.unit === unit)
  if (rows.every(({ score }) => score === null)) return null
  const names = namesIn(open)
  const title = (code: string): string => names.indicators.find(each => each.code === code)?.text[lang] ?? code
  const above = rows.find(row => row.unit === mover?.above)?.figures.subject.name ?? ''
  return <section><h2 class="govuk-heading-m" id="chuyen-hang">{t('Điều gì đưa một đơn vị lên hạng', 'What would move a rank')}</h2>
    {own === undefined || own.score === null ? <p class="govuk-body">{t('Bấm tên một đơn vị ở bảng trên.', 'Press the name of a unit in the table above.')}</p>
      : mover === undefined ? <p class="govuk-body">{t(`${own.figures.subject.name} đang đứng đầu.`, `${own.figures.subject.name} is first.`)}</p> : <>
        <InsetText>{t(`${own.figures.subject.name} cần thêm ${fixed(mover.gap, decimals, lang)} để vượt ${above}. Mỗi dòng: riêng chỉ số ấy phải tăng thêm bao nhiêu, các chỉ số khác giữ nguyên.`, `${own.figures.subject.name} needs ${fixed(mover.gap, decimals, lang)} more to pass ${above}. Each line: how much that indicator alone must gain, all others as they are.`)}</InsetText>
        <Table caption={t('Dễ nhất trước', 'Easiest first')} captionHidden rows={mover.moves} keyOf={({ code }) => code} columns={[
          { id: 'name', header: t('Chỉ số', 'Indicator'), main: true, cell: ({ code }) => title(code) },
          { id: 'needed', header: t('Cần thêm (phần của chỉ số)', 'Needed (of the indicator)'), numeric: true, cell: ({ needed }) => `${formatNumber(needed * 100, lang, 2)} %` }, { id: 'left', header: t('Còn có thể tăng', 'Room left'), numeric: true, cell: ({ left }) => `${formatNumber(left * 100, lang, 2)} %` },
          { id: 'enough', header: t('Riêng nó có đủ?', 'Enough alone?'), cell: ({ enough }) => enough ? t('đủ', 'yes') : t('không đủ', 'no') },
        ]} /></>}</section>
}
