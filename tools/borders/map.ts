import { readFileSync } from 'node:fs'

/** Name of a floor or module → the names it may use. */
export type ModuleMap = ReadonlyMap<string, readonly string[]>

/** Reads module-map.json; throws when it is not an object of lists of names that it itself knows. */
export function parseMap(text: string): ModuleMap {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('module-map.json is not an object')
  const map = new Map<string, readonly string[]>()
  for (const [name, uses] of Object.entries(value)) {
    if (!Array.isArray(uses) || !uses.every(use => typeof use === 'string' && use in value)) throw new Error(`module-map.json: "${name}" must list names of the map`)
    map.set(name, uses)
  }
  return map
}

export const readMap = (file: string): ModuleMap => parseMap(readFileSync(file, 'utf8'))

/** The first circle as a path that ends where it began, or undefined. */
export function findCircle(map: ModuleMap): readonly string[] | undefined {
  const done = new Set<string>()
  const walk = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of map.get(name) ?? []) {
      const circle = walk(next, [...path, name])
      if (circle) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of map.keys()) {
    const circle = walk(name, [])
    if (circle) return circle
  }
  return undefined
}
