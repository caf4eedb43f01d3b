import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CANARIES } from '../borders/sources.ts'
import { run, tool, type Finished } from '../run/children.ts'
import { failed, found, passed, type Check, type Verdict } from '../run/verdict.ts'

const oxlint = (root: string, args: readonly string[]): Promise<Finished> =>
  run(process.execPath, [...tool(root, 'oxlint/bin/oxlint'), '--type-aware', '--format=unix', ...args], { cwd: root, timeoutMs: 300_000 })

/** The offences of `canaries/lint-*.ts` under the house's own rules, without its exceptions for places. */
async function canaries(root: string): Promise<Verdict> {
  const name = 'lint: every canary is caught'
  const dir = mkdtempSync(join(tmpdir(), 'tinhso-lint-'))
  const { ignorePatterns: _, overrides: __, ...rules }: Record<string, unknown> = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'))
  writeFileSync(join(dir, '.oxlintrc.json'), JSON.stringify(rules))
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, target: 'ES2024', module: 'NodeNext', types: [] } }))
  const files = readdirSync(join(root, CANARIES)).filter(file => file.startsWith('lint-'))
  for (const file of files) copyFileSync(join(root, CANARIES, file), join(dir, file))
  const { output } = await oxlint(root, ['--config', join(dir, '.oxlintrc.json'), dir])
  const silent = files.filter(file => {
    const rule = /breaks (\S+)/.exec(readFileSync(join(root, CANARIES, file), 'utf8'))?.[1] ?? ''
    return !output.split('\n').some(line => line.includes(`/${file}:`) && line.includes(`(${rule})`))
  })
  rmSync(dir, { recursive: true, force: true })
  return files.length === 0 ? failed(name, 'there are no canaries') : found(name, silent.map(file => `${file} was not reported\n${output}`), `${files.length} canaries`)
}

export const lint: Check = {
  name: 'lint',
  run: async root => {
    const { code, output } = await oxlint(root, ['.'])
    return [code === 0 ? passed('lint') : failed('lint', output), await canaries(root)]
  },
}
