import { choose, Details, EmptyState, formatDateTime, formatIsoDate, formatNumber, ShareBar, StackedBars, Table, Tag } from '../../../ui/index.ts'
import { keeps } from '../acts/dataset-work.ts'
import { boxCode, counts, DIMENSIONS, isTicked, percentOf, scoreOf, SLOGAN, ticksOf, type Box, type Dimension } from '../domain/quality.ts'
import { isPersonal } from '../domain/schema.ts'
import type { DatasetView } from '../queries/datasets.ts'
import { MOST_FAILING, type FailingRow, type ScoreView } from '../queries/quality.ts'
import { boxWords, DIMENSION_WORDS } from './quality-words.ts'
import { addressIn, datasetPage, type Desk } from './store-page.tsx'

export interface QualityView { readonly dataset: DatasetView; readonly latest: ScoreView | undefined; readonly trend: readonly { readonly day: string; readonly score: number }[] }
/** Boxes whose failing rows can be listed. */
const LISTED = ['filled', 'optional', 'valid', 'rule', 'reference', 'unit', 'same-content', 'periods']
const toneOf = (share: number): 'main' | 'warn' | 'late' => share >= 0.9 ? 'main' : share >= 0.6 ? 'warn' : 'late'

export function qualityPage(desk: Desk, { dataset, latest, trend }: QualityView): string {
  const { frame } = desk
  const t = choose(frame.lang)
  if (!latest) return datasetPage({ desk, dataset, tab: 'chat-luong', children: <EmptyState title={t('Chưa chấm điểm', 'Not scored yet')} text={t('Điểm được chấm mỗi đêm và ngay sau mỗi lần nhận dữ liệu.', 'It is scored every night, and soon after each load that is accepted.')} /> })
  const { boxes } = latest
  const ticks = ticksOf(boxes)
  const score = (value: number | null | undefined): string => value === null || value === undefined ? t('không chấm', 'not judged') : formatNumber(value, frame.lang, 1)
  return datasetPage({ desk, dataset, tab: 'chat-luong', children: <>
    <dl class="ts-tiles">
      <div class="ts-tile"><dt>{t('Điểm chất lượng', 'Quality')}</dt><dd>{score(latest.score)}<small>{t('trên 100', 'of 100')}</small></dd></div>
      <div class="ts-tile"><dt>{t('Ô đạt', 'Boxes ticked')}</dt><dd>{ticks.ticked}/{ticks.of}<small>{t('ô gần đạt vẫn được tính phần đã đạt', 'a box that is nearly full counts nearly whole')}</small></dd></div>
      <div class="ts-tile"><dt>{t('Chấm lúc', 'Scored')}</dt><dd class="ts-tile__none">{formatDateTime(latest.at, frame.lang)}<small>{t(`sau lần nạp ${latest.loadNumber}`, `after load ${latest.loadNumber}`)}</small></dd></div>
    </dl>
    <h2 class="govuk-heading-m">{t('Theo khẩu hiệu dữ liệu của tỉnh', 'By the slogan of the province')}</h2>
    <Table caption={t('Theo khẩu hiệu', 'By the slogan')} captionHidden rows={SLOGAN} keyOf={each => each.word.vi} columns={[
      { id: 'word', header: t('Khẩu hiệu', 'Word'), main: true, cell: each => each.word[frame.lang] },
      { id: 'means', header: t('Chấm bằng', 'Judged by'), cell: each => each.dimensions.map(dimension => DIMENSION_WORDS[dimension].name[frame.lang]).join(' + ') },
      { id: 'ticks', header: t('Ô đạt', 'Ticked'), numeric: true, cell: each => { const { ticked, of } = ticksOf(boxesIn(boxes, each.dimensions)); return of === 0 ? '–' : `${ticked}/${of}` } },
      { id: 'score', header: t('Điểm', 'Score'), numeric: true, cell: each => { const value = scoreOf(boxes, each.dimensions); return <>{score(value)}{value !== undefined && <ShareBar share={value / 100} tone={toneOf(value / 100)} />}</> } },
    ]} />
    {trend.length > 1 && <StackedBars title={t('Điểm theo ngày', 'Score by day')} summary={t(`Điểm từ ${score(trend[0]?.score)} ngày ${formatIsoDate(trend[0]?.day ?? '')} đến ${score(trend.at(-1)?.score)} ngày ${formatIsoDate(trend.at(-1)?.day ?? '')}`, `From ${score(trend[0]?.score)} on ${formatIsoDate(trend[0]?.day ?? '')} to ${score(trend.at(-1)?.score)} on ${formatIsoDate(trend.at(-1)?.day ?? '')}`)} series={[{ name: t('Điểm', 'Score'), tone: 'main' }]} bars={trend.map(each => ({ label: formatIsoDate(each.day), values: [each.score] }))} unit={t('điểm', 'points')} labelHeader={t('Ngày', 'Day')} />}
    {DIMENSIONS.map(dimension => <DimensionBoxes key={dimension} desk={desk} dataset={dataset} dimension={dimension} boxes={boxes.filter(box => box.dimension === dimension && box.of > 0)} />)}
    <Details summary={t('Điểm được tính thế nào', 'How the score is made')}>
      <p class="govuk-body">{t('Mỗi ô đếm: bao nhiêu trong bao nhiêu. Điểm một chiều là trung bình các ô của chiều đó; điểm chung là trung bình các chiều. Ô không áp dụng thì không tính. Không có ô nào một mình kéo điểm về 0.', 'Each box counts so many of so many. A dimension is the mean of its boxes, the score the mean of the dimensions. What does not apply is left out. No box alone brings the score to nothing.')}</p>
      <p class="govuk-body">{t('Chấm trên dòng đang dùng, theo cấu trúc hiện nay, mỗi đêm và sau mỗi lần nhận dữ liệu. Điểm giảm từ 1 điểm hoặc trễ cập nhật thì người giữ được báo một lần.', 'Judged on current rows, by the present contract, every night and after each load. When a point or more is lost, or a refresh is missed, its keeper hears of it once.')}</p>
    </Details>
  </> })
}
const boxesIn = (boxes: readonly Box[], dimensions: readonly Dimension[]): readonly Box[] => boxes.filter(box => dimensions.includes(box.dimension))

function DimensionBoxes({ desk, dataset, dimension, boxes }: { readonly desk: Desk; readonly dataset: DatasetView; readonly dimension: Dimension; readonly boxes: readonly Box[] }) {
  const { frame, actor } = desk
  const t = choose(frame.lang)
  const { name, asks } = DIMENSION_WORDS[dimension]
  const score = scoreOf(boxes, [dimension])
  const lists = keeps(actor, dataset.agencyId) && boxes.some(box => !isTicked(box) && LISTED.includes(box.kind))
  if (boxes.length === 0) return null
  return <section>
    <h2 class="govuk-heading-m">{name[frame.lang]}{score !== undefined && <>: {formatNumber(score, frame.lang, 1)}</>}</h2>
    <p class="govuk-body ts-measure ts-quiet">{asks[frame.lang]}</p>
    <Table caption={name[frame.lang]} captionHidden rows={boxes} keyOf={boxCode} columns={[
      { id: 'box', header: t('Ô', 'Box'), main: true, cell: box => boxWords(box, dataset.schema, frame.lang) },
      { id: 'tick', header: t('Đạt', 'Ticked'), cell: box => !counts(box) ? <Tag>{t('Để biết', 'For information')}</Tag> : isTicked(box) ? <Tag tone="green">{t('Đạt', 'Yes')}</Tag> : <Tag tone="yellow">{t('Chưa đủ', 'Not yet')}</Tag> },
      { id: 'count', header: t('Đếm được', 'Counted'), numeric: true, cell: box => `${formatNumber(box.good, frame.lang)}/${formatNumber(box.of, frame.lang)}` },
      { id: 'share', header: '%', numeric: true, cell: box => <>{formatNumber(percentOf(box) ?? 0, frame.lang, 1)}<ShareBar share={box.good / box.of} tone={counts(box) ? toneOf(box.good / box.of) : 'soft'} /></> },
      ...lists ? [{ id: 'rows', header: t('Dòng sai', 'Rows'), cell: (box: Box) => isTicked(box) || !LISTED.includes(box.kind) ? '' : <a class="govuk-link" href={`${addressIn(dataset, 'chat-luong', 'dong')}?o=${encodeURIComponent(boxCode(box))}`}>{t('Xem dòng', 'Show rows')}<span class="govuk-visually-hidden">: {boxWords(box, dataset.schema, frame.lang)}</span></a> }] : [],
    ]} />
  </section>
}

/** Rows that break one box, for whoever keeps them. */
export function failingPage(desk: Desk, dataset: DatasetView, box: Box | undefined, found: { readonly fields: readonly string[]; readonly rows: readonly FailingRow[] }): string {
  const { frame } = desk
  const t = choose(frame.lang)
  const field = (name: string) => dataset.schema.fields.find(each => each.name === name)
  const shown = (name: string, value: string | null | undefined): string => value === null || value === undefined ? t('(trống)', '(empty)') : (field(name) && field(name)?.type === 'personal-id') ? `…${value.slice(-3)}` : value
  return datasetPage({ desk, dataset, tab: 'chat-luong', children: <>
    <p><a class="govuk-link" href={addressIn(dataset, 'chat-luong')}>{t('Mọi ô', 'All boxes')}</a></p>
    <h2 class="govuk-heading-m">{t('Dòng chưa đạt', 'Rows that fail')}{box && `: ${boxWords(box, dataset.schema, frame.lang)}`}</h2>
    {found.rows.length === MOST_FAILING && <p class="govuk-body-s ts-quiet">{t(`${MOST_FAILING} dòng đầu.`, `The first ${MOST_FAILING} rows.`)}</p>}
    <Table caption={t('Dòng chưa đạt', 'Rows that fail')} captionHidden keys rows={found.rows} keyOf={row => String(row.id)} empty={<EmptyState title={t('Không còn dòng nào sai', 'No row fails any more')} text={t('Dữ liệu đã được sửa sau lần chấm điểm gần nhất.', 'They were corrected after the last score.')} />} columns={[
      { id: 'row', header: t('Dòng', 'Row'), main: true, cell: row => <a class="govuk-link" href={addressIn(dataset, 'du-lieu', String(row.id))}>{t(`Dòng ${row.id}`, `Row ${row.id}`)}</a> },
      ...found.fields.map(name => ({ id: name, header: field(name)?.title[frame.lang] ?? field(name)?.title.vi ?? name, cell: (row: FailingRow) => { const own = field(name); return own && isPersonal(own) && own.type !== 'personal-id' ? t('(dữ liệu cá nhân)', '(personal)') : shown(name, row.values[name]) } })),
    ]} />
  </> })
}
