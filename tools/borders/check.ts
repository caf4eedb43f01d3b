import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFacts } from './facts.ts'
import { judge, type House, type Offence } from './judge.ts'
import { findCircle, parseMap, readMap } from './map.ts'
import { RULES } from './rules.ts'
import { CANARIES, listSources } from './sources.ts'

export interface BordersVerdict {
  readonly files: number
  readonly imports: number
  readonly canaries: number
  readonly offences: readonly Offence[]
  /** why the check itself cannot be trusted: unread files, silent canaries */
  readonly faults: readonly string[]
}

/** Judges every source file below `root` against module-map.json, then itself against the canaries. */
export function checkBorders(root: string): BordersVerdict {
  const manifest: { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const map = readMap(join(root, 'module-map.json'))
  const house: House = { map, dependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) }
  const faults: string[] = []
  const offences: Offence[] = []
  let imports = 0
  const sources = listSources(root)
  for (const file of sources) {
    const facts = readFacts(file, readFileSync(join(root, file), 'utf8'))
    imports += facts.imports.length
    faults.push(...facts.faults)
    offences.push(...judge(house, file, facts))
  }
  const circle = findCircle(map)
  if (circle) offences.push({ rule: 'no-circle', file: 'module-map.json', line: 1, what: circle.join(' → ') })
  for (const module of existsSync(join(root, 'modules')) ? readdirSync(join(root, 'modules')) : []) {
    if (!map.has(module)) offences.push({ rule: 'map-complete', file: `modules/${module}`, line: 1, what: 'is not in module-map.json' })
  }
  faults.push(...missedBy(root, sources))
  if (imports === 0) faults.push('no import was seen in any file')
  const canaries = judgeCanaries(root, house)
  faults.push(...canaries.faults)
  return { files: sources.length, imports, canaries: canaries.count, offences, faults }
}

/** A second, independent list of the sources: what git knows. Files that the walk did not see would be files that nobody judged. */
function missedBy(root: string, sources: readonly string[]): readonly string[] {
  if (!existsSync(join(root, '.git'))) return sources.length > 0 ? [] : ['no source file was found']
  const seen = new Set(sources)
  const known = execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '-z', '--', '*.ts', '*.tsx', '*.mts', '*.cts'], { cwd: root, encoding: 'utf8' }).split('\0')
  return known.filter(file => file && !file.startsWith(CANARIES) && existsSync(join(root, file)) && !seen.has(file)).map(file => `${file} was not looked at`)
}

/** Each canary says on its first line which file it pretends to be and which rule must catch it: `// modules/a/x.ts breaks module-door`. */
function judgeCanaries(root: string, house: House): { readonly count: number; readonly faults: readonly string[] } {
  const caught = new Set<string>()
  const faults: string[] = []
  const files = readdirSync(join(root, CANARIES)).filter(file => !file.endsWith('.md') && !file.startsWith('lint-'))
  for (const file of files) {
    const text = readFileSync(join(root, CANARIES, file), 'utf8')
    if (file.endsWith('.json')) {
      if (findCircle(parseMap(text))) caught.add('no-circle')
      else faults.push(`canary ${file}: the circle was not seen`)
      continue
    }
    const [, pretends = '', rule = ''] = /^\/\/ (\S+) breaks (\S+)/.exec(text) ?? []
    const found = judge(house, pretends, readFacts(pretends, text)).map(offence => offence.rule)
    if (found.some(one => one === rule)) caught.add(rule)
    else faults.push(`canary ${file}: ${rule || 'no rule named'} was not reported (found: ${found.join(', ') || 'nothing'})`)
  }
  for (const rule of Object.keys(RULES)) if (!caught.has(rule)) faults.push(`rule ${rule} has no canary that it catches`)
  return { count: files.length, faults }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const verdict = checkBorders(process.cwd())
  for (const { rule, file, line, what } of verdict.offences) console.log(`${file}:${line}  ${rule}: ${what}\n    ${RULES[rule]}`)
  for (const fault of verdict.faults) console.log(fault)
  console.log(`Borders: ${verdict.files} files, ${verdict.imports} imports, ${verdict.canaries} canaries; ${verdict.offences.length} offences, ${verdict.faults.length} faults of the check itself`)
  process.exitCode = verdict.offences.length + verdict.faults.length > 0 ? 1 : 0
}
