import { boundsOf, choose, EmptyState, formatDate, formatNumber, InsetText, pathOf, planeOf, ShareBar, Table, TwoLines, type Frame } from '../../../../ui/index.ts'
import { seriesHref } from '../../boards/compare-address.ts'
import { knownIn, type CompareCell, type CompareColumn, type Scale } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import { rank } from '../../domain/rank.ts'
import type { UnitFigures } from '../../queries/compare.ts'
import type { RecordedRun } from '../../queries/recorded-ranks.ts'
import { known, levelName, whyMissing } from './frame.tsx'

export interface Boundary { readonly code: string; readonly name: string; readonly geometry: unknown }
export interface OrderProps { readonly frame: Frame; readonly open: OpenCompare; readonly units: readonly UnitFigures[]; readonly column: CompareColumn; readonly boundaries: readonly Boundary[]; readonly run: RecordedRun | undefined; readonly scale: Scale }

/** One criterion: who stands where, as bars, and on the map. */
export function OrderAndMap({ frame, open, units, column, boundaries, run, scale }: OrderProps) {
  const { lang } = frame
  const t = choose(lang)
  const mapped = open.address.level === 'commune'
  const level = levelName(open.address.level, lang)
  const cells = new Map(units.map(unit => [unit.subject.code, column.of(unit)]))
  const sign = column.direction === 'up' ? 1 : -1
  const ranked = new Map(rank(units.map(({ subject }) => { const value = cells.get(subject.code)?.value ?? null; return { unit: subject.code, score: value === null ? null : sign * value } }), column.decimals).map(each => [each.unit, each]))
  const rows = units.toSorted((a, b) => (ranked.get(a.subject.code)?.rank ?? Infinity) - (ranked.get(b.subject.code)?.rank ?? Infinity))
  const { most } = scale
  const n = knownIn(column, units)
  const caption = `${column.title[lang]}${column.unit[lang] === '' ? '' : ` (${column.unit[lang]})`}`
  return <>
    <p class="govuk-body">{t(`Có số liệu của ${known(n, units.length, lang)} ${level}.`, `Data of ${known(n, units.length, lang)} ${level}.`)} {column.code === '' && (run ? t(`Khoảng hạng: hạng mà 5–95 % số lần thử phương pháp cho ra, lưu ngày ${formatDate(run.at, lang)}.`, `Interval of ranks: 5–95 % of the trials of the method, recorded on ${formatDate(run.at, lang)}.`) : t('Khoảng hạng: chưa chạy.', 'Interval of ranks: not run yet.'))}</p>
    {mapped && boundaries.length === 0 && <InsetText>{t('Chưa vẽ được bản đồ: hệ thống chưa nạp ranh giới xã, phường. Các con số ở bảng dưới đây.', 'There is no map yet: boundaries of communes were not imported. The figures are in the table below.')}</InsetText>}
    <div class={mapped && boundaries.length > 0 ? 'ts-mapped' : undefined}>
      {mapped && <Picture frame={frame} boundaries={boundaries} cells={cells} caption={caption} decimals={column.decimals} scale={scale} fixed={open.moving.periods.length > 0} />}
      <div class="ts-order"><Table caption={caption} rows={rows} keyOf={({ subject }) => subject.code} empty={<EmptyState title={t('Không có đơn vị nào', 'There is no unit')} />} columns={[
        { id: 'rank', header: t('Hạng', 'Rank'), nowrap: true, cell: ({ subject }) => { const own = ranked.get(subject.code); return own?.rank == null ? '–' : `${own.rank}${own.tied ? '=' : ''}` } },
        { id: 'name', header: t('Đơn vị', 'Unit'), main: true, cell: ({ subject }) => open.address.level === 'commune' ? <a class="govuk-link" href={seriesHref(open.address, subject.code)}>{subject.name}</a> : subject.name },
        { id: 'value', header: t('Giá trị', 'Value'), cell: ({ subject }) => {
          const cell = cells.get(subject.code)
          if (cell?.nothing === true) return <span class="ts-missing">{t('không phát sinh', 'nothing arose')}</span>
          if (cell?.value == null) return <span class="ts-missing">{whyMissing(cell ?? { reasons: [] }, column.code === '', open, lang)}</span>
          return <span class="ts-order__bar"><span class="ts-value">{formatNumber(cell.value, lang, column.decimals)}</span><ShareBar share={most > 0 ? cell.value / most : 0} /></span>
        } },
        ...column.code === '' && run ? [{ id: 'interval', header: t('Khoảng hạng 5–95 %', 'Ranks 5–95 %'), nowrap: true, cell: ({ subject }: UnitFigures) => <IntervalCell lang={lang} run={run} unit={subject.code} of={units.length} /> }] : [],
      ]} /></div>
    </div>
    {[...ranked.values()].some(each => each.tied) && <p class="ts-quiet">{t('Dấu = : bằng nhau theo số được in, cùng hạng; hạng sau bỏ qua.', '= : equal as printed, the same rank; the next one is skipped.')}</p>}
  </>
}

/** From the best to the worst rank that most trials give, on a line of all ranks. */
export function IntervalCell({ lang, run, unit, of }: { readonly lang: Frame['lang']; readonly run: RecordedRun; readonly unit: string; readonly of: number }) {
  const score = run.scores.get(unit)
  if (score?.low == null || score.high === null) return <span class="ts-missing">{choose(lang)('chưa chạy', 'not run')}</span>
  const x = (rank: number): number => of < 2 ? 50 : Math.round((rank - 1) / (of - 1) * 1000) / 10
  return <TwoLines><span class="ts-value">{score.low === score.high ? score.low : `${score.low}–${score.high}`}</span>
    <svg class="ts-interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><path class="ts-chart__line" d="M0 4H100" vector-effect="non-scaling-stroke" /><path class="ts-interval__band" d={`M${x(score.low)} 4H${Math.max(x(score.high), x(score.low) + 0.1)}`} vector-effect="non-scaling-stroke" />{score.rank !== null && <path class="ts-interval__rank" d={`M${x(score.rank)} 4h0`} vector-effect="non-scaling-stroke" />}</svg></TwoLines>
}

function Picture({ frame: { lang }, boundaries, cells, caption, decimals, scale, fixed }: { readonly frame: Frame; readonly boundaries: readonly Boundary[]; readonly cells: ReadonlyMap<string, CompareCell>; readonly caption: string; readonly decimals: number; readonly scale: Scale; /** the same classes in all periods */ readonly fixed: boolean }) {
  const t = choose(lang)
  const bounds = boundsOf(boundaries.map(each => each.geometry))
  if (!bounds) return null
  const plane = planeOf(bounds)
  const number = (value: number): string => formatNumber(value, lang, decimals)
  const quiet = boundaries.filter(({ code }) => cells.get(code)?.nothing === true).length
  const without = boundaries.filter(({ code }) => cells.get(code)?.value == null).length - quiet
  const none = t('chưa có dữ liệu', 'no data yet')
  const nothing = t('không phát sinh', 'nothing arose')
  return <figure class="ts-map">
    <svg viewBox={`0 0 ${plane.width} ${plane.height}`} role="img" aria-label={t(`Bản đồ ${caption}; số của từng xã, phường ở bảng`, `Map of ${caption}; the figure of every commune is in the table`)}>
      {boundaries.map(({ code, name, geometry }) => { const cell = cells.get(code); const value = cell?.value ?? undefined; return <path key={code} class={value === undefined ? cell?.nothing === true ? 'ts-map__area' : 'ts-map__none' : `ts-map__area ts-shade--${scale.shade(value)}`} data-unit={code} d={pathOf(geometry, plane)}><title>{`${name}: ${value === undefined ? cell?.nothing === true ? nothing : none : number(value)}`}</title></path> })}
    </svg>
    <figcaption class="ts-map__scale ts-map__scale--classes">{scale.classes.map(each => <span key={each.shade}><svg viewBox="0 0 20 12" aria-hidden="true"><rect width="20" height="12" class={`ts-shade--${each.shade}`} /></svg>{number(each.least) === number(each.most) ? number(each.least) : `${number(each.least)} – ${number(each.most)}`}</span>)}{without > 0 && <span><svg viewBox="0 0 20 12" aria-hidden="true"><rect class="ts-map__none" x="1" y="1" width="18" height="10" /></svg>{none} ({without})</span>}{quiet > 0 && <span><svg viewBox="0 0 20 12" aria-hidden="true"><rect class="ts-map__area" x="1" y="1" width="18" height="10" /></svg>{nothing} ({quiet})</span>}{fixed && <span class="ts-map__fixed">{t('Thang này giữ nguyên qua mọi kỳ.', 'The same scale in every period.')}</span>}</figcaption>
  </figure>
}
