type Ring = readonly (readonly [longitude: number, latitude: number])[]
export type BoundaryGeometry = { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] } | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
export interface UnitBoundary {
  readonly code: string
  readonly level: 'province' | 'commune'
  readonly geometry: BoundaryGeometry
  /** west, south, east, north, degrees */
  readonly bounds: readonly [number, number, number, number]
  /** on the ellipsoid's mean sphere: within 0.5 % */
  readonly areaKm2: number
}
export type BoundaryRefusalReason = 'not-a-feature' | 'no-code' | 'repeated-code' | 'wrong-geometry' | 'ring-not-closed' | 'outside-viet-nam' | 'no-area' | 'unknown-unit'
/** `at`: the feature's place in the file, 1 for the first. */
export interface BoundaryRefusal { readonly at: number; readonly reason: BoundaryRefusalReason; readonly code?: string; readonly value?: string }

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Islands of Hoàng Sa and Trường Sa included. */
const VIET_NAM = { west: 102, south: 6, east: 118, north: 23.5 } as const
const EARTH_KM = 6371.0088

class Refused extends Error {
  readonly reason: BoundaryRefusalReason
  constructor(reason: BoundaryRefusalReason, value = '') { super(value); this.reason = reason }
}

/**
 * Reads a GeoJSON FeatureCollection (RFC 7946, WGS 84) of communes (GSO code of 5 digits) or provinces (2 digits) in `properties.code`.
 * Faulty features are refused with the reason, the rest comes back. Throws when the text is no FeatureCollection at all.
 */
export function readBoundaries(text: string): { readonly boundaries: readonly UnitBoundary[]; readonly refused: readonly BoundaryRefusal[] } {
  let parsed: unknown
  try { parsed = JSON.parse(text) } catch { throw new Error('the file is not JSON') }
  if (!isFields(parsed) || parsed['type'] !== 'FeatureCollection' || !Array.isArray(parsed['features'])) throw new Error('the file is not a GeoJSON FeatureCollection')
  const boundaries: UnitBoundary[] = []
  const refused: BoundaryRefusal[] = []
  const seen = new Set<string>()
  for (const [index, feature] of parsed['features'].entries()) {
    const code = codeOf(feature)
    try {
      const boundary = readFeature(feature, code)
      if (seen.has(boundary.code)) throw new Refused('repeated-code')
      seen.add(boundary.code)
      boundaries.push(boundary)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      refused.push({ at: index + 1, reason: error.reason, ...(code && { code }), ...(error.message && { value: error.message }) })
    }
  }
  return { boundaries, refused }
}

function codeOf(feature: unknown): string {
  const properties: unknown = isFields(feature) ? feature['properties'] : undefined
  const code: unknown = isFields(properties) ? properties['code'] : undefined
  return typeof code === 'string' ? code.trim() : ''
}

function readFeature(feature: unknown, code: string): UnitBoundary {
  if (!isFields(feature) || feature['type'] !== 'Feature') throw new Refused('not-a-feature')
  if (!/^(\d{2}|\d{5})$/.test(code)) throw new Refused('no-code', code)
  const given: unknown = feature['geometry']
  if (!isFields(given) || !Array.isArray(given['coordinates'])) throw new Refused('wrong-geometry')
  const coordinates: readonly unknown[] = given['coordinates']
  let geometry: BoundaryGeometry
  if (given['type'] === 'Polygon') geometry = { type: 'Polygon', coordinates: readPolygon(coordinates) }
  else if (given['type'] === 'MultiPolygon') geometry = { type: 'MultiPolygon', coordinates: coordinates.map(readPolygon) }
  else throw new Refused('wrong-geometry', String(given['type']))
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const areaKm2 = Math.round(polygons.reduce((sum, polygon) => sum + areaOf(polygon), 0) * 1000) / 1000
  if (!(areaKm2 > 0)) throw new Refused('no-area')
  const points = polygons.flat(2)
  const extent = (axis: 0 | 1, pick: (a: number, b: number) => number): number => points.reduce((edge, point) => pick(edge, point[axis]), points[0]?.[axis] ?? 0)
  return { code, level: code.length === 2 ? 'province' : 'commune', geometry, areaKm2, bounds: [extent(0, Math.min), extent(1, Math.min), extent(0, Math.max), extent(1, Math.max)] }
}

function readPolygon(value: unknown): Ring[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refused('wrong-geometry', 'a polygon without rings')
  return value.map((ring: unknown) => {
    if (!Array.isArray(ring) || ring.length < 4) throw new Refused('wrong-geometry', 'a ring of fewer than 4 points')
    const points = ring.map(readPoint)
    const [first, last] = [points[0], points.at(-1)]
    if (first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) throw new Refused('ring-not-closed')
    return points
  })
}

function readPoint(value: unknown): readonly [number, number] {
  if (!Array.isArray(value)) throw new Refused('wrong-geometry', 'a point that is none')
  const [longitude, latitude]: readonly unknown[] = value
  if (typeof longitude !== 'number' || typeof latitude !== 'number') throw new Refused('wrong-geometry', 'a point without numbers')
  if (!(longitude >= VIET_NAM.west && longitude <= VIET_NAM.east && latitude >= VIET_NAM.south && latitude <= VIET_NAM.north)) throw new Refused('outside-viet-nam', `${longitude}, ${latitude}`)
  return [longitude, latitude]
}

/** Spherical area of the outer ring less its holes (Chamberlain and Duquette 2007). */
function areaOf([outer, ...holes]: readonly Ring[]): number {
  return outer === undefined ? 0 : ringArea(outer) - holes.reduce((sum, hole) => sum + ringArea(hole), 0)
}

function ringArea(ring: Ring): number {
  const radians = Math.PI / 180
  let sum = 0
  for (let at = 1; at < ring.length; at++) {
    const [from, to] = [ring[at - 1], ring[at]]
    if (from && to) sum += (to[0] - from[0]) * radians * (2 + Math.sin(from[1] * radians) + Math.sin(to[1] * radians))
  }
  return Math.abs(sum * EARTH_KM * EARTH_KM / 2)
}
