import { expect, test } from 'vitest'
import { boundsOf, pathOf, planeOf } from './map-drawing.ts'

const square = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]] }
/** The corners of a path of one `M x y` and steps. */
function corners(path: string): readonly (readonly [number, number])[] {
  const [, x = '', y = '', steps = ''] = /^M(\d+) (\d+)l(.*)z$/.exec(path) ?? []
  const numbers = [...steps.matchAll(/-?\d+/g)].map(([each]) => Number(each))
  const found: [number, number][] = [[Number(x), Number(y)]]
  for (let at = 0; at < numbers.length; at += 2) { const [a = 0, b = 0] = found.at(-1) ?? []; found.push([a + (numbers[at] ?? 0), b + (numbers[at + 1] ?? 0)]) }
  return found
}
test('a path of steps goes through every corner and back', () => {
  const plane = planeOf(boundsOf([square]) ?? expect.fail('no bounds'))
  expect(corners(pathOf(square, plane))).toEqual([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]].map(([x = 0, y = 0]) => plane.at(x, y)))
})
test('what is too small to see is left out', () => {
  const plane = planeOf([0, 0, 10, 10])
  expect(pathOf({ type: 'Polygon', coordinates: [[[0, 0], [0.001, 0], [0.001, 0.001], [0, 0]]] }, plane)).toBe('')
})
