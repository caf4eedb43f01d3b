import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failed, found, type Check } from '../run/verdict.ts'
import { readTables } from './tables.ts'

/** Licences that may go into a product under Apache-2.0; fonts and build tools have their own. LGPL only unchanged, as a file of its own that anybody may replace. */
const ACCEPTED = ['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'OFL-1.1', 'MIT AND OFL-1.1', 'MPL-2.0', 'PostgreSQL', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense', 'LGPL-3.0']

/** docs/dependencies.md names every direct dependency with its reason and its true licence, and nothing else. */
export const dependencies: Check = {
  name: 'dependencies',
  run: async root => {
    const name = 'dependencies: docs/dependencies.md says why each is here and under which licence'
    const file = join(root, 'docs/dependencies.md')
    if (!existsSync(file)) return [failed(name, 'docs/dependencies.md is missing')]
    const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const versions = { ...manifest['dependencies'], ...manifest['devDependencies'], ...manifest['optionalDependencies'] }
    const said = new Map(readTables(readFileSync(file, 'utf8')).map(([id = '', reason = '', licence = '']) => [id, { reason, licence }]))
    const licenceOf = (id: string): string | undefined => {
      const own = join(root, 'node_modules', id, 'package.json')
      if (!existsSync(own)) return undefined
      const { license }: { license?: string } = JSON.parse(readFileSync(own, 'utf8'))
      return license
    }
    const faults = Object.entries(versions).flatMap(([id, version]) => {
      const row = said.get(id)
      const licence = licenceOf(id)
      return [
        ...(/^\d/.test(version) ? [] : [`${id}: ${version} is not pinned exactly`]),
        ...(row ? [] : [`${id}: not listed`]),
        ...(row?.reason === '' ? [`${id}: no reason`] : []),
        ...(row && licence !== undefined && row.licence !== licence ? [`${id}: listed under ${row.licence}, its package says ${licence}`] : []),
        ...(licence !== undefined && !ACCEPTED.includes(licence) ? [`${id}: licence ${licence} is not accepted`] : []),
      ]
    })
    return [found(name, [...faults, ...[...said.keys()].filter(id => !(id in versions)).map(id => `${id}: listed, but not in package.json`)], `${Object.keys(versions).length} packages`)]
  },
}
