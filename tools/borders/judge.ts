import { posix } from 'node:path'
import type { Facts, Import } from './facts.ts'
import type { ModuleMap } from './map.ts'
import { BROWSER_PACKAGES, BROWSER_SAFE, COMPUTED_IMPORT_ALLOWED, EFFECTS_ALLOWED, isPureKernel, isTest, OUTSIDE, PURE_PACKAGES, SCENES, within, type Rule } from './rules.ts'

export interface Offence { readonly rule: Rule; readonly file: string; readonly line: number; readonly what: string }
export interface House { readonly map: ModuleMap; readonly dependencies: ReadonlySet<string> }

/** The floor or module that a path belongs to: `kernel`, `dossiers`, `tools`, … */
export const placeOf = (path: string): string => /^modules\/([^/]+)\//.exec(path)?.[1] ?? path.split('/')[0] ?? ''
const domainOf = (path: string): string | undefined => /^modules\/[^/]+\/domain\//.exec(path)?.[0]
const isOutside = (place: string): boolean => OUTSIDE.some(name => name === place)
const isModule = (path: string): boolean => path.startsWith('modules/')
/** `@scope/name/deep` → `@scope/name` */
export const packageOf = (from: string): string => from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/')

/** Everything that one file does against the borders. `file` is relative to the root, with slashes. */
export function judge(house: House, file: string, facts: Facts): readonly Offence[] {
  const offences: Offence[] = []
  const place = placeOf(file)
  const test = isTest(file)
  const report = (rule: Rule, line: number, what: string): void => { offences.push({ rule, file, line, what }) }
  if (place === 'clients' && !test) judgeClient(file, facts, report)
  if (isConfig(file) || isOutside(place)) return offences
  if (!house.map.has(place)) report('map-complete', 1, `${place} is not in module-map.json`)

  for (const one of facts.imports) {
    const target = one.from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), one.from)) : undefined
    if (target === undefined) judgePackage(house, file, test, one, report)
    else judgeFile(house, file, test, one, target, report)
  }
  if (!test && (!within(file, EFFECTS_ALLOWED) || isPureKernel(file))) for (const { rule, line } of facts.effects) report(rule, line, 'used here')
  if (!within(file, COMPUTED_IMPORT_ALLOWED)) for (const line of facts.computedImports) report('computed-import', line, 'import() of a computed name')
  return offences
}

/** What agencies install must work without this repository: `clients/{name}/` stands alone. */
function judgeClient(file: string, facts: Facts, report: Report): void {
  const home = /^clients\/[^/]+\//.exec(file)?.[0] ?? 'clients/'
  for (const { from, line } of facts.imports) if (!(from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), from)).startsWith(home) : from.startsWith('node:'))) report('client-alone', line, from)
}

type Report = (rule: Rule, line: number, what: string) => void
const isConfig = (file: string): boolean => /^[^/]+\.config\.ts$/.test(file)

function judgePackage(house: House, file: string, test: boolean, one: Import, report: Report): void {
  const node = one.from.startsWith('node:')
  const name = packageOf(one.from)
  if (!test && !node && !one.typeOnly && !house.dependencies.has(name)) report('declared-package', one.line, one.from)
  if (test) return
  const pure = PURE_PACKAGES.some(known => known === name)
  if (domainOf(file) && !pure) report('domain-inside', one.line, one.from)
  if (isPureKernel(file) && !pure) report('pure-kernel', one.line, one.from)
  if (file.startsWith('ui/islands/') && !BROWSER_PACKAGES.some(known => known === name)) report('island-browser', one.line, one.from)
}

function judgeFile(house: House, file: string, test: boolean, one: Import, target: string, report: Report): void {
  const place = placeOf(file)
  const other = placeOf(target)
  if (other !== place) {
    // a test speaks to the real simulator of the system it is about; it does not ship
    const forTest = test && (other === 'simulators' || isOutside(other))
    const forScene = file.startsWith(SCENES) && other === 'simulators'
    if (!forTest && !forScene && !house.map.get(place)?.includes(other)) report(isModule(file) && isModule(target) ? 'module-map' : 'floor-order', one.line, target)
    const doors = [`modules/${other}/index.ts`, ...(test ? [`modules/${other}/testing.ts`] : [])]
    // tests of app/ are about modules that meet; they may look inside
    if (isModule(target) && !doors.includes(target) && !(test && place === 'app')) report('module-door', one.line, target)
  }
  if (test) return
  if (isTest(target)) report('floor-order', one.line, `${target} is for tests`)
  const domain = domainOf(file)
  if (domain && !target.startsWith(domain)) {
    if (!target.startsWith('kernel/')) report('domain-inside', one.line, target)
    else if (!one.typeOnly && !isPureKernel(target)) report('domain-kernel', one.line, target)
  }
  if (isPureKernel(file) && !isPureKernel(target)) report('pure-kernel', one.line, target)
  if (file.startsWith('ui/islands/') && !target.startsWith('ui/islands/') && !isPureKernel(target) && !within(target, BROWSER_SAFE)) report('island-browser', one.line, target)
}
