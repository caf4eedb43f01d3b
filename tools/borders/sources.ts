import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = new Set(['node_modules', 'var', 'dist', '.git', '.claude'])

/** Every file below `root` whose name matches, relative, with slashes, sorted. Hidden folders and those that hold no source are left out. */
export function listFiles(root: string, name: RegExp, below = ''): readonly string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap(entry => {
    const path = below ? `${below}/${entry.name}` : entry.name
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith('.') && entry.name !== '.ci' ? [] : listFiles(root, name, path)
    return entry.isFile() && name.test(entry.name) ? [path] : []
  }).toSorted()
}

export const CANARIES = 'tools/borders/canaries/'
export const SOURCE = /\.[cm]?tsx?$/

/** Every TypeScript file of the house, canaries left out. */
export const listSources = (root: string): readonly string[] => listFiles(root, SOURCE).filter(path => !path.startsWith(CANARIES))
