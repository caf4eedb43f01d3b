import { describe, expect, it } from 'vitest'
import { readBoundaries } from './boundaries.ts'

const square = (west: number, south: number, side: number): number[][] => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
const feature = (code: string, geometry: unknown): unknown => ({ type: 'Feature', properties: { code, name: 'Xã Mẫu' }, geometry })
const polygon = (...rings: number[][][]): unknown => ({ type: 'Polygon', coordinates: rings })
const file = (...features: unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features })

describe('boundaries of units', () => {
  it('knows communes and provinces by their code, their extent and their area', () => {
    const { boundaries, refused } = readBoundaries(file(feature('05518', polygon(square(105.8, 21.4, 0.1))), feature('19', { type: 'MultiPolygon', coordinates: [[square(105, 21, 1)], [square(107, 21, 1)]] })))
    expect(refused).toEqual([])
    expect(boundaries.map(({ code, level }) => [code, level])).toEqual([['05518', 'commune'], ['19', 'province']])
    expect(boundaries[1]?.bounds).toEqual([105, 21, 108, 22])
    // 0.1° of latitude is 11.12 km, of longitude there 10.35 km
    expect(boundaries[0]?.areaKm2).toBeCloseTo(115.1, 0)
  })
  it('takes holes off the area', () => {
    const { boundaries } = readBoundaries(file(feature('05518', polygon(square(105, 21, 0.2))), feature('05521', polygon(square(105, 21, 0.2), square(105.05, 21.05, 0.1)))))
    expect((boundaries[1]?.areaKm2 ?? 0) / (boundaries[0]?.areaKm2 ?? 1)).toBeCloseTo(0.75, 2)
  })
  it.each([
    ['not-a-feature', { type: 'Thing', properties: { code: '05518' } }],
    ['no-code', feature('5518', polygon(square(105, 21, 1)))],
    ['wrong-geometry', feature('05518', { type: 'Point', coordinates: [105, 21] })],
    ['wrong-geometry', feature('05518', polygon([[105, 21], [106, 21], [105, 21]]))],
    ['ring-not-closed', feature('05518', polygon(square(105, 21, 1).slice(0, 4)))],
    ['outside-viet-nam', feature('05518', polygon(square(21, 105, 1)))],
    ['no-area', feature('05518', polygon([[105, 21], [106, 22], [105, 21], [105, 21]]))],
  ])('refuses with %s what cannot be right, and takes the rest', (reason, bad) => {
    const { boundaries, refused } = readBoundaries(file(bad, feature('05521', polygon(square(105, 21, 1)))))
    expect(refused.map(each => [each.at, each.reason])).toEqual([[1, reason]])
    expect(boundaries).toHaveLength(1)
  })
  it('refuses a code a second time', () => {
    const one = feature('05518', polygon(square(105, 21, 1)))
    expect(readBoundaries(file(one, one)).refused).toEqual([{ at: 2, reason: 'repeated-code', code: '05518' }])
  })
  it('is no reader for other files', () => {
    expect(() => readBoundaries('{')).toThrow('not JSON')
    expect(() => readBoundaries('{"type":"Topology"}')).toThrow('FeatureCollection')
  })
})
