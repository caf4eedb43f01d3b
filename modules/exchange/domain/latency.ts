/** Upper bounds of the classes of `usage_minute.took`, in milliseconds; the last class has none. */
export const TOOK_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const

/** The class in which the call stands that `share` of all calls are not slower than: its upper bound in ms, Infinity above the last, undefined without calls. A histogram knows no more. */
export function percentile(took: readonly number[], share: number): number | undefined {
  const all = took.reduce((sum, n) => sum + n, 0)
  if (all === 0) return undefined
  let seen = 0
  for (const [at, count] of took.entries()) { seen += count; if (seen >= all * share) return TOOK_BOUNDS[at] ?? Infinity }
  return Infinity
}
export const addTook = (a: readonly number[], b: readonly number[]): readonly number[] => Array.from({ length: TOOK_BOUNDS.length + 1 }, (_, at) => (a[at] ?? 0) + (b[at] ?? 0))
