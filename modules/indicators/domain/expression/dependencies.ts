import { itemsOf, type Node } from './tree.ts'

/** Indicators in an order in which each comes after those it reads, or one circle among them. */
export function evaluationOrder(indicators: ReadonlyMap<string, readonly Node[]>): { readonly ok: true; readonly order: readonly string[] } | { readonly ok: false; readonly circle: readonly string[] } {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (code: string): readonly string[] | undefined => {
    if (done.has(code)) return undefined
    if (path.includes(code)) return [...path.slice(path.indexOf(code)), code]
    path.push(code)
    for (const next of (indicators.get(code) ?? []).flatMap(itemsOf)) {
      if (next.kind !== 'indicator' || !indicators.has(next.code)) continue
      const circle = visit(next.code)
      if (circle) return circle
    }
    path.pop()
    done.add(code)
    return undefined
  }
  for (const code of indicators.keys()) {
    const circle = visit(code)
    if (circle) return { ok: false, circle }
  }
  return { ok: true, order: [...done] }
}
