import { compileEndpoints, type Endpoint, type EndpointMatcher } from '../domain/path-glob.ts'
import type { Right } from './snapshot.ts'

/** A right as the database holds it; of a subsystem or of a group. */
export interface RightRecord { readonly number: number; readonly subsystem: number | null; readonly group: string | null; readonly service: number; readonly endpoints: readonly Endpoint[]; readonly perMinute: number | null; readonly perDay: number | null; readonly validFrom: number; readonly validTo: number | null; readonly ended: boolean }
/** Service → consumer → rights, by their numbers. */
export type RightsIndex = ReadonlyMap<number, ReadonlyMap<number, readonly Right[]>>
export type Groups = ReadonlyMap<string, readonly number[]>

/** Globs are compiled when the right is used for the first time: a hundred thousand of them would delay every change. */
function rightOf(row: RightRecord): Right {
  let compiled: EndpointMatcher | undefined
  return { number: row.number, endpoints: row.endpoints, allows: (method, path) => (compiled ??= compileEndpoints(row.endpoints))(method, path), perMinute: row.perMinute, perDay: row.perDay, validFrom: row.validFrom, validTo: row.validTo ?? Infinity }
}

/** Keeps the rights from one version of the registry to the next: what a change costs depends on the change, not on how many rights there are. */
export class RightsKeeper {
  /** rights up to this version of the registry are known */
  version = 0
  readonly #rows = new Map<number, RightRecord>()
  readonly #ofService = new Map<number, Set<number>>()
  #groups: Groups = new Map()
  #index: RightsIndex = new Map()

  /** Takes the rights that changed since `version`, and who is in which group now; answers a new index, the old one stays as it was. */
  take(version: number, changed: readonly RightRecord[], groups: Groups): RightsIndex {
    const touched = new Set<number>()
    for (const row of changed) {
      const before = this.#rows.get(row.number)
      if (before) { this.#ofService.get(before.service)?.delete(row.number); touched.add(before.service) }
      touched.add(row.service)
      if (row.ended) { this.#rows.delete(row.number); continue }
      this.#rows.set(row.number, row)
      const ofService = this.#ofService.get(row.service)
      if (ofService) ofService.add(row.number)
      else this.#ofService.set(row.service, new Set([row.number]))
    }
    const regrouped = new Set([...groups.keys(), ...this.#groups.keys()].filter(group => groups.get(group)?.join() !== this.#groups.get(group)?.join()))
    if (regrouped.size > 0) for (const row of this.#rows.values()) if (row.group !== null && regrouped.has(row.group)) touched.add(row.service)
    this.#groups = groups
    this.version = version
    if (touched.size === 0) return this.#index
    const index = new Map(this.#index)
    for (const service of touched) index.set(service, this.#rightsOf(service))
    return this.#index = index
  }

  #rightsOf(service: number): ReadonlyMap<number, readonly Right[]> {
    const byConsumer = new Map<number, Right[]>()
    for (const number of this.#ofService.get(service) ?? []) {
      const row = this.#rows.get(number)
      if (!row) continue
      const right = rightOf(row)
      for (const consumer of row.subsystem === null ? this.#groups.get(row.group ?? '') ?? [] : [row.subsystem]) {
        const known = byConsumer.get(consumer)
        if (known) known.push(right)
        else byConsumer.set(consumer, [right])
      }
    }
    return byConsumer
  }
}
