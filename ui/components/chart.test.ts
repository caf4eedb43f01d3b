import { expect, test } from 'vitest'
import { niceTop } from './chart.tsx'

test.each([[0, 1], [1, 1], [3, 5], [7, 10], [10, 10], [11, 20], [230, 500], [5001, 10_000]])('the scale above %d ends at %d', (most, top) => { expect(niceTop(most)).toBe(top) })
