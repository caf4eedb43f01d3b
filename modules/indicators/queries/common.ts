import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import { countService, serviceSpan } from '../../dossiers/index.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import type { Period } from '../domain/period.ts'
import type { IndicatorsTables } from '../tables.ts'
import { loadElements } from './frameworks.ts'
import { unitsAsked } from './readings.ts'

type Counted = Awaited<ReturnType<typeof countService>>
type Asked = (on: LocalDate) => ReadonlyMap<string, readonly string[]>
/** What figures of every framework read alike; a page of several frameworks, or of several units and times, reads it once. */
export interface Common {
  readonly elements: ReadonlyMap<string, ElementDefinition>
  readonly constants: ReadonlyMap<string, number>
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** which units forms ask for an element, through these agencies */
  asked(agencies: readonly string[]): Promise<Asked>
  /** what dossiers come to */
  counted(agencies: readonly string[], periods: readonly Period[]): Promise<Counted>
  /** first and last day of which something is counted of dossiers */
  span(): ReturnType<typeof serviceSpan>
  /** of which periods something counts, by element; of these units, or of all. Only for a page of many frameworks: it reads every element at once */
  readonly heard?: (units: readonly string[] | undefined) => Promise<HeardPeriods>
}
export type HeardPeriods = ReadonlyMap<string, readonly string[]>
/** `codes`: the elements that will be read; absent: all. */
export async function loadCommon(tx: Tx, codes?: readonly string[], { many = false }: { readonly many?: boolean } = {}): Promise<Common> {
  const t = tablesOf<IndicatorsTables>(tx)
  const [elements, constants, groups] = await Promise.all([loadElements(tx, codes), t.selectFrom('indicators.constant').select(['code', 'value']).execute(), t.selectFrom('indicators.unit_group').select(['code', 'units']).execute()])
  const known = new Map<readonly string[], Promise<Asked>>()
  const counts = new Map<string, Promise<Counted>>()
  const heard = new Map<string, Promise<HeardPeriods>>()
  let span: ReturnType<typeof serviceSpan> | undefined
  return {
    elements, constants: new Map(constants.map(({ code, value }) => [code, value])), groups: new Map(groups.map(({ code, units }) => [code, units])),
    asked: agencies => { const found = known.get(agencies) ?? unitsAsked(tx, agencies); known.set(agencies, found); return found },
    counted(agencies, periods) {
      const key = `${agencies.join()} ${periods.map(({ id }) => id).join()}`
      const found = counts.get(key) ?? countService(tx, { agencies, periods })
      counts.set(key, found)
      return found
    },
    span: () => span ??= serviceSpan(tx),
    ...many ? { heard: (units: readonly string[] | undefined) => { const key = units?.join() ?? '*'; const found = heard.get(key) ?? periodsHeard(tx, units); heard.set(key, found); return found } } : {},
  }
}
async function periodsHeard(tx: Tx, units: readonly string[] | undefined): Promise<HeardPeriods> {
  const rows = await tablesOf<IndicatorsTables>(tx).selectFrom('indicators.reading').select(['element', 'period']).distinct().where('state', 'in', ['approved', 'locked']).where('superseded_by', 'is', null)
    .$if(units !== undefined, query => query.where('unit_code', 'in', [...units ?? []])).execute()
  return new Map([...Map.groupBy(rows, ({ element }) => element)].map(([element, own]) => [element, own.map(({ period }) => period)]))
}
