/** Places as paths and dots of one picture, without a library: what stands there without a script. Pure. */
export type Bounds = readonly [west: number, south: number, east: number, north: number]
export interface Plane { readonly width: number; readonly height: number; at(longitude: number, latitude: number): readonly [number, number] }
const WIDTH = 600
const MOST_HEIGHT = 800

const isPair = (value: unknown): value is readonly [number, number] => Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number'
/** Rings, lines and points of any GeoJSON geometry (RFC 7946), as lists of pairs. */
export function partsOf(geometry: unknown): readonly (readonly (readonly [number, number])[])[] {
  if (typeof geometry !== 'object' || geometry === null) return []
  if ('geometries' in geometry && Array.isArray(geometry.geometries)) return geometry.geometries.flatMap(partsOf)
  const walk = (value: unknown): (readonly (readonly [number, number])[])[] => isPair(value) ? [[value]] : !Array.isArray(value) ? [] : value.length > 0 && value.every(isPair) ? [value] : value.flatMap(walk)
  return 'coordinates' in geometry ? walk(geometry.coordinates) : []
}
export function boundsOf(geometries: readonly unknown[]): Bounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const geometry of geometries) for (const part of partsOf(geometry)) for (const [x, y] of part) { west = Math.min(west, x); east = Math.max(east, x); south = Math.min(south, y); north = Math.max(north, y) }
  return west > east ? undefined : [west, south, east, north]
}
/** A flat picture of a province: lengths east and north as they are at its middle. */
export function planeOf([west, south, east, north]: Bounds): Plane {
  const narrow = Math.cos((south + north) / 2 * Math.PI / 180)
  const margin = Math.max((east - west) * 0.03, (north - south) * 0.03, 0.01)
  const scale = Math.min(WIDTH / ((east - west + 2 * margin) * narrow), MOST_HEIGHT / (north - south + 2 * margin))
  return { width: Math.round((east - west + 2 * margin) * narrow * scale), height: Math.round((north - south + 2 * margin) * scale), at: (x, y) => [Math.round((x - west + margin) * narrow * scale), Math.round((north + margin - y) * scale)] }
}
/** Points are put on the same grid for neighbours, so that borders stay shared when what is too small to see goes. */
export function pathOf(geometry: unknown, plane: Plane): string {
  return partsOf(geometry).flatMap(part => {
    const kept = part.map(([x, y]) => plane.at(x, y)).filter(([x, y], at, all) => at === 0 || all[at - 1]?.[0] !== x || all[at - 1]?.[1] !== y)
    // steps from point to point are shorter than places
    const steps = kept.slice(1).map(([x, y], at) => `${x - (kept[at]?.[0] ?? 0)} ${y - (kept[at]?.[1] ?? 0)}`)
    return kept.length < 3 ? [] : [`M${kept[0]?.[0] ?? 0} ${kept[0]?.[1] ?? 0}l${steps.join(' ').replaceAll(' -', '-')}z`]
  }).join('')
}
/** Which of five shades a figure has: as many places in each as can be. */
export function shadeOf(values: readonly number[]): (value: number) => number {
  const sorted = values.toSorted((a, b) => a - b)
  const limits = [1, 2, 3, 4].map(step => sorted[Math.floor(sorted.length * step / 5)] ?? Infinity)
  return value => limits.filter(limit => value >= limit).length
}
