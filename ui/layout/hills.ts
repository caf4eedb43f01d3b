/** Tea hills in rows, for the head of the home page: own drawing, in the province's colours. */
const ROWS = [0, 1, 2, 3, 4, 5]
const row = (top: number, i: number): string => `M${40 + i * 26} 330C${170 + i * 16} ${top + i * 17} ${330 + i * 8} ${top - 22 + i * 19} ${470 + i * 4} ${top + 14 + i * 17}S${590} ${top + 52 + i * 17} 640 ${top + 74 + i * 17}`

export const hillsSvg = (brand: string, mark: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 330" preserveAspectRatio="xMaxYMax slice">`
  + `<circle cx="452" cy="92" r="40" fill="${mark}" fill-opacity=".28"/>`
  + `<g fill="${brand}"><path fill-opacity=".07" d="M0 236C70 170 150 150 226 186S330 120 410 134 540 196 600 166V330H0Z"/>`
  + `<path fill-opacity=".1" d="M0 282C90 214 190 206 290 244S470 176 600 208V330H0Z"/>`
  + `<path fill-opacity=".16" d="${row(222, 0)}V330Z"/></g>`
  + `<g fill="none" stroke="${brand}" stroke-opacity=".34" stroke-width="7" stroke-linecap="round" stroke-dasharray=".1 11">${ROWS.map((i) => `<path d="${row(232, i)}"/>`).join('')}</g></svg>`
