import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { ElementDefinition } from '../domain/definition.ts'
import type { IndicatorsTables } from '../tables.ts'
import { loadElements } from './frameworks.ts'
import { unitsAsked } from './readings.ts'

type Asked = (on: LocalDate) => ReadonlyMap<string, readonly string[]>
/** What figures of every framework read alike; a page of several frameworks, or of several units and times, reads it once. */
export interface Common {
  readonly elements: ReadonlyMap<string, ElementDefinition>
  readonly constants: ReadonlyMap<string, number>
  readonly groups: ReadonlyMap<string, readonly string[]>
  /** which units forms ask for an element, through these agencies */
  asked(agencies: readonly string[]): Promise<Asked>
}
/** `codes`: the elements that will be read; absent: all. */
export async function loadCommon(tx: Tx, codes?: readonly string[]): Promise<Common> {
  const t = tablesOf<IndicatorsTables>(tx)
  const [elements, constants, groups] = await Promise.all([loadElements(tx, codes), t.selectFrom('indicators.constant').select(['code', 'value']).execute(), t.selectFrom('indicators.unit_group').select(['code', 'units']).execute()])
  const known = new Map<readonly string[], Promise<Asked>>()
  return {
    elements, constants: new Map(constants.map(({ code, value }) => [code, value])), groups: new Map(groups.map(({ code, units }) => [code, units])),
    asked: agencies => { const found = known.get(agencies) ?? unitsAsked(tx, agencies); known.set(agencies, found); return found },
  }
}
