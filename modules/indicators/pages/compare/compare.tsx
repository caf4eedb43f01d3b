import { choose, type Frame } from '../../../../ui/index.ts'
import { compareHref } from '../../boards/compare-address.ts'
import type { CompareColumn } from '../../boards/compare-table.ts'
import type { OpenCompare } from '../../boards/open-compare.ts'
import type { Period } from '../../domain/period.ts'
import type { UnitFigures } from '../../queries/compare.ts'
import type { RecordedRun } from '../../queries/recorded-ranks.ts'
import { CompareChooser, comparePage, CompareTabs } from './frame.tsx'
import { HeatMap } from './heat.tsx'
import { SmallMultiples } from './multiples.tsx'
import { OrderAndMap, type Boundary } from './order.tsx'

export interface CompareView { readonly open: OpenCompare; readonly column: CompareColumn | undefined; readonly periods: readonly Period[]; /** by period, in the order of the units */ readonly figures: ReadonlyMap<string, readonly UnitFigures[]>; readonly boundaries: readonly Boundary[]; readonly run: RecordedRun | undefined }

export function compareViewPage(frame: Frame, { open, column, periods, figures, boundaries, run }: CompareView): string {
  const t = choose(frame.lang)
  const units = figures.get(open.period.id) ?? []
  const { look } = open.address
  return comparePage({ frame, open, heading: t('So sánh các đơn vị', 'Units compared'), children: <>
    <CompareTabs frame={frame} open={open} />
    <CompareChooser frame={frame} open={open} />
    {look === 'nhiet' && <HeatMap frame={frame} open={open} units={units} />}
    {look === 'ban-do' && column && <OrderAndMap frame={frame} open={open} units={units} column={column} boundaries={boundaries} run={run} />}
    {look === 'ky' && column && <SmallMultiples frame={frame} open={open} column={column} periods={periods} figures={figures} />}
    <p class="ts-board__files"><span>{t('Tải đúng các số của kỳ này:', 'The same numbers of this period as a file:')}</span> <a class="govuk-link" href={compareHref(open.address, {}, 'so-sanh.csv')} download>CSV</a> <a class="govuk-link" href={compareHref(open.address, {}, 'so-sanh.xlsx')} download>XLSX</a></p>
  </> })
}
