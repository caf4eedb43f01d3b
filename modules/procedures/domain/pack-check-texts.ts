import { lintReadability } from '../../../kernel/vi-text/index.ts'
import type { ProcedurePack } from './pack.ts'
import { type PackFault, packFault } from './pack-faults.ts'

interface Place { readonly at: string; readonly vi: string }

/** Official wording that the province may not change: the legal name, results, legal basis, notes on sources. */
const OFFICIAL: ReadonlySet<string> = new Set(['name', 'sourceNote', 'results', 'legalBasis', 'scenarios'])

function* texts(value: unknown, at: string): Generator<Place> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* texts(item, `${at}/${nameOf(item) ?? index}`)
  } else if (typeof value === 'object' && value !== null) {
    if ('vi' in value && typeof value.vi === 'string') yield { at, vi: value.vi }
    else for (const [key, item] of Object.entries(value)) yield* texts(item, `${at}/${key}`)
  }
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  if ('id' in item && typeof item.id === 'string') return item.id
  return 'name' in item && typeof item.name === 'string' ? item.name : undefined
}

/** Every sentence that people read, judged for plain language; shouting is refused, the rest is advice. */
export function checkTexts(pack: ProcedurePack): PackFault[] {
  const read = Object.entries(pack).filter(([key]) => !OFFICIAL.has(key)).flatMap(([key, value]) => [...texts(value, key)])
  return read.flatMap(({ at, vi }) => lintReadability(vi).remarks.map(({ rule, excerpt, advice }) =>
    rule === 'capitals' ? packFault('capitals', at, excerpt) : packFault('hard-to-read', at, excerpt === '' ? advice : `“${excerpt}” — ${advice}`)))
}
