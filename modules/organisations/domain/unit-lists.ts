import { canonicalTone } from '../../../kernel/vi-text/index.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { kindOf, tidyUnitName, type UnitLevel, type UnitPeriod, type UnitRefusal, type UnitsThroughTime, type UnitSuccession } from './units.ts'

type Row = Readonly<Record<string, string>>
/** The lists of one folder, one array a file. */
export interface UnitLists {
  readonly provinces2024: readonly Row[]; readonly districts2024: readonly Row[]; readonly communes2024: readonly Row[]
  readonly provinces2025: readonly Row[]; readonly communes2025: readonly Row[]
  readonly from2019: readonly Row[]; readonly from2024: readonly Row[]
}

/**
 * Days of the lists. Where a decision's own day is not in the lists, a unit counts from the first list that has it to the eve of
 * the first that lacks it; only 01/07/2025 is the legal day itself (Luật 72/2025/QH15: two levels).
 */
export const LIST_DAYS = { census: '2019-04-01', end2024: '2024-11-10', begin2025: '2025-01-01', twoLevels: '2025-07-01' } as const

interface Listed { readonly name: string; readonly parentCode: string | null }
interface Snapshot { readonly day: LocalDate; readonly units: ReadonlyMap<string, Listed> }

function snapshot(day: LocalDate, rows: readonly Row[], code: string, name: string, parent: string | null): Snapshot {
  const units = new Map<string, Listed>()
  for (const row of rows) if (row[code]) units.set(row[code], { name: tidyUnitName(row[name] ?? ''), parentCode: parent === null ? null : row[parent] ?? null })
  return { day, units }
}

const eve = (day: LocalDate): LocalDate => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
const same = (a: Listed | undefined, b: Listed | undefined): boolean =>
  a !== undefined && b !== undefined && a.parentCode === b.parentCode && canonicalTone(a.name.toLowerCase()) === canonicalTone(b.name.toLowerCase())

/** One row for every wording of every unit over the lists in the order of time; the latest spelling of a wording is kept. */
function periods(level: UnitLevel, snapshots: readonly Snapshot[]): UnitPeriod[] {
  const codes = new Set(snapshots.flatMap(({ units }) => [...units.keys()]))
  return [...codes].sort().flatMap((code) => {
    const rows: UnitPeriod[] = []
    for (const [index, { day, units }] of snapshots.entries()) {
      const here = units.get(code)
      const before = snapshots[index - 1]?.units.get(code)
      const open = rows.at(-1)
      if (same(before, here) && open && here) { rows[rows.length - 1] = { ...open, name: here.name }; continue }
      if (before && open) rows[rows.length - 1] = { ...open, validTo: eve(day) }
      if (here) rows.push({ level, code, ...here, kind: kindOf(here.name), validFrom: day, validTo: null })
    }
    return rows
  })
}

/** Edges of one change; a unit that only keeps its code has none, one that was divided has one to each part, itself included. */
function edges(level: UnitLevel, onDate: LocalDate, pairs: readonly (readonly [string, string])[]): UnitSuccession[] {
  const targets = Map.groupBy(pairs.filter(([from, to]) => from !== '' && to !== ''), ([from]) => from)
  return [...targets].flatMap(([oldCode, list]) => {
    const codes = [...new Set(list.map(([, to]) => to))].sort()
    return codes.length === 1 && codes[0] === oldCode ? [] : codes.map((newCode) => ({ level, oldCode, newCode, onDate, partial: codes.length > 1 }))
  })
}

const nameKey = ({ name, parentCode }: Listed): string => `${parentCode} ${canonicalTone(name.toLowerCase())}`

/** Units that a list gives under another code than the list before: same name, same district. */
function renumbered(from: Snapshot, to: Snapshot): [string, string][] {
  const byName = new Map([...to.units].map(([code, unit]) => [nameKey(unit), code]))
  return [...from.units].flatMap(([code, unit]) => {
    const now = to.units.has(code) ? undefined : byName.get(nameKey(unit))
    return now === undefined ? [] : [[code, now] satisfies [string, string]]
  })
}

/**
 * Administrative units from 2019 to the two levels of 01/07/2025, with what became of each. What the lists leave open is refused
 * with a reason and reported, never guessed.
 */
export function unitsThroughTime(lists: UnitLists): UnitsThroughTime {
  const before: Snapshot = snapshot(LIST_DAYS.begin2025, lists.communes2024, 'code', 'name', 'district_code')
  const after: Snapshot = snapshot(LIST_DAYS.twoLevels, lists.communes2025, 'code', 'name', 'province_code')
  const end2024 = snapshot(LIST_DAYS.end2024, lists.from2019, 'commune_2024', 'commune_2024_name', 'district_2024')
  const communes = [snapshot(LIST_DAYS.census, lists.from2019, 'commune_2019', 'commune_2019_name', 'district_2019'), end2024, before, after]
  const districts = [snapshot(LIST_DAYS.census, lists.from2019, 'district_2019', 'district_2019_name', 'province_2019'), snapshot(LIST_DAYS.end2024, lists.from2019, 'district_2024', 'district_2024_name', 'province_2024'),
    snapshot(LIST_DAYS.begin2025, lists.districts2024, 'code', 'name', 'province_code'), { day: LIST_DAYS.twoLevels, units: new Map<string, Listed>() }]
  const provinces = [snapshot(LIST_DAYS.census, lists.provinces2024, 'code', 'name', null), snapshot(LIST_DAYS.twoLevels, lists.provinces2025, 'code', 'name', null)]
  const provincePairs = lists.from2024.map((row) => [row.old_province_code ?? '', row.new_province_code ?? ''] as const)
  const moved = renumbered(end2024, before)
  const known = lists.from2024.filter((row) => after.units.has(row.new_code ?? ''))
  const refused: UnitRefusal[] = [
    ...lists.from2019.filter((row) => !row.commune_2024).map((row) => ({ code: row.commune_2019 ?? '', name: row.commune_2019_name ?? '', reason: 'abolished' as const })),
    ...[...end2024.units].filter(([code]) => !before.units.has(code) && !moved.some(([from]) => from === code)).map(([code, { name }]) => ({ code, name, reason: 'no-successor-in-lists' as const })),
    ...lists.from2024.filter((row) => !known.includes(row)).map((row) => ({ code: row.new_code ?? '', name: row.new_name ?? '', reason: 'unknown-new-unit' as const })),
  ]
  return {
    units: [...periods('province', provinces), ...periods('district', districts), ...periods('commune', communes)],
    successions: [
      ...edges('commune', LIST_DAYS.end2024, lists.from2019.map((row) => [row.commune_2019 ?? '', row.commune_2024 ?? ''])),
      ...edges('commune', LIST_DAYS.begin2025, moved),
      ...edges('commune', LIST_DAYS.twoLevels, known.map((row) => [row.old_code ?? '', row.new_code ?? ''])),
      ...edges('province', LIST_DAYS.twoLevels, provincePairs),
    ],
    refused: refused.filter(({ code }, index) => refused.findIndex((other) => other.code === code) === index),
  }
}
