/**
 * Rounds half away from zero, as people do on paper (1.005 → 1.01, -2.5 → -3). `digits` 0 to 12.
 * The decimal text is shifted, not the binary number: 1.005 × 100 is 100.49999999999999.
 */
export const roundTo = (value: number, digits: number): number => shifted(value, digits, Math.round)

/** Cuts without rounding, towards zero: 22 of 23 tasks were reported as 95.6 %, which is 95.65… cut, not rounded. */
export const truncateTo = (value: number, digits: number): number => shifted(value, digits, Math.floor)

export type Cutting = 'round' | 'truncate'
export const cutTo = (value: number, digits: number, cutting: Cutting): number => cutting === 'round' ? roundTo(value, digits) : truncateTo(value, digits)

function shifted(value: number, digits: number, cut: (magnitude: number) => number): number {
  if (!Number.isFinite(value)) return value
  const magnitude = move(cut(move(Math.abs(value), digits)), -digits)
  return magnitude === 0 ? 0 : Math.sign(value) * magnitude
}

function move(value: number, places: number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  return Number(`${mantissa}e${Number(exponent) + places}`)
}
