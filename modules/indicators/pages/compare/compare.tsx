import { choose, type Frame } from '../../../../ui/index.ts'
import { compareHref } from '../../boards/compare-address.ts'
import { scaleOf, type CompareColumn } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { Period } from '../../domain/period.ts'
import type { UnitFigures } from '../../queries/compare.ts'
import type { RecordedRun } from '../../queries/recorded-ranks.ts'
import { CompareChooser, comparePage, CompareTabs } from './frame.tsx'
import { HeatMap } from './heat.tsx'
import { SmallMultiples } from './multiples.tsx'
import { OrderAndMap, type Boundary } from './order.tsx'
import { TimeStrip } from './time.tsx'

export interface CompareView { readonly open: OpenCompare; readonly column: CompareColumn | undefined; readonly periods: readonly Period[]; /** by period, in the order of the units */ readonly figures: ReadonlyMap<string, readonly UnitFigures[]>; readonly boundaries: readonly Boundary[]; readonly run: RecordedRun | undefined }

export function compareViewPage(frame: Frame, { open, column, periods, figures, boundaries, run }: CompareView): string {
  const t = choose(frame.lang)
  // a map that moves reads the units of all its periods; those of this one are shown
  const here = new Set(open.units.map(({ code }) => code))
  const units = (figures.get(open.period.id) ?? []).filter(({ subject }) => here.has(subject.code))
  const { look } = open.address
  return comparePage({ frame, open, islands: open.moving.periods.length > 1 ? ['time'] : [], heading: t('So sánh các đơn vị', 'Units compared'), children: <>
    <div id="cach-xem" data-moving><CompareTabs frame={frame} open={open} /><CompareChooser frame={frame} open={open} /></div>
    {look === 'nhiet' && <HeatMap frame={frame} open={open} units={units} />}
    {look === 'ban-do' && column && <><TimeStrip frame={frame} open={open} />
      <div id="ban-do" data-moving><OrderAndMap frame={frame} open={open} units={units} column={column} boundaries={boundaries} run={run} scale={scaleOf((open.moving.periods.length > 0 ? [...figures.values()].flat() : units).flatMap(unit => column.of(unit).value ?? []))} /></div></>}
    {look === 'ky' && column && <SmallMultiples frame={frame} open={open} column={column} periods={periods} figures={figures} />}
    <p class="ts-board__files" id="tep" data-moving><span>{t('Tải đúng các số của kỳ này:', 'The same numbers of this period as a file:')}</span> <a class="govuk-link" href={compareHref(open.address, {}, 'so-sanh.csv')} download>CSV</a> <a class="govuk-link" href={compareHref(open.address, {}, 'so-sanh.xlsx')} download>XLSX</a></p>
  </> })
}
