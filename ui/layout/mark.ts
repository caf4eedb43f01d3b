/** Our mark: one bud and two leaves of tea that make a T, dark on gold. Own drawing; no emblem of the state. */
export const MARK_PATHS = [
  'M20 17.6C15.6 11 9.6 10.2 5.4 12.3 8.2 18 14 20.6 20 17.6Z', // left leaf
  'M20 17.6C24.4 11 30.4 10.2 34.6 12.3 31.8 18 26 20.6 20 17.6Z', // right leaf
  'M20 4.6C22.9 7.4 23 11 20 14.2 17 11 17.1 7.4 20 4.6Z', // bud
  'M18.1 18.6H21.9V33.2A1.9 1.9 0 0 1 18.1 33.2Z', // stem
] as const

export const markSvg = (ground: string, ink: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="10" fill="${ground}"/><path fill="${ink}" d="${MARK_PATHS.join('')}"/></svg>`
