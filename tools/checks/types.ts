import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run, tool } from '../run/children.ts'
import { failed, passed, type Check, type Verdict } from '../run/verdict.ts'

const PROJECTS = [
  ['the whole house', 'tsconfig.json'],
  ['domain and pure kernel files, without Node and DOM', 'tsconfig.domain.json'],
  ['islands, with DOM', 'ui/islands/tsconfig.json'],
  ['the client for other agencies, alone', 'clients/exchange/tsconfig.json'],
] as const

/** `tsc` once for each world: a domain file that reads the clock of the machine, or an island that needs Node, does not even compile. */
export const types: Check = {
  name: 'types',
  run: root => Promise.all(PROJECTS.map(async ([what, file]): Promise<Verdict> => {
    if (!existsSync(join(root, file))) return failed(`types: ${what}`, `${file} is missing`)
    const { code, output } = await run(process.execPath, [...tool(root, 'typescript/bin/tsc'), '--noEmit', '-p', file], { cwd: root, timeoutMs: 300_000 })
    return code === 0 ? passed(`types: ${what}`) : failed(`types: ${what}`, output)
  })),
}
