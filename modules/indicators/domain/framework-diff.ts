import type { Framework } from './framework.ts'

/** One thing that differs between two versions: where, and both wordings ('' where there is none). */
export interface FrameworkDifference { readonly at: string; readonly name: string; readonly before: string; readonly after: string }

const shown = (value: unknown): string => value === null || value === undefined ? '' : typeof value === 'string' ? value : typeof value === 'object' && 'vi' in value && 'en' in value ? `${String(value.vi)} / ${String(value.en)}` : JSON.stringify(value)
const fields = (at: string, before: object | undefined, after: object | undefined, leave: readonly string[] = []): readonly FrameworkDifference[] => {
  const [was, is] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))]
  return [...new Set([...was.keys(), ...is.keys()])].filter(name => !leave.includes(name)).flatMap(name => shown(was.get(name)) === shown(is.get(name)) ? [] : [{ at, name, before: shown(was.get(name)), after: shown(is.get(name)) }])
}

/** What differs, from the framework itself down to its indicators; those that came or went as one line each. */
export function frameworkDifferences(before: Framework, after: Framework): readonly FrameworkDifference[] {
  const both = <T extends { readonly code: string; readonly text: unknown }>(was: readonly T[], is: readonly T[]): readonly FrameworkDifference[] => [...new Set([...was, ...is].map(({ code }) => code))].flatMap(code => {
    const [old, now] = [was.find(each => each.code === code), is.find(each => each.code === code)]
    return old && now ? fields(code, old, now) : [{ at: code, name: '', before: old ? shown(old.text) : '', after: now ? shown(now.text) : '' }]
  })
  return [...fields('', before.definition, after.definition, ['groups', 'version', 'code']), ...both(before.definition.groups, after.definition.groups), ...both(before.indicators, after.indicators)]
}
