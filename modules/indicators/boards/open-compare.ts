import type { Tx } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import type { Period } from '../domain/period.ts'
import type { IndicatorsPorts } from '../ports.ts'
import { LEVELS, provinceSubjects, type Level } from '../queries/levels.ts'
import { periodsWith } from '../queries/periods.ts'
import { subjectsOf, type NamedSubject } from '../queries/subjects.ts'
import { LEVEL_WORDS, LOOKS, type CompareAddress, type CompareQuery } from './compare-address.ts'
import { movingOver, STILL, type Moving } from './moving.ts'
import { dayOf, openBoard, type OpenBoard } from './open.ts'

/** A comparison as an address asks for it: the units as they stood when the period ended. */
export interface OpenCompare extends Omit<OpenBoard, 'address' | 'subjects' | 'subject'> { readonly address: CompareAddress; readonly units: readonly NamedSubject[]; /** those of all the periods that a map moves through */ readonly everyUnit: readonly NamedSubject[]; readonly moving: Moving; readonly province: string }

export async function openCompare(tx: Tx, ctx: Pick<Ctx, 'actor' | 'now' | 'lang'> & { readonly query: CompareQuery }, ports: IndicatorsPorts, code: string): Promise<OpenCompare> {
  const { query } = ctx
  const board = await openBoard(tx, { ...ctx, query: { ...query.ky === undefined ? {} : { ky: query.ky }, ...query['phien-ban'] === undefined ? {} : { 'phien-ban': query['phien-ban'] } } }, ports, code)
  const province = { code: ports.province.code, name: ports.province.name[ctx.lang] }
  const asked = query.cap === undefined || query.cap === '' ? undefined : LEVELS.find(level => LEVEL_WORDS[level] === query.cap) ?? fail()
  const known = (units: readonly NamedSubject[]): Promise<readonly Period[]> => periodsWith(tx, board.framework, { units: units.flatMap(each => each.units), agencies: [] }, board.today, board.asking.common)
  const unitsAt = async (level: Level, period: Period): Promise<readonly NamedSubject[]> => { const on = dayOf(period, board.today); return level === 'province' ? provinceSubjects(tx, on) : (await subjectsOf(tx, province, on)).filter(({ kind }) => kind === level) }
  const level = asked ?? (board.framework.definition.published === undefined ? 'commune' : 'province')
  const periods = await known(await unitsAt(level, board.period))
  const period = query.ky === undefined || query.ky === '' ? periods[0] ?? board.period : board.period
  const criterion = query['chi-so'] ?? ''
  if (criterion !== '' && !board.framework.indicators.some(each => each.code === criterion)) throw notFound()
  const units = await unitsAt(level, period)
  const look = LOOKS.find(each => each === query.xem) ?? 'nhiet'
  const all = [...new Map([...periods, period].map(each => [each.id, each])).values()].sort((a, b) => b.start.localeCompare(a.start))
  const moving = look === 'ban-do' ? movingOver({ from: query.tu ?? '', to: query.den ?? '' }, board.framework.definition, period, all, board.today) : STILL
  return { ...board, period, periods: all, units, everyUnit: await unitsOver(moving.periods, units, each => unitsAt(level, each)), moving, province: province.code,
    address: { framework: code, edition: board.address.edition, period: period.id, level, criterion, look, sort: query.sap ?? '', from: moving.from, to: moving.to } }
}
/** Units stay the same through most ranges: the others are asked for only where first and last differ. */
async function unitsOver(periods: readonly Period[], units: readonly NamedSubject[], unitsAt: (period: Period) => Promise<readonly NamedSubject[]>): Promise<readonly NamedSubject[]> {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return units
  const ends = await Promise.all([first, last].map(unitsAt))
  const codes = (of: readonly NamedSubject[]): string => of.map(({ code }) => code).toSorted().join()
  const rest = ends.every(each => codes(each) === codes(units)) ? [] : await Promise.all(periods.map(unitsAt))
  return [...new Map([...units, ...rest.flat()].map(unit => [unit.code, unit])).values()]
}
function fail(): never { throw notFound() }
