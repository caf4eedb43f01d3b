import { rankIntervals, type Choices } from '../modules/indicators/domain/monte-carlo.ts'
import { composite } from '../modules/indicators/domain/composite.ts'
import { rank } from '../modules/indicators/domain/rank.ts'
import { seeded } from '../modules/indicators/domain/random.ts'
import { normalisedColumns, type Table } from '../modules/indicators/domain/sensitivity.ts'

/** Rank intervals of 63 provinces over 98 components: 10,000 draws of the method, beside the same loop written the plain way (fewer draws, scaled up). */
const [DRAWS, PLAIN_DRAWS, UNITS, COMPONENTS] = [10_000, 100, 63, 98]
const random = seeded(63)
const table: Table = {
  units: Array.from({ length: UNITS }, (_, at) => `tinh-${at}`), components: Array.from({ length: COMPONENTS }, (_, at) => ({ code: String(at), weight: 5 + Math.floor(random() * 20) })),
  values: Array.from({ length: UNITS }, () => Array.from({ length: COMPONENTS }, () => random() < 0.02 ? null : random())),
}
const choices = (): Choices => ({ draws: DRAWS, normalisations: [{ kind: 'points', max: 1 }, { kind: 'min-max-data' }, { kind: 'z-score' }, { kind: 'rank' }], methods: ['arithmetic', 'geometric'], weightsBy: 0.25, missing: 'exclude', decimals: 4, random: seeded(7) })

/** By the functions that score one unit, as a first version would be written. */
function plain(draws: number): readonly (readonly number[])[] {
  const { normalisations, methods, missing, decimals, weightsBy, random: next } = choices()
  const ranks: number[][] = table.units.map(() => [])
  for (let draw = 0; draw < draws; draw += 1) {
    const columns = normalisedColumns(table, normalisations[Math.floor(next() * normalisations.length)]!)
    const method = methods[Math.floor(next() * methods.length)]!
    const weights = table.components.map(({ weight }) => weight * (1 + weightsBy * (2 * next() - 1)))
    const scores = table.units.map((unit, row) => ({ unit, score: composite(table.components.map(({ code }, at) => ({ code, weight: weights[at]!, value: columns[at]![row]! })), method, missing).value }))
    for (const [row, each] of rank(scores, decimals).entries()) if (each.rank !== null) ranks[row]!.push(each.rank)
  }
  return ranks
}

const timed = <T>(run: () => T): { readonly ms: number; readonly result: T } => { const from = performance.now(); const result = run(); return { ms: performance.now() - from, result } }
const fast = timed(() => rankIntervals(table, choices()))
const again = timed(() => rankIntervals(table, choices()))
const slow = timed(() => plain(PLAIN_DRAWS))
const plainMs = slow.ms * DRAWS / PLAIN_DRAWS
const round = (value: number): number => Math.round(value * 100) / 100
console.log(JSON.stringify({ bench: 'indicators-monte-carlo', metric: `${DRAWS} draws × ${UNITS} units × ${COMPONENTS} components, first run (target 2000)`, value: round(fast.ms), unit: 'ms', peer: `the same loop by the functions that score one unit, ${PLAIN_DRAWS} draws scaled up`, peerValue: round(plainMs), ratio: round(fast.ms / plainMs) }))
console.log(JSON.stringify({ bench: 'indicators-monte-carlo', metric: 'the same, once more', value: round(again.ms), unit: 'ms', peer: 'the plain loop', peerValue: round(plainMs), ratio: round(again.ms / plainMs) }))
