import type { ProcedurePack } from './pack.ts'

/** One difference between two packs: the place (`cases/child/channels/online/fees/copies/amount`) and what it said; null: nothing. */
export interface PackChange { readonly at: string; readonly before: string | null; readonly after: string | null }

type Item = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value)
/** JSON whose keys stand in order: a database and a file may keep them differently. */
export const written = (value: unknown): string => JSON.stringify(value, (_, each: unknown) => isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => a < b ? -1 : 1)) : each) ?? ''
/** Conditions and answers read best whole. */
const WHOLE: ReadonlySet<string> = new Set(['showIf', 'prefillIf', 'when', 'exemptIf', 'answers', 'expectFaults', 'expectOutcome'])

/** The word by which a list knows an item; undefined: a list of plain values. */
export function keyOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined
  for (const name of ['id', 'code', 'value', 'name']) if (typeof item[name] === 'string') return item[name]
  return typeof item['from'] === 'string' && typeof item['to'] === 'string' ? `${item['from']}>${item['to']}` : undefined
}

function summary(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.every((each) => !isObject(each)) ? value.join(', ') : value.map((each) => summary(each) ?? '').join('; ')
  if (!isObject(value)) return written(value)
  if (typeof value['vi'] === 'string') return value['vi']
  const named = value['title'] ?? value['name'] ?? value['label'] ?? value['text']
  return named === undefined ? written(value).slice(0, 400) : summary(named)
}

/** Everything that one pack says otherwise than another, place by place, in the order of the later one. */
export function diffPacks(before: ProcedurePack, after: ProcedurePack): readonly PackChange[] {
  return differ(before, after, '')
}

function differ(before: unknown, after: unknown, at: string): PackChange[] {
  if (written(before) === written(after)) return []
  const inside = (name: string): string => at === '' ? name : `${at}/${name}`
  if (isObject(before) && isObject(after) && !WHOLE.has(at.split('/').at(-1) ?? '')) {
    return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((name) => differ(before[name], after[name], inside(name)))
  }
  const [old, now] = [keyed(before), keyed(after)]
  if (!old || !now) return [{ at, before: summary(before), after: summary(after) }]
  const common = (of: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string => [...of.keys()].filter((key) => other.has(key)).join(', ')
  const moved = common(old, now) === common(now, old) ? [] : [{ at: inside('order'), before: common(old, now), after: common(now, old) }]
  return [...[...new Set([...now.keys(), ...old.keys()])].flatMap((key) => differ(old.get(key), now.get(key), inside(key))), ...moved]
}

/** A list whose items all have a word of their own, each once. */
function keyed(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map()
  if (!Array.isArray(value)) return undefined
  const keys = value.map(keyOf)
  return keys.every((key) => key !== undefined) && new Set(keys).size === keys.length ? new Map(value.map((item, index) => [keys[index] ?? '', item])) : undefined
}
